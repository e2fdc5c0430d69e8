"""The texts to paste: which of them fits, what they say, and how long they are where they are pasted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, instant, session, source
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.renderers import gsm, texts
from rencontres_feeds.renderers.paragraphs import plain
from rencontres_feeds.renderers.wording import Words

FRENCH, ENGLISH = Words(load("fr")), Words(load("en"))
PAGE = "https://essai.example/cycle/sessions/s1.html"
RICH = session(
    title='"Qui décide ? L’œuvre à venir"',
    description='"Un *texte* ; un [lien](https://lien.example/) et https://nu.example/."',
    speakers="[{name: Personne Exemple, role: essayiste, city: Ville-Exemple}]",
    topics="[habitat participatif, l'eau, '2018', habitat participatif]",
    links="[{title: Un lien, url: https://lien.example/}]",
    registration="{text: Par courriel, url: https://inscription.example/}",
)


def told(house: House, now: str, about: str = "s1", words: Words = FRENCH) -> tuple[texts.Told, ...]:
    return texts.told(about, house.runs[-1].publication, instant(now), words)


def built(*builds: tuple[str, str]) -> House:
    house = House()
    for text, now in builds:
        house.build(text, now)
    return house


def spaced(text: str) -> str:
    """With what does not break shown, so that a test can be read."""
    return text.replace("\u00a0", "~")


def test_a_letter_says_what_the_feeds_say_with_every_address_and_french_spaces() -> None:
    text = told(built((source(RICH), "2018-01-10")), "2018-01-10")[0].text("email", FRENCH)
    assert spaced(text.subject) == "Nouvelle séance, jeudi 15~mars 2018 à 18~h~30~: Qui décide~? L’œuvre à venir"
    assert spaced(text.body) == (
        "jeudi 15~mars 2018, de 18~h~30 à 20~h~30, Salle d'essai\n"
        "\n"
        "Avec Personne Exemple, essayiste (Ville-Exemple)\n"
        "\n"
        "Un texte~; un lien (https://lien.example/) et https://nu.example/.\n"
        "\n"
        "Inscription~: Par courriel https://inscription.example/\n"
        "\n"
        "- Un lien~: https://lien.example/\n"
        "\n"
        f"La page de la séance~: {PAGE}\n"
        "S’abonner au calendrier~: https://essai.example/cycle/#s-abonner"
    )
    assert text.length == len(text.body)


def test_a_post_has_its_link_and_its_topics_as_hashtags() -> None:
    text = told(built((source(RICH), "2018-01-10")), "2018-01-10")[0].text("mastodon", FRENCH)
    assert text.subject == ""
    assert spaced(text.body) == (
        "Nouvelle séance, jeudi 15~mars 2018 à 18~h~30~: Qui décide~? L’œuvre à venir\n"
        "\n"
        "jeudi 15~mars 2018, de 18~h~30 à 20~h~30, Salle d'essai\n"
        "\n"
        "Avec Personne Exemple, essayiste (Ville-Exemple)\n"
        "\n"
        "Un texte~; un lien et https://nu.example/.\n"
        "\n"
        "Inscription~: Par courriel https://inscription.example/\n"
        "\n"
        f"{PAGE}\n"
        "\n"
        "#HabitatParticipatif #LEau"
    )
    assert text.length == len(re.sub(r"https://\S+", "x" * 23, text.body))


def test_an_sms_is_one_message_in_letters_that_it_can_hold() -> None:
    text = told(built((source(RICH), "2018-01-10")), "2018-01-10")[0].text("sms", FRENCH)
    assert text.body == (
        f"Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Qui décide ? L'oeuvre à venir, Salle d'essai\n{PAGE}"
    )
    assert (text.length, text.parts) == (len(text.body), 1)


def test_an_sms_leaves_out_the_place_then_cuts_the_title_and_never_the_address() -> None:
    without = told(built((source(session(title="Un essai " * 6)), "2018-01-10")), "2018-01-10")[0]
    assert "Salle" not in without.text("sms", FRENCH).body
    assert without.text("sms", FRENCH).body.endswith(f"Un essai\n{PAGE}")
    cut = told(built((source(session(title="Un essai " * 20)), "2018-01-10")), "2018-01-10")[0].text(
        "sms", FRENCH
    )
    assert cut.body.endswith(f"Un essai ...\n{PAGE}")
    assert (cut.length <= 160, cut.parts) == (True, 1)


def test_an_sms_that_cannot_be_one_message_says_how_many_it_takes() -> None:
    far = "https://essai.example/" + "tres-loin/" * 9
    long = told(built((source(session(), url=far), "2018-01-10")), "2018-01-10")[0].text("sms", FRENCH)
    assert f"{far}sessions/s1.html" in long.body
    assert (long.parts, long.length) == (2, len(long.body))
    other = told(built((source(session(title="Встреча")), "2018-01-10")), "2018-01-10")[0].text("sms", FRENCH)
    assert (other.parts, other.length) == (2, len(other.body))


def test_a_post_of_too_many_topics_leaves_them_out() -> None:
    topics = ", ".join(f"un thème assez long numéro {n}" for n in range(12))
    text = told(built((source(session(topics=f"[{topics}]")), "2018-01-10")), "2018-01-10")[0]
    assert text.text("mastodon", FRENCH).body.endswith(f"\n\n{PAGE}")


LIVES = [
    ("just announced", [(session(), "2018-01-10")], "2018-01-10", ["announcement", "reminder"]),
    ("announced long ago", [(session(), "2018-01-10")], "2018-02-10", ["announcement", "reminder"]),
    ("soon", [(session(), "2018-01-10")], "2018-03-10", ["reminder", "announcement"]),
    ("soon, and new", [(session(), "2018-03-13")], "2018-03-13", ["announcement", "reminder"]),
    ("over", [(session(), "2018-01-10")], "2018-04-10", ["announcement"]),
    ("day not fixed", [(session(date="2018-03", time=""), "2018-01-10")], "2018-03-01", ["announcement"]),
    (
        "moved",
        [(session(), "2018-01-10"), (session(date="2018-03-22"), "2018-02-01")],
        "2018-02-01",
        ["change", "announcement", "reminder"],
    ),
    (
        "moved a while ago",
        [(session(), "2018-01-10"), (session(date="2018-03-22"), "2018-02-01")],
        "2018-03-20",
        ["reminder", "announcement", "change"],
    ),
    (
        "moved, and over",
        [(session(), "2018-01-10"), (session(date="2018-03-22"), "2018-03-14")],
        "2018-03-23",
        ["announcement", "change"],
    ),
    (
        "cancelled",
        [(session(), "2018-01-10"), (session(status="cancelled"), "2018-02-01")],
        "2018-02-01",
        ["cancellation"],
    ),
    ("published as cancelled", [(session(status="cancelled"), "2018-01-10")], "2018-01-10", ["cancellation"]),
    (
        "postponed",
        [(session(), "2018-01-10"), (session(status="postponed"), "2018-02-01")],
        "2018-02-01",
        ["change"],
    ),
    (
        "reported",
        [(session(), "2018-01-10"), (session(report="{text: Dit.}"), "2018-04-01")],
        "2018-04-01",
        ["report", "announcement"],
    ),
]


@pytest.mark.parametrize(("life", "now", "purposes"), [life[1:] for life in LIVES], ids=[one[0] for one in LIVES])
def test_what_fits_best_comes_first(life: list[tuple[str, str]], now: str, purposes: list[str]) -> None:
    house = built(*((source(text), day) for text, day in life))
    assert [one.purpose for one in told(house, now)] == purposes


def test_each_purpose_has_the_title_of_its_item() -> None:
    house = built(
        (source(session()), "2018-01-10"),
        (source(session(date="2018-03-22")), "2018-02-01"),
        (source(session(date="2018-03-22", status="cancelled", note="Salle fermée")), "2018-03-01"),
    )
    off = told(house, "2018-03-01")[0]
    assert spaced(off.subject) == "ANNULÉE, séance du jeudi 22~mars 2018~: Un essai"
    assert "Motif\u00a0: Salle fermée" in off.text("email", FRENCH).body
    house.build(source(session(date="2018-03-29")), "2018-03-02", Consent())
    assert told(house, "2018-03-02")[0].purpose == "change"


def test_a_session_cancelled_after_an_older_notice_is_told_as_cancelled() -> None:
    house = built(
        (source(session()), "2018-01-10"),
        (source(session(date="2018-03-22")), "2018-02-01"),
        (source(session(date="2018-03-22", status="cancelled")), "2018-06-01"),
    )
    assert spaced(told(house, "2018-06-01")[0].subject).startswith("Séance annulée, ")


def test_in_english() -> None:
    house = built((source(session(), language="en"), "2018-01-10"))
    reminder = told(house, "2018-03-10", words=ENGLISH)[0]
    assert reminder.text("email", ENGLISH).subject == "Reminder, Thursday 15 March 2018 at 18:30: Un essai"
    assert reminder.text("sms", ENGLISH).body == (
        f"Reminder, Thursday 15 March 2018 at 18:30: Un essai, Salle d'essai\n{PAGE}"
    )


def test_an_announcement_has_one_text_with_the_address_of_its_page() -> None:
    more = "announcements:\n  - {id: nouvelle, date: 2018-01-05, title: Une annonce, text: Bonjour !}\n"
    house = built((source(more=more), "2018-01-10"))
    (one,) = told(house, "2018-01-10", "nouvelle")
    assert one.purpose == "announcement"
    text = one.text("email", FRENCH)
    assert (text.subject, spaced(text.body)) == (
        "Une annonce",
        "Bonjour~!\n\nhttps://essai.example/cycle/announcements/nouvelle.html",
    )


def test_of_what_is_not_published_nothing_is_told() -> None:
    assert told(built((source(session()), "2018-01-10")), "2018-01-10", "s2") == ()


TOPICS = st.lists(st.text("ab çé!1 ", min_size=1, max_size=60).map(str.strip).filter(bool), max_size=12)


@given(
    st.text("abç é;:?!’…Я€", min_size=1, max_size=180).map(str.strip).filter(bool),
    st.lists(
        st.sampled_from(["mot", "https://lien.example/" + "x" * 60, "https://a.example", "x" * 600]), max_size=60
    ),
    TOPICS,
)
@settings(max_examples=40)
def test_whatever_is_typed_a_post_has_its_room_and_an_sms_its_address(
    title: str, words: list[str], topics: list[str]
) -> None:
    quoted = [f'"{topic}"' for topic in topics]
    text = session(
        title=f'"{title}"', description=f'"{" ".join(words)}"' if words else "", topics=f"[{','.join(quoted)}]"
    )
    for one in told(built((source(text), "2018-01-10")), "2018-01-10"):
        post, short = one.text("mastodon", FRENCH), one.text("sms", FRENCH)
        assert texts.counted(post.body) == post.length <= texts.MASTODON
        assert PAGE in post.body.split("\n")
        assert short.body.endswith(f"\n{PAGE}")
        assert short.parts == gsm.parts(short.body)


# What a text is made of


@pytest.mark.parametrize(
    ("text", "written", "length", "parts"),
    [
        ("", "", 0, 1),
        ("Ça coûte 3 € – « où » ?", 'Ça coute 3 € - "où" ?', 22, 1),
        ("ÀÊœŒ…·", "AEoeOE...-", 10, 1),
        ("x" * 160, "x" * 160, 160, 1),
        ("x" * 161, "x" * 161, 161, 2),
        ("x" * 307, "x" * 307, 307, 3),
        ("я" * 70, "я" * 70, 70, 1),
        ("я" * 71, "я" * 71, 71, 2),
        ("😀", "😀", 2, 1),
        ("[€]", "[€]", 6, 1),
    ],
)
def test_the_alphabet_of_an_sms(text: str, written: str, length: int, parts: int) -> None:
    assert gsm.plain(text) == written
    assert (gsm.length(written), gsm.parts(written)) == (length, parts)


@pytest.mark.parametrize(
    ("html", "with_links", "without"),
    [
        ("<p>Un<br />deux</p>", ["Un\ndeux"], None),
        ("<p>Un\n texte &amp; <em>mieux</em></p>", ["Un texte & mieux"], None),
        ("<ul><li><p>un</p></li>\n<li>deux</li></ul><p>Fin</p>", ["- un\n- deux", "Fin"], None),
        ("<pre><code>a  b\n  c</code></pre>", ["a  b\n  c"], None),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', ["https://a.example/"], []),
        ('<p>Voir <a href="mailto:a@b.example">a@b.example</a></p>', ["Voir a@b.example"], None),
        ('<p><a href="https://a.example/">a</a> · <a href="https://b.example/">b</a></p>',
         ["a : https://a.example/\nb : https://b.example/"], []),
        ("<p>Voir <a>rien</a></p>", ["Voir rien"], None),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", ["a | b", "1 | 2"], None),
        ("<h3>Titre</h3><hr /><p> </p>texte", ["Titre", "texte"], None),
    ],
)  # fmt: skip  # a table reads best as one
def test_paragraphs(html: str, with_links: list[str], without: list[str] | None) -> None:
    assert [p.replace("\u00a0", " ") for p in plain(html, FRENCH)] == with_links
    assert plain(html, FRENCH, links=False) == (with_links if without is None else without)
