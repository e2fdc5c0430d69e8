"""The observances of a time zone: its changes, gathered into yearly rules where they follow one.

Asks `zoneinfo` what the clocks show and nothing else. What an observance is: RFC 5545, section
3.6.5; its rules: section 3.3.10. How it is written is told in `vtimezone`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from rencontres_feeds import zones

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    _Shown = tuple[timedelta | None, str | None, timedelta | None]

FIRST_YEAR = 1970
"""The observances are right from the first day of this year,"""
LAST_YEAR = 2100
"""to the last day of this one."""

# Looked at from long before the first year, to find since when its observance has held.
_FROM = datetime(1900, 1, 1, tzinfo=UTC)
_TO = datetime(LAST_YEAR + 1, 1, 8, tzinfo=UTC)
# Two changes since 1970 are at least 6.9 days apart (Cambridge Bay, 2000): no step leaps over both.
_STEP = timedelta(days=6)
# Two years that look like a rule may be chance (Ramadan falls on near days); three are meant.
_RULE_YEARS = 3
_NONE = timedelta()
_SECOND = timedelta(seconds=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Observance:
    """An offset that the clocks are set to, once or year after year."""

    onsets: tuple[datetime, ...]
    """The instants, in UTC, at which it begins, up to LAST_YEAR; never empty, earliest first."""
    start: datetime
    """The first onset as the clocks showed it before they were set: naive, local."""
    offset_from: timedelta
    """East of UTC, before an onset."""
    offset_to: timedelta
    """East of UTC, after an onset."""
    name: str
    """What people call it: "CEST", or "+03" where they call it nothing."""
    daylight: bool
    """Whether this is summer time."""
    rule: str = ""
    """The yearly rule of the onsets, a RECUR value without UNTIL; empty when there is one onset."""
    ends: bool = True
    """Whether the last of the onsets is the last ever; else the rule goes on after LAST_YEAR."""


@dataclass(frozen=True, slots=True)
class _State:
    offset: timedelta
    name: str
    saving: timedelta
    """Its dst(): below zero where winter is the exception in law (Dublin)."""


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    before: _State
    after: _State
    wall: datetime
    """`at`, as the clocks showed it before: naive."""
    day: int
    """The number of its date in a leap year: in any year, the same date has the same."""


@cache
def observances(key: str) -> tuple[Observance, ...]:
    """All observances of a zone, by their first onset. KeyError: unknown zone."""
    place = zones.zone(key)
    found = [_initial(_state(_shown(_FROM, place)))]
    changes = list(_changes(place))
    if changes and changes[-1].wall.year < LAST_YEAR:
        # What then holds for good stands alone, outside the rules it ended; it is no summer time.
        found.append(_observance([changes.pop()], daylight=False))
    for run in _runs(changes):
        found += _ruled(run) if len(run) >= _RULE_YEARS else map(_single, run)
    return tuple(sorted(found, key=lambda observance: observance.onsets[0]))


def _changes(place: ZoneInfo) -> Iterator[_Change]:
    at, before = _FROM, _shown(_FROM, place)
    while at < _TO:
        ahead = at + _STEP
        if _shown(ahead, place) == before:
            at = ahead
            continue
        at = _first_other(at, ahead, place)
        after = _shown(at, place)
        yield _change(at, _state(before), _state(after))
        before = after


def _first_other(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """The second at which what holds at `low` ends; at `high` it does not hold any more."""
    before = _shown(low, place)
    while (seconds := (high - low) // _SECOND) > 1:
        middle = low + seconds // 2 * _SECOND
        if _shown(middle, place) == before:
            low = middle
        else:
            high = middle
    return high


def _shown(at: datetime, place: ZoneInfo) -> _Shown:
    """Asked some ten thousand times for a zone: so it is a bare tuple, in the order of `_State`."""
    local = at.astimezone(place)
    return local.utcoffset(), local.tzname(), local.dst()


def _state(shown: _Shown) -> _State:
    offset, name, saving = shown
    return _State(offset or _NONE, name or "", saving or _NONE)


def _change(at: datetime, before: _State, after: _State) -> _Change:
    wall = at.replace(tzinfo=None) + before.offset
    # 2000 is a leap year: it has every date.
    return _Change(at, before, after, wall, wall.replace(year=2000).timetuple().tm_yday)


def _runs(changes: Sequence[_Change]) -> list[list[_Change]]:
    """The changes, put together where one rule tells them, one a year without a hole.

    From the last one back, so that the rule of today takes all that it can explain.
    """
    runs: list[list[_Change]] = []
    for change in reversed(changes):
        for run in runs:
            if _continues(run, change):
                run.insert(0, change)
                break
        else:
            runs.append([change])
    return runs


def _continues(run: list[_Change], change: _Change) -> bool:
    following = run[0]
    if following.wall.year != change.wall.year + 1:
        return False
    if (following.before.offset, following.after) != (change.before.offset, change.after):
        return False
    if following.wall.time() != change.wall.time():
        return False
    return _same_date(both := [change, *run]) or _same_week(both)


def _same_date(run: Sequence[_Change]) -> bool:
    return len({change.day for change in run}) == 1


def _same_week(run: Sequence[_Change]) -> bool:
    """Whether all are one weekday in the same seven days: each year has exactly one such."""
    days = [change.day for change in run]
    return len({change.wall.weekday() for change in run}) == 1 and max(days) - min(days) < 7


def _ruled(run: Sequence[_Change]) -> Iterator[Observance]:
    """The observances of a run: two if its week lies across the end of a month.

    So it is in Cairo, from 26 October to 1 November. One rule could tell both, by BYYEARDAY, but
    few readers understand it.
    """
    ends = run[-1].wall.year < LAST_YEAR
    # In law Irish winter time is the exception; for calendars its summer is the summer time.
    up = run[0].after.offset > run[0].before.offset
    daylight = run[0].after.saving > _NONE or (run[0].before.saving < _NONE and up)
    for month in sorted({change.wall.month for change in run}):
        part = [change for change in run if change.wall.month == month]
        if ends and len(part) == 1:
            yield _observance(part, daylight=daylight)
        else:
            whole = len(part) == len(run)
            yield _observance(part, _rule(part, whole=whole), daylight=daylight, ends=ends)


def _rule(part: Sequence[_Change], *, whole: bool) -> str:
    """The rule of changes that lie in one month; `whole` if no other month belongs to it."""
    rule = f"FREQ=YEARLY;BYMONTH={part[0].wall.month}"
    days = [change.wall.day for change in part]
    if whole and _same_date(part):
        return f"{rule};BYMONTHDAY={days[0]}"
    weekday = _DAYS[part[0].wall.weekday()]
    if whole and (nth := _nth(part)):
        return f"{rule};BYDAY={nth}{weekday}"
    listed = ",".join(map(str, range(min(days), max(days) + 1)))
    return f"{rule};BYMONTHDAY={listed};BYDAY={weekday}"


def _nth(part: Sequence[_Change]) -> int:
    """Which of its weekday in the month all of them are; -1 for the last, 0 for none."""
    week = timedelta(days=7)
    if all((change.wall + week).month != change.wall.month for change in part):
        return -1
    counts = {(change.wall.day + 6) // 7 for change in part}
    return counts.pop() if len(counts) == 1 else 0


def _single(change: _Change) -> Observance:
    return _observance([change], daylight=change.after.saving > _NONE)


def _initial(state: _State) -> Observance:
    """What holds before the first change: of use if there is none, or none before FIRST_YEAR."""
    start = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001 - local on purpose
    return Observance((_FROM,), start, state.offset, state.offset, state.name, daylight=False)


def _observance(changes: Sequence[_Change], rule: str = "", *, daylight: bool, ends: bool = True) -> Observance:
    first = changes[0]
    return Observance(
        onsets=tuple(change.at for change in changes),
        start=first.wall,
        offset_from=first.before.offset,
        offset_to=first.after.offset,
        name=first.after.name,
        daylight=daylight,
        rule=rule,
        ends=ends,
    )
