"""Which session is next, which are to come and which are past, as of an instant.

The pages as built are as of the publication's newest instant; their script asks the same question of the
reader's clock, with the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from rencontres_feeds import moments

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rencontres_feeds.model import Cycle, Session

OFF = ("cancelled", "postponed")
"""The states of a session to which nobody goes: it is never the next one."""


Years = tuple[tuple[int, tuple["Session", ...]], ...]
"""Sessions by year: the newest year first, and in it the newest session first."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The sessions of a cycle, parted."""

    next: Session | None
    """The one that is over first, of those that take place."""
    coming: tuple[Session, ...]
    """The others to come, by time."""
    past: Years
    """Those that are over."""


def part(sessions: Iterable[Session], cycle: Cycle, now: datetime) -> Timeline:
    """Part the sessions, which come by time; one that ends at `now` is past."""
    coming: list[Session] = []
    past: list[Session] = []
    for session in sessions:
        (past if moments.session_end(session, cycle) <= now else coming).append(session)
    # min() takes the first of equals: of two that end together, the one that the programme has first.
    first = min(
        (s for s in coming if s.status not in OFF),
        key=lambda s: moments.session_end(s, cycle),
        default=None,
    )
    return Timeline(first, tuple(s for s in coming if s is not first), _by_year(reversed(past)))


def fold(past: Years, room: int, most: int) -> tuple[Years, Years]:
    """The newest years, of at most `room` sessions (but one year at least), and those before them.

    A newest year of more than `most` sessions is shown with its newest `room`, and is one of the others too.
    """
    if past and len(past[0][1]) > most:
        newest, sessions = past[0]
        return ((newest, sessions[:room]),), past
    sums = accumulate(len(sessions) for _, sessions in past)
    shown = max(1, sum(count <= room for count in sums))
    return past[:shown], past[shown:]


def months(sessions: Iterable[Session]) -> tuple[tuple[int, tuple[Session, ...]], ...]:
    """The sessions of one year by month, January first; in each month in the order that they come in."""
    held: dict[int, list[Session]] = {}
    for session in sessions:
        held.setdefault(session.when.month[1], []).append(session)
    return tuple((month, tuple(held[month])) for month in sorted(held))


def year(session: Session) -> int:
    """The year under which a session is found."""
    return session.when.month[0]


def _by_year(sessions: Iterable[Session]) -> Years:
    years: dict[int, list[Session]] = {}
    for session in sessions:
        years.setdefault(year(session), []).append(session)
    return tuple((number, tuple(held)) for number, held in years.items())
