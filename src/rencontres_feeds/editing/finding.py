"""Where the fields of a source stand among its nodes, whichever of their names was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import source
from rencontres_feeds import tables as t
from rencontres_feeds.composer import keep
from rencontres_feeds.keys import blank
from rencontres_feeds.nodes import Mapping, Scalar, Sequence
from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from rencontres_feeds.keys import Key, Table
    from rencontres_feeds.nodes import Node


_LISTS = (t.SESSIONS_NODE, t.ANNOUNCEMENTS_NODE)


class Unknown(LookupError):
    """No session has that id."""


def top(text: str) -> Mapping:
    """The whole of a source. Raises TypeError if it is not one that was read without errors."""
    root = source.parse(text.encode(), lists=lambda key: keep if t.TOP.find(key) in _LISTS else None).root
    if not isinstance(root, Mapping):
        raise TypeError("only a source that was read without errors is edited")
    return root


def find(mapping: Mapping, key: Key[object], table: Table) -> int | None:
    """The index of a field among the pairs."""
    for index, (typed, _) in enumerate(mapping.pairs):
        found = table.by_name.get(fold(typed.text)) if isinstance(typed, Scalar) else None
        if found and found.name == key.name:  # the same field may be described in other words
            return index
    return None


def get(mapping: Mapping, key: Key[object], table: Table) -> Node | None:
    """The value of a field, unless it is absent or blank."""
    index = find(mapping, key, table)
    return None if index is None or blank(mapping.pairs[index][1]) else mapping.pairs[index][1]


def session(root: Mapping, name: str) -> Mapping:
    """The session of an id. Raises Unknown."""
    sessions = get(root, t.SESSIONS_NODE, t.TOP)
    for item in sessions.items if isinstance(sessions, Sequence) else ():
        found = get(item, t.ID, t.SESSION) if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(found, Scalar) and found.text.strip() == name:
            return item
    raise Unknown(name)


def venues(text: str) -> dict[str, str]:
    """The keys of the venues in a source, and their names."""
    node = get(top(text), t.VENUES_NODE, t.TOP)
    found = {}
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        name = get(value, t.NAME, t.VENUE) if isinstance(value, Mapping) else None
        if isinstance(key, Scalar):
            found[key.text.strip()] = name.text if isinstance(name, Scalar) else ""
    return found
