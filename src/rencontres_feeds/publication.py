"""The programme as it is published: what was told, its editions and items, and all that the renderers show.

Frozen values only, as in `model`. Instants are aware datetimes in UTC, in whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rencontres_feeds.model import Announcement, Programme, Session, Status, When

Kind = Literal["session", "change", "report", "announcement"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What members were told of a session: what a notice compares."""

    when: When
    status: Status = "confirmed"
    venue: str = ""
    """Key of the venue; empty: none."""
    place: str = ""
    """Its name as shown."""
    online: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """What used to be true of a session before its last change of each kind; shown as « au lieu de »."""

    when: When | None = None
    """The former day or hours."""
    place: str = ""
    """Name of the former venue."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A session as published: its identity and revision marks (RFC 5545 sections 3.8.4.7 and 3.8.7)."""

    session: str
    uid: str
    sequence: int
    created: datetime
    modified: datetime
    """LAST-MODIFIED and DTSTAMP of the event."""
    digest: str
    """Of the event's rendered lines; empty while it is not in the calendar."""
    told: Facts
    title: str = ""
    """Short digest of its title: another one tells a new meeting typed over an old one."""
    former: Former = Former()
    since: date | None = None
    """The local day on which its status was changed; None: it was published so."""
    announced: date | None = None
    """The day typed when it was first published; another one has no effect any more."""
    forgotten: bool = False
    """Taken out of the publication by the maintainer; its identity stays taken."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What an entry showed when it was read back from a feed, without the facts behind it."""

    title: str
    html: str
    summary: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the feeds, as minted: identity and dates, and what a notice tells."""

    id: str
    """A `tag:` URI (RFC 4151)."""
    kind: Kind
    about: str
    """Id of the session or announcement."""
    published: datetime
    updated: datetime
    digest: str = ""
    """Of what it shows: title, text, link, enclosure."""
    past: bool = False
    """The session was already over when this was first published."""
    before: Facts | None = None
    """Of a change: what was told before, …"""
    after: Facts | None = None
    """… and what it became."""
    note: str = ""
    """Of a change: the maintainer's reason, as typed then."""
    opened: datetime | None = None
    """Of a change: when the first of the changes told here was told."""
    enclosed: bool = False
    """Of a report: it came as a file or an address, not as text alone."""
    withdrawn: bool = False
    """No more in the feeds, since a later item tells it; the id stays taken."""
    archive: int = 0
    """Number of the archive that keeps it, from 1; 0: none yet, it is among the newest."""
    verbatim: Verbatim | None = None
    """What it goes on showing, where the ledger was lost and a feed gave it back."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry offers."""

    url: str
    media_type: str
    length: int | None = None
    """In bytes; None: unknown."""
    title: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as people read it, in any feed format."""

    item: Item
    title: str
    url: str
    """Of a page of its own; absolute."""
    html: str
    """XHTML fragment, all addresses absolute."""
    summary: str
    """Plain text."""
    label: str
    """The kind in words."""
    topics: tuple[str, ...] = ()
    enclosure: Enclosure | None = None
    language: str = ""
    """That it is in; empty: that of the feed."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that sessions of an institute have, with a page, a calendar and feeds of its own."""

    slug: str
    """The name of its folder, minted once."""
    key: str
    """What its sessions call it, folded: spellings that differ in accents or case are one topic."""
    title: str
    """As it is shown."""
    feed: str
    """The id of its feeds as one, a `tag:` URI."""
    held: str
    """Digest of which sessions and items it held."""
    changed: datetime
    """When one of them last came or went."""
    forgotten: bool = False
    """Taken out of the publication by the maintainer; its slug stays taken."""


@dataclass(frozen=True, slots=True)
class Above:
    """What a cycle's pages know of the institute that the cycle is one of; its site is the folder above."""

    title: str
    topics: Mapping[str, str] = field(default_factory=dict)
    """Each topic, as typed, to the name of its page, relative to the institute's site."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that the renderers show: one value, decided before the first of them runs."""

    programme: Programme
    editions: dict[str, Edition]
    """By id of the session; drafts are not among them (but in a preview)."""
    entries: tuple[Entry, ...]
    """The newest, the newest first, without the withdrawn: what the feeds show."""
    feed: str
    """The id of the feeds as one (RFC 4287 section 4.2.6), a `tag:` URI."""
    created: datetime
    """When the site was first published."""
    modified: datetime
    """The newest instant of the editions and items: what the pages are as of."""
    updated: datetime
    """The newest instant of the items: what the feeds are as of."""
    announcements: tuple[Announcement, ...] = field(default=())
    """Those of the source and those that left it: what is published stays."""
    archives: tuple[Sequence[Entry], ...] = field(default=())
    """The older entries, by the number of their archive, from 1; in each the newest first.

    Each is made when it is looked at, since most builds need none of them.
    """
    calendars: Mapping[int, tuple[Session, ...]] = field(default_factory=dict)
    """The sessions of each calendar, by its year, as `calendars` parts them; 0 is the one to subscribe to."""
    above: Above | None = None
    """The institute that it is a part of."""
    depth: int = 0
    """So many folders above it are the assets that its feeds use; 0: they are its own."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The published sessions, by time."""
        return tuple(s for s in self.programme.sessions if s.id in self.editions)


@dataclass(frozen=True, slots=True)
class Part:
    """A cycle as a part of an institute's site."""

    folder: str
    """Where its site is, in that of the institute."""
    publication: Publication

    def name(self, name: str) -> str:
        """The name of one of its files in the institute's site."""
        return f"{self.folder}/{name}"


@dataclass(frozen=True, slots=True)
class Whole:
    """An institute as it is published: all of its cycles, and what they have in common."""

    publication: Publication
    """All sessions and the newest entries, in the institute's frame; the id of a session has the cycle's folder
    before it, as `toulouse/seance-4`."""
    parts: tuple[Part, ...]
    """The cycles, in the order of the institute's file."""
    topics: tuple[tuple[Topic, Publication], ...]
    """Each topic with its sessions and entries, by its name; its frame is the institute's, at its own address."""
