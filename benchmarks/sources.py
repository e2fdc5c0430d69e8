"""The made-up meetings as each contender wants them typed; what would be the same stays untouched."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import generate
from generate import Meeting

HERE = Path(__file__).parent
PARIS = ZoneInfo("Europe/Paris")
Meetings = tuple[Meeting, ...]


def typed(folder: Path, meetings: Meetings) -> None:
    """`sessions.yaml`, as ours, the plain script and the script in Node read it."""
    _put(folder / "sessions.yaml", generate.source(meetings))


def hugo(folder: Path, meetings: Meetings) -> None:
    """One content file for each session, as Hugo's users write them, and the venues as data."""
    site = folder / "site"
    shutil.copytree(HERE / "hugo", site, dirs_exist_ok=True)
    shutil.copytree(HERE / "static", site / "static", dirs_exist_ok=True)
    venues = {
        venue.key: {
            "name": venue.name,
            "address": venue.address,
            "postal_code": venue.postal_code,
            "city": venue.city,
            **({"geo": venue.geo} if venue.geo else {}),
        }
        for venue in generate.VENUES
    }
    _put(site / "data" / "venues.json", json.dumps(venues, ensure_ascii=False, indent=1))
    for meeting in meetings:
        _put(site / "content" / "sessions" / f"{meeting.id}.md", _page(meeting))


def eleventy(folder: Path, meetings: Meetings) -> None:
    """The same `sessions.yaml`, beside the templates; `node` leads to the packages and to what reads it."""
    typed(folder, meetings)
    shutil.copytree(HERE / "eleventy", folder / "site", dirs_exist_ok=True)
    shutil.copytree(HERE / "static", folder / "site", dirs_exist_ok=True)
    if not (folder / "node").exists():
        (folder / "node").symlink_to(HERE / "node")


def _page(meeting: Meeting) -> str:
    """TOML, which Hugo itself writes; of the three that it reads it is the one that has instants."""
    lines = [
        "+++",
        f'title = "{meeting.title}"',
        f"date = {_at(meeting.day, meeting.start)}",
        f"end = {_at(meeting.day, meeting.end)}",
        f"announced = {_at(meeting.announced, '12:00')}",
        f'venue = "{meeting.venue.key}"',
        f"topics = {json.dumps(meeting.topics, ensure_ascii=False)}",
    ]
    for speaker in meeting.speakers:
        lines += [
            "[[speakers]]",
            f'name = "{speaker.name}"',
            f'role = "{speaker.role}"',
            f'organization = "{speaker.organization}"',
            f'city = "{speaker.city}"',
        ]
    if report := meeting.report:
        published = _at(report.published, "12:00")
        lines += ["[report]", f"published = {published}", f"text = '''\n{report.text}'''"]
    return "\n".join([*lines, "+++", "", meeting.description, ""])


def _at(day: date, hour: str) -> str:
    """An instant in Paris, with its offset; `hour` as `18:30`."""
    hours, minutes = map(int, hour.split(":"))
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=PARIS).isoformat()


def _put(path: Path, text: str) -> None:
    data = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
