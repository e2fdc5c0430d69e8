"""How a publication elsewhere stands to that of the folder: its own, an earlier one, a later one, or neither.

Pure: a ledger ends with its own sha256 and names those of its predecessors, which is all that is asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rencontres_feeds import ledger
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.problems import Problem

if TYPE_CHECKING:
    from rencontres_feeds.ledger import Ledger

Relation = Literal["same", "earlier", "later", "parted", "alone"]
"""`parted`: neither comes from the other. `alone`: the folder holds no ledger."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a publication stands to that of the folder."""

    where: str
    """As the person named it."""
    relation: Relation
    builds: int = 0
    """How many builds lie between the two, where one comes from the other."""


def of(where: str, public: Ledger, here: Ledger | None) -> Kinship:
    """The kinship of a publication to the folder's (None: it has none)."""
    if here is None:
        return Kinship(where, "alone")
    theirs, ours = _name(public), _name(here)
    if theirs == ours:
        return Kinship(where, "same")
    if theirs in here.predecessors:
        return Kinship(where, "earlier", len(here.predecessors) - here.predecessors.index(theirs))
    if ours in public.predecessors:
        return Kinship(where, "later", len(public.predecessors) - public.predecessors.index(ours))
    return Kinship(where, "parted")


def note(kinship: Kinship) -> Message:
    """What is compared with what."""
    if kinship.relation == "earlier":
        return Message(
            "Compared with {where}, which is older than the folder: {builds}.",
            where=kinship.where,
            builds=Plural("{n} build is not there yet", "{n} builds are not there yet", n=kinship.builds),
        )
    if kinship.relation == "same":
        return Message("Compared with {where}, the last publication of this folder.", where=kinship.where)
    return Message("Compared with {where}.", where=kinship.where)


def warnings(kinship: Kinship, folder: str) -> tuple[Problem, ...]:
    """What is to be mended before anything is published; `folder` is the output folder as named."""
    where = kinship.where
    restore = Message("Before you publish: rencontres-feeds restore {where}", where=where)
    if kinship.relation == "later":
        what = Message(
            "{where} is newer than the folder, by {builds}: somebody published from another copy",
            where=where,
            builds=Plural("{n} build", "{n} builds", n=kinship.builds),
        )
        return (Problem(what, restore, severity="warning"),)
    if kinship.relation == "parted":
        what = Message("{where} and the folder were published apart: neither comes from the other", where=where)
        unite = Message(
            "Before you publish, unite the two: rencontres-feeds restore {folder} {where}",
            folder=folder,
            where=where,
        )
        return (Problem(what, unite, severity="warning"),)
    if kinship.relation == "alone":
        what = Message("the folder holds no ledger.json: this is as if that of {where} were in it", where=where)
        return (Problem(what, restore, severity="warning"),)
    return ()


def _name(of: Ledger) -> str:
    return ledger.sha256(ledger.dumps(of))
