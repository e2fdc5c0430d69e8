"""Located nodes to the programme: the records of `tables`, put together and held to `rules`.

Knows the clock only as `now`, and files only as the stock that it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Names
from collections.abc import Sequence as Lines
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from rencontres_feeds import items, moments, reports, rules, spelling, theme
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.items import Item
from rencontres_feeds.keys import Reading, Record, record
from rencontres_feeds.model import (
    FEED_ITEMS,
    Announcement,
    Cycle,
    Document,
    Organizer,
    Programme,
    Session,
    Venue,
    When,
)
from rencontres_feeds.nodes import Mapping, Node, Scalar, Sequence
from rencontres_feeds.places import Places
from rencontres_feeds.problems import Problem, Span, errors

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.model import Language

Stock = Callable[[str], Document | Problem]
"""The files at hand: from a path typed in the source to what was found there, or to what is wrong with
it (a problem without a place)."""

Venues = Names[str, Venue]
"""By their keys."""

FRAME = ""
"""Takes the place of an id for the fields of the cycle itself."""


@dataclass(frozen=True, slots=True)
class Read:
    """A source, read."""

    programme: Programme | None
    """None: there are errors among the problems."""
    problems: tuple[Problem, ...]
    places: Places
    """Where the fields of sessions and announcements stand, and those of the cycle."""
    keys: Language
    """The language that its keys are in."""
    lines: Lines[str]
    """Of the source."""


def read(data: bytes, stock: Stock, now: datetime, shared: Venues = MappingProxyType({})) -> Read:
    """Read the whole source; all that is wrong with it is told at once. Never raises for what is in it.

    `shared` are venues that it may name besides its own.
    """
    parsed, reading = items.parse(data)
    root, lines = parsed.root, parsed.lines
    if root is None or errors(parsed.problems):
        return Read(None, parsed.problems, Places(), "en", lines)
    reading.problems += parsed.problems
    top = record(root, t.TOP, reading)
    if top is None:
        return Read(None, tuple(reading.problems), Places(), reading.keys, lines)
    node = top.get(t.CYCLE_NODE)
    framed = (record(node, t.CYCLE, reading) if node is not None else None) or top.without()
    cycle = frame(framed, stock, now, reading)
    reader = _Reader(cycle, {**shared, **venues(top, reading, shared)}, stock, now, reading)
    sessions = reader.sessions(top)
    announcements = reader.announcements(top, {s.id for s, _ in sessions})
    problems = tuple(reading.problems)
    if errors(problems):
        return Read(None, problems, Places(), reading.keys, lines)
    programme = Programme(
        cycle,
        tuple(sorted((s for s, _ in sessions), key=lambda s: (moments.session_start(s), s.id))),
        tuple(sorted((a for a, _ in announcements), key=lambda a: (a.date, a.id))),
    )
    of = tuple({value.id: found.fields for value, found in read} for read in (sessions, announcements))
    places = Places(lines, (*of, {FRAME: framed.fields}))
    return Read(programme, problems, places, reading.keys, lines)


def frame(found: Record, stock: Stock, now: datetime, reading: Reading) -> Cycle:
    """The cycle of its record; stand-ins for what could not be read keep the sessions readable."""
    cycle = Cycle(
        id=found.take(t.ID, ""),
        title=found.take(t.TITLE, ""),
        language=found.take(t.LANGUAGE, "fr"),
        timezone=found.take(t.TIMEZONE, "UTC"),
        url=found.take(t.CYCLE_URL, "https://example.invalid/"),
        description=found.take(t.DESCRIPTION, ""),
        organizer=found.take(t.ORGANIZER, Organizer()),
        follow=found.take(t.FOLLOW, ()),
        legal=found.get(t.LEGAL),
        free=found.get(t.FREE),
        duration=found.get(t.DURATION),
        feed_items=found.take(t.FEED_ITEMS, FEED_ITEMS),
        calendar_from=found.take(t.CALENDAR_FROM, 0),
        theme=theme.read(found.get(t.THEME), stock, reading),
        embed_from=tuple(dict.fromkeys(found.take(t.EMBED_FROM, ()))),
    )
    reading.problems += rules.calendar_begins(found, cycle, now)
    if found.get(t.CYCLE_URL) and rules.is_example(cycle.url):
        reading.warn(
            found.place(t.CYCLE_URL),
            Message("{url} is an example, not yet an address of the web", url=cycle.url),
            Message("Put the public address here before you publish; until then this is a rehearsal."),
        )
    return cycle


def venues(top: Record, reading: Reading, shared: Venues = MappingProxyType({})) -> dict[str, Venue]:
    """The venues of a file; none of them may have the key of a shared one."""
    node = top.get(t.VENUES_NODE)
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        reading.error(
            node.span,
            Message("the venues are written as “key: value” lines"),
            Message(
                "One key a venue, its name and address below it:\n{venues}:\n  my-venue:\n    {name}: …",
                venues=top.word(t.VENUES_NODE),
                name=t.NAME.word(reading.keys),
            ),
        )
        return {}
    found_venues: dict[str, Venue] = {}
    for typed, value in node.pairs:
        key = typed.text.strip() if isinstance(typed, Scalar) else ""
        if key in found_venues:
            reading.error(
                typed.span,
                Message("the venue “{key}” is there twice", key=key),
                Message("Keep one of them."),
            )
        if key in shared:
            reading.error(
                typed.span,
                Message("the venue “{key}” is in the institute’s file as well", key=key),
                Message("Keep one of them; the institute’s is known to all of its cycles."),
            )
        found = record(value, t.VENUE, reading)
        found_venues[key] = t.venue(found or top.without(), key)
    return found_venues


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what stands in the cycle's frame."""

    cycle: Cycle
    venues: dict[str, Venue]
    stock: Stock
    now: datetime
    reading: Reading

    def sessions(self, top: Record) -> list[tuple[Session, Record]]:
        found = self._items(top.get(t.SESSIONS_NODE))
        self._refuse_twice(found)
        read = []
        for item in found:
            if item.found and (session := self._session(item.found, item.report)):
                self.reading.problems += rules.check(session, item.found, self.cycle, self.now)
                read.append((session, item.found))
        self.reading.problems += rules.check_documents(read)
        return read

    def announcements(self, top: Record, sessions: set[str]) -> list[tuple[Announcement, Record]]:
        found = self._items(top.get(t.ANNOUNCEMENTS_NODE))
        self._refuse_twice(found)
        read = []
        for item in found:
            if item.found and (announcement := self._announcement(item.found, sessions)):
                self.reading.problems += rules.check_announcement(announcement, item.found, self.cycle, self.now)
                read.append((announcement, item.found))
        return read

    def _items(self, node: Node | None) -> list[Item]:
        """What was read of a list while the file was parsed."""
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.reading.error(
                node.span,
                Message("a list is expected here"),
                Message("Put a dash before each:\n{line}", line=self._dashed(node)),
            )
            return []
        found = [item for item in node.made if isinstance(item, Item)]
        for item in found:
            self.reading.problems += item.problems
        return found

    def _dashed(self, node: Node) -> str:
        """The line where a list should begin, with its dash."""
        start = node.span.line, node.span.column
        if isinstance(node, Mapping) and node.parts:
            key = node.parts[0].span
            if (key.line, key.column) == start:  # and not in braces
                return self.reading.line(Span(*start, node.span.column), "- ")
        return "- id: …"

    def _refuse_twice(self, items: list[Item]) -> None:
        """Ids are file names: those that differ by case alone are the same on many systems."""
        seen: dict[str, Record] = {}
        for item in items:
            found, name = item.found, item.found.get(t.ID) if item.found else None
            if found is None or name is None:
                continue
            first = seen.setdefault(name.casefold(), found)
            if first is not found:
                self.reading.error(
                    found.place(t.ID),
                    Message("the id “{id}” is already on line {line}", id=name, line=first.place(t.ID).line),
                    Message("Give the new one an id of its own; a published id never changes."),
                )

    def _session(self, found: Record, inner: Record | None) -> Session | None:
        name, title, day = found.get(t.ID), found.get(t.TITLE), found.get(t.DATE)
        venue = self._venue(found)
        report = reports.read(inner, self.cycle, self.stock, self.now, self.reading) if inner else None
        if not name or not title or day is None:
            return None
        hours, until = found.get(t.TIME), found.get(t.UNTIL)
        when = When(
            day.month,
            day.day,
            None if until == day.day or day.day is None else until,
            hours.start if hours and day.day else None,
            hours.end if hours and day.day else None,
        )
        return Session(
            id=name,
            title=title,
            when=when,
            timezone=(venue.timezone if venue else "") or self.cycle.timezone,
            venue=venue,
            online=found.take(t.ONLINE, ""),
            status=found.take(t.STATUS, "confirmed"),
            note=found.take(t.NOTE, ""),
            announced=found.get(t.ANNOUNCED),
            description=found.take(t.DESCRIPTION, ""),
            speakers=found.take(t.SPEAKERS, ()),
            topics=tuple(dict.fromkeys(found.take(t.TOPICS, ()))),
            links=found.take(t.LINKS, ()),
            registration=found.get(t.REGISTRATION),
            report=report,
            free=found.get(t.FREE),
            draft=found.take(t.DRAFT, default=False),
            uid=found.take(t.UID, ""),
            sequence=found.take(t.SEQUENCE, 0),
        )

    def _venue(self, found: Record) -> Venue | None:
        key = found.get(t.SESSION_VENUE)
        if not key or key in self.venues:
            return self.venues[key] if key else None
        close = spelling.near(key, self.venues)
        self.reading.error(
            found.place(t.SESSION_VENUE),
            Message("no venue is called “{key}”", key=key),
            Message("Did you mean “{close}”?", close=close)
            if close
            else Message(
                "Add it under “{venues}:”, with its name.", venues=t.VENUES_NODE.word(self.reading.keys)
            ),
        )
        return None

    def _announcement(self, found: Record, sessions: set[str]) -> Announcement | None:
        name, title, day = found.get(t.ID), found.get(t.TITLE), found.get(t.ANNOUNCEMENT_DATE)
        about = found.take(t.ABOUT, "")
        if about and about not in sessions:
            close = spelling.near(about, sessions)
            self.reading.error(
                found.place(t.ABOUT),
                Message("no session has the id “{id}”", id=about),
                Message("Did you mean “{close}”?", close=close) if close else None,
            )
        if not name or not title or day is None:
            return None
        return Announcement(name, day, title, found.take(t.TEXT, ""), found.take(t.LINKS, ()), about)
