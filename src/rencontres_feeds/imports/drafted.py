"""What was found, as the text of a source: complete, ready to be checked, and honest about what is not certain.

Keys are in the language of the cycle. What a person should look at is marked on its line; what our own
reader would refuse stands there as a comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import dates, identifiers, press
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.editing import handwriting
from rencontres_feeds.problems import Problem, errors
from rencontres_feeds.source import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.imports.found import Harvest, Meeting, Place
    from rencontres_feeds.keys import Key
    from rencontres_feeds.model import Link, Speaker

_HEAD = Message("A draft, made of what was found. Read the lines that are marked; then: rencontres-feeds check")
_CHECK = Message("to be checked")
_ABSENT = Problem(Message("there is no readable file “{path}”", path=""))  # a draft names none
_EXAMPLE = "https://rencontres.example/{id}/"
_MAX_TITLE = 500


@dataclass(frozen=True, slots=True)
class Text:
    """A draft."""

    text: str
    """Of the source; it has no errors."""
    meetings: int
    doubts: int
    """Lines that a person should look at."""


def text(harvest: Harvest, now: datetime, timezone: str = "") -> Text:
    """The draft of a harvest. `now` is the instant of the check that it passes."""
    drafter = _Drafter(harvest, timezone or harvest.timezone)
    lines = _mended("\n".join(drafter.lines()).split("\n"), now)
    mark = _mark(load(harvest.language))
    return Text("\n".join([*lines, ""]), len(harvest.meetings), sum(line.endswith(mark) for line in lines))


def _mended(lines: list[str], now: datetime) -> list[str]:
    """The lines, those that our own reader would refuse made comments."""
    draft = press.read("\n".join(lines).encode(), lambda _: _ABSENT, now)
    wrong = {problem.span.line for problem in errors(draft.problems) if problem.span}
    if not wrong:
        return lines
    # What a comment leaves behind may be wrong in its turn: a link of which the address went.
    mended = [f"    # {line.strip()}" if number in wrong else line for number, line in enumerate(lines, 1)]
    return _mended(mended, now)


class _Drafter:
    """Says a harvest in the keys of its language."""

    def __init__(self, harvest: Harvest, timezone: str) -> None:
        self.harvest = harvest
        self.french = harvest.language == "fr"
        self.catalogue = load(harvest.language)
        self.mark = _mark(self.catalogue)
        self.timezone = timezone
        self.venues = _venues(harvest.meetings)

    def lines(self) -> Iterator[str]:
        yield from self._cycle()
        if self.venues:
            yield ""
            yield f"{self.key(t.VENUES_NODE)}:"
            for key, place in self.venues.items():
                yield from self._venue(key, place)
        yield ""
        yield f"{self.key(t.SESSIONS_NODE)}:"
        word = "seance" if self.french else "session"
        for number, meeting in enumerate(self.harvest.meetings, 1):
            yield from [""] if number > 1 else []
            yield from self._session(f"{word}-{number}", meeting)

    def key(self, key: Key[object]) -> str:
        """A key in the language of the file."""
        return key.word(self.harvest.language)

    def field(self, key: Key[object], value: str, indentation: str = "    ", *, doubt: bool = False) -> str:
        """A line of a field."""
        return f"{indentation}{self.key(key)}: {value}" + (self.mark if doubt else "")

    def _cycle(self) -> Iterator[str]:
        harvest, say = self.harvest, self.catalogue.say
        title = harvest.title or say(Message("Meetings"))
        name = identifiers.slug(title, "cycle")
        yield f"# {say(_HEAD)}"
        yield f"{t.CYCLE_NODE.name}:"
        yield self.field(t.ID, name, "  ", doubt=True)
        yield self.field(t.TITLE, scalar(title[:_MAX_TITLE]), "  ", doubt=not harvest.title)
        if harvest.description:
            yield self.field(t.DESCRIPTION, block(harvest.description, "    "), "  ")
        yield self.field(t.LANGUAGE, harvest.language, "  ")
        yield self.field(t.TIMEZONE, self.timezone or "Europe/Paris", "  ", doubt=not self.timezone)
        yield self.field(t.CYCLE_URL, _EXAMPLE.format(id=name), "  ", doubt=True)
        if harvest.organizer:
            yield f"  {self.key(t.ORGANIZER)}:"
            yield self.field(t.ORGANIZER_NAME, scalar(harvest.organizer[:_MAX_TITLE]), doubt=True)

    def _venue(self, key: str, place: Place) -> Iterator[str]:
        yield f"  {key}:"
        yield self.field(t.NAME, scalar(place.name[:_MAX_TITLE]), doubt=True)
        parts = ((t.ADDRESS, place.address), (t.POSTAL_CODE, place.postal_code), (t.CITY, place.city))
        for part, value in parts:
            if value:
                yield self.field(part, scalar(value[:_MAX_TITLE]))

    def _session(self, name: str, meeting: Meeting) -> Iterator[str]:
        doubts = meeting.doubts
        yield f"  - id: {name}"
        yield self.field(t.TITLE, scalar(meeting.title), doubt="title" in doubts)
        yield self.field(t.DATE, meeting.day.isoformat(), doubt="day" in doubts)
        if meeting.until:
            yield self.field(t.UNTIL, meeting.until.isoformat())
        if meeting.start:
            yield self.field(t.TIME, self._hours(meeting.start, meeting.end), doubt="start" in doubts)
        else:
            yield "    # " + self.field(t.TIME, "…", "", doubt=True)
        if meeting.place:
            key = next(key for key, place in self.venues.items() if place == meeting.place)
            yield self.field(t.SESSION_VENUE, key, doubt="place" in doubts)
        if meeting.online:
            yield self.field(t.ONLINE, scalar(meeting.online), doubt="online" in doubts)
        if meeting.status != "confirmed":
            word = t.STATUS_WORDS.word(meeting.status, self.harvest.language)
            yield self.field(t.STATUS, word, doubt="status" in doubts)
        if meeting.description:
            yield self.field(t.DESCRIPTION, block(meeting.description, "      "))
        yield from self._lists(meeting)
        if meeting.report:
            yield f"    {self.key(t.SESSION_REPORT)}:"
            yield self.field(t.URL, scalar(meeting.report), "      ", doubt="report" in doubts)
        if meeting.uid:
            yield self.field(t.UID, scalar(meeting.uid))
            yield self.field(t.SEQUENCE, str(meeting.sequence))

    def _lists(self, meeting: Meeting) -> Iterator[str]:
        if meeting.speakers:
            yield f"    {self.key(t.SPEAKERS)}:"
            for speaker in meeting.speakers:
                yield from self._speaker(speaker, doubt="speakers" in meeting.doubts)
        if meeting.topics:
            yield f"    {self.key(t.TOPICS)}:"
            yield from (f"      - {scalar(topic[:_MAX_TITLE])}" for topic in meeting.topics)
        if meeting.links:
            yield f"    {self.key(t.LINKS)}:"
            for link in meeting.links:
                yield from self._link(link)

    def _speaker(self, speaker: Speaker, *, doubt: bool) -> Iterator[str]:
        parts = ((t.ROLE, speaker.role), (t.ORGANIZATION, speaker.organization), (t.CITY, speaker.city))
        yield f"      - {self.key(t.NAME)}: {scalar(speaker.name[:_MAX_TITLE])}" + (self.mark if doubt else "")
        for part, value in parts:
            if value:
                yield self.field(part, scalar(value[:_MAX_TITLE]), "        ")

    def _link(self, link: Link) -> Iterator[str]:
        if link.title != link.url:
            yield f"      - {self.key(t.LINK_TITLE)}: {scalar(link.title[:_MAX_TITLE])}"
            yield self.field(t.LINK_URL, scalar(link.url), "        ")
        else:
            yield f"      - {t.LINK_URL.name}: {scalar(link.url)}"

    def _hours(self, start: time, end: time | None) -> str:
        return "-".join(self._hour(hour) for hour in (start, end) if hour is not None)

    def _hour(self, hour: time) -> str:
        if self.french:
            return dates.typed(hour)
        return f"{hour.hour}:{hour.minute:02}"


def scalar(text: str) -> str:
    """A text of one line, as it stands behind `key: `; line ends in it become spaces."""
    return handwriting.scalar(" ".join(printable(text).split()))


def block(text: str, indentation: str) -> str:
    """A text of several lines, likewise, each line indented by `indentation`."""
    lines = [" ".join(line.split()) for line in printable(text).strip().splitlines()]
    if len(lines) < 2:
        return scalar(text)
    return "\n".join(["|", *(f"{indentation}{line}" if line else "" for line in lines)])


def _mark(catalogue: Catalogue) -> str:
    return f"  # {catalogue.say(_CHECK)}"


def _venues(meetings: tuple[Meeting, ...]) -> dict[str, Place]:
    """The places, each once, under keys made of their names."""
    venues: dict[str, Place] = {}
    for meeting in meetings:
        if meeting.place and meeting.place not in venues.values():
            venues[identifiers.free(identifiers.slug(meeting.place.name, "salle"), venues)] = meeting.place
    return venues
