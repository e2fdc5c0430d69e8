"""An event of the calendar, for each session with a day (RFC 5545 section 3.6.1).

It is rendered once, as content lines without revision marks; they make the digest, and with the marks the
bytes that every calendar showing the event shares.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Event, vText

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import markdown
from rencontres_feeds.renderers.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rencontres_feeds.model import Cycle, Report, Session
    from rencontres_feeds.publication import Edition
    from rencontres_feeds.renderers.wording import Words

Lines = tuple[str, ...]
"""Content lines, unfolded, without line ends."""

_DIGEST = "1"
"""Version of what a digest is made of."""
_MAX_LOCATION = 255
_MAX_TEXT = 800
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ESCAPED = re.compile(r"[\\;,\r\n]")
_SOME_DAY = date(2000, 1, 1)


def event(session: Session, edition: Edition, cycle: Cycle, words: Words) -> Lines:
    """The content lines of a session's event, without DTSTAMP, CREATED, LAST-MODIFIED and SEQUENCE.

    Empty while the day is not fixed: such a session is not in the calendar. Nothing is nested in the
    event, and all that matters is in DESCRIPTION too, since many clients show nothing else.
    """
    day = session.when.day
    if day is None:
        return ()
    venue = session.venue
    lines = [
        _text("UID", edition.uid),
        *_times(day, session, cycle),
        _text("SUMMARY", summary(session, words)),
        _text("DESCRIPTION", _description(session, edition, cycle, words)),
    ]
    if place := location(session, words):
        lines.append(_line("LOCATION", place))
    if venue and venue.geo:
        lines.append(_geo(*map(repr, venue.geo)))
    lines.append(_line("STATUS", _status(session)))
    lines.append(_line("TRANSP", "OPAQUE" if _busy(session) else "TRANSPARENT"))
    if session.topics:
        lines.append(f"CATEGORIES:{','.join(map(_topic, session.topics))}")
    lines += _contact(cycle)
    lines.append(f"URL:{addresses.absolute(cycle.url, addresses.page(session.id))}")
    if session.online:
        lines.append(_line("CONFERENCE", session.online, VALUE="URI"))
    lines += _attach(session.report, cycle)
    return tuple(lines)


def inputs(edition: Edition) -> str:
    """What stands for all of an edition that an event or an entry may show: all but its marks."""
    return repr((edition.uid, edition.told, edition.former, edition.since))


def unmarked(edition: Edition) -> Edition:
    """The edition without its marks: all of it that an event may show, and no more."""
    return replace(edition, sequence=0, created=_NEVER, modified=_NEVER, digest="")


def digest(lines: Lines) -> str:
    """What stands for an event's content in the ledger; empty for no event."""
    if not lines:
        return ""
    return f"{_DIGEST}:{hashlib.sha256(chr(10).join(sorted(lines)).encode()).hexdigest()}"


def event_bytes(lines: Lines, edition: Edition) -> bytes:
    """A VEVENT with its revision marks, folded; nothing for no event."""
    if not lines:
        return b""
    marks = (
        f"DTSTAMP:{_stamp(edition.modified)}",
        f"CREATED:{_stamp(edition.created)}",
        f"LAST-MODIFIED:{_stamp(edition.modified)}",
        f"SEQUENCE:{edition.sequence}",
    )
    return fold(("BEGIN:VEVENT", lines[0], *marks, *lines[1:], "END:VEVENT"))


# The lines. icalendar writes them; most events share most of theirs, and each anew takes it ten times as long.


def _written(name: str, value: object, parameters: dict[str, str]) -> str:
    alone = Event()
    alone.add(name, value, parameters=parameters)
    return str(alone.content_lines(sorted=False)[1])


@lru_cache(maxsize=4096)
def _line(name: str, value: str, **parameters: str) -> str:
    """A property that many sessions share: their place, their state."""
    return _written(name, value, parameters)


@lru_cache(maxsize=1024)
def _topic(topic: str) -> str:
    """A topic as icalendar writes it among others: the same few come in any order."""
    return _written("CATEGORIES", [topic], {}).removeprefix("CATEGORIES:")


@lru_cache(maxsize=1024)
def _geo(latitude: str, longitude: str) -> str:
    """GEO, of what is written, for 0.0 and -0.0 are one and the same to a cache."""
    return _written("GEO", (float(latitude), float(longitude)), {})


def _text(name: str, text: str) -> str:
    """A property that hardly two sessions share; icalendar escapes what is to be escaped in it."""
    return f"{name}:{vText(text).to_ical().decode()}" if _ESCAPED.search(text) else f"{name}:{text}"


@lru_cache
def _around(name: str, timezone: str) -> tuple[str, str]:
    """What icalendar writes before and behind a time in that zone."""
    written = _written(name, moments.wall(_SOME_DAY, moments.MIDNIGHT, timezone), {})
    before, after = written.split(f"{_SOME_DAY:%Y%m%d}T000000")
    return before, after


