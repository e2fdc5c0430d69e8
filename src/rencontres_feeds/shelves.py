"""An institute's files on the disk: its sources, what lies beside them, and the institute that a source is of."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds import institute, source, stock
from rencontres_feeds.catalogue import Message
from rencontres_feeds.gathering import Shelf
from rencontres_feeds.problems import Problem, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.institute import Institute
    from rencontres_feeds.programme import Stock, Venues

_LATER = datetime(9000, 1, 1, tzinfo=UTC)
"""Which year it is makes no difference to which cycles an institute has."""
_UP = 8
"""So many folders above a source its institute is looked for."""


@dataclass(frozen=True, slots=True)
class Home:
    """The institute that a source is of."""

    file: Path
    institute: Institute | None
    """None: its file has errors, and only its text says that the source is one of its cycles'."""


def of(file: Path, stocks: Callable[[Path], Stock] = stock.of) -> Shelf:
    """What an institute's file asks for; `stocks` gives the files at hand in a folder."""
    home = file.parent
    at_hand = stocks(home)

    def octets(path: str) -> bytes | Problem:
        found = at_hand(path)
        return found if isinstance(found, Problem) else (home / path).read_bytes()

    return Shelf(octets, lambda path: stocks((home / path).parent) if path else at_hand)


def above(path: Path) -> Home | None:
    """The institute of a source, in whose folder or below it lies; None: it is a cycle of its own."""
    whole = path.absolute()
    for file in places(path):
        if file != whole and (found := _naming(file, whole.relative_to(file.parent).as_posix())):
            return found
    return None


def places(path: Path) -> list[Path]:
    """Where the institute of a source is looked for, the nearest first."""
    return [folder / name for folder in path.absolute().parents[:_UP] for name in institute.NAMES]


def whole(path: Path) -> Path:
    """The file to publish: the institute's, where a source is one of its, or where it alone is in the folder."""
    if not path.exists():
        beside = [path.with_name(name) for name in institute.NAMES]
        return next((file for file in beside if path.name == "sessions.yaml" and file.is_file()), path)
    home = above(path)
    if home is None:
        return path
    # As short as the source was named.
    return home.file if path.is_absolute() else Path(os.path.relpath(home.file))


def shared(path: Path) -> Venues:
    """The venues that a source may name besides its own. Raises Refusal: its institute's file has errors."""
    home = above(path)
    if home is None:
        return {}
    if home.institute is None:
        raise refuse(
            Message("the file of its institute, {path}, has errors", path=str(home.file)),
            Message("Mend them first: rencontres-feeds check {path}", path=str(home.file)),
        )
    return home.institute.venues


def _naming(file: Path, path: str) -> Home | None:
    """The institute of a file, if it names that source."""
    data = b""
    with suppress(OSError):
        data = file.read_bytes()
    if not institute.is_one(data):
        return None
    parsed = source.parse(data, institute.is_key)
    read = institute.read(parsed, stock.of(file.parent), _LATER).institute
    if read is None:
        return Home(file, None) if path.encode() in data.replace(b"\\", b"/") else None
    return Home(file, read) if path in {member.source for member in read.members} else None
