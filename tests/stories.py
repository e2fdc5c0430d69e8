"""The named edits of `docs/lifecycle.md`: what the maintainer types, one build after the other."""

from __future__ import annotations

from house import document, session, source
from lifecycle import Step
from rencontres_feeds.guards import Consent

PDF = {"documents/cr.pdf": document("documents/cr.pdf")}
OTHER_PDF = {"documents/cr.pdf": document("documents/cr.pdf", sha256="1" * 64)}
FILE = "\n      file: documents/cr.pdf"
TEXT = "{text: Tout est dit.}"
ONE = source(session())
THREE = [session(f"s{n}", f"Essai {n}", f"2018-0{n + 2}-15") for n in (1, 2, 3)]
YEARS = [session(f"s{n}", f"Essai {n}", f"{2016 + n}-06-15") for n in range(3)]
_reported = session("s0", "Essai 0", "2016-06-15", report=TEXT)
_postponed = session("s1", "Essai 1", "2017-06-15", status="postponed")
FORGET = Consent(forget=frozenset({"s1"}))

BEGIN = Step("published", ONE, "2018-01-10")


def after(*steps: Step) -> list[Step]:
    """What follows the first publication of one session."""
    return [BEGIN, *steps]


def announced(title: str) -> str:
    return source(session(), more=f"announcements:\n  - {{id: a1, date: 2018-01-12, title: {title}}}\n")


def beginning(year: int, *sessions: str) -> str:
    """A source whose calendar begins with a year."""
    return source(*sessions).replace("venues:", f"  calendar_from: {year}\nvenues:", 1)


