"""Several ledgers of one publication made one: what two clones published apart, or what a copy still knows.

Values only. What either side published stays; where both say something else, the merged marks are above both,
so that every subscriber takes the next build for news.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

from rencontres_feeds import ledger
from rencontres_feeds.catalogue import Message
from rencontres_feeds.editions import SECOND
from rencontres_feeds.ledger import PREDECESSORS, Ledger
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rencontres_feeds.model import Announcement
    from rencontres_feeds.publication import Edition, Item

T = TypeVar("T")

_OURS, _BASE, _THEIRS, _END = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"


def sides(data: bytes) -> tuple[bytes, bytes]:
    """The two sides of a file with git's marks, of its `merge` and its `diff3` style.

    What git could merge is the same in both; what both had before they parted is left out.
    """
    ours, theirs = [], []
    where = b""
    for line in data.splitlines(keepends=True):
        mark = line[:7]
        if mark in (_OURS, _BASE, _THEIRS):
            where = mark
        elif mark == _END:
            where = b""
        else:
            if where in (b"", _OURS):
                ours.append(line)
            if where in (b"", _THEIRS):
                theirs.append(line)
    return b"".join(ours), b"".join(theirs)


def merge(ledgers: Sequence[Ledger]) -> Ledger:
    """One ledger that knows what each of them knows; one alone is returned as it is.

    A rehearsal knows nothing of what is public, and is left out beside a real one. Raises Refusal if they are
    not of one publication.
    """
    if len({each.cycle for each in ledgers}) > 1:
        raise refuse(
            Message(
                "these ledgers belong to several cycles: {cycles}",
                cycles=", ".join(sorted({each.cycle for each in ledgers})),
            ),
            Message("Name only those of one cycle."),
        )
    real = [each for each in ledgers if not each.rehearsal] or list(ledgers)
    last = _last_of_each_line(real)
    return reduce(_two, sorted(last, key=lambda each: (each.modified, ledger.sha256(ledger.dumps(each)))))


def _last_of_each_line(ledgers: Iterable[Ledger]) -> list[Ledger]:
    """Without those that another one went on from, and each once."""
    named = {ledger.sha256(ledger.dumps(each)): each for each in ledgers}
    passed = {name for each in named.values() for name in each.predecessors}
    return [each for name, each in named.items() if name not in passed]


def _two(older: Ledger, newer: Ledger) -> Ledger:
    """Both, which parted some time ago."""
    _refuse_other_identities(older, newer)
    won = {name: _won(older.editions.get(name), newer.editions.get(name)) for name in _names(older, newer)}
    editions = {name: each.edition for name, each in won.items()}
    items = _items(older, newer, {name for name, each in won.items() if each.newer})
    return replace(
        newer,
        created=min(older.created, newer.created),
        updated=max(older.updated, newer.updated),
        editions=editions,
        items=items,
        announcements=_announcements(older, newer, items),
        files={**older.files, **newer.files},
        predecessors=_line(older, newer),
        cycles=_cycles(older, newer),
        topics={**older.topics, **newer.topics},
    )


def _cycles(older: Ledger, newer: Ledger) -> dict[str, Ledger]:
    """Of an institute's: each cycle that either knows; of one that both know, both made one."""
    made = {**older.cycles, **newer.cycles}
    both = older.cycles.keys() & newer.cycles.keys()
    return made | {name: merge([older.cycles[name], newer.cycles[name]]) for name in both}


def _names(*ledgers: Ledger) -> list[str]:
    return sorted({name for each in ledgers for name in each.editions})


# Sessions


def _refuse_other_identities(older: Ledger, newer: Ledger) -> None:
    named = {(name, e.uid) for each in (older, newer) for name, e in each.editions.items()}
    names, uids = [[one[part] for one in named] for part in (0, 1)]
    doubtful = sorted(name for name, uid in named if names.count(name) > 1 or uids.count(uid) > 1)
    if doubtful:
        raise refuse(
            Message("these ledgers give “{id}” different identities", id=doubtful[0]),
            Message("Restore from the one that is public, and from no other."),
        )


@dataclass(frozen=True, slots=True)
class _Won:
    """An edition made of two."""

    edition: Edition
    newer: bool
    """It is mostly that of the newer ledger."""


def _won(older: Edition | None, newer: Edition | None) -> _Won:
    if older is None or newer is None:
        known = older or newer
        assert known  # noqa: S101  # the name is that of one of them
        return _Won(known, newer is not None)
    first, second = sorted((older, newer), key=lambda e: (e.sequence, e.modified))  # of equals, the newer
    modified = max(first.modified, second.modified)
    # With both marks above, it is already what every subscriber takes for the newer one.
    above = second.sequence > first.sequence and second.modified > first.modified
    parted = not above and bool(first.digest and second.digest) and first.digest != second.digest
    forgotten = older.forgotten or newer.forgotten
    made = replace(
        second,
        created=min(older.created, newer.created),
        sequence=second.sequence + parted,
        modified=modified + SECOND if parted else modified,
        digest="" if forgotten else second.digest or first.digest,
        forgotten=forgotten,
    )
    return _Won(made, second is newer)


# Items


