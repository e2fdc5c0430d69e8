"""The few operations that change the disk; only `lock`, `writer`, `desk` and `deployment.local` call them.

Each does one thing wholly or raises OSError. Knows nothing of sites, plans or journals.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    StrPath = str | os.PathLike[str]

FILE_MODE = 0o644
FOLDER_MODE = 0o755

_THREADS = 8
_SECOND = 1_000_000_000
_PAUSES = tuple(0.01 * 2**step for step in range(8))
"""Seconds between the tries of `_patiently`: 2.55 in all."""
_NO_MODES = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS})
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})


def nap(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def write(path: StrPath, chunks: Iterable[bytes], mode: int = FILE_MODE) -> None:
    """Make a new file as `create` does, and wait until the disk has it. Raises as it does."""
    sync([create(path, chunks, mode=mode)])


def create(path: StrPath, chunks: Iterable[bytes], after: int | None = None, mode: int = FILE_MODE) -> int:
    """Make a new file of the chunks, with that mode whatever the umask; its descriptor, for `sync` to close.

    `after` is the mtime, in nanoseconds, of the file that this one will replace: it gets one of a later
    second, however short the time or wrong the clock. Web servers (nginx's ETag is mtime and size, in whole
    seconds) and rsync tell the two apart by it.

    Raises OSError, FileExistsError too (a link is not followed), and whatever `chunks` raises; what
    was written by then stays.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        _allow(path, mode)
        if after is not None:
            _date(path, after)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def sync(descriptors: Sequence[int]) -> None:
    """Wait until the disk has these files, and close them, whatever happens. Raises OSError.

    Many are waited for by several threads: what waits at the same time, a file system with a journal takes in one
    go, in a tenth of the time and half the work (docs/decisions/speed-disk.md).
    """
    if len(descriptors) <= _THREADS:
        _sync(descriptors)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # 8 ms, for a build of many files only

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(_sync, [descriptors[first::_THREADS] for first in range(_THREADS)]))


def _sync(descriptors: Sequence[int]) -> None:
    """The same, one after the other."""
    with ExitStack() as closing:
        for descriptor in descriptors:
            closing.callback(os.close, descriptor)
        for descriptor in descriptors:
            os.fsync(descriptor)


def make_folder(path: StrPath) -> None:
    """Make a folder, 0755 whatever the umask; its parent is there. Raises OSError."""
    # Under the user's umask, a kill between the two calls would leave a folder that nobody reads.
    mask = os.umask(0o777 & ~FOLDER_MODE)
    try:
        os.mkdir(path, FOLDER_MODE)  # noqa: PTH102 (the operations of this module are those of `os`)
    finally:
        os.umask(mask)
    _allow(path, FOLDER_MODE)


def sync_folder(path: StrPath) -> None:
    """Wait until the disk has the names in a folder, where systems can do that. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # Windows, which opens no folders; or one that we may change but not list
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def replace(old: StrPath, new: StrPath) -> None:
    """Put a file in the place of another, in one step. Raises OSError."""
    _patiently(lambda: os.replace(old, new))  # noqa: PTH105 (as above)


def unlink(path: StrPath) -> None:
    """Remove a file; of a link, the link. Raises OSError."""
    _patiently(lambda: os.unlink(path))  # noqa: PTH108 (as above)


def remove_folder(path: StrPath) -> None:
    """Remove an empty folder. Raises OSError, if it is not empty too."""
    _patiently(lambda: os.rmdir(path))  # noqa: PTH106 (as above)


def _patiently(act: Callable[[], None]) -> None:
    """Do it, again for a while when it is denied: on Windows scanners and readers hold files."""
    for pause in _PAUSES:
        try:
            return act()
        except PermissionError:
            nap(pause)
    return act()


def _date(path: StrPath, after: int) -> None:
    """Give a file that was just written a modification time of a later second than `after`."""
    then = max(os.stat(path).st_mtime_ns, (after // _SECOND + 1) * _SECOND)  # noqa: PTH116 (as above)
    os.utime(path, ns=(then, then))


def _allow(path: StrPath, mode: int) -> None:
    """Set the mode, where the file system has modes."""
    try:
        os.chmod(path, mode)  # noqa: PTH101 (as above)
    except OSError as error:
        if error.errno not in _NO_MODES:
            raise
