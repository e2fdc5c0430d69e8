"""How the fields of the source must fit together: one rule, one function, in plain lists.

Each takes a session with the record it was read from (for the places) and yields problems.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rencontres_feeds import moments, zones
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem

if TYPE_CHECKING:
    from datetime import date

    from rencontres_feeds.keys import Key, Record
    from rencontres_feeds.model import Announcement, Cycle, Session

_LAST_ON_EARTH = timedelta(hours=12)
"""How far behind UTC the clocks are where a year begins last."""
_EXAMPLES = ("example", "test", "invalid", "localhost", "example.com", "example.org", "example.net")


def check(session: Session, found: Record, cycle: Cycle, now: datetime) -> list[Problem]:
    """All that is wrong with a session by itself."""
    return [
        *(problem for rule in _SESSION for problem in rule(session, found)),
        *not_in_future(found, t.ANNOUNCED, session.announced, cycle, now),
    ]


def check_announcement(announcement: Announcement, found: Record, cycle: Cycle, now: datetime) -> list[Problem]:
    """All that is wrong with an announcement by itself."""
    return [*not_in_future(found, t.ANNOUNCEMENT_DATE, announcement.date, cycle, now)]


def check_documents(sessions: list[tuple[Session, Record]]) -> Iterator[Problem]:
    """Two files that would be published under one name."""
    named: dict[str, str] = {}
    for session, found in sessions:
        document = session.report.document if session.report else None
        if document is None:
            continue
        first = named.setdefault(document.name.casefold(), document.path)
        if first != document.path:
            yield Problem(
                Message(
                    "“{path}” and “{first}” would be published under the same name, {name}",
                    path=document.path,
                    first=first,
                    name=document.name,
                ),
                Message("Rename one of the two files."),
                found.place(t.SESSION_REPORT),
            )


def is_example(url: str) -> bool:
    """The address is one that nobody can reach: an example (RFC 2606) or this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return any(host == name or host.endswith("." + name) for name in _EXAMPLES)


def begun(now: datetime) -> int:
    """The year that has begun everywhere on Earth."""
    return (now - _LAST_ON_EARTH).year


def calendar_begins(found: Record, cycle: Cycle, now: datetime) -> Iterator[Problem]:
    """No session that is still to come may leave the calendar: the year must have begun, wherever one is held."""
    latest = begun(now)
    if cycle.calendar_from > latest:
        yield Problem(
            Message("{year} has not begun everywhere yet", year=cycle.calendar_from),
            Message(
                "What is to come must stay in the calendar. At the latest it begins in {latest}:"
                " “{key}: {latest}”.",
                latest=latest,
                key=found.word(t.CALENDAR_FROM),
            ),
            found.place(t.CALENDAR_FROM),
        )


def not_in_future(
    found: Record, key: Key[date], day: date | None, cycle: Cycle, now: datetime
) -> Iterator[Problem]:
    """What was published or announced cannot lie in the future."""
    if day is not None and day > moments.local_day(now, cycle.timezone):
        yield Problem(
            Message("{date} has not come yet", date=day.isoformat()),
            Message("Write the day on which it was published, or leave the line out."),
            found.place(key),
        )


def _time_needs_a_day(session: Session, found: Record) -> Iterator[Problem]:
    if session.when.day is None:
        for key in (t.TIME, t.UNTIL):
            if found.has(key):
                yield Problem(
                    Message("“{key}” without a day", key=found.word(key)),
                    Message("Write the day under “{key}”, or leave this line out.", key=found.word(t.DATE)),
                    found.place(key),
                )


def _until_comes_later(session: Session, found: Record) -> Iterator[Problem]:
    when = session.when
    if when.day and when.until and when.until < when.day:
        yield Problem(
            Message(
                "it ends before it begins: {day} comes after {until}",
                day=when.day,
                until=when.until,
            ),
            Message("“{key}” is the last day.", key=found.word(t.UNTIL)),
            found.place(t.UNTIL),
        )


def _until_has_both_hours(session: Session, found: Record) -> Iterator[Problem]:
    when = session.when
    if when.until and when.start and not when.end:
        yield Problem(
            Message("with “{key}”, say when it ends as well", key=found.word(t.UNTIL)),
            Message("Write both hours, as in 9h-17h, or neither."),
            found.place(t.TIME),
        )


def _end_follows_start(session: Session, found: Record) -> Iterator[Problem]:
    when = session.when
    if when.day and when.start and when.end and not when.until and when.end <= when.start:
        tomorrow = when.day + timedelta(days=1)
        yield Problem(
            Message("it ends before it begins"),
            Message(
                "If it goes on past midnight, add “{line}”.",
                line=f"{found.word(t.UNTIL)}: {tomorrow.isoformat()}",
            ),
            found.place(t.TIME),
        )


def _hours_exist(session: Session, found: Record) -> Iterator[Problem]:
    """When clocks are put forward an hour is missing; when they are put back one comes twice."""
    when = session.when
    for day, hour in ((when.day, when.start), (when.last, when.end)):
        if day is None or hour is None:
            continue
        wall = datetime.combine(day, hour)
        if zones.once(wall, session.timezone):
            continue
        said = {"hour": hour.strftime("%H:%M"), "day": day.isoformat(), "zone": session.timezone}
        if not zones.instants(wall, session.timezone):
            yield Problem(
                Message("{hour} does not exist on {day} in {zone}: clocks are put forward", **said),
                Message("Which hour is meant?"),
                found.place(t.TIME),
            )
        else:
            yield Problem(
                Message("{hour} comes twice on {day} in {zone}: clocks are put back", **said),
                Message("The first of the two is published."),
                found.place(t.TIME),
                "warning",
            )


def _sequence_needs_a_uid(_: Session, found: Record) -> Iterator[Problem]:
    if found.has(t.SEQUENCE) and not found.has(t.UID):
        yield Problem(
            Message("“sequence” goes with “uid”"),
            Message("Both are for a meeting that another calendar published; leave this line out."),
            found.place(t.SEQUENCE),
        )


_SESSION: tuple[Callable[[Session, Record], Iterator[Problem]], ...] = (
    _time_needs_a_day,
    _until_comes_later,
    _until_has_both_hours,
    _end_follows_start,
    _hours_exist,
    _sequence_needs_a_uid,
)
