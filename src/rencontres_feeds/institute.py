"""`institute.yaml`: an institute and the cycles that it runs, read by the same reader as a source. Pure.

Knows which fields the file has and what they mean together; what its cycles' own files say is for `programme`,
and how the two must fit together for `gathering`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import cycle, parts, programme, spelling, values
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.keys import Key, Later, Reading, Record, Table, blank, record
from rencontres_feeds.misnomers import language_of
from rencontres_feeds.nodes import Sequence
from rencontres_feeds.problems import Problem, Span, errors

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.model import Cycle, Language, Venue
    from rencontres_feeds.nodes import Node
    from rencontres_feeds.programme import Stock
    from rencontres_feeds.source import Parsed

NAMES = ("institute.yaml", "institut.yaml")
"""How the file is called where a source looks for the institute that it belongs to."""
RESERVED = frozenset({"announcements", "assets", "cards", "documents", "preview", "sessions", "topics", "years"})
"""Folders that sites and their previews have, so that no cycle can be called so."""

_OURS = re.compile(rb"(?mi)^(?:\xef\xbb\xbf)?[\"']?institute?[\"']?[ \t]*:")


def folder(node: Node, reading: Reading) -> str | None:
    """The name of a cycle's folder: safe on every system, and none of the site's own."""
    name = values.identifier(node, reading)
    if name is None or name.casefold() not in RESERVED:
        return name
    reading.error(
        node.span,
        Message("“{name}” is a folder that every site has", name=name),
        Message("Choose another name for the folder of the cycle."),
    )
    return None


FOLDER = Key(
    "folder",
    folder,
    "dossier",
    required=True,
    about=msgid("the name of its folder in the site, and so in its address; letters, digits and hyphens"),
    example="toulouse",
    meant=("id", "name", "nom", "répertoire", "directory", "url"),
)
SOURCE = Key(
    "source",
    values.line,
    required=True,
    about=msgid("path of its `sessions.yaml`, in the folder of this file or below"),
    example="toulouse/sessions.yaml",
    meant=("fichier", "file", "chemin", "path", "sessions"),
)
MEMBER = Table(Message("a cycle"), (FOLDER, SOURCE))

INSTITUTE = Table(
    Message("the institute"),
    (
        parts.ID.being(msgid("identifier; part of the identity of its feeds, never changes"), "institut"),
        parts.TITLE.being(msgid("a line; the name of calendar, feeds and pages"), "Institut d’essai"),
        parts.DESCRIPTION,
        cycle.LANGUAGE,
        parts.TIMEZONE,
        cycle.CYCLE_URL.being(cycle.CYCLE_URL.about, "https://rencontres.example/"),
        cycle.ORGANIZER.being(msgid("who answers for it all"), ""),
        cycle.FOLLOW,
        cycle.LEGAL,
        cycle.FEED_ITEMS,
        cycle.CALENDAR_FROM,
        cycle.THEME,
        cycle.EMBED_FROM,
    ),
)
INSTITUTE_NODE: Key[Node] = Key(
    "institute",
    Later(INSTITUTE),
    "institut",
    required=True,
    about=msgid("the institute as a whole"),
    meant=("cycle", "organisme", "association", "site"),
)
CYCLES_NODE: Key[Node] = Key(
    "cycles",
    Later(MEMBER, "list"),
    required=True,
    about=msgid("the list of its cycles, in the order in which the page has them"),
    meant=("cycle", "séances", "sessions", "sources"),
)
TOP = Table(Message("the file"), (INSTITUTE_NODE, CYCLES_NODE, t.VENUES_NODE))
TABLES = (TOP, INSTITUTE, MEMBER, cycle.ORGANIZER_TABLE, cycle.THEME_TABLE, parts.LINK, parts.VENUE)
"""All of them, in the order in which they are documented."""
_WORDS = frozenset(name for table in TABLES for name in table.by_name)


@dataclass(frozen=True, slots=True)
class Member:
    """A cycle, as the institute's file names it."""

    folder: str
    """Of its part of the site, and the last part of its address."""
    source: str
    """The path of its source, as typed: relative to the institute's file, with `/`."""
    place: Span
    """Where the source is named."""


@dataclass(frozen=True, slots=True)
class Institute:
    """The institute's file, valid."""

    frame: Cycle
    """What the institute says of itself: shown as a cycle's frame is."""
    members: tuple[Member, ...]
    venues: dict[str, Venue]
    """Known to all of its cycles."""

    def address(self, member: Member) -> str:
        """The public address of a cycle."""
        return f"{self.frame.url}{member.folder}/"


@dataclass(frozen=True, slots=True)
class Read:
    """The file, read."""

    institute: Institute | None
    """None: there are errors among the problems."""
    problems: tuple[Problem, ...]
    keys: Language
    """The language that its keys are in."""


def is_one(data: bytes) -> bool:
    """Whether a file speaks of an institute: one of its lines begins with `institute:`.

    Looked for in the text, since a file that YAML cannot read is to be told of as what it is.
    """
    return _OURS.search(data) is not None


def is_key(word: str) -> bool:
    """A word is a key somewhere in the file."""
    return spelling.fold(word) in _WORDS


def read(parsed: Parsed, stock: Stock, now: datetime) -> Read:
    """Read the whole file; all that is wrong with it is told at once."""
    reading = Reading(keys=language_of(parsed.words, TABLES), lines=parsed.lines)
    top = record(parsed.root, TOP, reading) if parsed.root else None
    if top is None:
        return Read(None, tuple(reading.problems), reading.keys)
    node = top.get(INSTITUTE_NODE)
    found = record(node, INSTITUTE, reading) if node is not None else None
    framed = programme.frame(found or top.without(), stock, now, reading)
    members = _members(top, reading)
    venues = programme.venues(top, reading)
    if errors(reading.problems):
        return Read(None, tuple(reading.problems), reading.keys)
    return Read(Institute(framed, members, venues), tuple(reading.problems), reading.keys)


def _members(top: Record, reading: Reading) -> tuple[Member, ...]:
    node = top.get(CYCLES_NODE)
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        reading.error(
            node.span,
            Message("a list is expected here"),
            Message("Put a dash before each:\n{line}", line=f"  - {FOLDER.word(reading.keys)}: {FOLDER.example}"),
        )
        return ()
    records = [record(item, MEMBER, reading) for item in node.items if not blank(item)]
    found = [one for one in records if one is not None]
    _refuse_twice(found, FOLDER, reading)
    _refuse_twice(found, SOURCE, reading)
    return tuple(
        Member(one.take(FOLDER, ""), one.take(SOURCE, "").replace("\\", "/"), one.place(SOURCE)) for one in found
    )


def _refuse_twice(records: list[Record], key: Key[str], reading: Reading) -> None:
    """Names of files: those that differ by case alone are the same on many systems."""
    seen: dict[str, Span] = {}
    for found in records:
        value = found.get(key)
        if value is None:
            continue
        first = seen.setdefault(value.casefold(), found.place(key))
        if first != found.place(key):
            reading.error(
                found.place(key),
                Message("“{value}” is already on line {line}", value=value, line=first.line),
                Message("Each cycle has a folder and a source of its own."),
            )
