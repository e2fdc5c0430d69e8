"""A difference for machines: one JSON object, its keys in English whatever the language of the person.

Its members are only ever added to; one that changes its meaning is another `format`. docs/commands.md shows it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers.difference import lines

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from rencontres_feeds.calendars import Move
    from rencontres_feeds.difference import Article, Difference, Meeting, Names, Poster
    from rencontres_feeds.kinship import Kinship
    from rencontres_feeds.problems import Problem
    from rencontres_feeds.publication import Facts, Publication
    from rencontres_feeds.renderers.wording import Words

FORMAT = 1


@dataclass(frozen=True, slots=True)
class About:
    """What goes with a difference."""

    now: datetime
    """The instant of the run."""
    against: Kinship | None
    """Of the publication that it is held against; None: that of the folder."""
    warnings: tuple[Problem, ...] = ()


def dumps(difference: Difference, publication: Publication, about: About, words: Words) -> str:
    """The object, in ASCII: no console can spoil it. `words` say the lines and the warnings."""
    return json.dumps(content(difference, publication, about, words), indent=1)


def content(difference: Difference, publication: Publication, about: About, words: Words) -> dict[str, object]:
    """The object, as a value for `json`."""
    cycle = publication.programme.cycle
    return {
        "format": FORMAT,
        "cycle": cycle.id,
        "now": instant(about.now),
        "against": against(about),
        "publish": bool(difference.files),
        "beginning": difference.beginning,
        "calendar": {
            "sessions": [_meeting(meeting, cycle.duration) for meeting in difference.meetings],
            "moves": [_move(move) for move in difference.moves],
            "frame": difference.calendar_frame,
        },
        "feeds": {
            "items": [_article(article) for article in difference.articles],
            "frame": difference.feeds_frame,
        },
        "pages": _names(difference.pages),
        "documents": _names(difference.documents),
        "files": files(difference.files),
        "posters": [_poster(poster) for poster in difference.posters],
        "warnings": warnings(about, words),
        "lines": list(lines(difference, words)),
    }


def instant(moment: datetime) -> str:
    """An instant in UTC: `2018-03-15T17:30:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _meeting(meeting: Meeting, duration: timedelta | None) -> dict[str, object]:
    return {
        "session": meeting.session,
        "uid": meeting.uid,
        "title": meeting.title or None,
        "state": meeting.state,
        "changes": [
            *meeting.changes,
            *(["title"] if meeting.retitled else []),
            *(["report"] if meeting.reported else []),
        ],
        "sequence": {"before": meeting.was, "after": meeting.sequence},
        "before": _facts(meeting.before, meeting.timezone, duration),
        "after": None if meeting.state == "removed" else _facts(meeting.told, meeting.timezone, duration),
    }


def _move(move: Move) -> dict[str, object]:
    return {
        "from": addresses.calendar(move.before),
        "to": addresses.calendar(move.after),
        "sessions": list(move.sessions),
    }


def _facts(facts: Facts | None, timezone: str, duration: timedelta | None) -> dict[str, object] | None:
    if facts is None:
        return None
    when = facts.when
    stated = when.start and (when.end or duration)
    return {
        "day": when.day.isoformat() if when.day else "{:04}-{:02}".format(*when.month),
        "until": when.until.isoformat() if when.until else None,
        "start": instant(moments.start(when, timezone)) if when.start else None,
        "end": instant(moments.end(when, timezone, duration)) if stated else None,
        "timezone": timezone,
        "status": facts.status,
        "venue": facts.place or None,
        "online": facts.online,
    }


def _article(article: Article) -> dict[str, object]:
    item = article.item
    return {
        "id": item.id,
        "kind": item.kind,
        "about": item.about,
        "state": article.state,
        "title": article.title or None,
        "published": instant(item.published),
        "updated": instant(item.updated),
    }


def _poster(poster: Poster) -> dict[str, object]:
    return {
        "session": poster.session,
        "title": poster.title or None,
        "reasons": list(poster.reasons),
        "action": "take-down" if poster.down else "reprint",
    }


def against(about: About) -> dict[str, object] | None:
    """What it is held against; None: the publication of the folder."""
    return asdict(about.against) if about.against else None


def files(names: Names) -> dict[str, list[str]]:
    """All files, and those that are left where they are."""
    return {**_names(names), "left": list(names.left)}


def warnings(about: About, words: Words) -> list[dict[str, object]]:
    """The warnings, each with its place; with its file, where that is not the one that was named."""
    return [_warning(problem, words) for problem in about.warnings]


def _names(names: Names) -> dict[str, list[str]]:
    return {"new": list(names.new), "changed": list(names.changed), "removed": list(names.removed)}


def _warning(problem: Problem, words: Words) -> dict[str, object]:
    return {
        **({"file": problem.file} if problem.file else {}),
        "line": problem.span.line if problem.span else None,
        "column": problem.span.column if problem.span else None,
        "what": words.say(problem.what),
        "mend": words.say(problem.mend) if problem.mend else None,
    }
