"""One item more in a list of the source: where it goes by its day, and what is left around it.

Comments stay with what they are about, and blank lines between items go on.
"""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import TYPE_CHECKING

from rencontres_feeds import dates, nodes
from rencontres_feeds import tables as t
from rencontres_feeds.editing import finding, handwriting, sheet
from rencontres_feeds.editing.sheet import Splice
from rencontres_feeds.keys import Reading
from rencontres_feeds.nodes import Mapping, Sequence

if TYPE_CHECKING:
    from rencontres_feeds.editing.habits import Habits
    from rencontres_feeds.editing.handwriting import Fields, Value
    from rencontres_feeds.editing.sheet import Sheet
    from rencontres_feeds.keys import Key, Table
    from rencontres_feeds.nodes import Node


def add(on: Sheet, top: Mapping, key: Key[Node], fields: Fields, habits: Habits) -> list[Splice]:
    """An item more in the list under `key`, which may not be there yet; `fields` are named in English."""
    table = t.SESSION if key == t.SESSIONS_NODE else t.ANNOUNCEMENT
    index = finding.find(top, key, t.TOP)
    typed = habits.typed(fields, table)
    if index is None:
        return _with_key(on, top, key, typed, habits)
    node = top.pairs[index][1]
    if isinstance(node, Sequence) and node.items:
        place = _place(node, _new_begins(fields), table)
        return sheet.add_braced(on, node, place, typed) if node.flow else [_item(on, node, place, typed, habits)]
    if top.flow:
        return sheet.set_pair(on, top, index, (typed,), habits.hand)
    return _first(on, top.pairs[index], typed, habits)


def _with_key(on: Sheet, top: Mapping, key: Key[Node], typed: Fields, habits: Habits) -> list[Splice]:
    """The key and its first item; announcements at the end, sessions before them."""
    last = len(top.pairs) - 1
    if key == t.SESSIONS_NODE and (after := finding.find(top, t.ANNOUNCEMENTS_NODE, t.TOP)):
        last = after - 1
    fields: dict[str, Value] = {habits.word(key): (typed,)}
    added = sheet.add_pair(on, top, last, fields, habits.hand)
    if top.flow:
        return added
    return [Splice(one.start, one.stop, on.eol + one.text) for one in added]


def _first(on: Sheet, pair: tuple[Node, Node], typed: Fields, habits: Habits) -> list[Splice]:
    """The first item under a key that is there with nothing, or with `[]`, behind it."""
    key, node = pair
    start, stop = on.begin(node), on.stop(node)
    indent = key.span.column - 1 + habits.hand.offset
    new = on.below(stop, handwriting.item(typed, habits.hand, indent))
    if start == stop:
        return [new]
    start = len(on.text[:start].rstrip(" ")) if stop == new.start else start
    return [Splice(start, stop, ""), new]


def _item(on: Sheet, node: Sequence, place: int, typed: Fields, habits: Habits) -> Splice:
    """An item of a list by lines, before that of the index; blank lines between items go on."""
    before, indent = node.items[max(place - 1, 0)], node.span.column - 1
    flow = isinstance(before, Mapping) and before.flow and not handwriting.many_lines(typed)
    dash = " " * indent + "-".ljust(habits.hand.gap)
    lines = [dash + handwriting.braced(typed)] if flow else list(handwriting.item(typed, habits.hand, indent))
    apart = [""] if _apart(on, node, place) else []
    if place:
        return on.below(_last(on, before, indent), [*apart, *lines])
    return on.above(_headed(on, node), [*lines, *apart])


def _last(on: Sheet, item: Node, indent: int) -> int:
    """Where an item ends: behind the comments that follow it at once and are indented as deep as it is."""
    stop = on.stop(item)
    for start, line in on.lines_below(stop):
        bare = line.lstrip(" ")
        if not bare.startswith("#") or len(line) - len(bare) <= indent:
            break
        stop = start
    return stop


def _headed(on: Sheet, node: Sequence) -> int:
    """Where the first item begins: with the comment above it, if a blank line parts that from the key."""
    first = start = on.line_start(on.begin(node))
    while True:  # at the latest the key of the list is neither a blank line nor a comment
        above = on.line_start(start - 1)
        line = on.text[above:start].strip()
        if not line:
            return start
        if not line.startswith("#"):
            return first
        start = above


def _apart(on: Sheet, node: Sequence, place: int) -> bool:
    """Whether there are blank lines between the items near a place."""
    if len(node.items) == 1:
        return not (isinstance(node.items[0], Mapping) and node.items[0].flow)
    near = node.items[max(place - 2, 0) : place + 2]
    for one, next_one in pairwise(near):
        between = on.text[on.stop(one) : on.begin(next_one)]
        if any(not line.strip() for line in between.splitlines()[1:-1]):
            return True
    return False


def _place(node: Sequence, new: tuple[date, time], table: Table) -> int:
    """The index for a new item: behind the last that is not later; in a list with the newest first before it."""
    begins = [_item_begins(item, table) for item in node.items]
    known = [(index, when) for index, when in enumerate(begins) if when]
    whens = [when for _, when in known]
    if len(set(whens)) > 1 and whens == sorted(whens, reverse=True):
        return next((index for index, when in known if when <= new), len(begins))
    return max((index + 1 for index, when in known if when <= new), default=0 if known else len(begins))


def _new_begins(fields: Fields) -> tuple[date, time]:
    typed = {name: nodes.typed(value) for name, value in fields.items() if isinstance(value, str)}
    return _begins(typed.get("date"), typed.get("time")) or (date.max, time.max)


def _item_begins(item: Node, table: Table) -> tuple[date, time] | None:
    if not isinstance(item, Mapping):
        return None
    key = t.DATE if table == t.SESSION else t.ANNOUNCEMENT_DATE
    return _begins(finding.get(item, key, table), finding.get(item, t.TIME, table))


def _begins(day: Node | None, hours: Node | None) -> tuple[date, time] | None:
    """When a session begins, as far as that is known: what the order of a list goes by."""
    typed = dates.day_or_month(day, Reading()) if day else None
    start = dates.hours(hours, Reading()) if hours else None
    if typed is None:
        return None
    return typed.day or date(*typed.month, 1), start.start if start else time()
