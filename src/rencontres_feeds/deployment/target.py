"""What a deployment asks of the folder on the host, whatever the way there: two small protocols.

A name is relative to that folder, with `/`; the empty name is the folder itself. Every operation raises
`Broken` if the connection is lost, and Refusal if the host will not have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rencontres_feeds.problems import Refusal


class Broken(Exception):
    """The connection is lost; trying again may help."""

    def __init__(self, reason: Message | str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unreachable(Broken):
    """No connection could be made."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to be sent."""

    name: str
    root: Path
    """The folder here in which it has that name."""
    sha256: str
    size: int
    step: int
    """Its step of a publication: those of one step need no order among themselves."""

    @property
    def path(self) -> Path:
        """Where its bytes are."""
        return self.root / self.name


class Progress(Protocol):
    """Who is told how far it is."""

    def sent(self, octets: int) -> None:
        """So many octets more have been sent, or were found to be there already."""

    def placed(self, name: str) -> None:
        """A file is in place under its public name."""


class Target(Protocol):
    """The folder on the host, as a deployment sees it."""

    def names(self, folder: str) -> frozenset[str] | None:
        """The names in a folder, those with a leading dot too; None: there is no such folder."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None: there is no such file."""

    def stage(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """Make ready whatever can be without touching a public name."""

    def write(self, name: str, data: bytes) -> None:
        """Put one small file in place: wholly, or not at all."""

    def place(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """Put what was staged in place, in this order; each file is wholly old or wholly new."""

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; those that are not there are no mistake."""

    def drop(self, folder: str) -> None:
        """Remove a folder if it is empty."""

    def sweep(self) -> None:
        """Remove what was staged, the journal and the staging folder."""


class Store(Protocol):
    """What a way to a host must offer so that `staged` makes a Target of it."""

    def names(self, folder: str) -> frozenset[str] | None:
        """As of a Target."""

    def read(self, name: str) -> bytes | None:
        """As of a Target."""

    def put(self, name: str, file: BinaryIO, sent: Callable[[int], None]) -> None:
        """Write a file of the bytes of another, over what is there; readable by everybody."""

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, over what is there; in one step where the host can."""

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no mistake."""

    def make(self, folder: str) -> None:
        """Make a folder, and those above it, where they are not there yet."""

    def drop(self, folder: str) -> None:
        """Remove an empty folder."""


def above(name: str) -> tuple[str, ...]:
    """The folders above a name, the outermost first, without the folder of the site."""
    parts = name.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts)))


def denied(name: str, reason: Message | str) -> Refusal:
    """The host will not do with a file what it was asked to do."""
    return refuse(
        Message("the host refuses {name}: {reason}", name=name or ".", reason=reason),
        Message("Mend this on the host, then run the same command again: it goes on from there."),
    )
