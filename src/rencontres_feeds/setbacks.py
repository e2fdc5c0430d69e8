"""What is said when a publication cannot go on: before its commit point, and after it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.folder import reason
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.site import STAGING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AGAIN = Message("Run the same command again.")


class Incomplete(Refusal):
    """A publication is past its commit point and not finished: the next run finishes it."""


@contextmanager
def failing(name: str) -> Iterator[None]:
    """Before the commit point: what the disk refuses is told by the name of the file."""
    try:
        yield
    except OSError as error:
        raise refuse(
            Message("{name} cannot be written: {reason}", name=name, reason=reason(error)),
            Message("Nothing was published. Mend this, then run the same command again."),
        ) from error


@contextmanager
def finishing(root: Path, name: str) -> Iterator[None]:
    """After the commit point: the same, and that the publication is incomplete."""
    try:
        yield
    except OSError as error:
        where = Message("the publication in {folder} is incomplete", folder=root)
        why = Message("{where}: {name}: {reason}", where=where, name=name, reason=reason(error))
        raise Incomplete([Problem(why, AGAIN)]) from error


def in_the_way(name: str) -> Problem:
    """What stands in the folder is not what the plan saw."""
    return Problem(
        Message("{name} was changed or put there by somebody meanwhile", name=name),
        Message("Move it out of the output folder, then run the same command again."),
    )


def illegible(root: Path) -> Problem:
    """What was made ready cannot be used."""
    return Problem(
        Message("an interrupted publication in {folder} cannot be finished", folder=root),
        Message(
            "What was made ready is damaged, or of another version of this program. Remove the "
            "folder {staging} and build again; if it then says that files were changed, --replace.",
            staging=root / STAGING,
        ),
    )
