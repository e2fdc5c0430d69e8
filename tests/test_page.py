"""The pages as values: what they say, whom they link to, and that nothing can break them."""

from __future__ import annotations

import itertools
import json
import posixpath
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import etree

import publications as made
import strict_html
from rencontres_feeds import addresses
from rencontres_feeds.catalogue import load
from rencontres_feeds.model import Cycle, Organizer, Session, When
from rencontres_feeds.publication import Former, Publication
from rencontres_feeds.renderers import jsonld, page, prose, qr, subscribe, timeline, views
from rencontres_feeds.renderers.views import Subject
from rencontres_feeds.renderers.wording import Words

ENGLISH = replace(made.WHOLE, programme=replace(made.WHOLE.programme, cycle=replace(made.CYCLE, language="en")))
BARE = Cycle(id="nu", title="Cycle nu", language="fr", timezone="Europe/Paris", url="https://nu.example/")
EMPTY = made.publication(cycle=BARE)
COMING = made.publication(made.COMING)
HOSTILE = "</script><script>alert(1)</script>\"'><!-- <b onclick=x> & ; {{ 7*7 }} javascript:alert(1)"
ATTACKED = made.publication(
    [
        made.session(
            "attaque",
            made.evening("2026-03-12"),
            title=HOSTILE,
            venue=replace(made.HALL, name=HOSTILE, access=HOSTILE),
            description=HOSTILE,
            note=HOSTILE,
            speakers=(replace(made.FIRST, name=HOSTILE),),
            topics=(HOSTILE,),
        )
    ],
    cycle=replace(made.CYCLE, title=HOSTILE, description=HOSTILE, organizer=Organizer(HOSTILE)),
    entries=[made.entry("attaque", "change", HOSTILE)],
)
YEARS = made.publication(
    [
        replace(made.PAST[1], id=f"p{n}", when=made.evening(f"{2023 + n // 30}-03-{n % 30 + 1:02}"))
        for n in range(60)
    ]
)


def _month(month: int, sessions: int) -> list[Session]:
    held = (made.evening(f"2025-{month:02}-{n % 28 + 1:02}") for n in range(sessions))
    return [replace(made.PAST[1], id=f"m{month}-{n}", when=when) for n, when in enumerate(held)]


CROWDED = made.publication(
    sorted((*_month(3, 30), *_month(4, 20), *_month(11, 25), *made.COMING), key=lambda s: s.when.month)
)
"""A year of 75 meetings."""
PUBLICATIONS = {
    "whole": made.WHOLE,
    "years": YEARS,
    "crowded": CROWDED,
    "english": ENGLISH,
    "empty": EMPTY,
    "coming": COMING,
    "past": made.publication(made.PAST),
    "attacked": ATTACKED,
}


def pages(publication: Publication) -> dict[str, bytes]:
    return page.pages(publication, Words(load(publication.programme.cycle.language)))


def read(publication: Publication, name: str = addresses.INDEX) -> strict_html.Element:
    return strict_html.read(pages(publication)[name])


def said(element: strict_html.Element) -> str:
    """Its text, every run of spaces as one plain space."""
    return " ".join(element.text.split())


def titles(element: strict_html.Element) -> list[str]:
    return [said(e) for e in element.all(class_="title")]


@pytest.fixture(params=PUBLICATIONS)
def publication(request: pytest.FixtureRequest) -> Publication:
    return PUBLICATIONS[request.param]


# All pages


def test_files(publication: Publication) -> None:
    names = set(pages(publication))
    assert {"index.html", "404.html", "sitemap.xml"} <= names
    assert {f"sessions/{s.id}.html" for s in publication.sessions} <= names
    assert {f"announcements/{a.id}.html" for a in publication.announcements} <= names
    assert {re.sub(r"\.[0-9a-f]{12}\.", ".", n) for n in names if n.startswith("assets/")} == {
        "assets/style.css",
        "assets/script.js",
        "assets/favicon.svg",
        "assets/feed.css",
    }


def test_same_values_same_bytes(publication: Publication) -> None:
    assert pages(publication) == pages(publication)


def test_weight() -> None:
    files = pages(made.WHOLE)
    code = sum(len(data) for name, data in files.items() if name.endswith((".css", ".js")))
    assert code < 30_000
    assert max(len(data) for name, data in files.items() if name.endswith(".html")) < 100_000


