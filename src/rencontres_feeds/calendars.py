"""In which calendar a session stands: in the one that members subscribe to, or in that of a year before it.

Only `cycle: calendar_from` parts them, a line that the maintainer types. Knows no format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, moments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rencontres_feeds.model import Cycle, Programme, Session, When
    from rencontres_feeds.publication import Edition

SUBSCRIBED = 0
"""Instead of a year: the calendar that members subscribe to."""
_SECOND = timedelta(seconds=1)


def parted(sessions: Iterable[Session], cycle: Cycle) -> dict[int, tuple[Session, ...]]:
    """The sessions of each calendar, in the order given: the one to subscribe to, then each year before it."""
    found: dict[int, list[Session]] = {}
    for session in sessions:
        if session.when.day:
            found.setdefault(of(session, cycle), []).append(session)
    return {year: tuple(found.get(year, ())) for year in sorted({SUBSCRIBED, *found})}


def of(session: Session, cycle: Cycle) -> int:
    """The year of the calendar in which a session with a day stands."""
    if not cycle.calendar_from:
        return SUBSCRIBED
    ended = over(session.when, session.timezone, cycle)
    return ended if ended < cycle.calendar_from else SUBSCRIBED


def over(when: When, timezone: str, cycle: Cycle) -> int:
    """The year in which it is over, where it is held; what ends at midnight of New Year is of the old one."""
    end = moments.end(when, timezone, cycle.duration)
    return moments.local_day(end - _SECOND, timezone).year


@dataclass(frozen=True, slots=True)
class Move:
    """Sessions whose events go from one calendar to another, as they are."""

    before: int
    """The year of the calendar that they leave."""
    after: int
    """Of the one that they enter."""
    sessions: tuple[str, ...]
    """Their ids, in the order of the programme."""


def moves(before: Mapping[str, Edition], files: Collection[str], programme: Programme) -> tuple[Move, ...]:
    """The sessions that stand in another calendar than when they were published, by these calendars.

    `before` are the editions that are public, `files` the names of the files that are.
    """
    cycle = programme.cycle
    if not (cycle.calendar_from or any(map(addresses.is_earlier, files))):
        return ()
    found: dict[tuple[int, int], list[str]] = {}
    for session in programme.sessions:
        old = before.get(session.id)
        if session.draft or old is None or not (old.digest and session.when.day):
            continue
        was = over(old.told.when, session.timezone, cycle)
        # What was over in that year stood in its calendar, if there was one.
        way = was if addresses.calendar(was) in files else SUBSCRIBED, of(session, cycle)
        if way[0] != way[1]:
            found.setdefault(way, []).append(session.id)
    return tuple(Move(*way, tuple(found[way])) for way in sorted(found))
