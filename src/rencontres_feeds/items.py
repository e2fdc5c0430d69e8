"""The items of the source's lists, each read as soon as it is there: its record is kept, its nodes are not.

The nodes of ten thousand sessions would be half a million objects, and most of the time would go into looking
after them. Only the fields of an item are read here; what becomes of them is the programme's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rencontres_feeds import reports, source
from rencontres_feeds import tables as t
from rencontres_feeds.identifiers import following
from rencontres_feeds.keys import Reading, blank, record
from rencontres_feeds.nodes import Mapping, Node, Scalar
from rencontres_feeds.problems import errors

if TYPE_CHECKING:
    from rencontres_feeds.composer import Take
    from rencontres_feeds.keys import Record, Table
    from rencontres_feeds.model import Language
    from rencontres_feeds.problems import Problem
    from rencontres_feeds.source import Parsed


MAX_ERRORS = 10_000
"""Behind so many errors no item is looked at any more: it is another file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, as far as it could be read."""

    found: Record | None
    """None: it is no record."""
    report: Record | None
    """That of a session."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What only the whole file tells, and some of what is said of an item depends on."""

    keys: Language = "en"
    """The language that most keys are in."""
    free: tuple[str, str] = ("", "")
    """Ids for a session and for an announcement that have none."""


def parse(data: bytes) -> tuple[Parsed, Reading]:
    """Parse a source, with an `Item` for each item of its lists; and the reading to go on with.

    A file in which an item has a mistake is read again, if the whole of it is not what was supposed.
    """
    supposed = Whole()
    while True:
        reader = _Reader(Reading(keys=supposed.keys), supposed)
        parsed = source.parse(data, t.is_key, reader.lists)
        whole = reader.whole(t.keys_of(parsed.words))
        if whole == supposed or not reader.wrong:
            reader.reading.keys, reader.reading.lines = whole.keys, parsed.lines
            return parsed, reader.reading
        supposed = whole


@dataclass(slots=True)
class _Reader:
    """Reads the items of one file."""

    reading: Reading
    supposed: Whole
    wrong: bool = False
    """Something is said of an item."""
    errors: int = 0
    sessions: list[str] = field(default_factory=list)
    """Their ids, as typed; empty where there is none."""
    announcements: list[str] = field(default_factory=list)

    def lists(self, key: str) -> Take | None:
        """How the items of the list below a key at the top are read."""
        found = t.TOP.find(key)
        if found is t.SESSIONS_NODE:
            return self._session
        return self._announcement if found is t.ANNOUNCEMENTS_NODE else None

    def whole(self, keys: Language) -> Whole:
        """What was supposed, as it is."""
        stems = ("session-", "news-") if keys == "en" else ("seance-", "annonce-")
        lists = (self.sessions, self.announcements)
        free = [following(ids, stem) if "" in ids else "" for ids, stem in zip(lists, stems, strict=True)]
        return Whole(keys, (free[0], free[1]))

    def _session(self, node: Node) -> Item | None:
        return self._item(node, t.SESSION, self.sessions, self.supposed.free[0])

    def _announcement(self, node: Node) -> Item | None:
        return self._item(node, t.ANNOUNCEMENT, self.announcements, self.supposed.free[1])

    def _item(self, node: Node, table: Table, ids: list[str], free: str) -> Item | None:
        """The record of an item; None: nothing was typed behind its dash."""
        if blank(node) or self.errors >= MAX_ERRORS:
            return None
        reading = self.reading
        reading.lines = node.lines
        found = record(node, table, reading, {t.ID.name: free})
        ids.append(found.take(t.ID, "") or _typed_id(node) if found else "")
        report = reports.record_of(found, reading) if found else None
        problems = tuple(reading.problems)
        if problems:
            self.wrong = True
            self.errors += len(errors(problems))
            reading.problems.clear()
        return Item(found, report, problems)


def _typed_id(node: Node) -> str:
    """What is typed as the identifier of a record; empty if nothing is."""
    pairs = node.pairs if isinstance(node, Mapping) else ()
    typed = [v for k, v in pairs if isinstance(k, Scalar) and t.SESSION.find(k.text) == t.ID]
    return typed[0].text if typed and isinstance(typed[0], Scalar) else ""