STORIES: dict[str, list[Step]] = {
    # Nothing to tell
    "Nothing changes": after(
        Step("none", ONE),
        Step("none, years later", ONE, "2031-01-01"),
    ),
    "Comments, quotes, order": after(
        Step("a comment, quotes", source(session(title='"Un essai"')) + "# un commentaire\n"),
        Step(
            "the keys in another order",
            source(
                "  - date: 2018-03-15\n    venue: ici\n    time: 18:30-20:30\n    id: s1\n    title: Un essai\n"
            ),
        ),
    ),
    "The sessions in another order": [
        Step("three sessions", source(*THREE), "2018-01-10"),
        Step("the last one first", source(*reversed(THREE))),
    ],
    # Corrections
    "A typo in the title, and its return": after(
        Step("a typo", source(session(title="Un esai"))),
        Step("mended", ONE, "2018-01-13"),
    ),
    "A speaker, a text": after(
        Step("a speaker is named", source(session(speakers="[{name: Personne Exemple}]"))),
        Step(
            "and a text added",
            source(session(speakers="[{name: Personne Exemple}]", description="Un texte.")),
            "2018-01-13",
        ),
    ),
    "The address of a shared venue": [
        Step("three sessions in one place", source(*THREE), "2018-01-10"),
        Step("the number of the street", source(*THREE).replace("1 rue Inventée", "10 rue Inventée")),
        Step(
            "the postcode",
            source(*THREE).replace("1 rue Inventée", "10 rue Inventée, postal_code: 01000"),
            "2018-01-13",
        ),
        Step(
            "its key, everywhere",
            source(*THREE)
            .replace("1 rue Inventée", "10 rue Inventée, postal_code: 01000")
            .replace("ici", "salle-essai"),
            "2018-01-14",
        ),
    ],
    "A past session is corrected": after(
        Step("the hours, when all is over", source(session(time="18h-20h")), "2018-04-01"),
    ),
    # Changes
    "The day moves": after(
        Step("another day", source(session(date="2018-03-22"))),
        Step("none", source(session(date="2018-03-22")), "2018-01-20"),
    ),
    "The hours move": after(
        Step("another hour", source(session(time="19h-21h"))),
        Step("a later end", source(session(time="19h-22h")), "2018-01-20"),
    ),
    "The venue moves": after(Step("another venue", source(session(venue="la")))),
    "On line": after(
        Step("on line as well", source(session(online="https://visio.example/essai"))),
        Step("on line only", source(session(venue="", online="https://visio.example/essai")), "2018-01-20"),
        Step(
            "another address on line", source(session(venue="", online="https://visio.example/b")), "2018-01-30"
        ),
        Step("a room as well", source(session(online="https://visio.example/b")), "2018-02-09"),
        Step("the room alone", source(session()), "2018-02-19"),
        Step("no place any more", source(session(venue="")), "2018-03-01"),
        Step("the room again", source(session()), "2018-03-10"),
    ),
    "Two changes in one build": after(
        Step("another day and venue", source(session(date="2018-03-22", venue="la", note="Salle fermée"))),
    ),
    "Month, then day, then hours": [
        Step("a month", source(session(date="2018-03", time="")), "2018-01-10"),
        Step("the day", source(session(time="")), "2018-01-20"),
        Step("the hours", ONE, "2018-01-30"),
        Step("the month again", source(session(date="2018-03", time="")), "2018-01-31"),
        Step("the hours are open again", source(session(time="")), "2018-02-09"),
    ],
    "Another month": [
        Step("a month", source(session(date="2018-03", time="")), "2018-01-10"),
        Step("another month", source(session(date="2018-04", time="")), "2018-01-20"),
        Step("a day of the month before", source(session(time="")), "2018-01-30"),
    ],
    "In doubt": [
        Step("to be confirmed", source(session(status="tentative")), "2018-01-10"),
        Step("confirmed", ONE),
        Step("in doubt again", source(session(status="tentative")), "2018-01-20"),
    ],
    "Cancelled, and on again": after(
        Step("cancelled", source(session(status="cancelled", note="Salle fermée"))),
        Step("confirmed", ONE, "2018-01-20"),
    ),
    "Postponed, and a new date": after(
        Step("postponed", source(session(status="postponed", note="Grève"))),
        Step(
            "still postponed, with a new date",
            source(session(status="postponed", date="2018-06-14")),
            "2018-04-19",
        ),
        Step("the new date, confirmed", source(session(date="2018-06-14")), "2018-04-20"),
    ),
    # Within the day
    "Two changes within the day": after(
        Step("one day", source(session(date="2018-03-22")), "2018-01-12T08:00:00"),
        Step("another", source(session(date="2018-03-29")), "2018-01-12T20:00:00"),
        Step("and a venue, on the third day", source(session(date="2018-03-29", venue="la")), "2018-01-14"),
    ),
    "A change undone within the day": after(
        Step("another day", source(session(date="2018-03-22")), "2018-01-12T08:00:00"),
        Step("undone", ONE, "2018-01-12T20:00:00"),
    ),
    "A change undone after the day": after(
        Step("another day", source(session(date="2018-03-22"))),
        Step("undone", ONE, "2018-01-20"),
    ),
    # Reports
    "A report, from promise to corrected file": after(
        Step("promised", source(session(report="{status: forthcoming}")), "2018-03-20"),
        Step("as a text", source(session(report=TEXT)), "2018-04-20"),
        Step("as a file", source(session(report=FILE)), "2018-05-20", stock=PDF),
        Step("another file of the same name", source(session(report=FILE)), "2018-05-21", stock=OTHER_PDF),
    ),
    "A report six weeks after the meeting": after(
        Step("the report alone", source(session(report=TEXT)), "2018-04-26"),
    ),
    "A report taken back and given again": after(
        Step("the report", source(session(report=TEXT)), "2018-03-20"),
        Step("taken back", ONE, "2018-03-21"),
        Step("given again", source(session(report=TEXT)), "2018-03-22"),
    ),
    # Announcements
    "An announcement": after(
        Step("an announcement", announced("Une annonce")),
        Step("corrected", announced("Une annonce !"), "2018-01-13"),
        Step("removed from the file", ONE, "2018-01-14"),
        Step("forgotten", ONE, "2018-01-15", Consent(forget=frozenset({"a1"}))),
    ),
    # What is around the sessions
    "The site moves to another host": after(
        Step("`cycle: url`", source(session(), url="https://ailleurs.example/")),
    ),
    "The time zone": after(Step("`cycle: timezone`", source(session(), zone="Europe/London"))),
    "The language": after(
        Step("another day", source(session(date="2018-03-22"))),
        Step("`cycle: language`", source(session(date="2018-03-22"), language="en"), "2018-01-20"),
    ),
    "The calendar begins later": [
        Step("three years of meetings", source(*YEARS), "2018-01-10"),
        Step("`calendar_from: 2017`", beginning(2017, *YEARS)),
        Step("`calendar_from: 2018`", beginning(2018, *YEARS), "2018-01-13"),
        Step("a report of 2016", beginning(2018, _reported, *YEARS[1:]), "2018-01-14"),
        Step("`calendar_from: 2017` again", beginning(2017, _reported, *YEARS[1:]), "2018-01-15"),
        Step("the line is left out", source(_reported, *YEARS[1:]), "2018-01-16"),
    ],
    "A postponed meeting of a year that has left the calendar gets its date": [
        Step("postponed", beginning(2018, _postponed, YEARS[2]), "2018-01-10"),
        Step("the new date", beginning(2018, session("s1", "Essai 1", "2018-05-17"), YEARS[2])),
    ],
    "A new version of the program words a line anew": after(
        Step("none, but the program", ONE, reworded=("Page: {url}", "La page\u00a0: {url}")),
    ),
    "The clock goes back ten years": after(
        Step("a title", source(session(title="Un autre")), "2008-01-01"),
        Step("a day", source(session(title="Un autre", date="2018-03-22")), "2008-01-02"),
    ),
    # Coming and going
    "A session of the past is added": after(
        Step("a meeting of 2015", source(session(), session("s0", "Une séance passée", "2015-12-01"))),
    ),
    "Removed, forgotten, typed again": after(
        Step("removed", source()),
        Step("removed, with `--forget s1`", source(), "2018-01-13", FORGET),
        Step("typed again", ONE, "2018-01-20"),
    ),
    "The id is renamed": after(Step("`id: s1-bis`", source(session("s1-bis")))),
    "A published session becomes a draft": after(Step("`draft: true`", source(session(draft="true")))),
    "Last year’s block is typed over": after(
        Step(
            "a title and a date of next year", source(session(title="Un autre", date="2019-03-14")), "2018-06-01"
        ),
        Step(
            "the same, with `--same s1`",
            source(session(title="Un autre", date="2019-03-14")),
            "2018-06-02",
            Consent(same=frozenset({"s1"})),
        ),
    ),
}
