"""Calendar and feeds: whatever the source's text, strict readers read it back."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from dateutil import parser as dates
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from house import House, content, document, session, source
from rencontres_feeds.renderers import folding, fragments, markdown

if TYPE_CHECKING:
    from typing import Any

    from rencontres_feeds.press import Run

SPACES = "\n\r\t\u00a0\u2007\u202f"
TEXT = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"],
        exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb",
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip())
NASTY = st.sampled_from(
    [
        "]]> <b>gras</b> & &amp; 'a' \"b\"",
        "virgule, point-virgule; deux-points: barre\\ \\n fin",
        "<script>alert(1)</script>",
        "BEGIN:VEVENT",
        "é" * 200,
        "👩🏽‍🔬" * 30,
        "{title} %s {0}",
    ]
)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _events(run: Run, name: str = "calendar.ics") -> list[Any]:
    return list(icalendar.Calendar.from_ical(content(run, name)).walk("VEVENT"))


@given(title=TEXT | NASTY, speaker=TEXT | NASTY, text=TEXT | NASTY)
@settings(max_examples=40)
def test_any_text_survives_calendar_and_feeds(title: str, speaker: str, text: str) -> None:
    run = House().build(
        source(
            session(
                title=_quoted(title),
                speakers="[{name: " + _quoted(speaker) + "}]",
                note=_quoted(text),
            )
        )
    )
    title, speaker, text = (unicodedata.normalize("NFC", each.strip()) for each in (title, speaker, text))
    (event,) = _events(run)
    assert str(event["SUMMARY"]) == title
    assert f"Avec {speaker}" in str(event["DESCRIPTION"]).split("\n")
    assert f"Motif\u00a0: {text}" in str(event["DESCRIPTION"]).split("\n")
    expected = f"Nouvelle séance, jeudi 15\u00a0mars 2018 à 18\u00a0h\u00a030\u00a0: {title}"
    rss, atom = etree.fromstring(content(run, "rss.xml")), etree.fromstring(content(run, "atom.xml"))
    assert rss.findtext("channel/item/title") == expected
    assert atom.findtext("{*}entry/{*}title") == expected
    assert json.loads(content(run, "feed.json"))["items"][0]["title"] == expected
    assert feedparser.parse(content(run, "atom.xml")).bozo == 0
    etree.fromstring(f"<div>{json.loads(content(run, 'feed.json'))['items'][0]['content_html']}</div>")


@given(TEXT | NASTY)
@settings(max_examples=40)
def test_markdown_is_always_well_formed_and_without_script(text: str) -> None:
    html = markdown.html(
        f"{text}\n\n[{text}](https://lien.example/)\n\n> {text}\n\n- {text}", "https://a.example/"
    )
    root = etree.fromstring(f"<div>{html}</div>")
    assert not list(root.iter("script", "img", "iframe", "style"))
    assert all(name in ("href", "start", "class", "style") for e in root.iter() for name in e.attrib)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](data:text/html,b)", "<p>[a](data:text/html,b)</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("[a](autre.html)", '<p><a href="https://a.example/cycle/autre.html">a</a></p>'),
        ("![une image](x.png)", '<p><a href="https://a.example/cycle/x.png">une image</a></p>'),
        ("# Titre", "<h3>Titre</h3>"),
        ("###### Titre", "<h6>Titre</h6>"),
        (
            "https://nu.example/ et a@nu.org",
            (
                '<p><a href="https://nu.example/">https://nu.example/</a> et '
                '<a href="mailto:a@nu.org">a@nu.org</a></p>'
            ),
        ),
        ("a  \nb", "<p>a<br />\nb</p>"),
    ],
)
def test_markdown_shows(typed: str, shown: str) -> None:
    assert markdown.html(typed, "https://a.example/cycle/page.html") == shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Un *texte*\nsur deux lignes.\n\nUn autre.", "Un texte sur deux lignes.\n\nUn autre."),
        ("- un\n- deux\n\nfin", "- un\n- deux\n\nfin"),
        ("[ici](https://a.example/)", "ici (https://a.example/)"),
        ("https://a.example/ a@b.example", "https://a.example/ a@b.example"),
        ("![image](https://a.example/x.png)", "image (https://a.example/x.png)"),
        ("a  \nb", "a\nb"),
        ("```\ncode\n```", "code"),
        ("`code` [a][b]", "code [a][b]"),
    ],
)
def test_markdown_as_plain_text(typed: str, said: str) -> None:
    assert markdown.plain(typed) == said


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("un deux trois", 13, "un deux trois"),
        ("un deux trois", 12, "un deux …"),
        ("un deux trois", 8, "un deux …"),
        ("undeuxtrois", 5, "unde …"),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, cut: str) -> None:
    assert markdown.cut(text, limit) == cut


@given(st.text(min_size=0, max_size=300).filter(lambda t: not set(t) & set("\r\n")))
def test_lines_have_75_octets_at_most_and_unfold_to_what_they_were(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    folded = folding.fold([text])
    assert folded.replace(b"\r\n ", b"") == text.encode() + b"\r\n"
    for line in folded.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


# Times


def _when(run: Run) -> tuple[object, object]:
    (event,) = _events(run)
    end = event.get("DTEND")
    return event["DTSTART"].dt, end and end.dt


PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        (
            {},
            datetime(2018, 3, 15, 18, 30, tzinfo=PARIS),
            datetime(2018, 3, 15, 20, 30, tzinfo=PARIS),
        ),
        ({"time": "18h30"}, datetime(2018, 3, 15, 18, 30, tzinfo=PARIS), None),
        ({"time": ""}, dates.parse("2018-03-15").date(), dates.parse("2018-03-16").date()),
        (
            {"time": "", "until": "2018-03-17"},
            dates.parse("2018-03-15").date(),
            dates.parse("2018-03-18").date(),
        ),
        (
            {"time": "22h-1h", "until": "2018-03-16"},
            datetime(2018, 3, 15, 22, tzinfo=PARIS),
            datetime(2018, 3, 16, 1, tzinfo=PARIS),
        ),
    ],
)
def test_times_are_shown_as_far_as_they_are_fixed(fields: dict[str, str], start: object, end: object) -> None:
    assert _when(House().build(source(session(**fields)))) == (start, end)


def test_a_start_alone_ends_after_the_duration_of_the_cycle() -> None:
    text = source(session(time="18h30")).replace("  language:", "  duration: 1h30\n  language:")
    run = House().build(text)
    assert _when(run)[1] == datetime(2018, 3, 15, 20, tzinfo=PARIS)
    assert "La fin n’est pas précisée" in str(_events(run)[0]["DESCRIPTION"])


def test_a_session_in_utc_needs_no_zone() -> None:
    run = House().build(source(session(), zone="UTC"))
    assert b"DTSTART:20180315T183000Z" in content(run, "calendar.ics")
    assert b"VTIMEZONE" not in content(run, "calendar.ics")


def test_a_month_alone_is_in_the_feeds_and_not_in_the_calendar() -> None:
    run = House().build(source(session(date="2018-03", time="")))
    assert _events(run) == []
    assert "sessions/s1.ics" not in run.site
    assert len(run.publication.entries) == 1


def test_a_session_s_own_file_holds_the_very_event_of_the_calendar() -> None:
    run = House().build(source(session(), session("s2", "Deux", "2018-04-15")))
    own, whole = content(run, "sessions/s1.ics"), content(run, "calendar.ics")
    event = own[own.index(b"BEGIN:VEVENT") : own.index(b"END:VEVENT")]
    assert event in whole
    for name in (b"LAST-MODIFIED", b"SOURCE", b"REFRESH-INTERVAL"):
        assert name not in own.replace(event, b"")


# Feeds


def test_a_report_is_offered_with_its_true_length_and_type_in_every_feed() -> None:
    path = "documents/cr.pdf"
    run = House().build(
        source(session(date="2017-03-15", report="\n      file: " + path)), stock={path: document(path, 240_000)}
    )
    url = "https://essai.example/cycle/documents/cr.pdf"
    entry = feedparser.parse(content(run, "atom.xml")).entries[0]
    assert [dict(link) for link in entry.links] == [
        {
            "href": "https://essai.example/cycle/sessions/s1.html",
            "rel": "alternate",
            "type": "text/html",
            "hreflang": "fr",
        },
        {
            "href": url,
            "rel": "enclosure",
            "type": "application/pdf",
            "title": "Compte rendu du 15\u00a0mars 2017 (PDF, 240\u00a0ko)",
            "length": "240000",
        },
    ]
    rss = etree.fromstring(content(run, "rss.xml"))
    assert [dict(each.attrib) for each in rss.iter("enclosure")] == [
        {"url": url, "length": "240000", "type": "application/pdf"}
    ]
    assert json.loads(content(run, "feed.json"))["items"][0]["attachments"] == [
        {
            "url": url,
            "mime_type": "application/pdf",
            "title": "Compte rendu du 15\u00a0mars 2017 (PDF, 240\u00a0ko)",
            "size_in_bytes": 240000,
        }
    ]


@pytest.mark.parametrize(
    ("report", "kind", "length"),
    [
        ("{url: https://cr.example/a.pdf, size: 1.2 MB}", "application/pdf", 1_200_000),
        ("{url: https://cr.example/a}", "text/html", None),
    ],
)
def test_a_report_kept_elsewhere_is_offered_with_what_is_known(
    report: str, kind: str, length: int | None
) -> None:
    run = House().build(source(session(date="2017-03-15", report=report)))
    enclosure = run.publication.entries[0].enclosure
    assert enclosure is not None
    assert (enclosure.media_type, enclosure.length) == (kind, length)
    rss = etree.fromstring(content(run, "rss.xml"))
    assert len(list(rss.iter("enclosure"))) == (0 if length is None else 1)


def test_news_of_the_past_is_dated_in_the_past() -> None:
    run = House().build(
        source(
            session("hier", date="2015-12-01", report="{text: Dit.}"),
            session("mois", date="2016-02", time=""),
            session("jour", date="2016-05-12", time="", report="{text: Dit.}"),
            session("dite", date="2017-11-28", announced="2017-11-06"),
            session("tard", date="2017-12-28", report="{published: 2018-01-04, text: Dit.}"),
            session("demain", date="2018-03-15", announced="2017-11-20"),
            session("bientot", date="2018-03-16", announced="2018-01-05"),
            more="announcements:\n"
            "  - {id: vieille, date: 2017-01-05, title: Vieille}\n"
            "  - {id: neuve, date: 2018-01-09, title: Neuve}\n",
        )
    )
    assert [
        (e.item.id.partition("essai/")[2], e.item.published.isoformat()) for e in run.publication.entries
    ] == [
        ("neuve/announcement", "2018-01-10T12:00:00+00:00"),
        ("bientot/session", "2018-01-10T12:00:00+00:00"),
        ("tard/report", "2018-01-04T11:00:00+00:00"),
        ("tard/session", "2017-12-28T17:30:00+00:00"),
        ("demain/session", "2017-11-20T11:00:00+00:00"),
        ("dite/session", "2017-11-06T11:00:00+00:00"),
        ("vieille/announcement", "2017-01-05T11:00:00+00:00"),
        ("jour/report", "2016-05-12T10:00:00+00:00"),
        ("jour/session", "2016-05-12T10:00:00+00:00"),
        ("mois/session", "2016-02-01T11:00:00+00:00"),
        ("hier/report", "2015-12-01T19:30:00+00:00"),
        ("hier/session", "2015-12-01T17:30:00+00:00"),
    ]
    assert run.publication.updated.isoformat() == "2018-01-10T12:00:00+00:00"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("texte", "texte"),
        ("<p>&quot;a&#39; &amp; &lt;b&gt;<br/>c</p>\n<hr />", "<p>\"a' &amp; &lt;b&gt;<br />c</p>\n<hr />"),
        ('<p><a href="?a&amp;b&quot;"/></p><p></p>', '<p><a href="?a&amp;b&quot;"></a></p><p></p>'),
    ],
)
def test_a_fragment_is_written_in_one_way(typed: str, shown: str) -> None:
    assert fragments.written(typed) == fragments.written(shown) == shown
