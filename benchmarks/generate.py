"""A made-up cycle of any size, the same at each call: values, and the `sessions.yaml` that people would type.

    python benchmarks/generate.py 1000 FOLDER

writes FOLDER/sessions.yaml. Most meetings lie before `NOW`, a dozen are to come. All days of announcements and
reports are typed, so that the items of the feeds have the same dates whoever makes them.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import phrases

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""The instant of the first build: all that is before it is past."""
URL = "https://rencontres.example/federation/"
TITLE = "Rencontres de la fédération d’essai"
ORGANIZER = "Fédération d’essai"
PURPOSE = (
    "Des rencontres inventées, pour mesurer ce que coûte de les publier. Aucune n’a eu lieu, aucune n’aura lieu."
)
TO_COME = 12
_SEED = "rencontres d’essai"
_HOURS = (("18:30", "20:30"), ("18:00", "20:00"), ("14:00", "17:00"), ("9:30", "12:30"), ("19:00", "21:00"))
_A_SOURCE = "https://archives.example/dossier-{}"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where people meet; `geo` is latitude and longitude in degrees."""

    key: str
    name: str
    address: str
    postal_code: str
    city: str
    geo: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks."""

    name: str
    role: str
    organization: str
    city: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a meeting: Markdown, and the day on which it was published."""

    published: date
    text: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session; `start` and `end` are hours of its day in Paris, as `18:30`."""

    id: str
    title: str
    day: date
    start: str
    end: str
    venue: Venue
    announced: date
    description: str
    """Markdown."""
    speakers: tuple[Speaker, ...]
    topics: tuple[str, ...]
    report: Report | None


VENUES = tuple(Venue(*place) for place in phrases.PLACES)


