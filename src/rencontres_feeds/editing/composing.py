"""What one more session or announcement consists of: its id, and what the last one proposes for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rencontres_feeds import dates, identifiers
from rencontres_feeds.dates import Day
from rencontres_feeds.editing import edits, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rencontres_feeds.editing.handwriting import Value
    from rencontres_feeds.model import Programme

_SESSION = {"fr": "seance-", "en": "session-"}
_ANNOUNCEMENT = {"fr": "annonce-", "en": "news-"}


@dataclass(frozen=True, slots=True)
class Last:
    """What the last session proposes for the next one, as one would type it; empty: nothing."""

    time: str = ""
    venue: str = ""


def last(programme: Programme) -> Last:
    """The proposals of the newest session with hours, and of the newest with a venue."""
    newest = tuple(reversed(programme.sessions))
    when = next((s.when for s in newest if s.when.start), None)
    hours = [dates.typed(hour) for hour in (when.start, when.end) if hour] if when else []
    venue = next((s.venue.key for s in newest if s.venue), "")
    return Last("-".join(hours), venue)


def next_session(programme: Programme, taken: Iterable[str], day: str) -> str:
    """The id that is proposed for a session; free among drafts, and among `taken`, which once were published."""
    ids = [s.id for s in programme.sessions]
    return identifiers.following(ids, _SESSION[programme.cycle.language], taken, day)


def next_announcement(programme: Programme, taken: Iterable[str]) -> str:
    """The id that is proposed for an announcement, likewise."""
    ids = [a.id for a in programme.announcements]
    return identifiers.following(ids, _ANNOUNCEMENT[programme.cycle.language], taken)


def days(rule: str, first: str, last_day: str, left_out: Sequence[str]) -> list[str]:
    """The days of a series, as they are typed. Raises Refusal as `series` does."""
    gone = [_day(text) for text in left_out]
    found = series.days(series.read(rule), date.fromisoformat(first), date.fromisoformat(last_day), gone)
    return [day.isoformat() for day in found]


def sessions(
    text: str, programme: Programme, fields: Mapping[str, Value], on: Sequence[str], taken: Iterable[str]
) -> tuple[str, list[str]]:
    """The source with a session, or one for each day of `on`; and their ids."""
    ids: list[str] = []
    known = [s.id for s in programme.sessions]
    for day in on or [str(fields["date"])]:
        following = identifiers.following([*known, *ids], _SESSION[programme.cycle.language], taken, day)
        name = str(fields.get("id") or following)
        text = edits.add_session(text, {**fields, "id": name, "date": day}, programme.cycle.language)
        ids.append(name)
    return text, ids


def announcement(text: str, programme: Programme, fields: Mapping[str, Value]) -> str:
    """The source with an announcement."""
    return edits.add_announcement(text, fields, programme.cycle.language)


def _day(text: str) -> Day:
    year, month, *rest = (int(part) for part in text.split("-"))
    return Day((year, month), date(year, month, rest[0]) if rest else None)