def test_a_large_cycle_keeps_its_pages_light() -> None:
    """Twenty meetings to come and two hundred past ones, each with all that it may have."""
    whole = made.COMING[1]
    coming = [replace(whole, id=f"c{n}", when=made.evening(f"{2027 + n}-03-12")) for n in range(20)]
    report = replace(made.PAST[1], speakers=whole.speakers, topics=whole.topics)
    past = [
        replace(report, id=f"p{n}", when=made.evening(f"{1986 + n // 5}-03-{n % 5 + 1:02}")) for n in range(200)
    ]
    files = pages(made.publication((*past, *coming)))
    assert len([name for name in files if name.startswith("years/")]) == 32
    assert {name for name, data in files.items() if name.endswith(".html") and len(data) >= 100_000} == set()


def test_strictly_well_formed(publication: Publication) -> None:
    for name, data in pages(publication).items():
        if name.endswith(".html"):
            root = strict_html.read(data)
            assert root.attributes["lang"] == publication.programme.cycle.language
            assert len(root.all("h1")) == 1
            levels = [int(e.tag[1]) for e in root.all() if re.fullmatch("h[1-6]", e.tag)]
            assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
        else:
            assert name.startswith("assets/") or name == "sitemap.xml"


def test_every_internal_link_resolves(publication: Publication) -> None:
    files = pages(publication)
    trees = {name: strict_html.read(data) for name, data in files.items() if name.endswith(".html")}
    others = {"calendar.ics", "rss.xml", "atom.xml", "feed.json"}
    others |= {f"sessions/{s.id}.ics" for s in publication.sessions if s.when.day}
    others |= {s.report.document.name for s in publication.sessions if s.report and s.report.document}
    base = publication.programme.cycle.url
    for name, tree in trees.items():
        for element in tree.all():
            address = element.attributes.get("href") or element.attributes.get("src")
            if address is None or (":" in address and not address.startswith(base)):
                continue
            path, _, fragment = address.removeprefix(base).partition("#")
            inner = path if address.startswith(base) else posixpath.join(posixpath.dirname(name), path)
            target = name if address.startswith("#") else posixpath.normpath(unquote(inner))
            target = "index.html" if target == "." else target
            assert target in files or target in others, (name, address)
            if fragment:
                assert fragment in {e.attributes.get("id") for e in trees[target].all()}, (name, address)


def test_labels_name_something(publication: Publication) -> None:
    for name, data in pages(publication).items():
        if name.endswith(".html"):
            tree = strict_html.read(data)
            ids = {e.attributes.get("id") for e in tree.all()}
            assert all(e.attributes.get("aria-labelledby", "contenu") in ids for e in tree.all())


def test_nothing_runs_but_our_script(publication: Publication) -> None:
    for name, data in pages(publication).items():
        if not name.endswith(".html"):
            continue
        tree = strict_html.read(data)
        policy = tree.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "frame-ancestors" not in policy  # not for a meta element: browsers complain
        for element in tree.all():
            assert not {"style"} & set(element.attributes)
            assert not any(attribute.startswith("on") for attribute in element.attributes), element
            address = element.attributes.get("href", element.attributes.get("src", ""))
            assert urlsplit(address).scheme in {"", "http", "https", "webcal", "mailto"}, address
        assert not tree.all("style")
        kinds = sorted(e.attributes.get("type", "") for e in tree.all("script"))
        assert kinds in ([""], ["", "application/ld+json"])


def test_hostile_text_is_text() -> None:
    tree = read(ATTACKED, "sessions/attaque.html")
    assert tree.one("h1").text.replace("\u202f", " ") == HOSTILE
    assert not tree.all("b")


def test_french_spaces_everywhere() -> None:
    for name, data in pages(made.WHOLE).items():
        if name.endswith(".html"):
            tree = strict_html.read(data)
            for text in [*tree.strings(prose=True), *(e.attributes.get("content", "") for e in tree.all("meta"))]:
                assert not re.search("[ \n][;:!?»]|« |\u00a0[;!?]|\\d h \\d", text.strip()), (name, text)
    code = read(made.WHOLE, "sessions/prochaine.html").one(class_="e-content").one("code")
    assert code.text == "a ; b"


def test_english_has_no_french() -> None:
    words = re.compile("rencontre[^s.]|séance [^pbsria]|abonn|agenda|à confirmer|Compte", re.IGNORECASE)
    typed = {s.title for s in made.WHOLE.sessions} | {e.title for e in made.WHOLE.entries}
    for name, data in pages(ENGLISH).items():
        if name.endswith(".html"):
            prose = "".join(strict_html.read(data).one("body").strings())
            for text in sorted({*typed, made.CYCLE.title, "d'essai", "Une rencontre", "Des rencontres"}, key=len)[
                ::-1
            ]:
                prose = prose.replace(text, "")
            assert not words.search(prose), (name, words.search(prose))


