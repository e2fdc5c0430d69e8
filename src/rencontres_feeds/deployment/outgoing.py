"""What is to be deployed: the output folder, if it is whole and fit to be seen by the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import folder, ledger, rules
from rencontres_feeds.addresses import CALENDAR, INDEX
from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.target import Parcel
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.site import LEDGER, Found, Made, rank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rencontres_feeds.deployment.plan import Plan
    from rencontres_feeds.ledger import Ledger

_FEEDS = rank(CALENDAR, new=False)[0]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A publication, ready to be sent."""

    root: Path
    """The output folder."""
    ledger: Ledger
    files: dict[str, str]
    """Every file of the site, the ledger's too, with its sha256."""


def of(root: Path) -> Outgoing:
    """The publication in an output folder. Raises Refusal if it is none that the world should see."""
    data = folder.read(root, LEDGER)
    if data is None:
        raise refuse(
            Message("there is nothing to deploy in {folder}: no ledger.json", folder=root),
            Message("“rencontres-feeds build” publishes into the folder first."),
        )
    if folder.pending(root):
        raise refuse(
            Message("a publication was interrupted, and is not finished"),
            Message("“rencontres-feeds build” finishes it."),
        )
    known = ledger.loads(data)
    if known.rehearsal or rules.is_example(known.url):
        raise refuse(
            Message("{url} is an example: this is a rehearsal, and not for the world", url=known.url),
            Message("Put the public address under “cycle: url:”, then build."),
        )
    if problems := tuple(_changed(known, folder.survey(root, known.files))):
        raise Refusal(problems)
    return Outgoing(root, known, {**known.files, LEDGER: Made(data).sha256})


def parcels(outgoing: Outgoing, plan: Plan) -> tuple[Parcel, ...]:
    """The files that a plan sends, in its order."""
    return tuple(
        Parcel(
            name,
            outgoing.root,
            outgoing.files[name],
            (outgoing.root / name).stat().st_size,
            _step(name, new=name in plan.new),
        )
        for name in plan.send
    )


def _step(name: str, *, new: bool) -> int:
    """The step of a publication (`site.rank`); calendar and feeds are one, for they do not link to each other."""
    place = rank(name, new=new)[0]
    return min(place, _FEEDS) if place < rank(INDEX, new=new)[0] else place


def _changed(known: Ledger, found: dict[str, Found]) -> Iterator[Problem]:
    """What is not as the ledger says."""
    for name, sha256 in known.files.items():
        if name not in found:
            yield Problem(
                Message("{name} is missing in the folder", name=name),
                Message("“rencontres-feeds build” writes it again."),
            )
        elif found[name] != Found("file", sha256):
            yield Problem(
                Message("{name} was changed by somebody since it was published", name=name),
                Message(
                    "“rencontres-feeds build --replace” writes it over; what is to stay belongs in the source."
                ),
            )
