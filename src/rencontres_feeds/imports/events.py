"""An iCalendar file to meetings (RFC 5545).

Each keeps its UID and SEQUENCE, so that those who subscribed to the old calendar keep their events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from icalendar import Calendar, Component

from rencontres_feeds import zones
from rencontres_feeds.catalogue import Message
from rencontres_feeds.imports import clues, sections
from rencontres_feeds.imports.found import Harvest, Meeting
from rencontres_feeds.model import Link
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from rencontres_feeds.model import Status

_STATUS: dict[str, Status] = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}
_PREFIX = re.compile(r"^(?:ANNULÉE?|REPORTÉE?|CANCELLED|POSTPONED)\s*[–:-]\s*", re.IGNORECASE)
_UID = re.compile(r"[^\s\x00-\x1f\x7f]{1,255}")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MAX_SEQUENCE = 999_999_999
_MAX_TITLE, _MAX_TEXT = 500, 20_000
_DAY = timedelta(days=1)


def harvest(data: bytes, timezone: str = "") -> Harvest:
    """The meetings of a calendar, their times in `timezone`, else in the calendar's own zone.

    Raises Refusal if it cannot be read.
    """
    try:
        calendar = Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:  # whatever its parser meets
        raise refuse(
            Message("this is no calendar that can be read"), Message("Export it again, as .ics.")
        ) from error
    reader = _Reader(timezone or _zone(calendar, events) or "Europe/Paris")
    for event in events:
        reader.read(event)
    text = " ".join(f"{meeting.title} {meeting.description}" for meeting in reader.meetings)
    return Harvest(
        tuple(sorted(reader.meetings, key=lambda m: (m.day, m.start or time(0)))),
        sections.language(text),
        title=_own(calendar, "NAME", "X-WR-CALNAME"),
        description=_own(calendar, "DESCRIPTION", "X-WR-CALDESC"),
        timezone=reader.timezone,
        remarks=tuple(reader.remarks),
    )


def _zone(calendar: Component, events: list[Component]) -> str:
    """The zone that the calendar names, else the first that one of its events does."""
    starts = (event.get("DTSTART") for event in events)
    named = [calendar.get("X-WR-TIMEZONE"), *(start.params.get("TZID") for start in starts if start is not None)]
    return next((str(name) for name in named if name and zones.known(str(name))), "")


@dataclass
class _Reader:
    """Reads events one by one; what cannot be kept is remarked."""

    timezone: str
    meetings: list[Meeting] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def read(self, event: Component) -> None:
        title = _PREFIX.sub("", _line(event.get("SUMMARY")))[:_MAX_TITLE].strip() or "?"
        uid = str(event.get("UID") or "")
        begins, ends = _moments(event)
        if begins is None:
            self.remarks.append(Message("“{title}” has no readable day, and is left out", title=title))
        elif event.get("RECURRENCE-ID") is not None or uid in self.taken:
            self.remarks.append(Message("“{title}” stands there again with the same UID: left out", title=title))
        else:
            self.taken.add(uid)
            self.meetings.append(self._meeting(event, title, begins, ends))

    def _meeting(self, event: Component, title: str, begins: date, ends: date | None) -> Meeting:
        day, start = self._wall(begins)
        until, end = self._wall(ends) if ends else (None, None)
        if start is None and until is not None:  # the end of whole days is the day after (RFC 5545, 3.6.1)
            until -= _DAY
        if until is not None and (until < day or (until == day and start and end and end <= start)):
            until, end = None, None
        if event.get("RRULE") is not None:
            self.remarks.append(Message("“{title}” recurs: only its first day was taken", title=title))
        location, url = _line(event.get("LOCATION")), _line(event.get("URL"))
        online = next(iter(_URL.findall(f"{location} {_line(event.get('CONFERENCE'))}")), "")
        place = clues.located(location) if location and not _URL.search(location) else None
        sure = place is None or not (place.address or place.city)
        doubts = {"place": not sure, "start": start is None, "day": event.get("RRULE") is not None}
        uid = str(event.get("UID") or "")
        kept = bool(_UID.fullmatch(uid))
        return Meeting(
            title=title,
            day=day,
            until=until if until != day else None,
            start=start,
            end=end if start else None,
            place=place,
            online=online,
            status=_STATUS.get(str(event.get("STATUS") or "").upper(), "confirmed") if start else "confirmed",
            description=str(event.get("DESCRIPTION") or "").strip()[:_MAX_TEXT],
            topics=_topics(event),
            links=(Link(url, url),) if _URL.fullmatch(url) else (),
            uid=uid if kept else "",
            sequence=_sequence(event) if kept else 0,
            doubts=frozenset(name for name, doubt in doubts.items() if doubt),
        )

    def _wall(self, moment: date) -> tuple[date, time | None]:
        """What clocks and calendars show in the zone; a floating time is taken as it stands."""
        if not isinstance(moment, datetime):
            return moment, None
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).astimezone(zones.zone(self.timezone))
        return moment.date(), moment.time().replace(second=0, microsecond=0, tzinfo=None)


def _own(calendar: Component, *names: str) -> str:
    """A property of the calendar itself; the parser leaves the escapes of those that are not standard."""
    value = next((_line(calendar.get(name)) for name in names if calendar.get(name)), "")
    return re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", " "))


def _moments(event: Component) -> tuple[date | None, date | None]:
    """DTSTART, and DTEND or what DURATION makes of it; None for what is absent or unreadable."""
    begins, ends, lasts = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(begins, date) or not 1970 <= begins.year <= 2100:
        return None, None
    if isinstance(lasts, timedelta) and ends is None:
        try:
            ends = begins + lasts
        except OverflowError:
            ends = None
    fits = (
        isinstance(ends, date)
        and isinstance(ends, datetime) == isinstance(begins, datetime)
        and ends.year <= 2100
    )
    return begins, cast("date", ends) if fits else None


def _value(event: Component, name: str) -> object:
    """The date, time or duration of a property; None where the parser could not read it."""
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:
        return None


def _topics(event: Component) -> tuple[str, ...]:
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found is not None else []
    return tuple(
        dict.fromkeys(_line(topic) for one in lists for topic in getattr(one, "cats", ()) if _line(topic))
    )


def _sequence(event: Component) -> int:
    try:
        return min(max(0, int(event.get("SEQUENCE") or 0)), _MAX_SEQUENCE)
    except (TypeError, ValueError):
        return 0


def _line(value: object) -> str:
    """A text in one line; of a property that is there several times, the first."""
    if isinstance(value, list):
        value = value[0]
    return " ".join(str(value).split()) if value is not None else ""
