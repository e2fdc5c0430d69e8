"""Bytes that would fill the memory, put by in a file without a name until they are wanted.

The file is the system's to place (`TMPDIR`), and gone with the process, however that ends.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING

from rencontres_feeds.site import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOM = 16_000_000
"""Bytes that stay in memory: the pages of some 2,000 meetings."""


@contextmanager
def spooled(room: int = ROOM) -> Iterator[Spool]:
    """Somewhere to keep bytes, until the end of the block."""
    with ExitStack() as closing:
        yield Spool(room, closing)


class Spool:
    """The first `room` bytes in memory, all others in a file; a disk that is full changes nothing but memory."""

    def __init__(self, room: int, closing: ExitStack) -> None:
        self._room = room
        self._closing = closing
        self._file: IO[bytes] | None = None

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """As a `site.Keep` does."""
        if len(data) <= self._room:
            self._room -= len(data)
            return held(data)
        try:
            if self._file is None:
                file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed at the end of `spooled`
                self._file = self._closing.enter_context(file)
            return self._put(self._file, data)
        except OSError:
            return held(data)

    @staticmethod
    def _put(file: IO[bytes], data: bytes) -> Callable[[], bytes]:
        at, size = file.seek(0, 2), len(data)
        return partial(_back, file, at, size) if file.write(data) == size else held(data)


def _back(file: IO[bytes], at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)
