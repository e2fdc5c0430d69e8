"""Lines of a page to meetings: each begins where a line names a day, as a title or an invitation does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rencontres_feeds.imports import clues
from rencontres_feeds.imports.found import Harvest, Meeting
from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rencontres_feeds.imports.page import Line, Page
    from rencontres_feeds.model import Language, Link, Status

_MEETING = re.compile(
    r"\b(?:séances?|rencontres?|ateliers?|soirées?|conférences?|débats?|réunions?|rendez-vous|apéros?"
    r"|sessions?|meetings?|meet-ups?|workshops?|evenings?|talks?|lectures?)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(r"compte[- ]rendu|synthèse|\breport\b|\bminutes\b", re.IGNORECASE)
_OFF: dict[Status, re.Pattern[str]] = {
    "cancelled": re.compile(r"\bannulée?s?\b|\bcancell?ed\b", re.IGNORECASE),
    "postponed": re.compile(r"\breportée?s?\b|\bpostponed\b", re.IGNORECASE),
}
_SAID_OFF = re.compile(r"^[\s:,–—-]*(?:annulée?s?|cancell?ed|reportée?s?|postponed)\b", re.IGNORECASE)
_ONLINE = re.compile(r"\b(?:zoom|jitsi|visio|meet|teams|webinar|bigbluebutton|webex)", re.IGNORECASE)
_FRENCH = re.compile(r"\b(?:le|la|les|des|et|du|à|une?|avec|pour)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|with|for|an?|to|on)\b", re.IGNORECASE)
_WEEKDAYS = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_AROUND_DAY = re.compile(rf"\b(?:du|le|on|of|the)?\s*(?:{_WEEKDAYS})?,?\s*$", re.IGNORECASE)
_LONG = 160
"""A line longer than this is a paragraph, no title."""
_MAX_TITLE, _MAX_TEXT = 200, 20_000


@dataclass
class _Section:
    """The lines that belong to one day."""

    day: date
    words: str
    """That say the day, in the first line."""
    lines: list[Line] = field(default_factory=list)
    before: str = ""
    """The heading right above the first line, if that is not a title itself."""


def harvest(page: Page) -> Harvest:
    """The meetings of a page, by their days."""
    meetings = [_meeting(section) for section in _sections(page.lines)]
    text = "\n".join(line.text for line in page.lines)
    return Harvest(
        tuple(sorted(meetings, key=lambda meeting: meeting.day)),
        language(text),
        title=page.title if not clues.days(page.title) else "",
        organizer=page.site if page.site != page.title else "",
    )


def language(text: str) -> Language:
    """The language of a text, by its small words; French, if it has none of them."""
    return "en" if len(_ENGLISH.findall(text)) > len(_FRENCH.findall(text)) else "fr"


def _sections(lines: tuple[Line, ...]) -> list[_Section]:
    sections: list[_Section] = []
    known: dict[date, _Section] = {}
    last: Line | None = None
    for line in lines:
        found = clues.days(line.text)
        opens = bool(found) and _opens(line, last)
        if opens and found[0][0] not in known:
            section = known[found[0][0]] = _Section(*found[0])
            heading = last and last.heading and not line.heading and (not sections or last in sections[-1].lines)
            if last and (heading or (not sections and last.heading)):
                section.before = last.text
                if sections and last in sections[-1].lines:
                    sections[-1].lines.remove(last)
            sections.append(section)
        if sections:
            sections[-1].lines.append(line)
        last = line
    return sections


def _opens(line: Line, above: Line | None) -> bool:
    """A title with a day, or an invitation to one: with its hours, or the word for a meeting.

    An invitation is short, or stands right below a title that names no day.
    """
    if line.heading:
        return True
    named = bool(_MEETING.search(line.text)) or clues.hours(line.text) is not None
    titled = above is not None and above.heading and not clues.days(above.text)
    return named and (titled or len(line.text) <= _LONG)


def _meeting(section: _Section) -> Meeting:
    head, rest = section.lines[0], section.lines[1:]
    body = "\n".join(line.text for line in rest)
    everything = f"{head.text}\n{body}"
    title, sure = _title(section, body)
    hours = clues.hours(head.text) or clues.hours(body)
    links, report = _links(link for line in section.lines for link in line.links)
    online = next((link.url for link in links if _ONLINE.search(link.url)), "")
    people = clues.people(everything)
    off: list[Status] = [name for name, said in _OFF.items() if said.search(head.text)]
    status = off[0] if off else "confirmed"
    place = clues.place(everything)
    seen = {
        "title": not sure,
        "start": hours is None,
        "place": place is not None,
        "status": status != "confirmed",
        "speakers": bool(people),
        "report": bool(report),
        "online": bool(online),
    }
    return Meeting(
        title=title,
        day=section.day,
        start=hours[0] if hours else None,
        end=hours[1] if hours and hours[1] and hours[1] > hours[0] else None,
        place=place,
        online=online,
        status=status,
        description="\n\n".join(line.text for line in rest)[:_MAX_TEXT],
        speakers=people,
        links=tuple(link for link in links if link.url not in (online, report)),
        report=report,
        doubts=frozenset(name for name, doubt in seen.items() if doubt),
    )


def _title(section: _Section, body: str) -> tuple[str, bool]:
    """The title, and whether it is certain."""
    head = section.lines[0].text
    if words := clues.quoted(head):
        return words, True
    left, _, right = head.partition(section.words)
    after = _SAID_OFF.sub("", right)
    after = re.sub(r"^(?:[\s:,–—-]|de\s+[\dhH: ]+\s*à\s*[\dhH: ]+)+", "", after).strip(" .")
    # « … à la salle Exemple : », and the title below
    introduces = after.endswith(":") and clues.quoted(body[:600])
    if len(after) > 8 and not clues.hours(after) and not introduces:
        return after[:_MAX_TITLE], True
    if section.before:
        return section.before[:_MAX_TITLE], True
    words = clues.quoted(body[:600])
    plain = _AROUND_DAY.sub("", left).strip(" ,:–—-") or after
    return (words or plain or head)[:_MAX_TITLE], False


def _links(links: Iterable[Link]) -> tuple[list[Link], str]:
    """The links, each address once; and that of the report."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    report = next((u for u, k in found.items() if _REPORT.search(k.title) or _REPORT.search(fold(u))), "")
    return list(found.values()), report
