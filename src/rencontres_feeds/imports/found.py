"""What was found of a cycle in a page or a calendar: values, with what is not certain about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rencontres_feeds.catalogue import Message
    from rencontres_feeds.model import Language, Link, Speaker, Status


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is held, as far as a text says it."""

    name: str
    address: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting."""

    title: str
    day: date
    until: date | None = None
    start: time | None = None
    end: time | None = None
    place: Place | None = None
    online: str = ""
    status: Status = "confirmed"
    description: str = ""
    speakers: tuple[Speaker, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    report: str = ""
    """Address of its report."""
    uid: str = ""
    sequence: int = 0
    doubts: frozenset[str] = frozenset()
    """Names of the fields above that a person should look at."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that was found."""

    meetings: tuple[Meeting, ...]
    language: Language
    title: str = ""
    organizer: str = ""
    description: str = ""
    timezone: str = ""
    remarks: tuple[Message, ...] = ()
    """What was seen and left out."""
