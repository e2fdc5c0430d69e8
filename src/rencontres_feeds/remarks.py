"""What the maintainer should know of a run, though it stops nothing.

One remark, one function, in a plain list; each yields problems that are warnings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, calendars, facts, moments, rules
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.problems import Problem
from rencontres_feeds.site import Made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rencontres_feeds.guards import Case
    from rencontres_feeds.model import Announcement
    from rencontres_feeds.publication import Edition, Facts
    from rencontres_feeds.site import Site

MANY_OCTETS = 800_000
"""Google is said to drop what lies beyond about 1 MB: said in time."""
WELL_UNDER = MANY_OCTETS // 2
"""A calendar of which nobody needs to think again for some years."""
SOON = timedelta(hours=48)
"""Google reads a calendar again after up to a day, and people look at it some time later."""
_EVENT = b"\r\nBEGIN:VEVENT\r\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the remarks look at: a run, and what it goes on from."""

    case: Case
    editions: Mapping[str, Edition]
    announcements: tuple[Announcement, ...]
    site: Site


def of(outcome: Outcome) -> tuple[Problem, ...]:
    """All of them."""
    return tuple(problem for remark in _REMARKS for problem in remark(outcome))


def _large(outcome: Outcome) -> Iterator[Problem]:
    made = outcome.site[addresses.CALENDAR]
    if isinstance(made, Made) and len(made.data) > MANY_OCTETS:
        size, year = len(made.data) // 1000, _beginning(outcome, made.data)
        yield _remark(
            Message("the calendar has {size} kB; Google is said to read no more than about 1,000", size=size),
            Message(
                "To let it begin later, type “{key}: {year}” under “cycle:”. Meetings that were over before then"
                " leave the calendars of those who subscribed, and stand in calendars of their own, one a year.",
                key=t.CALENDAR_FROM.word(outcome.case.keys),
                year=year,
            )
            if year
            else None,
        )


def _beginning(outcome: Outcome, data: bytes) -> int:
    """The first year with which a calendar of these octets would be well under the limit.

    If there is none, the last that may be typed; 0 if that does not make it smaller.
    """
    cycle = outcome.case.programme.cycle
    shown = [s for s in outcome.case.programme.sessions if not s.draft and s.when.day]
    shown = [s for s in shown if calendars.of(s, cycle) == calendars.SUBSCRIBED]
    octets: Counter[int] = Counter()
    for session, event in zip(shown, data.split(_EVENT)[1:], strict=True):  # they stand in this order
        octets[calendars.over(session.when, session.timezone, cycle)] += len(event)
    latest, left = rules.begun(outcome.case.now), len(data)
    begins = 0
    for year in sorted(year for year in octets if year < latest):
        left, begins = left - octets[year], year + 1
        if left <= WELL_UNDER:
            break
    return begins


def _leaving(outcome: Outcome) -> Iterator[Problem]:
    """Meetings that members see in their calendars now, and will not any more."""
    case = outcome.case
    moves = calendars.moves(case.published, case.ledger.files, case.programme)
    gone = [move for move in moves if move.before == calendars.SUBSCRIBED]
    if gone:
        yield _remark(
            Plural(
                "{n} meeting leaves the calendar that members subscribe to, for {names}",
                "{n} meetings leave the calendar that members subscribe to, for {names}",
                n=sum(len(move.sessions) for move in gone),
                names=", ".join(addresses.calendar(move.after) for move in gone),
            ),
            Message(
                "Their own calendars will not show it any more. An earlier year under “{key}:” keeps it there.",
                key=t.CALENDAR_FROM.word(case.keys),
            ),
        )


def _left(outcome: Outcome) -> Iterator[Problem]:
    there = {a.id for a in outcome.case.programme.announcements}
    for gone in outcome.announcements:
        if gone.id not in there:
            yield _remark(
                Message("the announcement “{id}” left the file, and stays published", id=gone.id),
                Message(
                    "To take it out for good: rencontres-feeds build --forget {id}",
                    id=outcome.case.within + gone.id,
                ),
            )


def _moved(outcome: Outcome) -> Iterator[Problem]:
    old, new = outcome.case.ledger.url, outcome.case.programme.cycle.url
    if old and old != new:
        yield _remark(
            Message("the site moves from {old} to {new}", old=old, new=new),
            Message(
                "Whoever subscribed still asks at the old address: keep the same folder at both, or redirect"
                " the old address to the new one for good (301)."
            ),
        )


def _announced(outcome: Outcome) -> Iterator[Problem]:
    case, key = outcome.case, t.ANNOUNCED.word(outcome.case.keys)
    for session, edition in case.known:
        if session.announced != edition.announced:
            yield Problem(
                Message("“{id}” is published: another day of its announcement has no effect", id=session.id),
                Message("Put back “{key}: {day}”.", key=key, day=edition.announced.isoformat())
                if edition.announced
                else Message("Leave the line “{key}” out.", key=key),
                case.place(session, "announced"),
                "warning",
            )


def _clock(outcome: Outcome) -> Iterator[Problem]:
    case = outcome.case
    if case.now < case.ledger.modified:
        yield _remark(
            Message(
                "the clock of this machine says {now}, and the last publication is of {last}",
                now=_minute(case.now),
                last=_minute(case.ledger.modified),
            ),
            Message("Is the clock right? What is new is dated like the last publication."),
        )


def _late(outcome: Outcome) -> Iterator[Problem]:
    """A change shortly before the meeting: many will look at a calendar that has not followed yet."""
    case = outcome.case
    before = case.published
    for session in case.programme.sessions:
        new = outcome.editions.get(session.id)
        old = before.get(session.id)
        if new is None or (old and not facts.changes(old.told, new.told)):
            continue
        told = [new.told, *([old.told] if old else [])]
        if any(_soon(one, session.timezone, case.now) for one in told):
            yield Problem(
                Message(
                    "“{id}” is less than 48 hours away: many calendars will not show it in time", id=session.id
                )
                if old is None
                else Message(
                    "“{id}” is less than 48 hours away: many calendars will not show this change in time",
                    id=session.id,
                ),
                Message("Google takes up to a day. Tell people by another way too: an e-mail, a call."),
                case.place(session, "date"),
                "warning",
            )


def _soon(told: Facts, timezone: str, now: datetime) -> bool:
    """It begins, or was to begin, within the time; a month alone does not say when."""
    return told.when.day is not None and now < moments.start(told.when, timezone) <= now + SOON


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _remark(what: Message | Plural, mend: Message | None = None) -> Problem:
    return Problem(what, mend, severity="warning")


_REMARKS: tuple[Callable[[Outcome], Iterator[Problem]], ...] = (
    _large,
    _leaving,
    _left,
    _moved,
    _announced,
    _clock,
    _late,
)