def _items(older: Ledger, newer: Ledger, mostly_newer: set[str]) -> tuple[Item, ...]:
    """All items, each once; where the ledgers say something else of one, that of the session's edition."""
    first = {item.id: item for item in older.items}
    second = {item.id: item for item in newer.items}
    made = []
    for name in _in_order(older.items, newer.items):
        if name not in first or name not in second:
            made.append(first.get(name) or second[name])
            continue
        about = second[name].about
        takes_newer = about in mostly_newer or about not in newer.editions
        one, other = (second[name], first[name]) if takes_newer else (first[name], second[name])
        made.append(_united(one, other))
    return tuple(made)


def _united(one: Item, other: Item) -> Item:
    """One item of both, which is `one` where they differ; what is told elsewhere stays out of the feeds."""
    updated = max(one.updated, other.updated)
    parted = one.digest != other.digest and one.updated <= other.updated
    return replace(
        one,
        updated=updated + SECOND if parted else updated,
        withdrawn=one.withdrawn or other.withdrawn,
        archive=min(one.archive, other.archive) or one.archive or other.archive,
    )


def _in_order(first: Sequence[Item], second: Sequence[Item]) -> list[str]:
    """The ids of both, in an order that is that of each as far as they agree; else that of the first."""
    return woven(
        [item.id for item in first],
        [item.id for item in second],
        {item.id: item.published for item in (*first, *second)}.__getitem__,
    )


def woven(first: Sequence[T], second: Sequence[T], rank: Callable[[T], object]) -> list[T]:
    """Two sequences as one; what only one of them has comes by its rank, between what both have."""
    made: list[T] = []
    one, two = list(first), list(second)
    while one and two:
        if one[0] in two[1:] and two[0] in one[1:]:
            two.remove(one[0])  # they disagree
            made.append(one.pop(0))
        elif one[0] == two[0]:
            made.append(one.pop(0))
            two.pop(0)
        elif one[0] in two or (two[0] not in one and rank(two[0]) < rank(one[0])):  # type: ignore[operator]  # the ranks of one call are alike
            made.append(two.pop(0))
        else:
            made.append(one.pop(0))
    return made + one + two


# The rest


def _announcements(older: Ledger, newer: Ledger, items: tuple[Item, ...]) -> tuple[Announcement, ...]:
    """Those of both, the text of the newer; without those that one side forgot, whose item is withdrawn."""
    shown = {item.about for item in items if item.kind == "announcement" and not item.withdrawn}
    known = {a.id: a for a in (*older.announcements, *newer.announcements) if a.id in shown}
    return tuple(sorted(known.values(), key=lambda a: (a.date, a.id)))


def _line(older: Ledger, newer: Ledger) -> tuple[str, ...]:
    """The predecessors of both, and both."""
    own = [ledger.sha256(ledger.dumps(each)) for each in (older, newer)]
    line = woven(older.predecessors, newer.predecessors, lambda _: 0)
    return tuple(dict.fromkeys([*line, *own]))[-PREDECESSORS:]


# What would be lost


@dataclass(frozen=True, slots=True)
class Known:
    """What subscribers were given, as far as a ledger or a publication tells it."""

    sessions: Mapping[str, tuple[str, int, datetime]]
    """By id: uid, sequence, and when it was last modified."""
    items: Mapping[str, datetime]
    """By id: when it was last updated."""


def known(there: Ledger) -> Known:
    """What a ledger tells."""
    return Known(
        {name: (e.uid, e.sequence, e.modified) for name, e in _editions(there).items()},
        {item.id: item.updated for item in _all_items(there)},
    )


def _editions(known: Ledger) -> dict[str, Edition]:
    """Those of an institute's cycles too, as `toulouse/seance-4`."""
    inner = {f"{name}/{k}": e for name, each in known.cycles.items() for k, e in each.editions.items()}
    return {**known.editions, **inner}


def _all_items(known: Ledger) -> list[Item]:
    return [item for each in (known, *known.cycles.values()) for item in each.items]


def lost(there: Known, new: Ledger) -> list[Message]:
    """What is known there and would be forgotten in the new ledger, a sentence each."""
    return [*_sessions_lost(there, new), *_items_lost(there, new)]


def _sessions_lost(there: Known, new: Ledger) -> Iterator[Message]:
    editions = _editions(new)
    for name, (uid, sequence, modified) in sorted(there.sessions.items()):
        kept = editions.get(name)
        if kept is None or kept.uid != uid:
            yield Message("the session “{id}” ({uid}) would be lost", id=name, uid=uid)
        elif kept.sequence < sequence:
            yield Message(
                "the session “{id}” would go back from revision {old} to revision {new}",
                id=name,
                old=sequence,
                new=kept.sequence,
            )
        elif kept.modified < modified:
            yield Message("the session “{id}” would go back in time", id=name)


def _items_lost(there: Known, new: Ledger) -> Iterator[Message]:
    kept = {item.id: item.updated for item in _all_items(new)}
    for name, updated in there.items.items():
        if name not in kept:
            yield Message("the item {id} of the feeds would be lost", id=name)
        elif kept[name] < updated:
            yield Message("the item {id} of the feeds would go back in time", id=name)
