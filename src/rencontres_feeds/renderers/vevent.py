"""An event of the calendar, for each session with a day (RFC 5545 section 3.6.1).

It is rendered once, as content lines without revision marks; they make the digest, and with the marks the
bytes that every calendar showing the event shares.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from icalendar import Event, Parameters, vUri

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import markdown
from rencontres_feeds.renderers.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

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


def event(session: Session, edition: Edition, cycle: Cycle, words: Words) -> Lines:
    """The content lines of a session's event, without DTSTAMP, CREATED, LAST-MODIFIED and SEQUENCE.

    Empty while the day is not fixed: such a session is not in the calendar. Nothing is nested in the
    event, and all that matters is in DESCRIPTION too, since many clients show nothing else.
    """
    day = session.when.day
    if day is None:
        return ()
    page = addresses.absolute(cycle.url, addresses.page(session.id))
    shown = Event()
    shown.add("UID", edition.uid)
    _times(shown, day, session, cycle)
    shown.add("SUMMARY", summary(session, words))
    shown.add("DESCRIPTION", "\n".join(_description(session, edition, cycle, words)))
    if place := location(session, words):
        shown.add("LOCATION", place)
    if session.venue and session.venue.geo:
        shown.add("GEO", session.venue.geo)
    shown.add("STATUS", _status(session))
    shown.add("TRANSP", "OPAQUE" if _busy(session) else "TRANSPARENT")
    if session.topics:
        shown.add("CATEGORIES", list(session.topics))
    _contact(shown, cycle)
    shown.add("URL", page)
    if session.online:
        shown.add("CONFERENCE", _typed(session.online))
    _attach(shown, session.report, cycle)
    lines = [str(line) for line in shown.content_lines(sorted=False)]
    return tuple(lines[1:-2])  # without BEGIN, END and the empty line behind


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


def _times(shown: Event, day: date, session: Session, cycle: Cycle) -> None:
    """DTSTART and DTEND: hours with their zone, or whole days while the hours are not fixed."""
    when, zone, last = session.when, session.timezone, session.when.until or day
    if when.start is None:
        shown.add("DTSTART", day)
        shown.add("DTEND", last + moments.DAY)
        return
    shown.add("DTSTART", moments.wall(day, when.start, zone))
    if when.end:
        shown.add("DTEND", moments.wall(last, when.end, zone))
    elif cycle.duration:
        shown.add("DTEND", moments.local(moments.session_end(session, cycle), zone))


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


def _contact(shown: Event, cycle: Cycle) -> None:
    """ORGANIZER must be an address; who gives none is named as CONTACT."""
    organizer = cycle.organizer
    if organizer.email:
        parameters = {"CN": organizer.name} if organizer.name else {}
        shown.add("ORGANIZER", f"mailto:{organizer.email}", parameters=parameters)
    elif organizer.name:
        shown.add("CONTACT", ", ".join(p for p in (organizer.name, organizer.url) if p))


def _attach(shown: Event, report: Report | None, cycle: Cycle) -> None:
    if report and report.document:
        address = addresses.absolute(cycle.url, report.document.name)
        shown.add("ATTACH", address, parameters={"FMTTYPE": report.document.media_type})
    elif report and report.url:
        shown.add("ATTACH", report.url)


def _description(session: Session, edition: Edition, cycle: Cycle, words: Words) -> list[str]:
    """What a person needs, one thing a line; an address ends its line."""
    parts = [
        [*words.standing(session, edition), *_people(session, words)],
        [markdown.cut(markdown.plain(session.description), _MAX_TEXT)],
        list(_practical(session, cycle, words)),
        [words.source(cycle)],
    ]
    lines: list[str] = []
    for part in parts:
        told = [line for line in part if line]
        lines += [*([""] if lines and told else []), *told]
    return lines


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


def _typed(address: str) -> vUri:
    """An address with its VALUE parameter, which `add` alone loses."""
    value = vUri(address)
    value.params = Parameters({"VALUE": "URI"})
    return value


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")
