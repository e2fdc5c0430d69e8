"""A house for tests: sources made of a few lines, and builds in memory, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rencontres_feeds import press
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.guards import Consent
from rencontres_feeds.model import Document
from rencontres_feeds.problems import Problem, Refusal
from rencontres_feeds.reuse import Reuse
from rencontres_feeds.site import LEDGER, Copied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.press import Run

CYCLE = """\
cycle:
  id: essai
  title: Cycle d'essai
  language: {language}
  timezone: {zone}
  url: {url}
  organizer: {{name: Institut d'essai}}
venues:
  ici: {{name: Salle d'essai, address: 1 rue Inventée, city: Ville-Exemple}}
  la: {{name: Autre salle, city: Ville-Exemple}}
sessions:
"""
SESSION = """\
  - id: {id}
    title: {title}
    date: {date}
"""


def session(name: str = "s1", title: str = "Un essai", date: str = "2018-03-15", **fields: str) -> str:
    """The lines of a session; a field given as an empty string is left out."""
    given = {"time": "18h30-20h30", "venue": "ici"} | fields
    lines = [f"    {key}: {value}\n" for key, value in given.items() if value]
    return SESSION.format(id=name, title=title, date=date) + "".join(lines)


def source(
    *sessions: str,
    url: str = "https://essai.example/cycle/",
    language: str = "fr",
    zone: str = "Europe/Paris",
    more: str = "",
) -> str:
    """A whole source; `more` comes behind the sessions."""
    cycle = CYCLE.format(url=url, language=language, zone=zone)
    return (cycle if sessions else cycle.removesuffix("sessions:\n")) + "".join(sessions) + more


def instant(text: str) -> datetime:
    """`2018-03-01` (at noon) or `2018-03-01T08:00:00`, in UTC."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return moment.replace(tzinfo=UTC)


def document(path: str, size: int = 1000, sha256: str = "0" * 64) -> Document:
    """A PDF at hand."""
    return Document(path, path, size, sha256, "application/pdf")


@dataclass
class House:
    """Builds one after the other, each going on from the ledger of the last."""

    ledger: bytes | None = None
    runs: list[Run] = field(default_factory=list)
    known: dict[str, str] | None = None
    """What the last build made, where that is to be made use of."""

    def build(
        self,
        text: str,
        now: str = "2018-01-10",
        consent: Consent = Consent(),  # noqa: B008  # frozen
        stock: Mapping[str, Document] = {},
    ) -> Run:
        """Build in memory. Raises Refusal."""
        missing = Problem(Message("missing"))
        draft = press.read(text.encode(), lambda path: stock.get(path, missing), instant(now))
        reuse = Reuse(self.known or {})
        run = press.run(draft, self.ledger, instant(now), consent, reuse)
        self.ledger = content(run, LEDGER)
        self.known = None if self.known is None else reuse.made()
        self.runs.append(run)
        return run


def content(run: Run, name: str) -> bytes:
    """The bytes of a file of the site."""
    made = run.site[name]
    assert not isinstance(made, Copied)
    return made.data


def refused(error: Refusal) -> list[str]:
    """What a refusal says, in English, without the mends."""
    return [load("en").say(problem.what) for problem in error.problems]
