"""Whether an output says what it must: everything is read back by parsers and held against `expected`.

    python benchmarks/compare.py 200 OUTPUT

UIDs, marks of revision, typography and looks are nobody's business here. Answers with what differs, a line each.
"""

from __future__ import annotations

import calendar
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
from icalendar import Calendar, Event
from lxml import html

import compare_pages
import expected
import generate
from generate import Meeting
from words import holds, line, said, same, words

_TEXT = 600
"""Characters of a description that a calendar must show at least; longer ones may be cut."""
_EVENT = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n", re.DOTALL)
_SAMPLE = 50
"""One in so many of the sessions' own files is parsed, though its event is that of the calendar to the byte."""

Meetings = tuple[Meeting, ...]


def differences(output: Path, meetings: Meetings) -> Iterator[str]:
    """What an output does not say as it must, a line each; nothing if all is well."""
    names = {path.name for path in (output / "sessions").iterdir()}
    if missing := {f"{one.id}{suffix}" for one in meetings for suffix in (".ics", ".html")} ^ names:
        yield f"sessions/: missing, or too many: {', '.join(sorted(missing))}"
        return
    yield from calendars(output, meetings)
    yield from feeds(output, meetings)
    yield from compare_pages.index(output, meetings)
    yield from compare_pages.pages(output, meetings)


def calendars(output: Path, meetings: Meetings) -> Iterator[str]:
    """Of the calendar, and of each session's own file."""
    data = (output / "calendar.ics").read_bytes()
    listed = Calendar.from_ical(data).events
    events = {str(event["URL"]): event for event in listed}
    yield from same("calendar.ics: number of events", len(listed), len(meetings))
    yield from same("calendar.ics: addresses", set(events), {expected.page(one) for one in meetings})
    blocks = set(_EVENT.findall(data))
    for number, meeting in enumerate(meetings):
        name = f"sessions/{meeting.id}.ics"
        if event := events.get(expected.page(meeting)):
            yield from _event(f"calendar.ics: {meeting.id}", event, meeting)
        single = (output / name).read_bytes()
        found = _EVENT.findall(single)
        if number % _SAMPLE == 0 or len(found) != 1 or found[0] not in blocks or _id(meeting) not in found[0]:
            parsed = Calendar.from_ical(single)
            yield from same(f"{name}: events", len(parsed.events), 1)
            yield from same(f"{name}: zones", len(parsed.timezones), 1)
            for event in parsed.events:
                yield from _event(name, event, meeting)


def _id(meeting: Meeting) -> bytes:
    return meeting.id.encode()


def _event(where: str, event: Event, meeting: Meeting) -> Iterator[str]:
    """One event: its times, title and place, and what its text must begin with and hold."""
    yield from same(f"{where}: start", event.start, expected.start(meeting))
    yield from same(f"{where}: end", event.end, expected.end(meeting))
    yield from same(f"{where}: summary", line(str(event["SUMMARY"])), meeting.title)
    yield from same(f"{where}: location", line(str(event["LOCATION"])), expected.location(meeting))
    yield from same(f"{where}: address", str(event["URL"]), expected.page(meeting))
    yield from same(f"{where}: topics", set(event.categories), set(meeting.topics))
    text = str(event["DESCRIPTION"])
    told = [word for one in meeting.speakers for word in ["Avec", *words(expected.speaker(one))]]
    told += words(expected.plain(meeting.description)[:_TEXT])[:-1]  # the last may be cut
    yield from same(f"{where}: description", words(text)[: len(told)], told)
    yield from same(f"{where}: pages", line(text).count(f"Page : {expected.page(meeting)}"), 1)
    yield from same(f"{where}: reports", line(text).count("Compte rendu : "), int(meeting.report is not None))


def feeds(output: Path, meetings: Meetings) -> Iterator[str]:
    """Of the three feeds: the same newest items, in the same order."""
    wanted = expected.items(meetings)
    for name in ("rss.xml", "atom.xml"):
        parsed = feedparser.parse((output / name).read_bytes(), sanitize_html=False)
        if parsed.bozo:
            yield f"{name}: {parsed.bozo_exception}"
        shown = [
            (one.title, one.link, _utc(one.published_parsed), one.content[0].value if "content" in one else "")
            for one in parsed.entries
        ]
        yield from _items(name, shown, wanted)
    feed = json.loads((output / "feed.json").read_bytes())
    listed = [
        (one["title"], one["url"], datetime.fromisoformat(one["date_published"]), one["content_html"])
        for one in feed["items"]
    ]
    yield from _items("feed.json", listed, wanted)


def _items(name: str, shown: list[Any], wanted: list[expected.Item]) -> Iterator[str]:
    yield from same(f"{name}: number of items", len(shown), len(wanted))
    for (title, link, published, content), item in zip(shown, wanted, strict=False):
        yield from same(f"{name}: title", line(title), line(item.title))
        yield from same(f"{name}: link of “{item.title}”", link, item.link)
        yield from same(f"{name}: date of “{item.title}”", published, item.published)
        text = said(html.fragment_fromstring(content, create_parent=True))
        yield from holds(f"{name}: text of “{item.title}”", text, item.told)


def _utc(parsed: time.struct_time) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


if __name__ == "__main__":
    found = list(differences(Path(sys.argv[2]), generate.meetings(int(sys.argv[1]))))
    sys.exit("\n".join(found) or None)
