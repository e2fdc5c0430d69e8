"""What the templates show of a session, an announcement and a change: words and addresses, all of them ready.

Everything that a template would have to work out is worked out here, once for the index and the page.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from rencontres_feeds import addresses, facts, moments
from rencontres_feeds.renderers import cards, subscribe, timeline
from rencontres_feeds.renderers.wording import past_midnight
from rencontres_feeds.zones import zone

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.model import Cycle, Report, Session, Speaker, Venue, When
    from rencontres_feeds.publication import Entry, Former, Publication
    from rencontres_feeds.renderers.wording import Words

_SHOWN_FOR = timedelta(days=30)
"""How long the index has a change at its top."""
_REMEMBERED = 256
"""Venues."""

REPORT = "compte-rendu"
"""Where a session's page has its report."""


@dataclass(frozen=True, slots=True)
class Target:
    """A titled link to a file of the site (`name`) or to an address elsewhere (`url`)."""

    title: str
    name: str = ""
    fragment: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is held."""

    venue: Venue | None
    lines: tuple[str, ...]
    """Address, then postcode and city."""
    brief: str
    """Name and city, for lists and titles; empty: no place is known."""
    map: str
    """Address of a map; empty where the place is not known well enough to find it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker."""

    name: str
    rest: str
    """What follows the name: function, organisation, city."""
    url: str

    @property
    def whole(self) -> str:
        """All of it in one line."""
        return self.name + self.rest


@dataclass(frozen=True)
class Subject:
    """A session as published: all that decides what the pages show of it."""

    session: Session
    former: Former
    past: bool
    """Over, as of the publication."""
    own_card: bool
    """A preview of its page shows a card of its own."""

    @cached_property
    def mark(self) -> str:
        """What stands for all of it: a sha256, in hexadecimal."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as the pages show it."""

    session: Session
    name: str
    """Name of its page."""
    event: str
    """Name of its own calendar file; empty while its day is not fixed."""
    off: bool
    """Nobody goes there: cancelled or postponed."""
    status: str
    changes: tuple[str, ...]
    note: str
    days: str
    hours: str
    """Empty where `days` says it all."""
    zone: str
    """The place whose time it is, where that is not the cycle's."""
    start: str
    """For `datetime` attributes, local time with its offset, or as much of it as is known."""
    end: str
    begins: str
    """The instant in UTC from which it is under way; empty while its hours are not fixed."""
    ends: str
    """The instant in UTC from which it is over."""
    order: int
    """Its place in the programme, from 0."""
    year: int
    past: bool
    """Over, as of the publication."""
    place: Place
    speakers: tuple[Person, ...]
    google: str
    """Empty once it is over, too."""
    free: bool | None
    report: str
    """What there is to say of a report that is not there."""
    reports: tuple[Target, ...]
    cycle: Target | None = None
    """The cycle that it is a meeting of, where several are shown."""


@dataclass(frozen=True, slots=True)
class News:
    """An item of the feeds as the index lists it."""

    title: str
    name: str
    day: str
    published: str
    until: str
    """The instant in UTC until which the index has it at its top; empty: it is no change."""