def test_head() -> None:
    tree = read(made.WHOLE, "sessions/prochaine.html")
    feeds = {e.attributes["type"]: e.attributes["href"] for e in tree.all("link", rel="alternate")}
    assert feeds == {
        "application/rss+xml": "../rss.xml",
        "application/atom+xml": "../atom.xml",
        "application/feed+json": "../feed.json",
        "text/calendar": "../calendar.ics",
    }
    address = "https://rencontres.example/essai/sessions/prochaine.html"
    assert tree.one("link", rel="canonical").attributes["href"] == address
    graph = {
        e.attributes["property"]: e.attributes["content"] for e in tree.all("meta") if "property" in e.attributes
    }
    assert graph["og:url"] == address
    assert graph["og:locale"] == "fr_FR"
    assert graph["og:title"] == "Habiter l'exemple\u00a0: qui décide\u202f?"
    assert graph["og:description"].startswith(
        "jeudi 12\u00a0mars 2026, de 18\u00a0h\u00a030 à 20\u00a0h\u00a030. "
    )
    assert read(made.WHOLE).one("link", rel="canonical").attributes["href"] == made.CYCLE.url


def test_not_found_works_at_any_depth() -> None:
    tree = read(made.WHOLE, "404.html")
    links = [e.attributes["href"] for e in tree.all() if "href" in e.attributes]
    assert all(link.startswith(("https://", "mailto:", "#")) for link in links)
    assert tree.one("meta", name="robots").attributes["content"] == "noindex"


