"""A year of the cycle, edit by edit, as members and readers who subscribed live it.

The command is run on a folder that nginx serves. A calendar app (ical.js in Node, `node/calendar.js`) and a feed
reader (lemon24's reader, with all three feeds) ask again after each build, and once more after a build without an
edit. Their member reads what is unread, at once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser_sgmllib
import pytest
import reader
from click.testing import CliRunner

from house import session, source
from nginx import served
from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

# reader asks for it by the name that it had before feedparser, on which reader relies, renamed it.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

NODE = Path(__file__).parent / "node"
FEEDS = ("rss.xml", "atom.xml", "feed.json")
HERE = "Salle d'essai, 1 rue Inventée, Ville-Exemple"
THERE = "Autre salle, Ville-Exemple"


@dataclass(frozen=True)
class Edit:
    """One thing that the maintainer does, and what each subscriber must then hold."""

    does: str
    now: str
    changes: dict[str, dict[str, str]]
    """Sessions to fields; an empty text takes one out."""
    calendar: tuple[tuple[str, ...], ...]
    """Of each event: title, start, end, status, place."""
    news: tuple[str, ...] = ()
    """Titles of what is new in the feeds; everything else stays read."""
    more: str = ""
    """Lines behind the sessions."""
    says: str = ""
    """What the event of s1 must tell in its text."""


JUNE = ("Un essai", "2018-06-21T16:30:00.000Z", "2018-06-21T18:30:00.000Z", "CONFIRMED", THERE)
SECOND = ("Un autre", "2018-12-20T17:30:00.000Z", "2018-12-20T19:30:00.000Z", "CONFIRMED", HERE)
NEWS = "announcements:\n  - {id: merci, date: 2018-07-10, title: Merci, text: À bientôt.}\n"

YEAR = (
    Edit(
        "announces it for some day of March",
        "2018-01-10",
        {"s1": {"date": "2018-03", "time": ""}},
        (),
        ("Nouvelle séance, mars 2018 (jour à fixer) : Un essai",),
    ),
    Edit(
        "fixes the day",
        "2018-01-20",
        {"s1": {"date": "2018-03-15"}},
        (("Un essai (horaire à confirmer)", "2018-03-15", "2018-03-16", "TENTATIVE", HERE),),
        ("Jour fixé, jeudi 15 mars 2018 (horaire à confirmer) : Un essai",),
    ),
    Edit(
        "fixes the hours",
        "2018-01-25",
        {"s1": {"time": "18h30-20h30"}},
        (("Un essai", "2018-03-15T17:30:00.000Z", "2018-03-15T19:30:00.000Z", "CONFIRMED", HERE),),
        ("Horaire fixé, jeudi 15 mars 2018 à 18 h 30 : Un essai",),
    ),
    Edit(
        "moves it by a fortnight, past the change of the clocks",
        "2018-02-01",
        {"s1": {"date": "2018-03-29"}},
        (("Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "CONFIRMED", HERE),),
        ("Nouvelle date, jeudi 29 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",),
    ),
    Edit(
        "moves it to the other room",
        "2018-02-10",
        {"s1": {"venue": "la"}},
        (("Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "CONFIRMED", THERE),),
        ("Nouveau lieu, jeudi 29 mars 2018, Autre salle : Un essai",),
    ),
    Edit(
        "opens it on line as well",
        "2018-02-15",
        {"s1": {"online": "https://visio.example/essai"}},
        (("Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "CONFIRMED", THERE),),
        ("Aussi en ligne, jeudi 29 mars 2018 à 18 h 30 : Un essai",),
        says="En ligne : https://visio.example/essai",
    ),
    Edit(
        "cancels it",
        "2018-02-20",
        {"s1": {"status": "cancelled", "note": "Salle inondée"}},
        (("ANNULÉ – Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "CANCELLED", THERE),),
        ("ANNULÉE, séance du jeudi 29 mars 2018 : Un essai",),
        says="Motif : Salle inondée",
    ),
    Edit(
        "confirms it again",
        "2018-02-25",
        {"s1": {"status": "", "note": ""}},
        (("Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "CONFIRMED", THERE),),
        ("MAINTENUE, séance du jeudi 29 mars 2018 : Un essai",),
    ),
    Edit(
        "postpones it",
        "2018-03-05",
        {"s1": {"status": "postponed"}},
        (("REPORTÉ – Un essai", "2018-03-29T16:30:00.000Z", "2018-03-29T18:30:00.000Z", "TENTATIVE", THERE),),
        ("REPORTÉE, séance du jeudi 29 mars 2018 (nouvelle date à fixer) : Un essai",),
    ),
    Edit(
        "gives it a new date, three months later",
        "2018-05-02",
        {"s1": {"status": "", "date": "2018-06-21"}},
        (JUNE,),
        ("Nouvelle date, jeudi 21 juin 2018 à 18 h 30 (au lieu du 29 mars) : Un essai",),
    ),
    Edit(
        "promises a report",
        "2018-06-22",
        {"s1": {"report": "{status: forthcoming}"}},
        (JUNE,),
        says="Compte rendu : annoncé, pas encore en ligne",
    ),
    Edit(
        "adds the report, a file",
        "2018-07-02",
        {"s1": {"report": "{file: documents/cr.pdf}"}},
        (JUNE,),
        ("Compte rendu, séance du 21 juin 2018 : Un essai",),
        says="Compte rendu : https://essai.example/cycle/documents/cr.pdf",
    ),
    Edit("says thank you", "2018-07-10", {}, (JUNE,), ("Merci",), NEWS),
    Edit(
        "announces a second session",
        "2018-09-01",
        {"s2": {"title": "Un autre", "date": "2018-12-20"}},
        (JUNE, SECOND),
        ("Nouvelle séance, jeudi 20 décembre 2018 à 18 h 30 : Un autre",),
        NEWS,
    ),
    Edit(
        "corrects the title of the one that is past",
        "2018-10-01",
        {"s1": {"title": "Un essai réussi"}},
        (("Un essai réussi", *JUNE[1:]), SECOND),
        (),
        NEWS,
    ),
)


def plain(text: str) -> str:
    """With spaces as they are typed: which of them may not break is French typography."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Maintainer:
    """Edits the file, and runs the command."""

    folder: Path
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    def does(self, edit: Edit) -> None:
        for name, fields in edit.changes.items():
            self.sessions.setdefault(name, {}).update(fields)
        text = source(*(session(name, **fields) for name, fields in self.sessions.items()), more=edit.more)
        (self.folder / "sessions.yaml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "rencontres_feeds", "build", "--now", f"{edit.now}T12:00:00Z"]
        subprocess.run(command, cwd=self.folder, capture_output=True, check=True)

    def builds_again(self) -> None:
        """Long after, without an edit; in this process, to save time."""
        source = str(self.folder / "sessions.yaml")
        done = CliRunner().invoke(commands, ["build", source, "--now", "2019-01-01T00:00:00Z"])
        assert done.exit_code == 0


@dataclass
class Member:
    """Has the calendar in an app."""

    app: subprocess.Popen[str]

    def refreshes(self) -> dict[str, Any]:
        assert self.app.stdin
        assert self.app.stdout
        self.app.stdin.write("\n")
        self.app.stdin.flush()
        answer: dict[str, Any] = json.loads(self.app.stdout.readline())
        return answer


@dataclass
class Follower:
    """Has the three feeds in a reader, and reads what is unread."""

    reader: reader.Reader
    addresses: dict[str, str]

    def refreshes(self) -> dict[str, bool]:
        """Which of the feeds had something to send: None is what reader says of a 304."""
        return {name: self.reader.update_feed(url) is not None for name, url in self.addresses.items()}

    def reads(self) -> dict[str, tuple[str, ...]]:
        """The titles that are unread, by feed; then they are read."""
        found = {}
        for name, url in self.addresses.items():
            unread = list(self.reader.get_entries(feed=url, read=False))
            found[name] = tuple(sorted(plain(entry.title or "") for entry in unread))
            for entry in unread:
                self.reader.mark_entry_as_read(entry)
        return found

    def holds(self) -> dict[str, list[str]]:
        """All titles, by feed."""
        return {
            name: sorted(plain(entry.title or "") for entry in self.reader.get_entries(feed=url))
            for name, url in self.addresses.items()
        }


@pytest.fixture
def maintainer(tmp_path: Path) -> Maintainer:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "cr.pdf").write_bytes(b"%PDF")
    return Maintainer(tmp_path)


