"""What the house works on: the programme as the maintainer means it, and its editions and items.

Frozen values only. This module knows no YAML, no ledger, no format and no clock. Texts are as typed,
NFC, without control characters; an absent text is the empty string and an absent list the empty tuple.
Instants are aware datetimes in UTC, in whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Language = Literal["fr", "en"]
Status = Literal["confirmed", "tentative", "cancelled", "postponed"]
Kind = Literal["session", "change", "report", "announcement"]


FEED_ITEMS = 100
"""How many items the feeds show where the maintainer does not say it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A titled address."""

    title: str
    """What people read; the address itself where the maintainer gave no title."""
    url: str
    """Absolute, http or https."""


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who holds the cycle."""

    name: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that people go to."""

    key: str
    """Its key in the source; part of what a change of venue is told by, never shown."""
    name: str
    address: str = ""
    postal_code: str = ""
    city: str = ""
    geo: tuple[float, float] | None = None
    """Latitude and longitude in degrees (WGS 84)."""
    access: str = ""
    accessibility: str = ""
    url: str = ""
    timezone: str = ""
    """IANA name; empty: the cycle's."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks at a session."""

    name: str
    role: str = ""
    organization: str = ""
    city: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """How to sign up."""

    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """Wall-clock time of a session, as far as it is fixed.

    Either a month alone (`day` is None) or a day, several days, with or without hours. `start`
    without `end` means that the end is not stated. An end past midnight has `until` on the next day.
    """

    month: tuple[int, int]
    """Year and month, always there."""
    day: date | None = None
    until: date | None = None
    """The last day, if it is not the first."""
    start: time | None = None
    end: time | None = None

    @property
    def last(self) -> date | None:
        """The day on which the session ends; None while only the month is known."""
        return self.until or self.day


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the stock, as found when the command looked."""

    path: str
    """As typed in the source: relative to the source's folder, with `/`."""
    name: str
    """Where it is published, relative to the site: `documents/…`, safe on every system."""
    size: int
    """In bytes."""
    sha256: str
    """Of its bytes, in hexadecimal."""
    media_type: str


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a session."""

    status: Literal["none", "forthcoming", "published"]
    published: date | None = None
    """The day typed; None: the build that first shows it dates it."""
    text: str = ""
    """Markdown."""
    document: Document | None = None
    url: str = ""
    """Of a report kept elsewhere."""
    size: int | None = None
    """In bytes, of what is at `url`, if the maintainer said it."""


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting."""

    id: str
    title: str
    when: When
    timezone: str
    """IANA name: the venue's, else the cycle's."""
    venue: Venue | None = None
    online: str = ""
    """Address of the meeting on line; empty: none."""
    status: Status = "confirmed"
    note: str = ""
    """Why it was cancelled, postponed or moved."""
    announced: date | None = None
    description: str = ""
    """Markdown."""
    speakers: tuple[Speaker, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    registration: Registration | None = None
    report: Report | None = None
    free: bool | None = None
    """None: not said."""
    draft: bool = False
    uid: str = ""
    """Only for a meeting that another calendar published before."""
    sequence: int = 0
    """The revision to begin with, likewise."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A piece of news that is not a session."""

    id: str
    date: date
    title: str
    text: str = ""
    """Markdown."""
    links: tuple[Link, ...] = ()
    session: str = ""
    """Id of the session that it is about; empty: none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How the pages look. Colours are `#rrggbb`, dark enough to be read on our light paper."""

    color: str = ""
    """Of the band at the top and of what stands out; empty: ours."""
    accent: str = ""
    """Of links and buttons; empty: ours."""
    logo: Document | None = None
    """Of the organizer: an SVG, PNG or WebP of the stock, published among the assets."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The series of meetings as a whole."""

    id: str
    title: str
    language: Language
    timezone: str
    url: str
    """Public address of the site, ending in `/`."""
    description: str = ""
    organizer: Organizer = Organizer()
    follow: tuple[Link, ...] = ()
    legal: Link | None = None
    free: bool | None = None
    duration: timedelta | None = None
    """How long a session lasts of which only the start is given; None: not stated."""
    theme: Theme = Theme()
    embed_from: tuple[str, ...] = ()
    """Origins (RFC 6454, `https://host`) whose pages may hold `embed.html` in a frame; empty: it was not said."""
    feed_items: int = FEED_ITEMS
    """How many of the newest items the feeds show; Atom keeps the others in its archives."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The whole source, valid."""

    cycle: Cycle
    sessions: tuple[Session, ...] = ()
    """By time, then id; drafts included."""
    announcements: tuple[Announcement, ...] = ()
    """By date, then id."""


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
    archives: tuple[tuple[Entry, ...], ...] = field(default=())
    """The older entries, by the number of their archive, from 1; in each the newest first."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The published sessions, by time."""
        return tuple(s for s in self.programme.sessions if s.id in self.editions)
