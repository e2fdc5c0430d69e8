"""What a publication of an institute would change: for those who follow one of its cycles, and at its top.

Values only, as in `difference`, of which each cycle has one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rencontres_feeds import difference
from rencontres_feeds.difference import Names
from rencontres_feeds.model import Programme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rencontres_feeds.difference import Difference
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.press import Run
    from rencontres_feeds.publication import Publication


@dataclass(frozen=True, slots=True)
class Changed:
    """What becomes of one cycle."""

    cycle: str
    """Its id."""
    title: str
    """Empty for one that leaves the institute: the ledger keeps no titles."""
    publication: Publication
    difference: Difference
    """The files have the names that they have in the cycle's folder."""


@dataclass(frozen=True, slots=True)
class Differences:
    """All that a publication of an institute would change."""

    cycles: tuple[Changed, ...]
    """Those in which something changes, in the order of the institute's file; those that leave it last."""
    top: Names
    """The files that are of no cycle: the institute's own, and those of its topics."""
    files: Names
    """All files."""


def between(before: Ledger | None, run: Run, files: Names, now: datetime) -> Differences:
    """What changes for someone who has the institute's publication of `before` (None: nobody has any).

    `files` are those that change, `now` the instant of the run.
    """
    base = run.publication.programme.cycle.url
    cycles, folders = [], set[str]()
    for name, publication in (*run.cycles.items(), *_left(before, run)):
        old = before.cycles.get(name) if before else None
        folder = unquote(publication.programme.cycle.url.removeprefix(base))
        folders.add(folder)
        if old and before:
            here = {n.removeprefix(folder): d for n, d in before.files.items() if n.startswith(folder)}
            old = replace(old, files=here)
        own = replace(run, ledger=run.ledger.cycles[name], publication=publication, cycles={})
        found = difference.between(old, own, _within(files, folder), now)
        if found.files or found.meetings:
            title = publication.programme.cycle.title if name in run.cycles else ""
            cycles.append(Changed(name, title, publication, found))
    return Differences(tuple(cycles), _outside(files, tuple(folders)), files)


def _left(before: Ledger | None, run: Run) -> Iterator[tuple[str, Publication]]:
    """The cycles that leave the institute: nothing is published of them any more."""
    for name, kept in sorted(before.cycles.items()) if before else ():
        if name not in run.cycles and kept.public:
            frame = replace(run.publication.programme.cycle, id=name, url=kept.url)
            yield name, replace(run.publication, programme=Programme(frame), editions={}, entries=())


def _within(files: Names, folder: str) -> Names:
    """Those in a folder, by their names in it."""
    below = files.below(start=folder)

    def short(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.removeprefix(folder) for name in names)

    return Names(short(below.new), short(below.changed), short(below.removed), short(below.left))


def _outside(files: Names, folders: tuple[str, ...]) -> Names:
    def rest(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if not name.startswith(folders))

    return Names(rest(files.new), rest(files.changed), rest(files.removed), rest(files.left))
