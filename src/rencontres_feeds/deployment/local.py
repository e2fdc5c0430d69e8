"""A folder on this machine as a place to put a site: a mounted share, or what a web server on it serves."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from rencontres_feeds import disk, folder
from rencontres_feeds.deployment.target import above, denied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHUNK = 1 << 18


class Local:
    """A Store in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self, name: str) -> frozenset[str] | None:
        """As a Store does."""
        with _saying(name):
            try:
                return frozenset(os.listdir(self._path(name)))  # noqa: PTH208  # names alone
            except FileNotFoundError:
                return None

    def read(self, name: str) -> bytes | None:
        """As a Store does."""
        return folder.read(self.root, name)

    def put(self, name: str, file: BinaryIO, sent: Callable[[int], None]) -> None:
        """As a Store does."""
        with _saying(name):
            self._unlink(name)
            disk.write(self.root / name, _chunks(file, sent))

    def rename(self, old: str, new: str) -> None:
        """As a Store does; the disk has the name when it returns."""
        with _saying(new):
            self._guard(new)
            disk.replace(self.root / old, self.root / new)
            disk.sync_folder((self.root / new).parent)

    def delete(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            self._guard(name)
            self._unlink(name)

    def make(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            missing = [path for path in (self.root, *self.root.parents) if not path.exists()]
            for path in reversed(missing):
                disk.make_folder(path)
            for part in (*above(name), name) if name else ():
                if folder.kind(self.root, part) == "absent":
                    disk.make_folder(self.root / part)

    def drop(self, name: str) -> None:
        """As a Store does."""
        with _saying(name):
            disk.remove_folder(self._path(name))

    def _path(self, name: str) -> Path:
        return self.root / name if name else self.root

    def _unlink(self, name: str) -> None:
        if folder.kind(self.root, name) != "absent":
            disk.unlink(self.root / name)

    def _guard(self, name: str) -> None:
        """Never through a link, nor over one, nor over a folder."""
        if folder.kind(self.root, name) not in {"absent", "file"}:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


@contextmanager
def _saying(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise denied(name, folder.reason(error)) from error


def _chunks(file: BinaryIO, sent: Callable[[int], None]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
        sent(len(chunk))
