"""The journal of a publication: what was decided, so that whoever comes after a kill can finish it.

A value and its one form as bytes. Touches no disk.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from rencontres_feeds.site import safe

FORMAT = 1

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Move:
    """A staged file to be put in its place; its number in the journal is its name while staged."""

    name: str
    """Relative to the output folder, with `/`."""
    sha256: str
    """Of the staged file."""
    before: str
    """The sha256 of the file that it replaces; empty: nothing was there."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A file to be removed if it still has these bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Journal:
    """All that a publication does after its commit point, in this order."""

    moves: tuple[Move, ...] = ()
    removals: tuple[Removal, ...] = ()


def dumps(journal: Journal) -> bytes:
    """Canonical JSON, ASCII, one line; its last member is the sha256 of the rest."""
    moves = [{"name": m.name, "sha256": m.sha256, "before": m.before} for m in journal.moves]
    removals = [{"name": r.name, "sha256": r.sha256} for r in journal.removals]
    body = json.dumps({"format": FORMAT, "moves": moves, "removals": removals})
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]}, "sha256": "{digest}"}}\n'.encode()


def loads(data: bytes) -> Journal | None:
    """The journal; None if it is damaged, of another format, or names what none of ours does."""
    try:
        value = json.loads(data)
        journal = Journal(
            tuple(Move(**move) for move in value["moves"]),
            tuple(Removal(**removal) for removal in value["removals"]),
        )
        # It tells who may write where: only the very bytes that we would write are believed.
        return journal if dumps(journal) == data and _sound(journal) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _sound(journal: Journal) -> bool:
    """Every name inside the folder and there once, every digest a digest."""
    steps: tuple[Move | Removal, ...] = (*journal.moves, *journal.removals)
    names = [step.name for step in steps]
    digests = [step.sha256 for step in steps]
    digests += [move.before for move in journal.moves if move.before != ""]
    return (
        len(set(names)) == len(names)
        and all(safe(name) for name in names)
        and all(_SHA256.fullmatch(digest) for digest in digests)
    )
