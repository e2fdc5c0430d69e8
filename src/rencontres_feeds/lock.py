"""One build at a time in an output folder.

The lock is `flock` on the folder's own descriptor: a kill frees it and no file is left. Where that
is not to be had (Windows, some network disks) a file in the folder is locked instead. The folder is
made if need be; nothing else is changed here.
"""

from __future__ import annotations

import errno
import importlib
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rencontres_feeds import disk
from rencontres_feeds.catalogue import Message
from rencontres_feeds.folder import reason
from rencontres_feeds.problems import refuse
from rencontres_feeds.site import STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = f"{STAGING}.lock"
"""The file that is locked where folders cannot be."""

_EVERY = 0.05
"""Seconds between two tries."""
_NO_FOLDER_LOCK = frozenset({errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS})
"""EBADF is what NFS answers: it locks only what can be written."""


def _module(name: str) -> Any:  # noqa: ANN401 (each exists on one system only, and types with it)
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


fcntl = _module("fcntl")
msvcrt = _module("msvcrt")


@dataclass(frozen=True, slots=True)
class Held:
    """The lock on an output folder, as long as the `with` block lasts."""

    folder: Path
    """Absolute, its links resolved: it stays the same folder, whatever becomes of the links."""


@dataclass(frozen=True, slots=True)
class _Door:
    """What is open and locked."""

    folder: Path
    descriptor: int
    file: Path | None
    """The lock file, where the folder itself cannot be locked."""


@contextmanager
def locked(folder: Path, wait: float = 10.0) -> Iterator[Held]:
    """Lock the output folder, made with its parents (0755) if it is not there.

    `wait` is in seconds. Raises Refusal if another build holds it all that time, or if the folder
    cannot be made or used.
    """
    try:
        door = _wait(folder, time.monotonic() + wait)
    except OSError as error:
        raise refuse(
            Message("{folder} cannot be used: {reason}", folder=folder, reason=reason(error)),
            Message("Nothing was published. Choose another folder, or mend this one."),
        ) from error
    try:
        yield Held(door.folder)
    finally:
        _release(door)


def _wait(folder: Path, end: float) -> _Door:
    """The lock, tried until `end` on the monotonic clock."""
    while not (door := _try(folder)):
        if time.monotonic() >= end:
            raise refuse(
                Message("another build is at work in {folder}", folder=folder),
                Message("Nothing was published. Wait for it to end, then run the command again."),
            )
        disk.nap(_EVERY)
    return door


def _try(folder: Path) -> _Door | None:
    """The lock, or None if somebody else has it."""
    root = Path(os.path.realpath(folder))
    _make(root)
    if fcntl:
        try:
            return _door(root, _enter(root, os.O_RDONLY))
        except OSError as error:
            if error.errno not in _NO_FOLDER_LOCK:
                raise
    file = root / LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    return _door(root, _enter(file, flags), file)


def _door(folder: Path, descriptor: int | None, file: Path | None = None) -> _Door | None:
    return None if descriptor is None else _Door(folder, descriptor, file)


def _make(folder: Path) -> None:
    """Make the folder and those above it."""
    for path in (*reversed(folder.parents), folder):
        if not path.is_dir():
            try:
                disk.make_folder(path)
            except FileExistsError:
                if not path.is_dir():  # else another build made it just now
                    raise
            disk.sync_folder(path.parent)


def _enter(path: Path, flags: int) -> int | None:
    """Open and lock; None if somebody else has the lock, or if `path` has become something else."""
    descriptor = os.open(path, flags, disk.FILE_MODE)
    entered = False
    try:
        _seize(descriptor)
        # Who waited may now hold a folder that was moved away meanwhile, beside a new one.
        entered = os.path.samestat(os.fstat(descriptor), path.stat())
    except (BlockingIOError, FileNotFoundError):
        pass
    finally:
        if not entered:
            os.close(descriptor)
    return descriptor if entered else None


def _seize(descriptor: int) -> None:
    """Lock what is open, without waiting. Raises BlockingIOError if somebody else has it."""
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError as error:  # EACCES, EDEADLOCK: that is how Windows says it
        raise BlockingIOError from error


def _release(door: _Door) -> None:
    """Unlock; a lock file goes. It goes before the lock does, but Windows removes no open file."""
    if fcntl:
        _forget(door)
        os.close(door.descriptor)
    else:
        os.close(door.descriptor)
        _forget(door)


def _forget(door: _Door) -> None:
    """Remove the lock file, unless another build (on Windows) has it open by now."""
    if door.file:
        with suppress(OSError):
            door.file.unlink()
