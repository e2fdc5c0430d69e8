"""What every contender must say of the made-up meetings: the facts of each, in words that a parser finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import generate
from generate import Meeting, Speaker

PARIS = ZoneInfo("Europe/Paris")
ITEMS = 100
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the feeds."""

    title: str
    link: str
    published: datetime
    told: str
    """Plain text that its content must hold, without addresses."""


def page(meeting: Meeting) -> str:
    """The public address of a meeting's page."""
    return f"{generate.URL}sessions/{meeting.id}.html"


def start(meeting: Meeting) -> datetime:
    """When it begins."""
    return _instant(meeting.day, meeting.start)


def end(meeting: Meeting) -> datetime:
    """When it ends."""
    return _instant(meeting.day, meeting.end)


def location(meeting: Meeting) -> str:
    """Where it is, on one line."""
    venue = meeting.venue
    return f"{venue.name}, {venue.address}, {venue.postal_code} {venue.city}"


def speaker(one: Speaker) -> str:
    """A speaker on one line."""
    return f"{one.name}, {one.role}, {one.organization} ({one.city})"


def day(day: date) -> str:
    """« jeudi 1er octobre 2026 »."""
    return f"{_DAYS[day.weekday()]} {_date(day)}"


def hours(meeting: Meeting) -> str:
    """« de 18 h 30 à 20 h »."""
    return f"de {_hour(meeting.start)} à {_hour(meeting.end)}"


def plain(markdown: str) -> str:
    """Markdown without its marks and addresses."""
    return re.sub(r"[*]+|^- ", "", _LINK.sub(r"\1", markdown), flags=re.MULTILINE)


def addresses(markdown: str) -> list[str]:
    """Where the links of a text lead."""
    return [address for _, address in _LINK.findall(markdown)]


def items(meetings: tuple[Meeting, ...]) -> list[Item]:
    """What the feeds must show: the newest first; of one day the later meeting first, its report before it."""
    made = []
    for meeting in meetings:
        if end(meeting) <= generate.NOW:
            title = f"Séance du {day(meeting.day)} : {meeting.title}"
        else:
            title = f"Nouvelle séance, {day(meeting.day)} à {_hour(meeting.start)} : {meeting.title}"
        told = plain(meeting.description)
        made.append(Item(title, page(meeting), _noon(meeting.announced), told))
        if meeting.report:
            title = f"Compte rendu, séance du {_date(meeting.day)} : {meeting.title}"
            told = plain(meeting.report.text)
            made.append(Item(title, page(meeting), _noon(meeting.report.published), told))
    return sorted(made, key=lambda item: item.published)[: -ITEMS - 1 : -1]


def _instant(day: date, hour: str) -> datetime:
    hours, minutes = map(int, hour.split(":"))
    return datetime.combine(day, time(hours, minutes), PARIS).astimezone(UTC)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), PARIS).astimezone(UTC)


def _date(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def _hour(hour: str) -> str:
    hours, minutes = hour.split(":")
    return f"{hours} h" if minutes == "00" else f"{hours} h {minutes}"
