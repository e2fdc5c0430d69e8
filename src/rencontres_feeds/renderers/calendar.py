"""The calendars and the sessions' own files (RFC 5545, RFC 7986).

Each is a head, the bytes of its events, and a tail; an event has the same bytes in whichever it stands.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Calendar, Parameters, vText, vUri

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import markdown, vtimezone
from rencontres_feeds.renderers.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rencontres_feeds.model import Session
    from rencontres_feeds.publication import Publication

PRODID = "-//rencontres-feeds//rencontres-feeds//EN"
COLOR = "teal"
REFRESH = "PT4H"
_TAIL = b"END:VCALENDAR\r\n"
EARLIER = "X-RENCONTRES-FEEDS-EARLIER"
"""The address of the calendar of a year before: where the others are, for `restore`. (RFC 9253 has LINK for it;
libical takes that for an error.)"""


def calendars(publication: Publication, events: Mapping[str, bytes]) -> dict[str, bytes]:
    """By name: the calendar that members subscribe to, and one for each year that it has left behind.

    `events` are the bytes of each session's event. Every session with a day stands in one of them, past ones too.
    """
    return {addresses.calendar(year): _calendar(publication, year, events) for year in publication.calendars}


def _calendar(publication: Publication, year: int, events: Mapping[str, bytes]) -> bytes:
    """One of them. What is not in it moves none of its bytes, but for the list of the years before."""
    cycle, sessions = publication.programme.cycle, publication.calendars[year]
    title = f"{cycle.title} ({year})" if year else cycle.title
    head = Calendar()
    head.add("PRODID", PRODID)
    head.add("VERSION", "2.0")
    head.add("METHOD", "PUBLISH")
    # vText: `Calendar.new` and plain strings leave commas and semicolons of X- properties unescaped.
    for name in ("NAME", "X-WR-CALNAME"):
        head.add(name, vText(title))
    if cycle.description:
        description = vText(markdown.plain(cycle.description))
        for name in ("DESCRIPTION", "X-WR-CALDESC"):
            head.add(name, description)
    head.add("X-WR-TIMEZONE", vText(cycle.timezone))
    head.add("URL", cycle.url)
    source = addresses.absolute(cycle.url, addresses.calendar(year))
    head.add("SOURCE", _typed(vUri(source), "URI"))
    head.add("COLOR", COLOR)
    head.add("REFRESH-INTERVAL", _typed(vText(REFRESH), "DURATION"))
    head.add("X-PUBLISHED-TTL", vText(REFRESH))
    if sessions:
        head.add("LAST-MODIFIED", max(publication.editions[session.id].modified for session in sessions))
    if not year:
        for before in filter(None, publication.calendars):
            address = addresses.absolute(cycle.url, addresses.calendar(before))
            head.add(EARLIER, _typed(vUri(address), "URI"))
    return b"".join((_opening(head, _timezones(sessions)), *(events[session.id] for session in sessions), _TAIL))


def single(session: Session, event: bytes) -> bytes:
    """A session's own file: a copy to import.

    Its head has no LAST-MODIFIED, SOURCE or REFRESH-INTERVAL: another session's change must not move it.
    """
    return b"".join((_own_head(_timezones((session,))), event, _TAIL))


@lru_cache
def _own_head(zones: tuple[str, ...]) -> bytes:
    """The same for all sessions in a zone, but for those of other years."""
    head = Calendar()
    head.add("PRODID", PRODID)
    head.add("VERSION", "2.0")
    head.add("METHOD", "PUBLISH")
    return _opening(head, zones)


def _opening(head: Calendar, zones: tuple[str, ...]) -> bytes:
    lines = [str(line) for line in head.content_lines(sorted=False)]
    return fold((*lines[:-2], *zones))  # without END and the empty line behind


def _timezones(sessions: Iterable[Session]) -> tuple[str, ...]:
    """The content lines of every VTIMEZONE that is needed."""
    return tuple(line for zone in _zones(sessions) for line in vtimezone.timezone(*zone))


def _zones(sessions: Iterable[Session]) -> list[tuple[str, date, date]]:
    """The zones that need a VTIMEZONE, with the first and last day that each must be right for."""
    days: dict[str, list[date]] = {}
    for session in sessions:
        when = session.when
        if when.day and when.last and when.start and session.timezone != "UTC":
            days.setdefault(session.timezone, []).extend((when.day, when.last + moments.DAY))
    return [(zone, min(days[zone]), max(days[zone])) for zone in sorted(days)]


def _typed(value: vText | vUri, kind: str) -> vText | vUri:
    """A value with its VALUE parameter, which `add` alone loses."""
    value.params = Parameters({"VALUE": kind})
    return value
