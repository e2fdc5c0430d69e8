"""Which items the feeds show, and in which archive each of the others is kept (RFC 5005 section 4).

An archive is filled in minting order and never cut anew, so that whoever has read it need not come back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rencontres_feeds.publication import Item

T = TypeVar("T")

SIZE = 100
"""Items in an archive. Withdrawn ones count: their place stays theirs."""


def newest(items: Iterable[Item]) -> list[Item]:
    """The items that are not withdrawn, the newest first; of two published together, the one minted last."""
    shown = [(item.published, number, item) for number, item in enumerate(items) if not item.withdrawn]
    return [item for _, _, item in sorted(shown, key=lambda one: one[:2], reverse=True)]


def parted(items: Iterable[Item]) -> tuple[tuple[Item, ...], ...]:
    """The items of each archive, the first one first; in each the newest first, without the withdrawn."""
    every = tuple(items)
    kept: list[list[Item]] = [[] for _ in range(max((item.archive for item in every), default=0))]
    for item in newest(every):
        if item.archive:
            kept[item.archive - 1].append(item)
    return tuple(map(tuple, kept))


def keep(items: tuple[Item, ...], shown: int) -> tuple[Item, ...]:
    """Give each item that is not among the `shown` newest its place in an archive, unless it has one.

    An item keeps its place, though it may be among the newest again: who reads both sees it once, by its id.
    """
    older = {item.id for item in newest(items)[shown:]}
    last = max((item.archive for item in items), default=0) or 1
    filled = sum(item.archive == last for item in items)
    kept = []
    for item in items:
        if item.id not in older or item.archive:
            kept.append(item)
            continue
        if filled >= SIZE:  # more, where two ledgers were made one
            last, filled = last + 1, 0
        filled += 1
        kept.append(replace(item, archive=last))
    return tuple(kept)
