"""What `diff` says, as stories: the whole of it in both languages.

`tests/differences/<language>.txt` holds what is said of each story. `UPDATE_GOLDEN=1` writes both anew; the
difference is then read like any other change.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from house import House, content, document, instant, session, source
from rencontres_feeds import difference, kinship, ledger
from rencontres_feeds.catalogue import load
from rencontres_feeds.difference import Reason
from rencontres_feeds.facts import Change
from rencontres_feeds.guards import Consent
from rencontres_feeds.kinship import Kinship
from rencontres_feeds.renderers import difference as sentences
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.site import Plan
from stories import beginning

if TYPE_CHECKING:
    from rencontres_feeds.difference import Difference
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Document, Language

GOLDEN = Path(__file__).parent / "differences"
PDF = {"documents/cr.pdf": document("documents/cr.pdf")}
OTHER_PDF = {"documents/cr.pdf": document("documents/cr.pdf", sha256="1" * 64)}
REPORT = "{file: documents/cr.pdf}"
NEWS = "announcements:\n  - {id: nouvelle, date: 2018-01-05, title: Une annonce, text: Bonjour.}\n"
REAL = "https://rencontres-reelles.fr/"
FIVE = [session(f"s{n}", f"Essai {n}", f"2018-0{n}-15") for n in range(3, 8)]
MANY = [session(f"s{n:02}", f"Essai {n}", f"2018-03-{n:02}") for n in range(1, 13)]
PAST = [session(f"s{n}", f"Essai {n}", f"201{5 + n // 2}-06-15") for n in range(4)] + [session("s9")]
TWO = source(session(), session("s2", "Un autre", "2018-04-05"))
HELD = {"date": "2018-01-09"}


@dataclass
class Step:
    """A build."""

    text: str
    consent: Consent = Consent()  # noqa: RUF009  # frozen
    stock: dict[str, Document] = field(default_factory=dict)


def forgetting(name: str) -> Consent:
    return Consent(forget=frozenset({name}))


START = source(session())
STORIES: dict[str, list[str | Step]] = {
    "nothing changes": [START, START],
    "a comment alone": [START, f"{START}# un commentaire\n"],
    "nothing was ever published": [
        source(
            session(),
            session("s2", "Sans jour", "2018-06", time="", venue=""),
            session("s3", "Annulée", "2018-04-05", status="cancelled"),
            more=NEWS,
        )
    ],
    "the first real address ends the rehearsal": [START, source(session(), url=REAL)],
    "the site moves to another address": [START, source(session(), url="https://ailleurs.example/")],
    "the day moves": [START, source(session(date="2018-03-22"))],
    "the day, the hours and the title move": [
        START,
        source(session(title="Tout autre", date="2018-03-22", time="19h-21h")),
    ],
    "the hours move": [START, source(session(time="19h-21h"))],
    "the hours are not sure any more": [START, source(session(time=""))],
    "the venue moves": [START, source(session(venue="la"))],
    "the venue is lost": [START, source(session(venue=""))],
    "the venue is fixed": [source(session(venue="")), START],
    "it goes on line as well": [START, source(session(online="https://visio.example/"))],
    "it goes off line": [source(session(online="https://visio.example/")), START],
    "it goes on line instead": [START, source(session(venue="", online="https://visio.example/"))],
    "cancelled": [START, source(session(status="cancelled", note="Salle fermée"))],
    "cancelled on another day, at other hours": [
        START,
        source(session(date="2018-03-16", time="19h", status="cancelled")),
    ],
    "postponed": [START, source(session(status="postponed"))],
    "going ahead after all": [source(session(status="cancelled")), START],
    "a cancelled one is postponed: its posters are down": [
        source(session(status="cancelled")),
        source(session(status="postponed")),
    ],
    "a postponed one gets its new date": [
        source(session(status="postponed")),
        source(session(date="2018-06-14")),
    ],
    "confirmed": [source(session(status="tentative")), START],
    "in doubt again": [START, source(session(status="tentative"))],
    "the month, then the day, the hours and the place": [
        source(session(date="2018-03", time="", venue="")),
        START,
    ],
    "one month, then another": [
        source(session(date="2018-03", time="")),
        source(session(date="2018-04", time="")),
    ],
    "the hours are fixed": [source(session(time="")), START],
    "several days move": [
        source(session(until="2018-03-16", time="9h-17h")),
        source(session(date="2018-03-22", until="2018-03-23", time="9h-17h")),
    ],
    "the title alone": [START, source(session(title="Un bel essai"))],
    "the text alone": [START, source(session(description="Bonjour."))],
    "the address of the venue of five sessions": [
        source(*FIVE),
        source(*FIVE).replace("1 rue Inventée", "10 rue Inventée"),
    ],
    "the key of a venue, that nobody sees": [
        START,
        source(session(venue="place")).replace("  ici:", "  place:"),
    ],
    "the title of the cycle": [START, START.replace("Cycle d'essai", "Nouveau cycle")],
    "the description of the cycle": [START, START.replace("  language:", "  description: Bonjour.\n  language:")],
    "the calendar begins later, and earlier again": [
        source(*PAST),
        beginning(2017, *PAST),
        beginning(2018, *PAST),
        source(*PAST),
    ],
    "the calendar begins later, and a meeting moves": [
        source(*PAST),
        beginning(2018, *PAST[:3], PAST[3].replace("2016-06-15", "2018-06-14"), PAST[4]),
    ],
    "a new session": [START, TWO],
    "many new sessions": [source(), source(*MANY)],
    "a session is forgotten": [TWO, Step(START, forgetting("s2"))],
    "a forgotten session comes back": [TWO, Step(START, forgetting("s2")), TWO],
    "a session without a day is forgotten": [
        source(session(), session("s2", "Un autre", "2018-04", time="")),
        Step(START, forgetting("s2")),
    ],
    "a changed session is forgotten": [
        TWO,
        TWO.replace("2018-04-05", "2018-04-06"),
        Step(START, forgetting("s2")),
    ],
    "two changes within the day": [START, source(session(date="2018-03-22")), source(session(date="2018-03-29"))],
    "a past session is corrected": [
        source(session(date="2017-12-01")),
        source(session(title="Un bel essai", date="2017-12-01", venue="la")),
    ],
    "a report comes": [source(session(**HELD)), Step(source(session(report=REPORT, **HELD)), stock=PDF)],
    "the file of a report is replaced": [
        Step(source(session(report=REPORT, **HELD)), stock=PDF),
        Step(source(session(report=REPORT, **HELD)), stock=OTHER_PDF),
    ],
    "a report is taken back": [
        Step(source(session(report=REPORT, **HELD)), stock=PDF),
        source(session(**HELD)),
    ],
    "a report comes back": [
        Step(source(session(report=REPORT, **HELD)), stock=PDF),
        source(session(**HELD)),
        Step(source(session(report=REPORT, **HELD)), stock=PDF),
    ],
    "an announcement": [START, source(session(), more=NEWS)],
    "an announcement is corrected": [
        source(session(), more=NEWS),
        source(session(), more=NEWS.replace("Bonjour", "Bonsoir")),
    ],
    "an announcement is forgotten": [source(session(), more=NEWS), Step(START, forgetting("nouvelle"))],
}


def told(name: str) -> Difference:
    """What the last build of a story changes; they follow each other by an hour."""
    house = House()
    now = instant("2018-01-10")
    found = None
    for typed in STORIES[name]:
        step = typed if isinstance(typed, Step) else Step(typed)
        before = ledger.loads(house.ledger) if house.ledger else None
        run = house.build(step.text, now.replace(tzinfo=None).isoformat(), step.consent, step.stock)
        found = difference.between(before, run, difference.onto(before, run.site), now)
        now += timedelta(hours=1)
    assert found
    return found


def said(found: Difference, language: Language, *, named: bool = False) -> str:
    """All lines, with plain spaces."""
    words = Words(load(language))
    lines = (*sentences.lines(found, words), *sentences.files(found, words, named=named))
    return "".join(f"{line}\n" for line in lines).replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_will_be_seen_is_said_in_words(language: Language) -> None:
    expected = GOLDEN / f"{language}.txt"
    whole = "\n".join(f"## {name}\n\n{said(told(name), language)}" for name in STORIES)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_text(whole, encoding="utf-8", newline="")
    assert whole == expected.read_text(encoding="utf-8")


def test_every_change_and_every_reason_has_its_words() -> None:
    words = Words(load("fr"))
    facts = ledger.loads(content(House().build(START), "ledger.json")).editions["s1"].told
    assert all(sentences._change(change, facts, facts, words) for change in get_args(Change))
    assert all(words.say(sentences._REASONS[reason]) for reason in get_args(Reason))


# The files


def test_files_are_named_when_asked() -> None:
    found = told("a session is forgotten")
    named = re.sub("[0-9a-f]{12}", "…", said(found, "en", named=True))
    assert named.partition("Posters to take down: s2 (taken out)\n")[2] == (
        "changed  atom.xml\n"
        "changed  calendar.ics\n"
        "changed  embed.html\n"
        "changed  feed.json\n"
        "changed  index.html\n"
        "changed  ledger.json\n"
        "changed  rss.xml\n"
        "changed  sessions/s1.html\n"
        "changed  sitemap.xml\n"
        "removed  cards/s2.….png\n"
        "removed  sessions/s2.html\n"
        "removed  sessions/s2.ics\n"
        "Files: 9 to write, 3 to remove.\n"
    )


def test_a_file_that_is_left_where_it_is_is_mentioned() -> None:
    run = House().build(START)
    files = difference.planned(Plan(write=("index.html",), left=("sessions/s2.html",)), frozenset({"index.html"}))
    found = difference.between(run.ledger, run, files, instant("2018-01-10"))
    assert said(found, "fr", named=True) == (
        "Pages nouvelles : index\n"
        "nouveau  index.html\n"
        "Laissés en place, car quelqu’un les a modifiés : sessions/s2.html\n"
        "Fichiers : 1 à écrire, 0 à retirer.\n"
    )


# Another publication than that of the folder


def _ledgers(*texts: str) -> list[Ledger]:
    house = House()
    return [house.build(text, f"2018-01-{10 + n}").ledger for n, text in enumerate(texts)]


OTHERS = [source(session(title=f"Essai {n}")) for n in range(3)]


@pytest.mark.parametrize(
    ("public", "here", "expected"),
    [
        (2, 2, Kinship("la", "same")),
        (0, 2, Kinship("la", "earlier", 2)),
        (2, 1, Kinship("la", "later", 1)),
        (1, None, Kinship("la", "alone")),
    ],
)
def test_a_publication_elsewhere_is_known_by_its_line(public: int, here: int | None, expected: Kinship) -> None:
    line = _ledgers(*OTHERS)
    assert kinship.of("la", line[public], None if here is None else line[here]) == expected


def test_two_publications_that_went_apart_are_known() -> None:
    one, other = _ledgers(*OTHERS), _ledgers(*OTHERS[:2], START)
    assert kinship.of("la", one[2], other[2]) == Kinship("la", "parted")


def test_what_another_publication_has_and_ours_does_not_is_taken_from_those_who_have_it() -> None:
    theirs = House().build(TWO).ledger
    run = House().build(source(session(uid="autre@essai.example")), "2018-01-11")
    found = difference.between(theirs, run, difference.onto(theirs, run.site), instant("2018-01-11"))
    assert said(found, "en").partition("Changed pages")[0] == (
        "Calendar: new session s1, “Un essai”, Thursday 15 March 2018, from 18:30 to 20:30, Salle d'essai\n"
        "Calendar: s1 is taken out: Thursday 15 March 2018, from 18:30 to 20:30, Salle d'essai;"
        " it leaves people’s calendars\n"
        "Calendar: s2 is taken out: Thursday 5 April 2018, from 18:30 to 20:30, Salle d'essai;"
        " it leaves people’s calendars\n"
        "Feeds: 1 item corrected, “Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai”\n"
        "Feeds: 1 item withdrawn, “New session: s2”\n"
    )
    assert [poster.session for poster in found.posters] == ["s1", "s2"]
