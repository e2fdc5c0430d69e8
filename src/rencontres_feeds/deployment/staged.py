"""A deployment over a way that knows single files: everything is sent under hidden names, then renamed.

What is staged has a name made of its public name and its sha256, and gets it only when all of it has
arrived: after a broken connection whatever has such a name need not be sent again.
"""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

from rencontres_feeds.deployment.plan import JOURNAL
from rencontres_feeds.deployment.target import above
from rencontres_feeds.site import STAGING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rencontres_feeds.deployment.target import Parcel, Progress, Store

_PART = ".part"
_STAGED = re.compile(r"[0-9a-f]{64}(\.part)?|" + re.escape(JOURNAL.rpartition("/")[2]) + r"(\.part)?")


class Staged:
    """A Target, made of a Store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.names = store.names
        self.read = store.read
        self._made: set[str] = set()

    def stage(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """Send whatever is not staged yet."""
        self._make(STAGING)
        there = self.names(STAGING) or frozenset()
        for parcel in parcels:
            staged = _staged(parcel)
            if staged.rpartition("/")[2] in there:
                progress.sent(parcel.size)
                continue
            with parcel.path.open("rb") as file:
                self.store.put(staged + _PART, file, progress.sent)
            self.store.rename(staged + _PART, staged)

    def write(self, name: str, data: bytes) -> None:
        """Send it under a hidden name, then rename it."""
        for folder in above(name):
            self._make(folder)
        self.store.put(name + _PART, io.BytesIO(data), lambda _: None)
        self.store.rename(name + _PART, name)

    def place(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """Rename what was staged, one file after the other."""
        for parcel in parcels:
            for folder in above(parcel.name):
                self._make(folder)
            self.store.rename(_staged(parcel), parcel.name)
            progress.placed(parcel.name)

    def delete(self, names: Iterable[str]) -> None:
        """One after the other."""
        for name in names:
            self.store.delete(name)

    def drop(self, folder: str) -> None:
        """Look whether it is empty first: not every host refuses to remove a folder that is not."""
        if self.names(folder) == frozenset():
            self.store.drop(folder)

    def sweep(self) -> None:
        """The journal goes last: until then the next deployment knows that this one did not end."""
        names = filter(_STAGED.fullmatch, self.names(STAGING) or ())
        journal = JOURNAL.rpartition("/")[2]
        for name in sorted(names, key=lambda name: (name == journal, name)):
            self.store.delete(f"{STAGING}/{name}")
        self.drop(STAGING)

    def _make(self, folder: str) -> None:
        if folder not in self._made:
            self.store.make(folder)
            self._made.add(folder)


def _staged(parcel: Parcel) -> str:
    """The hidden name of what is to be put in place."""
    digest = hashlib.sha256(f"{parcel.name}\0{parcel.sha256}".encode()).hexdigest()
    return f"{STAGING}/{digest}"
