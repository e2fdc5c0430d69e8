"""A zone as a VTIMEZONE: right at every instant of a calendar's years, in the fewest yearly rules.

RFC 5545, section 3.6.5. Readers disagree on RDATE and some ignore it, so there is none: RRULE, or a
block for one change. The bytes depend on the range as little as can be: in a zone that keeps its
rules, not at all. Knows nothing of events; `observances` finds the rules.
"""

from __future__ import annotations

from bisect import bisect_right
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


def timezone(key: str, first: date, last: date) -> tuple[str, ...]:
    """The content lines of a zone's VTIMEZONE, neither folded nor ended, for the local dates given.

    Right from the day before `first` to the end of the year of `last`, so that a meeting more in
    that year moves no byte, but nowhere before FIRST_YEAR. At least one block is a STANDARD.
    KeyError: unknown zone. ValueError: `last` before `first`, or a year that is not within
    FIRST_YEAR and LAST_YEAR. The same lines are the same object.
    """
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR or last < first:
        raise ValueError(f"not a range within {FIRST_YEAR} and {LAST_YEAR}: {first} to {last}")
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - _MARGIN
    # The first observance of a zone is a STANDARD, and older than every range.
    return _lines(key, bisect_right(_winters(key), begin) - 1, last.year)


@cache
def _winters(key: str) -> list[datetime]:
    """The onsets of what is no summer time, the earliest first."""
    return sorted(onset for each in observances(key) if not each.daylight for onset in each.onsets)


@cache
def _lines(key: str, winter: int, year: int) -> tuple[str, ...]:
    """Of the observances that hold at some instant from a winter (by its number) to the end of a year.

    Since the winter before, though it may be summer when the range begins: Outlook refuses a zone without a
    STANDARD, and so no block leaves when the end moves on.
    """
    begin, end = _winters(key)[winter], datetime(year + 1, 1, 1, tzinfo=UTC) + _MARGIN
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    for observance in observances(key):
        if any(begin <= onset <= end for onset in observance.onsets):
            lines += _block(observance)
    return (*lines, "END:VTIMEZONE")


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
