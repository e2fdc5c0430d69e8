"""Institutes for tests: files in a folder, and builds of them by the command line, one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from click.testing import CliRunner

from house import session
from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

URL = "https://institut.fr/rencontres/"
INSTITUTE = """\
institute:
  id: institut
  title: Institut d'essai
  language: fr
  timezone: Europe/Paris
  url: {url}
cycles:
"""
MEMBER = """\
  - folder: {name}
    source: {name}/sessions.yaml
"""
VENUES = """\
venues:
  commun: {name: Salle commune, address: 2 rue Inventée, city: Ville-Exemple}
"""
CYCLE = """\
cycle:
  id: {name}
  title: Cycle {name}
  language: fr
  timezone: Europe/Paris
  url: {url}
  organizer: {{name: Institut d'essai}}
venues:
  ici: {{name: Salle d'essai, address: 1 rue Inventée, city: Ville-Exemple}}
sessions:
"""


def cycle(name: str, *sessions: str, url: str = "", more: str = "") -> str:
    """The source of a cycle of the institute, or of one with a site of its own at `url`."""
    return CYCLE.format(name=name, url=url or f"{URL}{name}/") + "".join(sessions or [session()]) + more


@dataclass(frozen=True)
class Place:
    """A folder in which an institute's files lie."""

    root: Path

    def institute(self, *names: str, url: str = URL, more: str = VENUES) -> None:
        """Write the institute's file, with these cycles."""
        members = "".join(MEMBER.format(name=name) for name in names)
        (self.root / "institute.yaml").write_text(INSTITUTE.format(url=url) + members + more, encoding="utf-8")

    def cycle(self, name: str, *sessions: str, url: str = "", more: str = "") -> Path:
        """Write the source of a cycle."""
        path = self.root / name / "sessions.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(cycle(name, *sessions, url=url, more=more), encoding="utf-8")
        return path

    @property
    def file(self) -> str:
        """The institute's file, as it is named on the command line."""
        return str(self.root / "institute.yaml")

    @property
    def output(self) -> Path:
        """The folder of its site."""
        return self.root / "output"

    def run(self, *words: str, now: str = "2018-01-10", lang: str = "en") -> Result:
        """Run a command of ours, at noon of that day unless the words say when."""
        known = ("build", "check", "diff", "restore", "new", "move", "cancel", "message")
        when = ["--now", now if "T" in now else f"{now}T12:00:00Z"] if words[0] in known else []
        return CliRunner().invoke(commands, ["--lang", lang, *words, *when])

    def build(self, *words: str, now: str = "2018-01-10") -> Result:
        """Build the institute."""
        return self.run("build", self.file, *words, now=now)

    def built(self, *words: str, now: str = "2018-01-10") -> dict[str, bytes]:
        """Build the institute, and what the folder then holds. It must succeed."""
        result = self.build(*words, now=now)
        assert result.exit_code == 0, result.output
        return tree(self.output)


def tree(folder: Path) -> dict[str, bytes]:
    """Name to bytes of every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def events(calendar: bytes) -> dict[str, bytes]:
    """The bytes of each event of a calendar, by its UID."""
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", calendar, re.DOTALL)
    made = {re.search(rb"\r\nUID:(\S+)", event)[1].decode(): event for event in found}  # type: ignore[index]
    assert len(made) == len(found)
    return made


def marks(calendar: bytes) -> dict[str, int]:
    """The revision of each event, by its UID."""
    return {uid: int(re.search(rb"SEQUENCE:(\d+)", event)[1]) for uid, event in events(calendar).items()}  # type: ignore[index]


def ids(feed: bytes) -> list[str]:
    """The ids of a feed's items, in its order."""
    return re.findall(r"<entry>.*?<id>([^<]*)</id>", feed.decode(), re.DOTALL)