def iso(instant: datetime) -> str:
    """An instant as HTML and scripts read it: `2018-03-15T17:30:00Z`."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def subjects(publication: Publication) -> tuple[Subject, ...]:
    """All published sessions, in the order of the programme."""
    cycle, editions = publication.programme.cycle, publication.editions
    return tuple(
        Subject(
            session,
            editions[session.id].former,
            past=moments.session_end(session, cycle) <= publication.modified,
            own_card=cards.has_own(session, publication),
        )
        for session in publication.sessions
    )


def sessions(publication: Publication, words: Words) -> list[Shown]:
    """All published sessions in words, in the order of the programme."""
    cycle = publication.programme.cycle
    return [shown(subject, cycle, words, order) for order, subject in enumerate(subjects(publication))]


def shown(subject: Subject, cycle: Cycle, words: Words, order: int = 0) -> Shown:
    """A session in words; `order` is its place in the programme, for lists of several."""
    session = subject.session
    off = session.status in timeline.OFF
    place = _place(session.venue)
    days, hours = _when(session, words)
    stated = session.when.start and (session.when.end or cycle.duration)
    return Shown(
        session=session,
        name=addresses.page(session.id),
        event=addresses.event(session.id) if session.when.day else "",
        off=off,
        status=words.status(session),
        changes=() if off else words.instead(subject.former, facts.of(session)),
        note=session.note,
        days=days,
        hours=hours,
        zone="" if session.timezone == cycle.timezone else _city(session.timezone),
        start=begin_value(session),
        end=end_value(session, cycle),
        begins=iso(moments.session_start(session)) if stated else "",
        ends=iso(moments.session_end(session, cycle)),
        order=order,
        past=subject.past,
        year=timeline.year(session),
        place=place,
        speakers=tuple(_person(speaker, words) for speaker in session.speakers),
        google="" if subject.past else subscribe.google_event(session, cycle, _line(place)),
        free=cycle.free if session.free is None else session.free,
        report=_absent(session.report, words),
        reports=_reports(session, words),
    )


def news(entry: Entry, about: Session | None, cycle: Cycle, words: Words) -> News:
    """An item in words; `about` is the session that it tells of, if it is still published."""
    item = entry.item
    make = addresses.announcement if item.kind == "announcement" else addresses.page
    ends = [moments.session_end(about, cycle)] if about else []
    return News(
        title=entry.title,
        name=make(item.about),
        day=words.date(moments.local_day(item.published, cycle.timezone)),
        published=iso(item.published),
        until=iso(min([item.published + _SHOWN_FOR, *ends])) if item.kind == "change" else "",
    )


def begin_value(session: Session, when: When | None = None) -> str:
    """The beginning for `datetime` and `startDate`: instant with offset, day, or month.

    `when`: another time than the session's own, in its zone.
    """
    when = when or session.when
    if when.day is None:
        return "{:04}-{:02}".format(*when.month)
    if when.start is None:
        return when.day.isoformat()
    return local(moments.start(when, session.timezone), session.timezone)


def end_value(session: Session, cycle: Cycle) -> str:
    """The end, likewise; empty where it is not stated."""
    when = session.when
    if when.start and (when.end or cycle.duration):
        return local(moments.session_end(session, cycle), session.timezone)
    return when.until.isoformat() if when.until else ""


def local(instant: datetime, timezone: str) -> str:
    """An instant as the wall time of a zone, with its offset: `2018-03-15T18:30:00+01:00`."""
    return instant.astimezone(zone(timezone)).isoformat()


def _when(session: Session, words: Words) -> tuple[str, str]:
    when = session.when
    pending = when.day is None or when.start is None
    if pending and session.status == "tentative":
        return words.when(when), ""  # its status does not say what is not fixed
    if when.until and when.start and when.end and not past_midnight(when):
        return words.when(when), ""
    return words.days(when), words.hours(when)


def _person(speaker: Speaker, words: Words) -> Person:
    return Person(speaker.name, words.speaker(speaker).removeprefix(speaker.name), speaker.url)


def _city(timezone: str) -> str:
    """« Toronto », of `America/Toronto`."""
    return timezone.rpartition("/")[2].replace("_", " ")


@lru_cache(_REMEMBERED)
def _place(venue: Venue | None) -> Place:
    if venue is None:
        return Place(None, (), "", "")
    city = " ".join(part for part in (venue.postal_code, venue.city) if part)
    return Place(
        venue=venue,
        lines=tuple(part for part in (venue.address, city) if part),
        brief=", ".join(part for part in (venue.name, venue.city) if part),
        map=_map(venue),
    )


def _map(venue: Venue) -> str:
    if venue.geo:
        latitude, longitude = venue.geo
        marker = urlencode({"mlat": latitude, "mlon": longitude})
        return f"https://www.openstreetmap.org/?{marker}#map=17/{latitude}/{longitude}"
    if venue.address and venue.city:
        query = ", ".join(part for part in (venue.address, venue.postal_code, venue.city) if part)
        return f"https://www.openstreetmap.org/search?query={quote(query, safe='')}"
    return ""


def _line(place: Place) -> str:
    return ", ".join((place.venue.name, *place.lines)) if place.venue else ""


def _absent(report: Report | None, words: Words) -> str:
    if report is None or report.status == "published":
        return ""
    if report.status == "forthcoming":
        return words._("Report to come, not yet online")
    return words._("No report")


def _reports(session: Session, words: Words) -> tuple[Target, ...]:
    report = session.report
    if report is None or report.status != "published":
        return ()
    found = []
    if report.document:
        found.append(Target(words.report(session, report), name=report.document.name))
    if report.url:
        elsewhere = dataclasses.replace(report, document=None)
        found.append(Target(words.report(session, elsewhere), url=report.url))
    if report.text:
        day = session.when.last
        title = words._("Read the report of {date}", date=words.date(day)) if day else words._("Read the report")
        found.append(Target(title, name=addresses.page(session.id), fragment=REPORT))
    return tuple(found)
