"""Readers of days and hours, as people type them.

`2017-11-28`, `28/11/2017`, `28 novembre 2017`, with or without a weekday before it; `18h30-20h30`,
`18:30`, `de 18 h 30 à 20 h`. Every format is matched here: Python's `fromisoformat` takes `2026-W03-3` for
a date and `1830` for an hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import MONTHS, WEEKDAYS, Message
from rencontres_feeds.keys import fold
from rencontres_feeds.values import scalar

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading
    from rencontres_feeds.source import Node

FIRST_YEAR, LAST_YEAR = 1970, 2100

_FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRENCH_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_DAY_NAMES = {
    name: number
    for names in (_FRENCH_DAYS, tuple(fold(day.msgid) for day in WEEKDAYS))
    for number, name in enumerate(names)
}
MONTH_NAMES = {
    name: number
    for names in (_FRENCH_MONTHS, tuple(fold(month.msgid) for month in MONTHS))
    for number, name in enumerate(names, 1)
}
"""Months by their folded names, in every language that is read: 1 for January."""
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)? )?([^\W\d_]+)\.? (\d{4})")
_HOUR = r"(\d{1,2}) ?(?:[hH](?: ?(\d{2}))?|:(\d{2}))"
_HOURS = re.compile(rf"(?:(?:de|from|a|at) )?{_HOUR}(?: ?(?:-|a|to|jusqu'a|until) ?{_HOUR})?")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as typed, or a month alone."""

    month: tuple[int, int]
    day: date | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours as typed: a start, and perhaps an end."""

    start: time
    end: time | None


def day_or_month(node: Node, reading: Reading) -> Day | None:
    """A day, or a month while the day is not fixed."""
    text = scalar(node, reading)
    if text is None:
        return None
    weekday, rest = _weekday(_SPACES.sub(" ", _DASHES.sub("-", text)))
    numbers = _numbers(rest)
    if numbers is None or (weekday is not None and numbers[2] is None):
        reading.error(
            node.span,
            Message("“{text}” is not a day", text=text),
            Message("Write it as 2017-11-28; as 2017-11 while only the month is known."),
        )
        return None
    year, month, number = numbers
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        reading.error(node.span, Message("“{text}” is in no calendar", text=text), _ORDER)
        return None
    if number is None:
        return Day((year, month), None)
    try:
        day = date(year, month, number)
    except ValueError:
        what = Message("{month} {year} has no day {day}", month=MONTHS[month - 1], year=year, day=number)
        reading.error(node.span, what, Message("Look it up in a calendar."))
        return None
    if weekday is not None and weekday != day.weekday():
        reading.error(
            node.span,
            Message(
                "{date} is a {is_day}, not a {typed}",
                date=day.isoformat(),
                is_day=WEEKDAYS[day.weekday()],
                typed=WEEKDAYS[weekday],
            ),
            Message("Mend the day or the date; the weekday may be left out."),
        )
        return None
    return Day((year, month), day)


_ORDER = Message("Write year, month and day, as in 2017-11-28; the year from 1970 to 2100.")


def day(node: Node, reading: Reading) -> date | None:
    """A day; a month alone is not enough."""
    typed = day_or_month(node, reading)
    if typed is not None and typed.day is None:
        reading.error(node.span, Message("the day is missing"), Message("Write it as 2017-11-28."))
    return typed.day if typed else None


def hours(node: Node, reading: Reading) -> Hours | None:
    """Hours: start and end, or a start alone."""
    text = scalar(node, reading)
    if text is None:
        return None
    plain = _DASHES.sub("-", _SPACES.sub(" ", text)).replace("’", "'").lower()
    plain = re.sub(r" ?- ?", "-", plain.replace("à", "a"))
    match = _HOURS.fullmatch(plain)
    if match is None:
        reading.error(
            node.span,
            Message("“{text}” are no hours", text=text),
            Message("Write them as 18h30-20h30 or 18:30-20:30; 18h30 if the end is not known."),
        )
        return None
    start, end = _clock(match.groups()[:3]), _clock(match.groups()[3:])
    if start is None or (match[4] is not None and end is None):
        reading.error(
            node.span,
            Message("“{text}”: a clock goes from 0h00 to 23h59", text=text),
            Message("Midnight is 0h; a meeting that ends after it has “until:” on the next day."),
        )
        return None
    return Hours(start, end)


def _clock(parts: tuple[str | None, ...]) -> time | None:
    hour, minutes = int(parts[0] or 0), int(parts[1] or parts[2] or 0)
    if parts[0] is None or hour > 23 or minutes > 59:
        return None
    return time(hour, minutes)


def _weekday(text: str) -> tuple[int | None, str]:
    """The weekday that a text begins with, and the rest of it."""
    first, _, rest = text.partition(" ")
    number = _DAY_NAMES.get(fold(first.rstrip(",")))
    return (None, text) if number is None else (number, rest)


def _numbers(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day of a text in one of the formats, not yet checked."""
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    if match := _SLASHES.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := _WORDS.fullmatch(text)) and fold(match[2]) in MONTH_NAMES:
        return int(match[3]), MONTH_NAMES[fold(match[2])], int(match[1]) if match[1] else None
    return None
