"""The source on the desk: read to be edited, and written back whole or not at all.

It changes the source and `documents` beside it, never the output folder: that is the writer's.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds import building, disk, folder, ledger, press, shelves, site, stock
from rencontres_feeds.catalogue import Message
from rencontres_feeds.editing import revision
from rencontres_feeds.model import Document
from rencontres_feeds.problems import Problem, Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Programme
    from rencontres_feeds.press import Draft
    from rencontres_feeds.programme import Stock

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A source without errors, as it was when it was opened."""

    path: Path
    data: bytes
    draft: Draft
    programme: Programme
    now: datetime

    @property
    def text(self) -> str:
        """Its text, without byte order mark."""
        return revision.text_of(self.data)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A file that a source is to name."""

    path: str
    """As it is to be typed: relative to the source's folder, with `/`."""
    origin: Path | None
    """Where it is to be copied from; None: it is in its place."""


def read(path: Path) -> bytes:
    """The bytes of a source. Raises Refusal if it cannot be read."""
    return building.load(path)


def opened(path: Path, data: bytes, draft: Draft, now: datetime) -> Opened:
    """A source to be edited. Raises Refusal if it has errors: what is wrong is mended first."""
    if draft.programme is None:
        raise Refusal(draft.problems)
    return Opened(path, data, draft, draft.programme, now)


def read_again(source: Opened, data: bytes, adopted: Adopted | None = None) -> Draft:
    """What the source would be with these bytes, and with a file that is yet to be copied."""
    at_hand = stock.of(source.path.parent)
    files = _with(at_hand, adopted) if adopted else at_hand
    return press.read(data, files, source.now, shelves.shared(source.path))


def published(output: Path, cycle: str) -> Ledger | None:
    """What is remembered of a cycle, by its id, be the folder its own or its institute's; None: nothing.

    Raises Refusal as `ledger.loads` does.
    """
    data = folder.read(output, site.LEDGER)
    if data is None:
        return None
    known = ledger.loads(data)
    return known.cycles.get(cycle) if known.cycles else known


def taken(known: Ledger | None) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of sessions and of announcements that were ever published."""
    if known is None:
        return frozenset(), frozenset()
    about = {item.about for item in known.items if item.kind == "announcement"}
    return frozenset(known.editions), frozenset(about | {a.id for a in known.announcements})


def adopt(source: Path, file: Path) -> Adopted:
    """How a source can name a file: as it is, if it lies in the source's folder, else as a copy in `documents/`.

    Raises Refusal: it cannot be read, or another of its name is there already.
    """
    home = source.parent.resolve()
    try:
        found = file.resolve(strict=True)
        if not found.is_file():
            raise refuse(Message("“{path}” is not a file", path=str(file)))
        if found.is_relative_to(home):
            return Adopted(found.relative_to(home).as_posix(), None)
        target = home / stock.FOLDER / file.name
        if target.exists() and not _same(found, target):
            raise refuse(
                Message("another file is already called {path}", path=f"{stock.FOLDER}/{file.name}"),
                Message("Rename one of the two, or replace that one by hand."),
            )
    except OSError as error:
        raise folder.unreadable(file, error) from error
    return Adopted(f"{stock.FOLDER}/{file.name}", None if target.exists() else found)


def copy(source: Path, adopted: Adopted) -> None:
    """Put the copy of a file in its place. Raises Refusal, and no half of it is left."""
    if adopted.origin is None:
        return
    target = source.parent / adopted.path
    try:
        if not target.parent.exists():
            disk.make_folder(target.parent)
        _write(target, _chunks(adopted.origin))
    except OSError as error:
        raise _unwritten(target, error) from error


def refuse_existing(path: Path) -> None:
    """Raises Refusal if something has that name already."""
    if path.exists() or path.is_symlink():
        raise _there(path)


def create(path: Path, data: bytes) -> list[Path]:
    """Make a new source, and `documents` beside it; never over a file. Raises Refusal.

    The paths that are new. In a working copy of git, which keeps no empty folders, `documents` gets a `.gitkeep`.
    """
    documents = path.parent / stock.FOLDER
    made = [path]
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        try:
            _write(path, iter([data]))
        except FileExistsError as error:
            raise _there(path) from error
        if not documents.exists():
            disk.make_folder(documents)
            made.append(documents)
            if any((above / ".git").exists() for above in path.resolve().parents):
                _write(documents / ".gitkeep", iter(()))
    except OSError as error:
        raise _unwritten(path, error) from error
    return made


def place(path: Path, data: bytes) -> None:
    """Make a new file and the folders above it. Raises Refusal: it is there already, or the disk fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, iter([data]))
    except FileExistsError as error:
        raise _there(path) from error
    except OSError as error:
        raise _unwritten(path, error) from error


def write(source: Opened, data: bytes) -> None:
    """Put other bytes in the place of the source's, in one step; its mode stays.

    Raises Refusal, and nothing was changed; above all if somebody changed the file meanwhile.
    """
    target = source.path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
        try:
            disk.write(beside, [data], mode=mode)
            if target.read_bytes() != source.data:
                raise refuse(
                    Message("{path} was changed meanwhile, and is not written over", path=str(source.path)),
                    Message("Save it in your editor, then run the same command again."),
                )
            disk.replace(beside, target)
        finally:
            with suppress(FileNotFoundError):
                disk.unlink(beside)
        disk.sync_folder(target.parent)
    except OSError as error:
        raise _unwritten(source.path, error) from error


def _with(at_hand: Stock, adopted: Adopted) -> Stock:
    def look(path: str) -> Document | Problem:
        if path != adopted.path or adopted.origin is None:
            return at_hand(path)
        found = stock.of(adopted.origin.parent)(adopted.origin.name)
        if isinstance(found, Document):
            return replace(found, path=path, name=stock.published_name(path))
        return found

    return look


def _same(one: Path, other: Path) -> bool:
    return (
        other.is_file() and one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    """A new file, whole or not at all."""
    try:
        disk.write(path, chunks)
        disk.sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError:
        with suppress(OSError):
            disk.unlink(path)
        raise


def _there(path: Path) -> Refusal:
    return refuse(
        Message("{path} is already there, and is not written over", path=str(path)),
        Message("Go to an empty folder, or name another file."),
    )


def _unwritten(path: Path, error: OSError) -> Refusal:
    return refuse(
        Message("{path} cannot be written: {reason}", path=str(path), reason=folder.reason(error)),
        Message("Nothing was changed. Mend this, then run the same command again."),
    )
