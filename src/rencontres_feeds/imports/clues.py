"""Single facts in running text, French or English: days, hours, places, people, what is quoted.

Each finds what it is sure to recognise, or nothing; what to make of it is not its business.
"""

from __future__ import annotations

import re
from datetime import date, time

from rencontres_feeds.guesses import MONTH_NAMES
from rencontres_feeds.imports.found import Place
from rencontres_feeds.model import Speaker
from rencontres_feeds.spelling import fold

_DAYS = (
    re.compile(
        r"\b(?P<day>\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[^\W\d_]+)\.?,?\s+(?P<year>\d{4})\b"
    ),
    re.compile(r"\b(?P<month>[^\W\d_]+)\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)
_CLOCK = r"\d{1,2}\s?(?:[hH](?:\s?\d{2})?|:\d{2}|(?=\s?[ap]\.?m))(?:\s?[ap]\.?m\b\.?)?"
_HOURS = re.compile(
    rf"\b(?P<start>{_CLOCK}|\d{{1,2}}(?=\s?(?:-|–|to)\s?\d{{1,2}}(?::\d\d)?\s?[ap]\.?m))"
    rf"(?:\s*(?:à|-|–|—|to|until|jusqu['’]à|et|and)\s*(?P<end>{_CLOCK}))?(?![\w-])"
)
_TIME = re.compile(r"(\d{1,2})\s?(?:[hH:]\s?(\d{2})?)?\s?([ap])?")
_QUOTED = re.compile(r"«\s*([^«»]{4,300}?)\s*»|“([^“”]{4,300})”|\"([^\"]{4,300})\"")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_NAME = rf"{_CAPITAL}[\w'’.-]*(?:\s+(?:(?:de|du|van|von|le|la)\s+)?{_CAPITAL}[\w'’-]*){{1,3}}"
_NAMED = re.compile(rf"({_NAME})(.*)", re.DOTALL)
_WITH = re.compile(
    r"(?:\b[Aa]vec(?:\s+(?:la\s+participation|l['’]intervention|la\s+présence)\s+de|\s+pour\s+invitée?s?)?"
    r"|\b[Ee]n\s+présence\s+de|\b[Ii]ntervenante?s?\s*:|\b[Ii]nvitée?s?\s*:|\b[Ww]ith|\b[Ss]peakers?\s*:)"
    rf"\s+(?={_NAME})(?P<who>[^\n]+?)(?=\.\s+{_CAPITAL}|\.?$)",
    re.MULTILINE,
)
_NEXT = re.compile(rf"\s*(?:;|,?\s+et\s+|,?\s+and\s+)\s*(?={_NAME})")
_HOUSES = (
    r"(?:[Mm]aison|MJC|[Cc]entre|[Ss]alle|[Ff]erme|[Bb]ibliothèque|[Mm]édiathèque|[Mm]airie|[Hh]ôtel|[Cc]afé|[Bb]ar"
    r"|[Uu]niversité|[Éé]cole|[Ee]space|[Tt]héâtre|[Cc]inéma|[Ll]ibrairie|[Mm]usée|[Mm]anufacture|[Tt]iers-lieu|[Ss]iège|[Ll]ocaux"
    r"|[Ll]ibrary|[Hh]all|[Rr]oom|[Cc]ommunity|[Tt]own|[Mm]useum|[Tt]heatre|[Uu]niversity|[Ss]chool)"
)
_STATED = re.compile(r"^(?:Lieu|Où|Adresse|Where|Venue|Place|Location)\s?:\s*(.+)$", re.MULTILINE)
_AT = re.compile(
    rf"\b(?:à\s+la|à\s+l['’]|au|aux|dans\s+(?:la|le|l['’]|les)|at\s+the|at|in\s+the)\s*({_HOUSES}\b[^,;()\n]*)"
    r"(?P<rest>(?:,[^;()\n]*)?)"
)
_ENDS = re.compile(
    r"\s+(?:de|dès|from|à|at|le|on|pour|avec|with)\s+(?=\d)|\.(?:\s|$)|\s*:(?:\s|$)|\s+(?:pour|avec|with|afin)\s"
)
_STREET = re.compile(
    r"(?:\d+\s?(?:bis|ter)?,?\s+)?\b(?:rue|avenue|av\.|boulevard|bd|place|allées?|chemin|impasse|quai|route|cours|square|esplanade)"
    r"\s+[^,;.()\n]+|\d+\s+[A-Z]\w+(?:\s\w+)*\s(?:Street|Road|Avenue|Lane|Square)",
)
_TOWN = re.compile(rf"\b(\d{{5}})\s+({_CAPITAL}[\w'’-]+(?:[ -]{_CAPITAL}[\w'’-]+)*)")


def days(text: str) -> list[tuple[date, str]]:
    """The whole days in a text, in its order, each with the words that say it."""
    found = [
        (match.start(), day, match[0])
        for shape in _DAYS
        for match in shape.finditer(text)
        if (day := _day(match))
    ]
    return [(day, words) for _, day, words in sorted(found)]


def _day(match: re.Match[str]) -> date | None:
    month = match["month"]
    number = int(month) if month.isdigit() else MONTH_NAMES.get(fold(month), 0)
    year = int(match["year"])
    try:
        return date(year, number, int(match["day"])) if 1970 <= year <= 2100 else None
    except ValueError:
        return None


def hours(text: str) -> tuple[time, time | None] | None:
    """The first hours in a text: « de 18h00 à 20h », “6:30 to 8 pm”."""
    for match in _HOURS.finditer(text):
        end = _time(match["end"]) if match["end"] else None
        start = _time(match["start"], like=match["end"] or "")
        if start is not None:
            return start, end
    return None


def _time(text: str, like: str = "") -> time | None:
    """A clock's hour; without a.m. or p.m. of its own it takes those of `like`."""
    (hours, minutes, half), *_ = _TIME.findall(text)
    if not half and (":" in text or not minutes):
        half = next((other for *_, other in _TIME.findall(like)), "")
    hour, minute = int(hours), int(minutes or 0)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def quoted(text: str) -> str:
    """The first text in quotation marks."""
    match = _QUOTED.search(text)
    return " ".join(next(filter(None, match.groups())).split()) if match else ""


def people(text: str) -> tuple[Speaker, ...]:
    """Those who speak: « Avec X, fonction, organisme (ville) et Y »."""
    found: dict[str, Speaker] = {}
    for match in _WITH.finditer(text):
        for one in _NEXT.split(match["who"]):
            for name, rest in _NAMED.findall(one):
                found.setdefault(name, _speaker(name, rest))
    return tuple(found.values())


def _speaker(name: str, rest: str) -> Speaker:
    rest = rest.strip(" ,.;:")
    city = re.search(r"\(([^()]+)\)\s*$", rest)
    if city:
        rest = rest[: city.start()].strip(" ,")
    role, _, organization = rest.rpartition(", ")
    town = city[1].strip() if city else ""
    if not role and organization[:1].islower():
        role, organization = organization, ""
    return Speaker(name, role.strip(), organization.strip(), town)


def place(text: str) -> Place | None:
    """Where it is held: as stated (« Lieu : … »), else « au centre social …, rue … »."""
    stated = _STATED.search(text)
    if stated:
        return located(stated[1])
    for match in _AT.finditer(text):
        name = _ENDS.split(match[1])[0].strip()
        street = _STREET.search(match["rest"])
        town = _TOWN.search(match["rest"])
        address = _ENDS.split(street[0])[0].strip() if street else ""
        return Place(name, address, town[1] if town else "", town[2] if town else "")
    return None


def located(line: str) -> Place:
    """A place written in one line: name, street, postcode and city."""
    parts = [part.strip(" .") for part in re.split(r",|\s[–-]\s", line) if part.strip(" .")]
    name, *rest = parts or [line.strip()]
    town = next((match for part in reversed(rest) if (match := _TOWN.search(part))), None)
    others = [part for part in rest if not (town and town[0] in part)]
    city = town[2] if town else ""
    if (
        not town
        and others
        and re.fullmatch(rf"{_CAPITAL}[\w'’ -]+", others[-1])
        and not _STREET.search(others[-1])
    ):
        city = others.pop()
    return Place(name, ", ".join(others), town[1] if town else "", city)