@pytest.fixture
def site(maintainer: Maintainer) -> Iterator[str]:
    with served(maintainer.folder / "output", maintainer.folder / "nginx") as address:
        yield address


@pytest.fixture
def member(site: str) -> Iterator[Member]:
    if not shutil.which("node"):
        pytest.skip("this needs Node.js (on Debian: apt install nodejs npm)")
    if not (NODE / "node_modules" / "ical.js").is_dir():
        pytest.skip("this needs ical.js: make proofs")
    command = ["node", "calendar.js", f"{site}calendar.ics"]
    with subprocess.Popen(
        command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as app:
        yield Member(app)


@pytest.fixture
def follower(site: str) -> Iterator[Follower]:
    with reader.make_reader(":memory:") as made:
        yield Follower(made, {name: f"{site}{name}" for name in FEEDS})


def events(seen: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    """What a member sees, by the order of the days."""
    parts = ("summary", "start", "end", "status", "location")
    return tuple(
        sorted((tuple(plain(e[part]) for part in parts) for e in seen["events"].values()), key=lambda e: e[1])
    )


def test_after_each_edit_of_a_year_subscribers_hold_what_the_source_says(
    maintainer: Maintainer, member: Member, follower: Follower
) -> None:
    told: list[str] = []
    for edit in YEAR:
        maintainer.does(edit)
        if edit is YEAR[0]:
            for url in follower.addresses.values():
                follower.reader.add_feed(url)
        seen = member.refreshes()
        assert (edit.does, events(seen)) == (edit.does, edit.calendar)
        assert edit.says in plain("\n".join(e["text"] for e in seen["events"].values()))
        follower.refreshes()
        assert (edit.does, follower.reads()) == (edit.does, dict.fromkeys(FEEDS, edit.news))
        told += edit.news
        assert {name: len(titles) for name, titles in follower.holds().items()} == dict.fromkeys(FEEDS, len(told))
        maintainer.builds_again()
        assert member.refreshes() == seen | {"status": 304}
        assert follower.refreshes() == dict.fromkeys(FEEDS, False)
        assert follower.reads() == dict.fromkeys(FEEDS, ())
