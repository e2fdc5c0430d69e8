"""Sessions recognised in the events of a published calendar.

What the source says now is tried first: where it renders to the very lines that are published, its facts are
those that members were told. Where it was edited since, the event says what it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import facts, identity, moments
from rencontres_feeds.model import Session, When
from rencontres_feeds.publication import Edition, Facts, Former
from rencontres_feeds.renderers import vevent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rencontres_feeds.model import Cycle, Programme, Status, Venue
    from rencontres_feeds.publication import Item
    from rencontres_feeds.published import Event
    from rencontres_feeds.renderers.wording import Words
    from rencontres_feeds.retelling import Listener

_HOLE = "\0"


class Recogniser:
    """Knows the source, and how it was said where the calendar was published."""

    def __init__(self, programme: Programme, cycle: Cycle, words: Words, listener: Listener) -> None:
        self.sessions = {session.id: session for session in programme.sessions}
        self.cycle = cycle
        self.words = words
        self.listener = listener

    def edition(self, event: Event, changes: Sequence[Item]) -> Edition:
        """The edition of an event; `changes` are the notices about it, the oldest first."""
        session = self.sessions.get(event.session)
        told = self._told(event, session)
        plain = Edition(
            session=event.session,
            uid=event.uid,
            sequence=event.sequence,
            created=event.created,
            modified=event.modified,
            digest=vevent.digest(event.lines),
            told=told,
            title=identity.title_digest(self.title(event)),
            announced=session.announced if session else None,
        )
        proposed = list(self._standings(plain, event, changes))
        for edition in proposed:
            if session is None:
                break
            now = replace(edition, told=facts.of(session), title=identity.title_digest(session.title))
            if vevent.digest(vevent.event(session, now, self.cycle, self.words)) == plain.digest:
                return now
        return proposed[0]

    def title(self, event: Event) -> str:
        """The title of the session, without what the event puts around it."""
        hole = Session("", _HOLE, self._when(event), self.cycle.timezone, status=self._status(event))
        before, _, after = vevent.summary(hole, self.words).partition(_HOLE)
        return event.summary.removeprefix(before).removesuffix(after)

    def history(self, changes: Iterable[Item]) -> tuple[Former, date | None]:
        """What the notices about a session leave of its former state, and since when its status is what it is."""
        former, since = Former(), None
        for item in changes:
            if item.before and item.after:
                former = facts.former(former, item.before, item.after)
                if item.before.status != item.after.status:
                    since = moments.local_day(item.published, self.cycle.timezone)
        return former, since

    def _standings(self, plain: Edition, event: Event, changes: Sequence[Item]) -> Iterator[Edition]:
        """The edition with what it may say of its former state, the likeliest first."""
        former, told = self.history(changes)
        days = [moments.local_day(item.published, self.cycle.timezone) for item in reversed(changes)]
        days += [day - moments.DAY for day in days]  # told together with a change of the day before
        days.append(moments.local_day(plain.modified, self.cycle.timezone))
        formers = dict.fromkeys((former, *self._formers(plain.told, event)))
        for since in dict.fromkeys((told, None, *days)):
            for known in formers:
                yield replace(plain, former=known, since=since)

    def _formers(self, told: Facts, event: Event) -> Iterator[Former]:
        """What the event itself says was before, without a notice: a correction of what was over."""
        lines = event.description.splitlines()
        sentence = self.words.instead(Former(place=_HOLE), told)[0].partition(_HOLE)[0]
        places = [line.removeprefix(sentence).removesuffix(".") for line in lines if line.startswith(sentence)]
        for when in (None, *self.listener.like(told.when, event.description)):
            for place in ("", *places):
                former = Former(None if when == told.when else when, place)
                if all(f"{said}." in lines for said in self.words.instead(former, told)):
                    yield former

    def _told(self, event: Event, session: Session | None) -> Facts:
        """The facts of an event, as it shows them."""
        key, place = self._place(event, session)
        return Facts(self._when(event), self._status(event), key, place, event.online)

    def _when(self, event: Event) -> When:
        unstated = self.words.catalogue._("The end is not stated.") in event.description.splitlines()
        return When(
            month=(event.day.year, event.day.month),
            day=event.day,
            until=None if unstated or event.last == event.day else event.last,
            start=event.start,
            end=None if unstated else event.end,
        )

    def _status(self, event: Event) -> Status:
        if event.status == "CANCELLED":
            return "cancelled"
        if self.listener.value(event.summary, "POSTPONED – {title}") is not None:
            return "postponed"
        unsure = self.words.catalogue._("To be confirmed.") in event.description.splitlines()
        return "tentative" if unsure else "confirmed"

    def _place(self, event: Event, session: Session | None) -> tuple[str, str]:
        """Key and name of the venue: by its whole line, else by its name, else as much as is told."""
        if not event.location or (event.online and event.location == self.words.catalogue._("Online")):
            return "", ""
        own = [session.venue] if session and session.venue else []
        venues = [*own, *(other.venue for other in self.sessions.values() if other.venue)]
        for is_it in (self._is_line_of, _begins_line_of):
            for venue in venues:
                if is_it(event.location, venue):
                    return venue.key, venue.name
        name = event.location.partition(", ")[0]
        return name, name

    def _is_line_of(self, line: str, venue: Venue) -> bool:
        placed = Session("", "", When((1, 1)), self.cycle.timezone, venue=venue)
        return vevent.location(placed, self.words) == line


def _begins_line_of(line: str, venue: Venue) -> bool:
    return f"{line}, ".startswith(f"{venue.name}, ")
