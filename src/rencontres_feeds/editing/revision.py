"""A change of the source, before it is written: held against what was there.

Whatever an edit did to the text, it goes on only if the file reads as before but for what was asked.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.model import Programme, Session

_MARK = b"\xef\xbb\xbf"
_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What an edit is to change, and nothing else."""

    sessions: frozenset[str] = frozenset()
    """Ids of new sessions."""
    announcements: frozenset[str] = frozenset()
    """Ids of new announcements."""
    changed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of sessions, with the fields of `model.Session` that may be others."""


def text_of(data: bytes) -> str:
    """The text of a source's bytes, which were read without errors."""
    return data.decode("utf-8-sig")


def data_of(text: str, before: bytes) -> bytes:
    """The bytes of an edited text: with a byte order mark if there was one."""
    return (_MARK if before.startswith(_MARK) else b"") + text.encode()


def holds(before: Programme, after: Programme, meant: Meant) -> bool:
    """What was meant to be new is there, and nothing that was not meant is another."""
    new = {s.id for s in after.sessions} >= meant.sessions
    told = {a.id for a in after.announcements} >= meant.announcements
    return new and told and _rest(before, meant) == _rest(after, meant)


def difference(before: str, after: str) -> list[str]:
    """The lines that change, with some around them, as a unified difference without its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm="")
    return list(lines)[2:]


def _rest(programme: Programme, meant: Meant) -> tuple[object, ...]:
    """The programme without what is meant."""
    sessions = {s.id: _without(s, meant) for s in programme.sessions if s.id not in meant.sessions}
    news = [a for a in programme.announcements if a.id not in meant.announcements]
    return programme.cycle, sessions, news


def _without(session: Session, meant: Meant) -> dict[str, object]:
    changed = meant.changed.get(session.id, frozenset())
    return {f.name: getattr(session, f.name) for f in fields(session) if f.name not in changed}
