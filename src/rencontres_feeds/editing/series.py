"""A rule in words, « premier jeudi » or “every 2 weeks on Thursday”, and the days that it means.

Nothing recurs when the site is built: a rule is read once, and each of its days becomes a session of its own.
Weeks and months are counted by dateutil, as RFC 5545 section 3.3.10 has it: a month without such a day has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from rencontres_feeds.catalogue import Message
from rencontres_feeds.guesses import DAY_NAMES
from rencontres_feeds.problems import refuse
from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rencontres_feeds.dates import Day

MANY = 200
"""More days than that are a slip of the keyboard."""

_ORDINALS = {
    name: number
    for number, names in {
        1: "first 1st premier premiers premiere 1er 1ers",
        2: "second 2nd deuxieme deuxiemes 2e 2eme",
        3: "third 3rd troisieme troisiemes 3e 3eme",
        4: "fourth 4th quatrieme quatriemes 4e 4eme",
        5: "fifth 5th cinquieme cinquiemes 5e 5eme",
        -1: "last dernier derniers",
    }.items()
    for name in names.split()
}
_NUMBERS = {
    **{str(number): number for number in range(2, 9)},
    **dict.fromkeys(("two", "other", "deux"), 2),
    **dict.fromkeys(("three", "trois"), 3),
    **dict.fromkeys(("four", "quatre"), 4),
}
_FILLERS = frozenset(
    (
        *("a", "and", "each", "every", "in", "of", "on", "the", "week", "weeks"),
        *(
            "chaque",
            "de",
            "du",
            "et",
            "le",
            "les",
            "par",
            "semaine",
            "semaines",
            "sur",
            "tous",
            "toutes",
            "un",
            "une",
        ),
    )
)
_MONTHS = frozenset(("month", "months", "mois"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Certain weekdays, by weeks, or by months and their place in each."""

    weekdays: tuple[int, ...]
    """Monday is 0."""
    places: tuple[int, ...] = ()
    """1 for the first in the month, -1 for the last; none: by weeks."""
    interval: int = 1
    """Every so many weeks or months."""


def read(text: str) -> Rule:
    """The rule that words tell, in English or French. Raises Refusal."""
    weekdays, places, interval = [], [], 1
    words = fold(text.replace(",", " ")).split("_")
    by_months, unknown = not _MONTHS.isdisjoint(words), False
    for word in words:
        if (day := DAY_NAMES.get(word, DAY_NAMES.get(word.removesuffix("s")))) is not None:
            weekdays.append(day)
        elif word in _ORDINALS:
            places.append(_ORDINALS[word])
        elif word in _NUMBERS:
            interval = _NUMBERS[word]
        elif word not in _FILLERS | _MONTHS:
            unknown = True
    if unknown or not weekdays or (by_months and not places) or (places and interval > 1 and not by_months):
        raise refuse(
            Message("“{text}” is no rule that is known here", text=text),
            Message(
                "Write it as “Thursday”, “Thursday every 2 weeks”, “first Thursday”,"
                " “first and third Thursday” or “last Friday”."
            ),
        )
    return Rule(tuple(dict.fromkeys(weekdays)), tuple(dict.fromkeys(places)), interval)


def days(rule: Rule, first: date, last: date, left_out: Iterable[Day] = ()) -> tuple[date, ...]:
    """The days of a rule from `first` to `last`, both included, without certain days or whole months.

    Raises Refusal: there are none, or too many; or one to leave out is not among them.
    """
    found = _all(rule, first, last)
    for gone in left_out:
        kept = [
            day
            for day in found
            if not (gone.day == day or (not gone.day and gone.month == (day.year, day.month)))
        ]
        if len(kept) == len(found):
            name = gone.day.isoformat() if gone.day else "{:04}-{:02}".format(*gone.month)
            raise refuse(
                Message("{day} is to be left out, and is not in the series", day=name),
                Message("Its days: {days}.", days=_some(found)),
            )
        found = kept
    if not found:
        raise refuse(
            Message(
                "the series has no day from {first} to {last}", first=first.isoformat(), last=last.isoformat()
            ),
            Message("Mind the year."),
        )
    return tuple(found)


def _all(rule: Rule, first: date, last: date) -> list[date]:
    start = first
    if not rule.places:  # weeks are counted from the first such day, not from the Monday before it
        start = next(day for day in (first + timedelta(n) for n in range(7)) if day.weekday() in rule.weekdays)
    by = [weekday(day, place) for place in rule.places for day in rule.weekdays] or [*map(weekday, rule.weekdays)]
    found = rrule(
        MONTHLY if rule.places else WEEKLY,
        dtstart=datetime.combine(start, time()),
        until=datetime.combine(last, time()),
        interval=rule.interval,
        byweekday=by,
    )
    chosen = [moment.date() for moment, _ in zip(found, range(MANY + 1), strict=False)]
    if len(chosen) > MANY:
        raise refuse(
            Message("the series has more than {limit} days", limit=MANY),
            Message("Mind the year, or add it in parts."),
        )
    return chosen


def _some(found: Sequence[date]) -> str | Message:
    shown = ", ".join(day.isoformat() for day in found[:5])
    more = len(found) - 5
    return Message("{days} and {n} more", days=shown, n=more) if more > 0 else shown