def test_sitemap() -> None:
    root = etree.fromstring(pages(made.WHOLE)["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset"
    found = [e.text for e in root.iter(f"{space}loc")]
    assert found[0] == made.CYCLE.url
    assert len(found) == 1 + len(made.WHOLE.sessions) + len(made.ANNOUNCEMENTS)
    assert {e.text for e in root.iter(f"{space}lastmod")} == {"2026-03-02T09:30:00Z", "2026-01-10T09:00:00Z"}


# The index


def test_index_parts() -> None:
    tree = read(made.WHOLE)
    assert titles(tree.one("section", data_part="next")) == ["Habiter l'exemple : qui décide ?"]
    assert titles(tree.one("section", data_part="coming")) == [
        "Rencontre d'essai annulée",
        "Rencontre d'essai reportée",
        "Horaire encore inconnu",
        "Deux jours ailleurs",
        "Une rencontre d'automne",
    ]
    past = tree.one("section", data_part="past")
    assert [said(e) for e in past.all("h3")] == ["2025", "2024"]
    assert titles(past) == [
        "Regards croisés d'essai",
        "Sans trace",
        "Prendre part à un budget d'essai, est-ce possible ?",
        "Première rencontre d'essai",
    ]
    assert [said(e) for e in tree.all(class_="as-of")] == ["Au 2 mars 2026", "Au 2 mars 2026"]
    assert said(tree.one(class_="items").all("a")[0]).startswith("Nouvelle date, jeudi 12 mars")
    assert len(tree.one(class_="items").all("li")) == 5


def test_index_order() -> None:
    assert [said(e) for e in read(made.WHOLE).all("h2")] == [
        "Prochaine rencontre",
        "S’abonner au calendrier",
        "Autres rencontres à venir",
        "Rencontres passées et comptes rendus",
        "Suivre les nouvelles",
    ]


def test_next_says_all() -> None:
    card = read(made.WHOLE).one("section", data_part="next").one("article")
    assert [said(e) for e in card.all("p")][:8] == [
        "Nouvelle date : jeudi 12 mars 2026, au lieu du 10 mars",
        "Nouveau lieu : Lieu d'essai et en ligne, au lieu de Maison Exemple",
        "Motif : la salle était prise.",
        "En cours",
        "jeudi 12 mars 2026, de 18 h 30 à 20 h 30",
        "Lieu d'essai, Exempleville",
        "En ligne",
        "Accès : métro Exemple, puis cinq minutes à pied",
    ]
    assert "Avec Personne Exemple, animatrice, Association Exemple (Exempleville) ; Autre Exemple" in said(card)
    start, end = card.all("time")
    assert start.attributes["datetime"] == "2026-03-12T18:30:00+01:00"
    assert end.attributes["datetime"] == "2026-03-12T20:30:00+01:00"
    assert card.attributes["data-ends"] == "2026-03-12T19:30:00Z"


def test_lists_say_what_is_not_as_usual() -> None:
    cards = read(made.WHOLE).one("section", data_part="coming").all("article")
    assert [said(card.all("p")[0]) for card in cards] == [
        "Annulée",
        "Reportée, nouvelle date à fixer",
        "À confirmer",
        "En cours",  # hidden until it is true
        "Jour à fixer",
    ]
    assert "hidden" in cards[3].all("p")[0].attributes
    assert [e.attributes["datetime"] for card in cards for e in card.all("time")] == [
        "2026-03-05T18:30:00+01:00",
        "2026-03-05T20:30:00+01:00",
        "2026-04-09T18:30:00+02:00",
        "2026-04-09T20:30:00+02:00",
        "2026-05-20",
        "2026-06-04T10:00:00-04:00",
        "2026-10",
    ]
    assert "heure locale, Toronto" in said(cards[3])


def test_reports_of_the_past() -> None:
    reports = read(made.WHOLE).one("section", data_part="past").all(class_="reports")
    assert [said(e) for e in reports] == [
        "Compte rendu annoncé, pas encore en ligne",
        "Pas de compte rendu",
        "Compte rendu du 18 février 2025 (PDF, 240 ko) Compte rendu du 18 février 2025",
        "Lire le compte rendu du 1er décembre 2024",
    ]
    assert [e.attributes["href"] for e in reports[2].all("a")] == [
        "documents/budget.pdf",
        "https://ailleurs.example/budget",
    ]
    assert reports[3].one("a").attributes["href"] == "sessions/premiere.html#compte-rendu"


def test_years_without_room_on_the_index_have_pages_of_their_own() -> None:
    report = made.PAST[1]
    past = [
        replace(report, id=f"p{n}", when=made.evening(f"{2020 + n // 10}-03-{n % 10 + 1:02}")) for n in range(60)
    ]
    publication = made.publication(past)
    index = read(publication)
    assert [said(e) for e in index.one("section", data_part="past").all("h3")] == ["2025", "2024", "2023", "2022"]
    assert said(index.one(class_="earlier")) == "Années précédentes : 2021 · 2020"
    assert [e.attributes["href"] for e in index.one(class_="earlier").all("a")] == [
        "years/2021.html",
        "years/2020.html",
    ]
    year = read(publication, "years/2020.html")
    assert said(year.one("h1")) == "Rencontres de 2020"
    assert [e.one("a").attributes["href"] for e in year.all(class_="title")] == [
        f"../sessions/p{n}.html" for n in reversed(range(10))
    ]
    assert b"years/2020.html</loc>" in pages(publication)["sitemap.xml"]


@pytest.mark.parametrize(
    ("counts", "shown"), [([], 0), ([50], 1), ([50, 1], 1), ([20, 20, 1], 2), ([1, 2, 3], 3)]
)
def test_a_year_is_not_cut_without_need(counts: list[int], shown: int) -> None:
    past = tuple((2026 - n, (made.PAST[0],) * count) for n, count in enumerate(counts))
    assert timeline.fold(past, 40, 50) == (past[:shown], past[shown:])


def test_a_year_with_more_meetings_than_a_page_has_room_for_has_pages_by_month() -> None:
    files = pages(CROWDED)
    assert [name for name in files if name.startswith("years/")] == [
        "years/2025-03.html",
        "years/2025-04.html",
        "years/2025-11.html",
        "years/2025.html",
    ]
    year, april = read(CROWDED, "years/2025.html"), read(CROWDED, "years/2025-04.html")
    months = "Par mois : mars 2025 (30) · avril 2025 (20) · novembre 2025 (25)"
    assert (said(year.one("h1")), said(year.one(class_="earlier"))) == ("Rencontres de 2025", months)
    assert [a.attributes["href"] for a in year.one(class_="earlier").all("a")] == [
        "../years/2025-03.html",
        "../years/2025-04.html",
        "../years/2025-11.html",
    ]
    assert titles(year) == []
    assert (said(april.one("h1")), said(april.one(class_="earlier"))) == (
        "Rencontres passées, avril 2025",
        months,
    )
    assert [said(a) for a in april.one(class_="earlier").all("a")] == ["mars 2025", "novembre 2025"]
    assert said(april.one("strong", aria_current="page")) == "avril 2025"
    assert len(titles(april)) == 20
    assert set(re.findall(r"<loc>\S+(years/\S+)</loc>", files["sitemap.xml"].decode())) == {
        name for name in files if name.startswith("years/")
    }


def test_of_such_a_year_the_index_shows_what_was_last() -> None:
    past = read(CROWDED).one(data_part="past")
    assert [said(e) for e in past.all(class_="year")[0].all("h3")] == ["2025"]
    assert len(titles(past)) == 40
    assert titles(past)[:1] == titles(read(CROWDED, "years/2025-11.html"))[:1]
    assert said(past.one(class_="earlier")) == "Toutes les rencontres passées, par année : 2025"


def test_the_map_of_a_site_holds_no_more_than_a_map_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out are the oldest sessions, which the pages of the years lead to."""
    monkeypatch.setattr(page, "_MAPPED", 20)
    found = re.findall(
        r"<loc>https://rencontres.example/essai/(\S*)</loc>", pages(CROWDED)["sitemap.xml"].decode()
    )
    sessions = [addresses.page(s.id) for s in CROWDED.sessions]
    assert found == [
        "",
        *sessions[-15:],
        "years/2025-03.html",
        "years/2025-04.html",
        "years/2025-11.html",
        "years/2025.html",
    ]


def test_cycle_without_sessions() -> None:
    tree = read(EMPTY)
    assert "hidden" not in tree.one(class_="nothing").attributes
    assert said(tree.one(class_="nothing")) == (
        "Aucune rencontre n’est prévue pour le moment. Abonnez-vous : "
        "la prochaine date s’inscrira d’elle-même dans votre agenda."
    )
    for name in ("coming", "past"):
        assert "hidden" in tree.one("section", data_part=name).attributes
    assert "hidden" in tree.one("li", data_with="past").attributes
    assert not tree.all(class_="items")


def test_cycle_with_nothing_past() -> None:
    tree = read(COMING)
    assert "hidden" in tree.one(class_="nothing").attributes
    assert "hidden" in tree.one("section", data_part="past").attributes


def test_changes_stay_a_month_or_until_the_meeting() -> None:
    late = replace(made.COMING[1], when=made.evening("2026-12-01"))
    long = made.publication([late], entries=[made.entry("prochaine", "change", "Nouvelle date", made.MODIFIED)])
    assert read(made.WHOLE).one(class_="strip").attributes["data-until"] == "2026-03-12T19:30:00Z"
    assert read(long).one(class_="strip").attributes["data-until"] == "2026-04-01T09:30:00Z"
    assert "hidden" in read(long).one(class_="strip").attributes


def test_changes_that_are_over_leave_the_index() -> None:
    entries = [made.entry("premiere", "change", "Nouvelle date"), made.entry("sans", "change", "Ailleurs")]
    assert not read(made.publication(made.PAST, entries=entries)).all(class_="strip")


def test_every_meeting_is_an_event_for_readers_of_microformats() -> None:
    cards = read(made.WHOLE).all(class_="h-event")
    assert len(cards) == len(made.WHOLE.sessions)
    for card in cards:
        assert card.one(class_="dt-start").attributes["datetime"]
        name = card.one(class_="p-name")
        assert "u-url" in name.attributes["class"].split()
        assert name.attributes["href"].startswith("sessions/")
    assert [said(e) for e in cards[0].all(class_="p-category")] == ["essai", "budget"]


@pytest.mark.parametrize(
    ("name", "address"),
    [("index.html", made.CYCLE.url), ("sessions/prochaine.html", f"{made.CYCLE.url}sessions/prochaine.html")],
)
def test_the_paper_has_the_address_in_letters_and_as_a_code(name: str, address: str) -> None:
    sheet = read(made.WHOLE, name).one(class_="sheet")
    assert address in sheet.text
    assert sheet.one("svg").attributes["aria-hidden"] == "true"
    assert f'd="{sheet.one("path").attributes["d"]}"' in qr.svg(address)


def test_a_meeting_that_is_over_has_no_code_and_is_no_poster() -> None:
    past, coming = read(made.WHOLE, "sessions/premiere.html"), read(made.WHOLE, "sessions/prochaine.html")
    assert not past.all("svg")
    assert past.one("body").attributes["class"] == "session"
    assert coming.one("body").attributes["class"] == "session poster"
    long = replace(made.COMING[1], title="Très long. " * 9)
    assert (
        read(made.publication([long]), "sessions/prochaine.html").one("body").attributes["class"]
        == "session poster long"
    )


def test_only_what_may_soon_be_next_can_be_added_from_the_index() -> None:
    sessions = [made.session(f"s{n}", made.evening(f"{2027 + n}-03-12")) for n in range(20)]
    tree = read(made.publication(sessions))
    assert len(tree.all(class_="adding")) == 12
    assert said(tree.all(class_="joining")[0]) == "Participation gratuite."


def test_subscribe_addresses() -> None:
    cycle = replace(made.CYCLE, title="L’été & l’hiver")
    links = [e.attributes["href"] for e in read(made.publication(cycle=cycle)).all(class_="ways")[0].all("a")]
    name = "L%E2%80%99%C3%A9t%C3%A9%20%26%20l%E2%80%99hiver"
    https = "https%3A%2F%2Frencontres.example%2Fessai%2Fcalendar.ics"
    assert links == [
        "webcal://rencontres.example/essai/calendar.ics",
        "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Frencontres.example%2Fessai%2Fcalendar.ics",
        f"https://outlook.live.com/calendar/0/addfromweb?url={https}&name={name}",
        f"https://outlook.office.com/calendar/0/addfromweb?url={https}&name={name}",
    ]


# Pages of their own


def test_session_order() -> None:
    tree = read(made.WHOLE, "sessions/prochaine.html")
    assert [said(e) for e in tree.one("main").all() if e.tag in ("h1", "h2")] == [
        "Habiter l'exemple : qui décide ?",
        "Avec",
        "Présentation",
        "Inscription",
        "Ajouter cette rencontre",
        "Documents",
        "Annonces",
    ]
    assert said(tree.one("article").all("p")[0]).startswith("Nouvelle date")
    assert [e.attributes["href"] for e in tree.one(class_="beside").all("a")] == [
        "../sessions/annulee.html",
        "../sessions/reportee.html",
    ]
    assert "mlat=43.57&mlon=1.4" in tree.one(class_="where").all("a")[1].attributes["href"]


def test_session_at_both_ends() -> None:
    first = read(made.WHOLE, "sessions/premiere.html")
    last = read(made.WHOLE, "sessions/automne.html")
    alone = read(made.publication(made.PAST[:1]), "sessions/premiere.html")
    assert [e.attributes["rel"] for e in first.one(class_="beside").all("a")] == ["next"]
    assert [e.attributes["rel"] for e in last.one(class_="beside").all("a")] == ["prev"]
    assert not alone.all(class_="beside")


def test_past_session() -> None:
    tree = read(made.WHOLE, "sessions/premiere.html")
    assert [said(e) for e in tree.all("h2")] == ["Compte rendu"]
    assert [said(e) for e in tree.all("h3")] == ["Suites"]
    assert "à 18 h 30 (fin non précisée)" in said(tree)
    assert said(read(made.WHOLE, "sessions/budget.html").one("section", aria_labelledby="compte-rendu")) == (
        "Compte rendu Compte rendu du 18 février 2025 (PDF, 240 ko) Compte rendu du 18 février 2025"
    )


@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("prochaine", True),
        ("annulee", False),
        ("reportee", False),
        ("automne", False),
        ("incertaine", True),
        ("regards", False),
    ],
)
def test_what_can_be_added(name: str, *, added: bool) -> None:
    assert bool(read(made.WHOLE, f"sessions/{name}.html").all(class_="adding")) is added


def test_charge_is_said() -> None:
    assert "Participation gratuite." in said(read(made.WHOLE, "sessions/prochaine.html"))
    assert "Participation payante." in said(read(made.WHOLE, "sessions/voyage.html"))


def test_place_without_coordinates_is_searched() -> None:
    (found,) = read(made.WHOLE, "sessions/automne.html").one(class_="where").all("p")[1].all("a")
    assert parse_qs(urlsplit(found.attributes["href"]).query) == {
        "query": ["1, rue de l'Exemple, 31000, Exempleville"]
    }


def test_announcements() -> None:
    tree = read(made.WHOLE, "announcements/appel.html")
    assert said(tree.one("h1")) == "Appel à exemples"
    assert "La rencontre : Habiter l'exemple : qui décide ?, jeudi 12 mars 2026" in said(tree)
    assert tree.one("time").attributes["datetime"] == "2026-02-01"
    assert not read(made.WHOLE, "announcements/voeux.html").all(class_="text")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# a\n## b\n# c", [3, 4, 3]),
        ("### a\n#### b", [3, 4]),
        ("## a\n# b\n### c", [3, 3, 4]),
        ("# a\n## b\n### c\n#### d\n##### e", [3, 4, 5, 6, 6]),
        ("`<h2>`", []),
    ],
)
def test_headings_take_their_place(typed: str, shown: list[int]) -> None:
    fragment = prose.html(typed, made.CYCLE, 3)
    assert [int(level) for level in re.findall("<h([1-6])>", fragment)] == shown
    assert re.findall("</h([1-6])>", fragment) == [str(level) for level in shown]


# One meeting into Google


def event_link(session: Session, cycle: Cycle = made.CYCLE) -> dict[str, list[str]]:
    address = subscribe.google_event(session, cycle, "Lieu d'essai, Exempleville")
    assert address.startswith("https://calendar.google.com/calendar/render?")
    return parse_qs(urlsplit(address).query, strict_parsing=True)


def test_google_event() -> None:
    assert event_link(made.COMING[1]) == {
        "action": ["TEMPLATE"],
        "text": ["Habiter l'exemple : qui décide ?"],
        "dates": ["20260312T183000/20260312T203000"],
        "ctz": ["Europe/Paris"],
        "details": ["https://rencontres.example/essai/sessions/prochaine.html"],
        "location": ["Lieu d'essai, Exempleville"],
    }


@pytest.mark.parametrize(
    ("when", "duration", "dates"),
    [
        (made.evening("2026-03-12", end=""), None, "20260312T183000/20260312T183000"),
        (made.evening("2026-03-12", end=""), timedelta(hours=2), "20260312T183000/20260312T203000"),
        (made.evening("2026-03-12", start="", end=""), None, "20260312/20260313"),
        (
            replace(made.evening("2026-03-12", start="", end=""), until=date(2026, 3, 14)),
            None,
            "20260312/20260315",
        ),
        (
            replace(made.evening("2026-03-12", "22:00", "01:00"), until=date(2026, 3, 13)),
            None,
            "20260312T220000/20260313T010000",
        ),
    ],
)
def test_google_dates(when: When, duration: timedelta | None, dates: str) -> None:
    assert event_link(made.session("x", when), replace(made.CYCLE, duration=duration))["dates"] == [dates]


# Next, to come, past


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "following", "coming", "past"),
    [
        ("2020-01-01T00:00", "premiere", 9, []),
        ("2026-03-12T19:29:59", "prochaine", 4, [2026, 2025, 2024]),
        ("2026-03-12T19:30:00", "incertaine", 3, [2026, 2025, 2024]),
        ("2026-05-20T12:00:00", "incertaine", 2, [2026, 2025, 2024]),
        ("2026-10-31T22:59:59", "automne", 0, [2026, 2025, 2024]),
        ("2026-10-31T23:00:00", None, 0, [2026, 2025, 2024]),
    ],
)
def test_parts(now: str, following: str | None, coming: int, past: list[int]) -> None:
    parted = timeline.part(made.WHOLE.sessions, made.CYCLE, at(now))
    assert (parted.next.id if parted.next else None) == following
    assert len(parted.coming) == coming
    assert [year for year, _ in parted.past] == past


def test_cancelled_is_never_next() -> None:
    cancelled, postponed = made.COMING[0], made.COMING[2]
    parted = timeline.part((cancelled, postponed), made.CYCLE, made.MODIFIED)
    assert parted == timeline.Timeline(None, (cancelled, postponed), ())
    assert "hidden" not in read(made.publication((cancelled, postponed))).one(class_="nothing").attributes


def test_a_fixed_day_comes_before_a_month_not_over() -> None:
    month, day = made.session("mois", When((2026, 3))), made.session("jour", made.evening("2026-03-12"))
    assert timeline.part((month, day), made.CYCLE, made.MODIFIED).next == day


# JSON-LD

IMAGE = "https://rencontres.example/essai/cards/essai.0123456789ab.png"


def _script(session: Session, former: Former, cycle: Cycle) -> str:
    item = views.shown(Subject(session, former, past=False, own_card=True), cycle, Words(load(cycle.language)))
    return str(jsonld.event(item, former, cycle, IMAGE))


def event(session: Session, former: Former = made.NOTHING, cycle: Cycle = made.CYCLE) -> dict[str, Any]:
    script = _script(session, former, cycle)
    text = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    found = json.loads(text)
    assert isinstance(found, dict)
    laid_out = json.dumps(found, ensure_ascii=False, indent=1)
    assert text == laid_out.replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return found


def test_event() -> None:
    assert event(made.COMING[1]) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "https://rencontres.example/essai/sessions/prochaine.html",
        "name": "Habiter l'exemple : qui décide ?",
        "description": "Une rencontre « d'essai » ; voir a ; b et https://exemple.example/a?b=c;d."
        "\n\nPourquoi ?\n\nPour voir.",
        "startDate": "2026-03-12T18:30:00+01:00",
        "endDate": "2026-03-12T20:30:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Lieu d'essai",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "1, rue de l'Exemple",
                    "postalCode": "31000",
                    "addressLocality": "Exempleville",
                },
                "geo": {"@type": "GeoCoordinates", "latitude": 43.57, "longitude": 1.4},
                "url": "https://lieu.example/",
            },
            {"@type": "VirtualLocation", "url": "https://visio.example/essai"},
        ],
        "organizer": {
            "@type": "Organization",
            "name": "Association Exemple",
            "url": "https://association.example/",
            "email": "contact@association.example",
        },
        "performer": [
            {
                "@type": "Person",
                "name": "Personne Exemple",
                "url": "https://personne.example/",
                "affiliation": {"@type": "Organization", "name": "Association Exemple"},
            },
            {"@type": "Person", "name": "Autre Exemple"},
        ],
        "keywords": ["essai", "budget"],
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "superEvent": {
            "@type": "EventSeries",
            "name": "Cycle d’essai à Exempleville",
            "url": "https://rencontres.example/essai/",
        },
        "url": "https://rencontres.example/essai/sessions/prochaine.html",
        "image": IMAGE,
    }


@pytest.mark.parametrize(
    ("session", "former", "status", "previous"),
    [
        (made.COMING[0], Former(made.evening("2026-03-01")), "EventCancelled", None),
        (made.COMING[2], Former(), "EventPostponed", None),
        (
            made.COMING[1],
            Former(made.evening("2026-03-10", "18:00")),
            "EventRescheduled",
            "2026-03-10T18:00:00+01:00",
        ),
        (made.COMING[1], Former(When((2026, 2))), "EventRescheduled", "2026-02"),
        (made.COMING[1], Former(place="Maison Exemple"), "EventScheduled", None),
    ],
)
def test_event_status(session: Session, former: Former, status: str, previous: str | None) -> None:
    found = event(session, former)
    assert found["eventStatus"] == f"https://schema.org/{status}"
    assert found.get("previousStartDate") == previous
    assert found["startDate"].startswith(str(session.when.day))


@pytest.mark.parametrize(
    ("session", "mode"),
    [
        (made.PAST[0], "Offline"),
        (made.COMING[4], "Online"),
        (made.COMING[1], "Mixed"),
    ],
)
def test_event_attendance(session: Session, mode: str) -> None:
    assert event(session)["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"


def test_event_says_nothing_that_is_not_known() -> None:
    assert event(made.session("nu", When((2026, 10))), cycle=BARE) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "https://nu.example/sessions/nu.html",
        "name": "Séance nu",
        "startDate": "2026-10",
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": "fr",
        "superEvent": {"@type": "EventSeries", "name": "Cycle nu", "url": "https://nu.example/"},
        "url": "https://nu.example/sessions/nu.html",
        "image": IMAGE,
    }


def test_event_at_a_place_without_address() -> None:
    bare = replace(made.OTHER, city="")
    found = event(made.session("x", made.evening("2026-03-12"), venue=bare))
    assert found["location"] == {"@type": "Place", "name": "Maison Exemple", "address": "Maison Exemple"}


def test_event_of_several_days() -> None:
    when = replace(made.evening("2026-03-12", start="", end=""), until=date(2026, 3, 14))
    found = event(made.session("x", when))
    assert (found["startDate"], found["endDate"]) == ("2026-03-12", "2026-03-14")


def test_event_cannot_end_its_script() -> None:
    text = _script(ATTACKED.sessions[0], made.NOTHING, ATTACKED.programme.cycle)
    assert text.count("<script") - text.count("<script>alert") == 1
    assert text.count("</script") == 1
    assert "<!--" not in text
    assert event(ATTACKED.sessions[0])["name"] == HOSTILE


def test_hours_are_those_of_the_place() -> None:
    found = event(made.COMING[4])
    assert found["startDate"] == "2026-06-04T10:00:00-04:00"
    assert found["isAccessibleForFree"] is False
    assert time.fromisoformat(found["endDate"][11:19]) == made.COMING[4].when.end
