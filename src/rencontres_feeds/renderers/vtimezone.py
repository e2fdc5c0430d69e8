"""A zone as a VTIMEZONE: right at every instant of a calendar's years, in the fewest yearly rules.

RFC 5545, section 3.6.5. Readers disagree on RDATE and some ignore it, so there is none: RRULE, or a
block for one change. The bytes depend on the range as little as can be: in a zone that keeps its
rules, not at all. Knows nothing of events; `observances` finds the rules.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from rencontres_feeds.renderers.observances import (
    FIRST_YEAR,
    LAST_YEAR,
    Observance,
    observances,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Local days begin and end up to 15 hours from those of UTC; a day more for what is near the range.
_MARGIN = timedelta(days=2)


@cache
def timezone(key: str, first: date, last: date) -> tuple[str, ...]:
    """The content lines of a zone's VTIMEZONE, neither folded nor ended, for the local dates given.

    Right from the day before `first` to the end of the year of `last`, so that a meeting more in
    that year moves no byte, but nowhere before FIRST_YEAR. At least one block is a STANDARD.
    KeyError: unknown zone. ValueError: `last` before `first`, or a year that is not within
    FIRST_YEAR and LAST_YEAR.
    """
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR or last < first:
        raise ValueError(f"not a range within {FIRST_YEAR} and {LAST_YEAR}: {first} to {last}")
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    year_end = datetime(last.year + 1, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    for observance in _needed(key, midnight - _MARGIN, year_end + _MARGIN):
        lines += _block(observance)
    return (*lines, "END:VTIMEZONE")


def _needed(key: str, begin: datetime, end: datetime) -> list[Observance]:
    """The observances that hold at some instant from `begin` to `end`, by their first onset.

    When it is summer at `begin`, those since the winter before: Outlook refuses a zone without a
    STANDARD, and so no block leaves when `end` moves on.
    """
    every = observances(key)
    onsets = sorted((onset, index) for index, each in enumerate(every) for onset in each.onsets)
    # The first observance of a zone is a STANDARD, and older than every range.
    winters = [onset for onset, index in onsets if onset <= begin and not every[index].daylight]
    return [every[index] for index in sorted({i for at, i in onsets if winters[-1] <= at <= end})]


def _block(observance: Observance) -> Iterator[str]:
    kind = "DAYLIGHT" if observance.daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{observance.start:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(observance.offset_from)}"
    yield f"TZOFFSETTO:{_offset(observance.offset_to)}"
    if observance.rule:
        until = f";UNTIL={observance.onsets[-1]:%Y%m%dT%H%M%SZ}" if observance.ends else ""
        yield f"RRULE:{observance.rule}{until}"
    yield f"TZNAME:{observance.name}"
    yield f"END:{kind}"


def _offset(offset: timedelta) -> str:
    """A UTC-OFFSET value, RFC 5545, section 3.3.14: hours, minutes, and seconds if any."""
    seconds = offset // timedelta(seconds=1)
    sign = "-" if seconds < 0 else "+"
    hours, seconds = divmod(abs(seconds), 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")
