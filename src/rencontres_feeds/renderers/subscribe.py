"""The addresses by which other programs take the calendar or one meeting; nothing is fetched from them here.

The forms are those that each program was seen to accept: Google wants the calendar as webcal, encoded once;
its form for one event also works on Android.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import timeline
from rencontres_feeds.zones import zone

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.model import Cycle, Session

_GOOGLE = "https://calendar.google.com/calendar/render?"
_OUTLOOK = "https://{host}/calendar/0/addfromweb?"


@dataclass(frozen=True, slots=True)
class Subscription:
    """The addresses of one calendar, in the form that each program takes."""

    https: str
    """The plain address, for everybody else."""
    webcal: str
    """Apple, Thunderbird, GNOME."""
    google: str
    """Not for Android's program, which cannot subscribe."""
    outlook: str
    """Outlook.com."""
    office: str
    """Microsoft 365, at work."""


def subscription(cycle: Cycle) -> Subscription:
    """The addresses of the cycle's calendar."""
    https = addresses.absolute(cycle.url, addresses.CALENDAR)
    webcal = "webcal:" + https.partition(":")[2]
    outlook = _query({"url": https, "name": cycle.title})
    return Subscription(
        https=https,
        webcal=webcal,
        google=_GOOGLE + _query({"cid": webcal}),
        outlook=_OUTLOOK.format(host="outlook.live.com") + outlook,
        office=_OUTLOOK.format(host="outlook.office.com") + outlook,
    )


def google_event(session: Session, cycle: Cycle, place: str) -> str:
    """The address that puts one meeting into Google's calendar; empty while its day is not fixed.

    `place` is one line; the meeting's own page goes into the text, so that the copy leads back to it.
    """
    dates = _dates(session, cycle)
    if not dates or session.status in timeline.OFF:
        return ""
    page = addresses.absolute(cycle.url, addresses.page(session.id))
    fields = {
        "action": "TEMPLATE",
        "text": session.title,
        "dates": dates,
        "ctz": session.timezone,
        "details": page,
        "location": place or session.online,
    }
    return _GOOGLE + _query({name: value for name, value in fields.items() if value})


def _dates(session: Session, cycle: Cycle) -> str:
    when = session.when
    if when.day is None or when.last is None:
        return ""
    if when.start is None:
        return f"{when.day:%Y%m%d}/{when.last + timedelta(days=1):%Y%m%d}"
    begins = moments.session_start(session)
    stated = when.end is not None or cycle.duration is not None
    ends = moments.session_end(session, cycle) if stated else begins
    return f"{_wall(begins, session)}/{_wall(ends, session)}"


def _wall(instant: datetime, session: Session) -> str:
    return f"{instant.astimezone(zone(session.timezone)):%Y%m%dT%H%M%S}"


def _query(fields: dict[str, str]) -> str:
    # Percent signs for spaces too: Outlook shows a + as it is.
    return urlencode(fields, quote_via=quote, safe="")
