"""Sees that files were saved, by looking at them again and again: works on every system and every disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

State = tuple[int, int, int] | None
"""What tells one state of a file from another: instant of the change, size, inode; None: it is not there."""


class Watch:
    """Watches files from the state in which they were when they were read."""

    def __init__(self, files: Mapping[Path, State]) -> None:
        """`files` gives the state of each from just before it was read, so that no save is missed."""
        self._read = files
        self._last: Mapping[Path, State] = {}

    def saved(self) -> bool:
        """Whether they are in another state than when they were read, and have come to rest.

        A file of which only the beginning is written will change once more: two looks in a row must
        find the same.
        """
        now = {path: state(path) for path in self._read}
        rested, self._last = now == self._last, now
        return rested and now != self._read


def state(path: Path) -> State:
    """The present state of a file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a name that no file can have
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
