"""Readers of days and hours, as people type them.

`2017-11-28`, `28/11/2017`, `28 novembre 2017`, with or without a weekday before it; `18h30-20h30`,
`18:30`, `de 18 h 30 à 20 h`. Every format is matched here: Python's `fromisoformat` takes `2026-W03-3` for
a date and `1830` for an hour. What is nearly a day or an hour is read by `guesses`, for the mend alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rencontres_feeds import guesses
from rencontres_feeds.catalogue import MONTHS, WEEKDAYS, Message
from rencontres_feeds.guesses import DAY_NAMES, MONTH_NAMES
from rencontres_feeds.spelling import fold
from rencontres_feeds.values import bare

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading
    from rencontres_feeds.nodes import Node

FIRST_YEAR, LAST_YEAR = 1970, 2100

_YEAR = re.compile(r"[0-9]{4}")
_IN_A_DAY = re.compile(r"(?<![0-9])(?:19[7-9]|20[0-9])[0-9](?![0-9])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_WORDS = re.compile(r"(?:([0-9]{1,2})(?:er)? )?([^\W\d_]+)\.? ([0-9]{4})")
_HOUR = r"([0-9]{1,2}) ?(?:[hH](?: ?([0-9]{2}))?|:([0-9]{2}))"
_HOURS = re.compile(rf"(?:(?:de|from|a|at) )?{_HOUR}(?: ?(?:-|a|to|jusqu'a|until) ?{_HOUR})?")
_AND_HOURS = re.compile(rf"(?P<day>.+?)(?:,? |T)(?P<hours>(?:(?:de|from|à|a|at) )?{_HOUR}.*)")


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
    text = bare(node, reading)
    if text is None:
        return None
    weekday, numbers = None, _iso(text)
    if numbers is None:
        weekday, rest = _weekday(_plain(text))
        numbers = _numbers(rest)
    if numbers is None or (weekday is not None and numbers[2] is None):
        reading.error(node.span, *_not_a_day(text, node, reading))
        return None
    year, month, number = numbers
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        reading.error(node.span, Message("“{text}” is in no calendar", text=text), _ORDER)
        return None
    if number is None:
        return Day((year, month), None)
    last = 28 if 1 <= number <= 28 else monthrange(year, month)[1]
    if not 1 <= number <= last:
        said = {"month": MONTHS[month - 1], "year": year}
        what = Message("{month} {year} has no day {day}", **said, day=number)
        reading.error(node.span, what, Message("The last day of {month} {year} is the {day}.", **said, day=last))
        return None
    day = date(year, month, number)
    if weekday is not None and weekday != day.weekday():
        reading.error(node.span, *_other_weekday(day, weekday))
        return None
    return Day((year, month), day)


_ORDER = Message("Write year, month and day, as in 2017-11-28; the year from 1970 to 2100.")


def day(node: Node, reading: Reading) -> date | None:
    """A day; a month alone is not enough."""
    typed = day_or_month(node, reading)
    if typed is not None and typed.day is None:
        reading.error(node.span, Message("the day is missing"), Message("Write it as 2017-11-28."))
    return typed.day if typed else None


def year(node: Node, reading: Reading) -> int | None:
    """A year, four digits."""
    text = bare(node, reading)
    if text is None:
        return None
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    mend = Message("Write four digits, from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR)
    if guessed := _IN_A_DAY.search(text):
        mend = Message("Write the year alone:\n{line}", line=reading.line(node.span, guessed[0]))
    reading.error(node.span, Message("“{text}” is not a year", text=text), mend)
    return None


def looks_like_a_day(text: str) -> bool:
    """A text is a day in one of the formats, or something near."""
    return _numbers(_weekday(_plain(text))[1]) is not None or guesses.day(text) is not None


def hours(node: Node, reading: Reading) -> Hours | None:
    """Hours: start and end, or a start alone."""
    text = bare(node, reading)
    if text is None:
        return None
    found = _hours(text)
    if found is None:
        reading.error(node.span, *_no_hours(text, node, reading))
        return None
    if found is False:
        reading.error(
            node.span,
            Message("“{text}”: a clock goes from 0h00 to 23h59", text=text),
            Message(
                "Midnight is 0h; a meeting that ends after it has “{key}:” on the next day.",
                key="au" if reading.keys == "fr" else "until",
            ),
        )
        return None
    return found


@lru_cache(maxsize=64)  # a cycle has its usual hours
def _hours(text: str) -> Hours | Literal[False] | None:
    """The hours of a text; False if no clock shows them, None if it is none at all."""
    match = _HOURS.fullmatch(_plain_hours(text))
    if match is None:
        return None
    start, end = _clock(match.groups()[:3]), _clock(match.groups()[3:])
    return False if start is None or (match[4] is not None and end is None) else Hours(start, end)


def typed(hour: time) -> str:
    """An hour as one would type it: `18h30`, `18h`."""
    return f"{hour.hour}h{hour.minute:02}" if hour.minute else f"{hour.hour}h"


def _plain(text: str) -> str:
    return guesses.SPACES.sub(" ", guesses.DASHES.sub("-", text))


def _plain_hours(text: str) -> str:
    plain = _plain(text).replace("’", "'").lower().replace("à", "a")
    return re.sub(r" ?- ?", "-", plain)


def _not_a_day(text: str, node: Node, reading: Reading) -> tuple[Message, Message]:
    """What is wrong with a text that is no day, and the line as it was probably meant."""
    what = Message("“{text}” is not a day", text=text)
    if (match := _AND_HOURS.fullmatch(_plain(text))) and _numbers(_weekday(match["day"])[1]):
        lines = _on_two_lines(match["day"], guesses.hours(match["hours"]) or match["hours"], node, reading)
        return Message("the hours do not go with the day"), Message("Write:\n{line}", line=lines)
    guess = guesses.day(text)
    if guess:
        return what, Message("Write it as 2017-11-28:\n{line}", line=reading.line(node.span, guess.isoformat()))
    if guesses.has_no_year(text):
        return what, Message("The year is missing: “28 novembre 2017”, or 2017-11-28.")
    return what, Message("Write it as 2017-11-28; as 2017-11 while only the month is known.")


def _on_two_lines(day: str, hours: str, node: Node, reading: Reading) -> str:
    """The day, and the hours below it; in braces, behind it."""
    hours = f"{'horaire' if reading.keys == 'fr' else 'time'}: {hours}"
    line = reading.line(node.span, day)
    if line.endswith(day):
        return f"{line}\n{' ' * (len(line) - len(line.lstrip(' -')))}{hours}"
    return reading.line(node.span, f"{day}, {hours}")


def _other_weekday(day: date, typed: int) -> tuple[Message, Message]:
    ahead = (typed - day.weekday()) % 7
    near = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return (
        Message(
            "{date} is a {is_day}, not a {typed}",
            date=day.isoformat(),
            is_day=WEEKDAYS[day.weekday()],
            typed=WEEKDAYS[typed],
        ),
        Message(
            "Mend the day or the date; the weekday may be left out. The nearest {typed} is {near}.",
            typed=WEEKDAYS[typed],
            near=near.isoformat(),
        ),
    )


def _no_hours(text: str, node: Node, reading: Reading) -> tuple[Message, Message]:
    what = Message("“{text}” are no hours", text=text)
    if guess := guesses.hours(text):
        return what, Message("Write them like this:\n{line}", line=reading.line(node.span, guess))
    return what, Message("Write them as 18h30-20h30 or 18:30-20:30; 18h30 if the end is not known.")


def _clock(parts: tuple[str | None, ...]) -> time | None:
    hour, minutes = int(parts[0] or 0), int(parts[1] or parts[2] or 0)
    if parts[0] is None or hour > 23 or minutes > 59:
        return None
    return time(hour, minutes)


def _weekday(text: str) -> tuple[int | None, str]:
    """The weekday that a text begins with, and the rest of it."""
    first, _, rest = text.partition(" ")
    number = DAY_NAMES.get(fold(first.rstrip(",")))
    return (None, text) if number is None else (number, rest)


def _iso(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day of `2017-11-28` or `2017-11`: how nearly every day is typed, so looked for first."""
    match = _ISO.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None


def _numbers(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day of a text in one of the formats, not yet checked."""
    if numbers := _iso(text):
        return numbers
    if match := _SLASHES.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := _WORDS.fullmatch(text)) and fold(match[2]) in MONTH_NAMES:
        return int(match[3]), MONTH_NAMES[fold(match[2])], int(match[1]) if match[1] else None
    return None
