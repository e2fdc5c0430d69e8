"""What the house works on: the programme as the maintainer means it; `publication` has what becomes of it.

Frozen values only. This module knows no YAML, no ledger, no format and no clock. Texts are as typed,
NFC, without control characters; an absent text is the empty string and an absent list the empty tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

Language = Literal["fr", "en"]
Status = Literal["confirmed", "tentative", "cancelled", "postponed"]

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
    calendar_from: int = 0
    """The year with which the calendar that members subscribe to begins; 0: with the first session."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The whole source, valid."""

    cycle: Cycle
    sessions: tuple[Session, ...] = ()
    """By time, then id; drafts included."""
    announcements: tuple[Announcement, ...] = ()
    """By date, then id."""
