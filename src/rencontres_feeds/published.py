"""What a published calendar still says (RFC 5545), as values: for whoever lost the ledger behind it.

Reads only what this program writes. Knows no source and decides nothing. What the feed says is `syndicated`.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from icalendar import Calendar

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse
from rencontres_feeds.renderers.calendar import EARLIER, PRODID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

    from rencontres_feeds.problems import Refusal
    from rencontres_feeds.renderers.vevent import Lines
    from rencontres_feeds.syndicated import Feed

_MARKS = ("DTSTAMP:", "CREATED:", "LAST-MODIFIED:", "SEQUENCE:")
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"\r?\n")


@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT of the published calendar."""

    session: str
    uid: str
    sequence: int
    created: datetime
    modified: datetime
    lines: Lines
    """Its content lines, unfolded, without BEGIN, END and the revision marks."""
    day: date
    last: date
    """The last day that it covers."""
    start: time | None
    end: time | None
    summary: str
    description: str
    location: str
    status: str
    """As in RFC 5545: CONFIRMED, TENTATIVE or CANCELLED."""
    online: bool


@dataclass(frozen=True, slots=True)
class Published:
    """A publication as its subscribers have it."""

    events: tuple[Event, ...]
    feed: Feed


def events(data: bytes, name: str = addresses.CALENDAR) -> tuple[Event, ...]:
    """The events of a calendar called `name`. Raises Refusal if it is damaged, or not of this program."""
    try:
        text = data.decode("utf-8")
        calendar = Calendar.from_ical(text)
        if str(calendar["PRODID"]) != PRODID or not text.rstrip().endswith("END:VCALENDAR"):
            raise ValueError(text)
        components: Any = calendar.walk("VEVENT")
        lines = _events_lines(text)
        return tuple(_event(*both) for both in zip(components, lines, strict=True))
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise illegible(name) from error


def earlier(data: bytes) -> tuple[str, ...]:
    """The names of the calendars of the years before, as the one to subscribe to has them."""
    heads = (
        line.rpartition("/")[2] for line in _unfolded(data.decode("utf-8", "replace")) if line.startswith(EARLIER)
    )
    return tuple(name for name in heads if addresses.is_earlier(name))


def newest(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, as it was published last."""
    found: dict[str, Event] = {}
    for event in events:
        known = found.setdefault(event.uid, event)
        if (event.sequence, event.modified) > (known.sequence, known.modified):
            found[event.uid] = event
    return tuple(found.values())


def _unfolded(text: str) -> list[str]:
    return _LINE.split(_FOLD.sub("", text))


def _events_lines(text: str) -> list[Lines]:
    """The content lines of each event, as they were before they were folded."""
    found: list[Lines] = []
    inside: list[str] | None = None
    for line in _unfolded(text):
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT" and inside is not None:
            found.append(tuple(inside))
            inside = None
        elif inside is not None and not line.startswith(_MARKS):
            inside.append(line)
    return found


def _event(shown: Any, lines: Lines) -> Event:  # noqa: ANN401  # icalendar's components give any value
    start = shown["DTSTART"].dt
    end = shown["DTEND"].dt if "DTEND" in shown else start
    timed = isinstance(start, datetime)
    return Event(
        session=_session(str(shown["URL"])),
        uid=str(shown["UID"]),
        sequence=int(shown["SEQUENCE"]),
        created=_utc(shown["CREATED"].dt),
        modified=_utc(shown["LAST-MODIFIED"].dt),
        lines=lines,
        day=start.date() if timed else start,
        last=end.date() if timed else date.fromordinal(end.toordinal() - 1),
        start=start.time() if timed else None,
        end=end.time() if timed and "DTEND" in shown else None,
        summary=str(shown["SUMMARY"]),
        description=str(shown["DESCRIPTION"]),
        location=str(shown.get("LOCATION", "")),
        status=str(shown["STATUS"]),
        online="CONFERENCE" in shown,
    )


def _session(page: str) -> str:
    """The id of the session whose page this is."""
    path = unquote(urlsplit(page).path)
    name = posixpath.basename(path).removesuffix(".html")
    if not path.endswith(f"/{addresses.page(name)}"):
        raise ValueError(page)
    return name


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def illegible(name: str) -> Refusal:
    """The refusal of a file that is damaged or not ours."""
    return refuse(
        Message("{name} is damaged, or was not written by this program", name=name),
        Message("Look for another copy: an older one is better than none."),
    )
