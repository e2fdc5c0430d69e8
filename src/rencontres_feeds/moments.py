"""When a session begins and ends, as instants. Knows zones, no calendar format and no words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from rencontres_feeds.zones import zone

if TYPE_CHECKING:
    from rencontres_feeds.model import Cycle, Session, When

MIDNIGHT = time(0)
NOON = time(12)
DAY = timedelta(days=1)


def wall(day: date, hour: time, timezone: str) -> datetime:
    """A wall time in its zone; of two, the first (RFC 5545 section 3.3.5)."""
    return datetime.combine(day, hour, zone(timezone))


def local(moment: datetime, timezone: str) -> datetime:
    """What the clocks of a zone show at an instant."""
    return moment.astimezone(zone(timezone))


def instant(day: date, hour: time, timezone: str) -> datetime:
    """The UTC instant of a wall time."""
    return wall(day, hour, timezone).astimezone(UTC)


def start(when: When, timezone: str) -> datetime:
    """When it begins at the earliest: its hour, else the first midnight of its day or month."""
    day = when.day or date(*when.month, 1)
    return instant(day, when.start or MIDNIGHT, timezone)


def end(when: When, timezone: str, duration: timedelta | None = None) -> datetime:
    """When it is over for certain.

    The stated end; the start and `duration`; else the midnight after its last day or month: a session
    of which the end is not stated is not over before its day is.
    """
    if when.last and when.end:
        return instant(when.last, when.end, timezone)
    if when.day and when.start and duration:
        return start(when, timezone) + duration
    after = when.last + DAY if when.last else _next_month(when.month)
    return instant(after, MIDNIGHT, timezone)


def session_start(session: Session) -> datetime:
    """When a session begins."""
    return start(session.when, session.timezone)


def session_end(session: Session, cycle: Cycle) -> datetime:
    """When a session is over."""
    return end(session.when, session.timezone, cycle.duration)


@lru_cache(maxsize=128)
def local_day(moment: datetime, timezone: str) -> date:
    """The day of an instant, where people are. Asked of the same instant for every session."""
    return local(moment, timezone).date()


def _next_month(month: tuple[int, int]) -> date:
    year, number = month
    return date(year + number // 12, number % 12 + 1, 1)
