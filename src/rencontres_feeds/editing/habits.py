"""How a file is written: in which language its keys are, how they are spelled, and how its lines are indented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import tables as t
from rencontres_feeds.editing import finding
from rencontres_feeds.editing.handwriting import Hand
from rencontres_feeds.nodes import Mapping, Scalar, Sequence
from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.editing.handwriting import Fields, Value
    from rencontres_feeds.keys import Key, Table
    from rencontres_feeds.model import Language
    from rencontres_feeds.nodes import Node

_INSIDE = {
    "speakers": t.SPEAKER,
    "links": t.LINK,
    "registration": t.REGISTRATION_TABLE,
    "report": t.REPORT,
}
_TABLES = (t.TOP, t.CYCLE, t.ORGANIZER_TABLE, t.VENUE, t.SESSION, t.ANNOUNCEMENT, *_INSIDE.values())
_FRENCH_WORDS: dict[str, str] = {
    **{status: t.STATUS_WORDS.word(status, "fr") for status in t.STATUS_WORDS.options.values()},
    **{status: t.REPORT_WORDS.word(status, "fr") for status in t.REPORT_WORDS.options.values()},
    "yes": "oui",
}
"""The fixed words that edits type, as a file with French keys has them."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What a new line should look like in a file."""

    language: Language
    spelled: dict[str, str]
    """Keys as they are spelled in this file, by their folded form."""
    hand: Hand

    def typed(self, fields: Fields, table: Table) -> Fields:
        """The fields, named in English, with the words of the file, in the order of the table."""
        return {
            self.word(key): self._value(key.name, fields[key.name]) for key in table.keys if key.name in fields
        }

    def word(self, key: Key[object]) -> str:
        """A key as this file would type it."""
        word = key.french if self.language == "fr" and key.french else key.name
        return self.spelled.get(fold(word), word)

    def _value(self, name: str, value: Value) -> Value:
        if isinstance(value, str):
            said = self.language == "fr" and name in ("status", "draft")
            return _FRENCH_WORDS[value] if said else value
        inside = _INSIDE.get(name)
        if inside is None:
            return value
        if isinstance(value, tuple):
            return tuple(one if isinstance(one, str) else self.typed(one, inside) for one in value)
        return self.typed(value, inside)


def of(top: Mapping, near: Node | None, default: Language) -> Habits:
    """The writing of a file, and above all of the part that is `near`."""
    spelled: dict[str, str] = {}
    for key in _keys(top):
        spelled.setdefault(fold(key), key)
    votes = _votes(near) or _votes(top)
    language: Language = default if not votes else "fr" if votes > 0 else "en"
    return Habits(language, spelled, _hand(top))


def _votes(node: Node | None) -> int:
    """How many more of the keys in a node are French than English."""
    french = {fold(key.french) for table in _TABLES for key in table.keys if key.french}
    english = {fold(key.name) for table in _TABLES for key in table.keys if key.french}
    typed = [fold(key) for key in _keys(node)] if node else []
    return sum(key in french for key in typed) - sum(key in english for key in typed)


def _keys(node: Node) -> Iterator[str]:
    """All keys in a node, in the order of the file."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if isinstance(key, Scalar):
                yield key.text.strip()
            yield from _keys(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _keys(item)


def _hand(top: Mapping) -> Hand:
    """The indentation, as the first place of each kind shows it; in the sessions first."""
    usual = Hand()
    shown = {"step": 0, "offset": 0, "gap": 0}
    sessions = finding.get(top, t.SESSIONS_NODE, t.TOP)
    for node in (sessions, top):
        if node is not None:
            _look(node, shown)
    return Hand(
        shown["step"] or usual.step,
        shown["offset"] - 1 if shown["offset"] else usual.offset,
        shown["gap"] or usual.gap,
    )


def _look(node: Node, shown: dict[str, int]) -> None:
    """Note the indentations in a node; of lists one more than there is, since none is one as well."""
    if isinstance(node, Sequence) and not node.flow:
        for item in node.items:
            if isinstance(item, Mapping) and not item.flow and item.pairs[0][0].span.line:
                shown["gap"] = shown["gap"] or item.span.column - node.span.column
            _look(item, shown)
    elif isinstance(node, Mapping) and not node.flow:
        for key, value in node.pairs:
            if isinstance(value, Mapping) and not value.flow:
                shown["step"] = shown["step"] or value.span.column - key.span.column
            if isinstance(value, Sequence) and not value.flow:
                shown["offset"] = shown["offset"] or value.span.column - key.span.column + 1
            _look(value, shown)
