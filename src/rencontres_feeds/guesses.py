"""What a text was probably meant to be, that is nearly a day or an hour; only ever shown, never published."""

from __future__ import annotations

import re
from datetime import date

from rencontres_feeds.catalogue import MONTHS, WEEKDAYS
from rencontres_feeds.spelling import fold

_FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRENCH_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
DAY_NAMES = {
    name: number
    for names in (_FRENCH_DAYS, tuple(fold(day.msgid) for day in WEEKDAYS))
    for number, name in enumerate(names)
}
"""Weekdays in both languages, folded; Monday is 0."""
MONTH_NAMES = {
    name: number
    for names in (_FRENCH_MONTHS, tuple(fold(month.msgid) for month in MONTHS))
    for number, name in enumerate(names, 1)
}
"""Months in both languages, folded; January is 1."""
DASHES = re.compile("[\u2010-\u2015\u2212\u00ad\uff0d]")
SPACES = re.compile(r"\s+")

_YEAR_FIRST = re.compile(r"([0-9]{4})[ ./_-]?([0-9]{1,2})[ ./_-]?([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ ./_-]([0-9]{1,2})[ ./_-]([0-9]{4}|[0-9]{2})")
_IN_WORDS = re.compile(r"(?:le )?([0-9]{1,2})(?:er|e|st|nd|rd|th)?[ .-]([^\W\d_]+)[ .-]+([0-9]{4}|[0-9]{2})")
_WITHOUT_YEAR = re.compile(r"(?:le )?[0-9]{1,2}(?:er)? ([^\W\d_]+)|[0-9]{1,2}/[0-9]{1,2}")
_ONE_HOUR = re.compile(r"([0-9]{1,2}) ?(?:h|:|\.)? ?([0-5][0-9])?")
_BETWEEN = re.compile(r"\b(?:de|des|a|to|from|at|jusqu'a|until|et|and|entre|between|-|/|,|min|mn)\b|[-/,> ]|\b")


def day(text: str) -> date | None:
    """`28.11.2017`, `2017/11/28`, `28/11/17`, `le 28 nov. 2017`."""
    plain = SPACES.sub(" ", DASHES.sub("-", text)).strip()
    first, _, rest = plain.partition(" ")
    plain = rest if fold(first.rstrip(",.")) in DAY_NAMES else plain
    numbers = ("", "", "")
    if match := _YEAR_FIRST.fullmatch(plain):
        numbers = (match[1], match[2], match[3])
    elif match := _DAY_FIRST.fullmatch(plain):
        numbers = (match[3], match[2], match[1])
    elif (match := _IN_WORDS.fullmatch(plain)) and (month := _month(match[2])):
        numbers = (match[3], str(month), match[1])
    try:
        year, month, number = map(int, numbers)
        return date(year if year > 99 else 2000 + year, month, number)
    except ValueError:
        return None


def has_no_year(text: str) -> bool:
    """A day and a month, and nothing more."""
    plain = SPACES.sub(" ", text).strip()
    first, _, rest = plain.partition(" ")
    plain = rest if fold(first.rstrip(",.")) in DAY_NAMES else plain
    match = _WITHOUT_YEAR.fullmatch(plain)
    return match is not None and (match[1] is None or _month(match[1]) is not None)


def hours(text: str) -> str:
    """`18.30 - 20.30`, `18 heures 30`, `entre 18h et 20h`, `midi` as `18h30-20h30`; empty if none of them."""
    plain = SPACES.sub(" ", DASHES.sub("-", text)).lower().replace("’", "'").replace("à", "a")
    for word, hour in (("midi", "12h"), ("noon", "12h"), ("minuit", "0h"), ("heures", "h"), ("heure", "h")):
        plain = plain.replace(word, hour)
    found = list(_ONE_HOUR.finditer(plain))
    rest = _BETWEEN.sub("", _ONE_HOUR.sub(" ", plain))
    if rest or not 1 <= len(found) <= 2 or any(int(match[1]) > 23 for match in found):
        return ""
    return "-".join(f"{match[1]}h{match[2] or ''}" for match in found)


def _month(word: str) -> int | None:
    """A month by its name or the first three letters of it at least; None if they are of two."""
    found = {number for name, number in MONTH_NAMES.items() if name.startswith(fold(word)) and len(word) > 2}
    return found.pop() if len(found) == 1 else None
