"""Who is measured: where each finds its sources, how it is called, what it may keep, and what it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import generate
from generate import Meeting

HERE = Path(__file__).parent
PARIS = ZoneInfo("Europe/Paris")
OUTPUT = "output"
CACHE = "cache"
"""In a contender's folder: whatever it remembers besides its output."""

Meetings = tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who makes the site of the same meetings, in a folder of its own, into `output` there."""

    key: str
    name: str
    missing: Callable[[], str]
    """What to do so that it is at hand; empty if it is."""
    version: Callable[[], str]
    prepare: Callable[[Path, Meetings], None]
    """Write its sources into the folder; files that would be the same stay untouched."""
    command: Callable[[Path, datetime], list[str]]
    """What to run there, at an instant."""


def _ours(folder: Path, now: datetime) -> list[str]:
    program = str(Path(sys.executable).parent / "rencontres-feeds")
    return [program, "--quiet", "build", str(folder / "sessions.yaml"), "--now", now.isoformat()]


def _plain(folder: Path, now: datetime) -> list[str]:  # noqa: ARG001  # it knows no time but that of the first build
    script = str(HERE / "plain" / "build.py")
    return [sys.executable, script, str(folder / "sessions.yaml"), str(folder / OUTPUT), generate.NOW.isoformat()]


def _yaml(folder: Path, meetings: Meetings) -> None:
    _put(folder / "sessions.yaml", generate.source(meetings))


def _hugo(folder: Path, now: datetime) -> list[str]:  # noqa: ARG001
    return [
        _hugo_program(),
        "--quiet",
        "--source",
        str(folder / "site"),
        "--destination",
        str(folder / OUTPUT),
        "--cacheDir",
        str(folder / CACHE),
    ]


def _hugo_program() -> str:
    return shutil.which("hugo") or ""


def _hugo_missing() -> str:
    return "" if _hugo_program() else "Hugo is missing: apt-get install hugo"


def _hugo_site(folder: Path, meetings: Meetings) -> None:
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
        _put(site / "content" / "sessions" / f"{meeting.id}.md", _hugo_page(meeting))


def _hugo_page(meeting: Meeting) -> str:
    """TOML, which Hugo itself writes; of the three that it reads it is the one that has instants."""
    report = meeting.report
    lines = [
        "+++",
        f'title = "{meeting.title}"',
        f"date = {_at(meeting, meeting.start)}",
        f"end = {_at(meeting, meeting.end)}",
        f"announced = {_noon(meeting.announced)}",
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
    if report:
        lines += ["[report]", f"published = {_noon(report.published)}", f"text = '''\n{report.text}'''"]
    return "\n".join([*lines, "+++", "", meeting.description, ""])


def _at(meeting: Meeting, hour: str) -> str:
    hours, minutes = map(int, hour.split(":"))
    day = meeting.day
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=PARIS).isoformat()


def _noon(day: date) -> str:
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS).isoformat()


def _put(path: Path, text: str) -> None:
    data = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


@cache
def _said(*command: str) -> str:
    """What a program says of its version."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _nothing() -> str:
    return ""


CONTENDERS = (
    Contender(
        "ours",
        "rencontres-feeds",
        _nothing,
        lambda: _said(_ours(Path(), generate.NOW)[0], "--version").split()[-1],
        _yaml,
        _ours,
    ),
    Contender("plain", "plain script", _nothing, lambda: f"Python {sys.version.split()[0]}", _yaml, _plain),
    Contender(
        "hugo",
        "Hugo",
        _hugo_missing,
        lambda: _said(_hugo_program(), "version").split()[1],
        _hugo_site,
        _hugo,
    ),
)


def wipe(folder: Path) -> None:
    """Forget whatever was made, as if nothing had ever been built there."""
    for name in (OUTPUT, CACHE):
        shutil.rmtree(folder / name, ignore_errors=True)


def later(builds: int) -> datetime:
    """The instant of a build, an hour after the last one."""
    return generate.NOW + timedelta(hours=builds)