def _time(name: str, moment: datetime, timezone: str) -> str:
    before, after = _around(name, timezone)
    return f"{before}{moment:%Y%m%dT%H%M%S}{after}"


def _times(day: date, session: Session, cycle: Cycle) -> Iterator[str]:
    """DTSTART and DTEND: hours with their zone, or whole days while the hours are not fixed."""
    when, zone, last = session.when, session.timezone, session.when.until or day
    if when.start is None:
        yield _written("DTSTART", day, {})
        yield _written("DTEND", last + moments.DAY, {})
        return
    yield _time("DTSTART", moments.wall(day, when.start, zone), zone)
    if when.end:
        yield _time("DTEND", moments.wall(last, when.end, zone), zone)
    elif cycle.duration:
        yield _time("DTEND", moments.local(moments.session_end(session, cycle), zone), zone)


def summary(session: Session, words: Words) -> str:
    """The title of the event, with what nobody must overlook."""
    _ = words.catalogue._
    if session.status == "cancelled":
        return _("CANCELLED – {title}", title=session.title)
    if session.status == "postponed":
        return _("POSTPONED – {title}", title=session.title)
    if session.when.start is None:
        return _("{title} (hours to be confirmed)", title=session.title)
    return session.title


def _status(session: Session) -> str:
    if session.status == "cancelled":
        return "CANCELLED"
    tentative = session.status in ("postponed", "tentative") or session.when.start is None
    return "TENTATIVE" if tentative else "CONFIRMED"


def _busy(session: Session) -> bool:
    """A meeting that is on, at known hours, makes its members busy."""
    return session.status in ("confirmed", "tentative") and session.when.start is not None


def location(session: Session, words: Words) -> str:
    """One line, `Name, address, postcode City`, without addresses of the web."""
    venue = session.venue
    if venue is None:
        return words.catalogue._("Online") if session.online else ""
    town = " ".join(part for part in (venue.postal_code, venue.city) if part)
    line = ", ".join(part for part in (venue.name, venue.address, town) if part)
    return markdown.cut(line, _MAX_LOCATION)


def _contact(cycle: Cycle) -> Iterator[str]:
    """ORGANIZER must be an address; who gives none is named as CONTACT."""
    organizer = cycle.organizer
    if organizer.email:
        parameters = {"CN": organizer.name} if organizer.name else {}
        yield _line("ORGANIZER", f"mailto:{organizer.email}", **parameters)
    elif organizer.name:
        yield _line("CONTACT", ", ".join(p for p in (organizer.name, organizer.url) if p))


def _attach(report: Report | None, cycle: Cycle) -> Iterator[str]:
    if report and report.document:
        address = addresses.absolute(cycle.url, report.document.name)
        yield _line("ATTACH", address, FMTTYPE=report.document.media_type)
    elif report and report.url:
        yield _line("ATTACH", report.url)


def _description(session: Session, edition: Edition, cycle: Cycle, words: Words) -> str:
    """What a person needs, one thing a line; an address ends its line."""
    parts = (
        "\n".join([*words.standing(session, edition), *_people(session, words)]),
        markdown.cut(markdown.plain(session.description), _MAX_TEXT),
        "\n".join(_practical(session, cycle, words)),
        words.source(cycle),
    )
    return "\n\n".join(part for part in parts if part)


def _people(session: Session, words: Words) -> Iterable[str]:
    for speaker in session.speakers:
        yield words.catalogue._("With {speaker}", speaker=words.speaker(speaker))


def _practical(session: Session, cycle: Cycle, words: Words) -> Iterable[str]:
    _ = words.catalogue._
    venue, registration, report = session.venue, session.registration, session.report
    page = addresses.absolute(cycle.url, addresses.page(session.id))
    if session.when.start and not session.when.end:
        yield _("The end is not stated.")
    if venue and venue.access:
        yield _("Access: {text}", text=venue.access)
    if venue and venue.accessibility:
        yield _("Accessibility: {text}", text=venue.accessibility)
    if registration and (registration.text or registration.url):
        text = " ".join(part for part in (registration.text, registration.url) if part)
        yield _("Registration: {text}", text=text)
    if session.online:
        yield _("Online: {url}", url=session.online)
    for link in session.links:
        yield (link.url if link.title == link.url else _("{title}: {url}", title=link.title, url=link.url))
    yield _("Page: {url}", url=page)
    if report and report.status == "forthcoming":
        yield _("Report: announced, not online yet")
    if report and report.status == "published":
        yield _("Report: {url}", url=report_address(report, page, cycle))


def report_address(report: Report, page: str, cycle: Cycle) -> str:
    """Where a published report is read: its file, else its address, else the session's page."""
    if report.document:
        return addresses.absolute(cycle.url, report.document.name)
    return report.url or page


@lru_cache(maxsize=64)
def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")
