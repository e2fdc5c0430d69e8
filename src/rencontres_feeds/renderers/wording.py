"""How days, hours, places, sizes and changes read, in one language, for every format alike.

Plain text only; what is HTML about a sentence is the business of its renderer. The French catalogue
carries the no-break spaces that French typography asks for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import MONTHS, WEEKDAYS, Message, msgid

if TYPE_CHECKING:
    import datetime as dt

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.model import Cycle, Report, Session, Speaker, When
    from rencontres_feeds.publication import Edition, Facts, Former


_REMEMBERED = 4096
"""Sentences: the days of a session are asked for by every format, its hours are those of many."""
_FIRST = Message("1")
_STATES = {
    "cancelled": msgid("cancelled"),
    "postponed": msgid("postponed"),
    "tentative": msgid("to be confirmed"),
}


class Words:
    """The sentences of one language.

    Stateless but for its catalogue, and what it remembers of it; a renderer makes one and asks it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._ = lru_cache(_REMEMBERED, typed=True)(catalogue._)
        self.say = catalogue.say
        self._weekdays = [self.say(name) for name in WEEKDAYS]
        self._months = [self.say(name) for name in MONTHS]
        self._first = self.say(_FIRST)
        # A day and an hour are said again and again: in the title, in the text, on the pages.
        self._days: dict[dt.date, str] = {}
        self._hours: dict[dt.time, str] = {}

    # Days and hours

    def month(self, year_month: tuple[int, int]) -> str:
        """« mars 2018 »."""
        year, month = year_month
        return self._("{month} {year}", month=self._months[month - 1], year=year)

    def day(self, day: dt.date) -> str:
        """« jeudi 15 mars 2018 »."""
        said = self._days.get(day)
        if said is None:
            weekday = self._weekdays[day.weekday()]
            said = self._days[day] = self._("{weekday} {day}", weekday=weekday, day=self.date(day))
        return said

    def date(self, day: dt.date) -> str:
        """« 15 mars 2018 »."""
        return self._(
            "{day} {month} {year}", day=self._ordinal(day), month=self._months[day.month - 1], year=day.year
        )

    def _ordinal(self, day: dt.date) -> str | int:
        """The day of the month; French alone has a word of its own for the first."""
        return self._first if day.day == 1 else day.day

    def short(self, day: dt.date) -> str:
        """« 15 mars »: beside a date that names the year."""
        return self._("{day} {month}", day=self._ordinal(day), month=self._months[day.month - 1])

    def hour(self, hour: dt.time) -> str:
        """« 18 h 30 », « 20 h »."""
        said = self._hours.get(hour)
        if said is None:
            sentence = msgid("{hour}:{minute:02}") if hour.minute else msgid("{hour}:00")
            said = self._hours[hour] = self._(sentence, hour=hour.hour, minute=hour.minute)
        return said

    def days(self, when: When) -> str:
        """The day or days alone: « jeudi 15 mars 2018 », « du 15 au 16 mars 2018 », « mars 2018 »."""
        if when.day is None or when.last is None:
            return self.month(when.month)
        if when.until is None or past_midnight(when):
            return self.day(when.day)
        if (when.day.year, when.day.month) == (when.last.year, when.last.month):
            return self._("from {first} to {last}", first=self._ordinal(when.day), last=self.date(when.last))
        if when.day.year == when.last.year:
            return self._("from {first} to {last}", first=self.short(when.day), last=self.date(when.last))
        return self._("from {first} to {last}", first=self.date(when.day), last=self.date(when.last))

    def hours(self, when: When) -> str:
        """The hours alone: « de 18 h 30 à 20 h 30 », « à 18 h 30 (fin non précisée) »; empty: none."""
        if when.start is None:
            return ""
        if when.end is None:
            return self._("at {start} (end not stated)", start=self.hour(when.start))
        if past_midnight(when):
            return self._(
                "from {start} to {end} the next day",
                start=self.hour(when.start),
                end=self.hour(when.end),
            )
        return self._("from {start} to {end}", start=self.hour(when.start), end=self.hour(when.end))

    def when(self, when: When) -> str:
        """Day and hours in full, with what is not fixed yet."""
        if when.day is None:
            return self._("{month} (day to be fixed)", month=self.month(when.month))
        if when.start is None:
            return self._("{day} (hours to be confirmed)", day=self.days(when))
        if when.until and when.end and not past_midnight(when):
            return self._(
                "from {first} at {start} to {last} at {end}",
                first=self.day(when.day),
                start=self.hour(when.start),
                last=self.day(when.until),
                end=self.hour(when.end),
            )
        if when.end is None:
            return self._("{day} {hours}", day=self.days(when), hours=self.hours(when))
        return self._("{day}, {hours}", day=self.days(when), hours=self.hours(when))

    def brief(self, when: When) -> str:
        """Day and start, for a title: « jeudi 15 mars 2018 à 18 h 30 »."""
        if when.day is None or when.start is None:
            return self.when(when)
        return self._("{day} at {start}", day=self.days(when), start=self.hour(when.start))

    # Places and people

    def place(self, told: Facts) -> str:
        """Where a person goes: « MJC Prévert », « en ligne », « MJC Prévert et en ligne »."""
        if told.place and told.online:
            return self._("{place} and online", place=told.place)
        return told.place or (self._("online") if told.online else "")

    def told(self, told: Facts) -> str:
        """Facts in one line: day and hours, place, and what is not as usual."""
        state = "" if told.status == "confirmed" else self._(_STATES[told.status])
        return ", ".join(part for part in (self.when(told.when), self.place(told), state) if part)

    def speaker(self, speaker: Speaker) -> str:
        """« {nom}, {fonction}, {organisme} ({ville}) »."""
        named = ", ".join(part for part in (speaker.name, speaker.role, speaker.organization) if part)
        return f"{named} ({speaker.city})" if speaker.city else named

    # States

    def status(self, session: Session) -> str:
        """The status in a word or two; empty when all is normal."""
        if session.status == "cancelled":
            return self._("Cancelled")
        if session.status == "postponed":
            return self._("Postponed, new date to be fixed")
        if session.status == "tentative":
            return self._("To be confirmed")
        if session.when.day is None:
            return self._("Day to be fixed")
        if session.when.start is None:
            return self._("Hours to be confirmed")
        return ""

    def instead(self, former: Former, now: Facts) -> tuple[str, ...]:
        """What changed, with what it was, a sentence each: « Nouvelle date : …, au lieu du 15 mars »."""
        told = []
        if former.when is not None:
            told += self._moved(former.when, now.when)
        if former.place and not now.place:
            told.append(self._("Online, instead of {old}", old=former.place))
        elif former.place:
            told.append(self._("New venue: {new}, instead of {old}", new=self.place(now), old=former.place))
        return tuple(told)

    def standing(self, session: Session, edition: Edition) -> list[str]:
        """What is not as usual, a sentence each, as the calendar and the feeds say it first."""
        told = []
        day = self.date(edition.since) if edition.since else ""
        if session.status == "cancelled":
            told.append(self._("CANCELLED on {day}.", day=day) if day else self._("CANCELLED."))
        elif session.status == "postponed":
            told.append(
                self._("POSTPONED on {day}, new date to be fixed.", day=day)
                if day
                else self._("POSTPONED, new date to be fixed.")
            )
        else:
            told += [f"{sentence}." for sentence in self.instead(edition.former, edition.told)]
        if session.status == "tentative":
            told.append(self._("To be confirmed."))
        if session.note:
            told.append(self._("Reason: {note}", note=session.note))
        return told

    def source(self, cycle: Cycle) -> str:
        """« {cycle}, {institut} »."""
        return ", ".join(part for part in (cycle.title, cycle.organizer.name) if part)

    def _moved(self, old: When, new: When) -> list[str]:
        if (old.month, old.day, old.last) != (new.month, new.day, new.last):
            return [
                self._(
                    "New date: {new}, {instead}",
                    new=self.days(new),
                    instead=self.instead_of(old, new),
                )
            ]
        if new.start is None or old.start is None:
            return []
        if new.start == old.start:
            return [self._("New hours: {new}", new=self.hours(new))]
        return [
            self._(
                "New hours: {new}, instead of {old}",
                new=self.hour(new.start),
                old=self.hour(old.start),
            )
        ]

    def instead_of(self, old: When, new: When) -> str:
        """« au lieu du 15 mars », « au lieu de mars 2018 »: a former day, with its year if it is another."""
        if old.day is None:
            return self._("instead of {month}", month=self.month(old.month))
        day = self.short(old.day) if old.month[0] == new.month[0] else self.date(old.day)
        return self._("instead of {day}", day=day)

    # Reports

    def size(self, size: int) -> str:
        """« 240 ko », « 1,2 Mo »: decimal thousands, as shops and browsers count."""
        if size < 1000:
            return self._("{size} bytes", size=size)
        if size < 1_000_000:
            return self._("{size} kB", size=round(size / 1000))
        return self._("{whole}.{tenth} MB", whole=size // 1_000_000, tenth=size % 1_000_000 // 100_000)

    def report(self, session: Session, report: Report) -> str:
        """The title of a report's link: « Compte rendu du 28 novembre 2017 (PDF, 240 ko) »."""
        day = session.when.last
        title = self._("Report of {date}", date=self.date(day)) if day else self._("Report")
        name = report.document.name if report.document else report.url
        size = report.document.size if report.document else report.size
        details = ["PDF"] if name.lower().endswith(".pdf") else []
        details += [self.size(size)] if size else []
        return f"{title} ({', '.join(details)})" if details else title

    # Titles of the items

    def session_of(self, when: When) -> str:
        """« séance du jeudi 15 mars 2018 », « séance du 15 au 16 mars 2018 », « séance prévue en mars 2018 »."""
        if when.day is None:
            return self._("session of {month}", month=self.month(when.month))
        if when.until is None or past_midnight(when):
            return self._("session of {day}", day=self.day(when.day))
        return self._("session {days}", days=self.days(when))


def past_midnight(when: When) -> bool:
    """A session of one evening that ends after midnight, rather than one of several days."""
    return bool(
        when.day
        and when.until
        and when.start
        and when.end
        and (when.until - when.day).days == 1
        and when.end <= when.start
    )
