"""What an edit of a session means: which fields follow when one changes, and what may differ afterwards.

Fields are named in English, as in the source; values are texts as they are typed there.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rencontres_feeds.editing.revision import Meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rencontres_feeds.model import Session

_SHOWN = {
    "date": ("when",),
    "until": ("when",),
    "time": ("when",),
    "venue": ("venue", "timezone"),
}
"""Fields of the source that are others in the programme."""


def moved(session: Session, given: Mapping[str, str]) -> dict[str, str]:
    """The fields to be typed for a session that moves.

    With another day its last day follows, so that it lasts as long as before, and what was postponed or
    cancelled is confirmed: it will be held.
    """
    fields = dict(given)
    if "date" in fields:
        until = _follow(session, fields["date"])
        if until and "until" not in fields:
            fields["until"] = until
        if session.status in ("postponed", "cancelled"):
            fields["status"] = "confirmed"
    order = ("status", "date", "until", "time", "venue", "online", "note")
    return {name: fields[name] for name in order if name in fields}


def meant(name: str, fields: Iterable[str]) -> Meant:
    """The change of these fields of one session, and of nothing else."""
    return Meant(changed={name: frozenset(shown for field in fields for shown in _SHOWN.get(field, (field,)))})


def _follow(session: Session, new: str) -> str:
    """The last day of a session of several days, moved as its first day is; empty if there is nothing to move."""
    when = session.when
    if when.day is None or when.until is None or len(new) < len("2018-03-15"):
        return ""
    return (date.fromisoformat(new) + (when.until - when.day)).isoformat()