def meetings(count: int) -> tuple[Meeting, ...]:
    """`count` meetings by time, of which a dozen (a quarter of few) begin after NOW."""
    to_come = min(TO_COME, max(1, count // 4))
    past = count - to_come
    days_apart, a_day = _pace(past)
    made = []
    for number in range(count):
        chance = random.Random(f"{_SEED} {number}")  # noqa: S311  # made-up data, the same each time
        if number < past:
            back = (past - 1 - number) // a_day
            day = NOW.date() - timedelta(days=5 + days_apart * back)
        else:
            day = NOW.date() + timedelta(days=3 + 7 * (number - past))
        made.append(_meeting(number, day, chance, over=number < past))
    return tuple(made)


def retitled(all_of_them: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    """The same, but for one word more in the title of the first meeting that is to come."""
    which = next(n for n, meeting in enumerate(all_of_them) if meeting.day > NOW.date())
    changed = replace(all_of_them[which], title=f"{all_of_them[which].title} (salle comble)")
    return (*all_of_them[:which], changed, *all_of_them[which + 1 :])


def _pace(past: int) -> tuple[int, int]:
    """Days between two days with meetings, and meetings on such a day: nothing may lie before 1970."""
    for days_apart, limit in ((14, 500), (7, 2000), (1, 20_000)):
        if past <= limit:
            return days_apart, 1
    return 1, -(-past // 20_000)


def _meeting(number: int, day: date, chance: random.Random, *, over: bool) -> Meeting:
    start, end = chance.choice(_HOURS)
    # A day typed more than 30 days back dates its item, for what is to come as well.
    announced = day - timedelta(days=chance.randint(14, 42)) if over else NOW.date() - timedelta(days=40)
    written = over and chance.random() < 0.6 and day + timedelta(days=40) < NOW.date()
    return Meeting(
        id=f"seance-{number + 1:05}",
        title=f"{chance.choice(phrases.SUBJECTS)}, {chance.choice(phrases.TURNS)} ({number + 1})",
        day=day,
        start=start,
        end=end,
        venue=chance.choice(VENUES),
        announced=announced,
        description=_text(chance, chance.choice((1, 1, 2, 2, 3))),
        speakers=tuple(_speaker(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))),
        topics=tuple(chance.sample(phrases.TOPICS, chance.choice((1, 1, 2, 3)))),
        report=Report(day + timedelta(days=chance.randint(5, 30)), _text(chance, chance.choice((1, 1, 2))))
        if written
        else None,
    )


def _speaker(chance: random.Random) -> Speaker:
    return Speaker(
        name=f"{chance.choice(phrases.GIVEN_NAMES)} {chance.choice(phrases.FAMILY_NAMES)}",
        role=chance.choice(phrases.ROLES),
        organization=chance.choice(phrases.ORGANIZATIONS),
        city=chance.choice(VENUES).city,
    )


def _text(chance: random.Random, paragraphs: int) -> str:
    """Markdown: paragraphs with stressed words; in the longer ones a list and a link too."""
    parts = ["\n".join(_sentence(chance) for _ in range(chance.randint(1, 3))) for _ in range(paragraphs)]
    if paragraphs > 1:
        parts[-1] += f"\nUn [dossier d’exemple]({_A_SOURCE.format(chance.randint(1, 999))}) les rassemble."
    if paragraphs > 2:
        parts.insert(1, "\n".join(f"- {chance.choice(phrases.MIDDLES)} ;" for _ in range(3)))
    return "\n\n".join(parts)


def _sentence(chance: random.Random) -> str:
    said = f"{chance.choice(phrases.OPENINGS)}, {chance.choice(phrases.MIDDLES)}"
    if chance.random() < 0.4:
        said += f" (il s’agit d’abord {chance.choice(phrases.AIMS)})"
    return f"{said}, {chance.choice(phrases.ENDINGS)}."


def source(all_of_them: tuple[Meeting, ...]) -> str:
    """The whole `sessions.yaml`, as a careful hand types it."""
    head = [
        "# Un cycle inventé, écrit par benchmarks/generate.py.",
        "cycle:",
        "  id: federation",
        f"  title: {TITLE}",
        "  description: |",
        f"    {PURPOSE}",
        "  language: fr",
        "  timezone: Europe/Paris",
        f"  url: {URL}",
        f"  organizer: {{name: {ORGANIZER}, url: https://federation.example/}}",
        "venues:",
        *(line for venue in VENUES for line in _venue(venue)),
        "sessions:",
    ]
    return "\n".join([*head, *(line for meeting in all_of_them for line in _session(meeting))]) + "\n"


def _venue(venue: Venue) -> list[str]:
    return [
        f"  {venue.key}:",
        f"    name: {venue.name}",
        *([f"    address: {venue.address}"] if venue.address else []),
        f'    postal_code: "{venue.postal_code}"',
        f"    city: {venue.city}",
        *([f"    geo: [{venue.geo[0]}, {venue.geo[1]}]"] if venue.geo else []),
    ]


def _session(meeting: Meeting) -> list[str]:
    lines = [
        f"  - id: {meeting.id}",
        f"    title: {meeting.title}",
        f"    date: {meeting.day}",
        f"    time: {_typed(meeting.start)}-{_typed(meeting.end)}",
        f"    venue: {meeting.venue.key}",
        f"    announced: {meeting.announced}",
        "    description: |",
        *_block(meeting.description, "      "),
    ]
    if meeting.speakers:
        lines.append("    speakers:")
    for speaker in meeting.speakers:
        lines += [
            f"      - name: {speaker.name}",
            f"        role: {speaker.role}",
            f"        organization: {speaker.organization}",
            f"        city: {speaker.city}",
        ]
    lines.append(f"    topics: [{', '.join(meeting.topics)}]")
    if meeting.report:
        lines += [
            "    report:",
            f"      published: {meeting.report.published}",
            "      text: |",
            *_block(meeting.report.text, "        "),
        ]
    return lines


def _typed(hour: str) -> str:
    """`18:30` as `18h30`, `18:00` as `18h`: an hour with a colon in it would want quotes."""
    return hour.replace(":", "h").removesuffix("00")


def _block(text: str, indent: str) -> list[str]:
    return [indent + line if line else "" for line in text.split("\n")]


def write(all_of_them: tuple[Meeting, ...], folder: Path) -> Path:
    """Write FOLDER/sessions.yaml; the path of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sessions.yaml"
    path.write_text(source(all_of_them), encoding="utf-8")
    return path


if __name__ == "__main__":
    match sys.argv[1:]:
        case [count, folder] if count.isdecimal() and int(count):
            sys.stdout.write(f"{write(meetings(int(count)), Path(folder))}\n")
        case _:
            sys.exit("usage: python benchmarks/generate.py NUMBER FOLDER")
