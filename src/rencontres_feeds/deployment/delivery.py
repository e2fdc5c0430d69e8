"""A deployment: what is there is looked at, then sent, put in place, and what is no more ours deleted.

Knows no way to a host: it is given one. Idempotent: whatever was cut off goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from rencontres_feeds import disk, kinship, ledger
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.deployment import plan as planning
from rencontres_feeds.deployment.outgoing import parcels
from rencontres_feeds.deployment.plan import JOURNAL, Journal, Plan, There
from rencontres_feeds.deployment.target import Broken, Unreachable
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.site import LEDGER, STAGING, Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from rencontres_feeds.deployment.outgoing import Outgoing
    from rencontres_feeds.deployment.target import Progress, Target

PAUSES = (1.0, 4.0)
"""Seconds before each new try after a broken connection."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted."""

    where: str
    """The place, as people name it."""
    everything: bool = False
    """Send what is there already, too."""
    dry: bool = False
    """Look, and change nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at the host, and what is to be done there."""

    there: There
    plan: Plan

    @property
    def first(self) -> bool:
        """Nothing of ours is known to be there."""
        return self.there.ledger is None and self.there.journal is None


class Listener(Protocol):
    """Who is told what happens, and asked."""

    def agree(self, found: Found) -> None:
        """It is the first deployment there. Raises or leaves, if it is not wanted."""

    def begin(self, found: Found, octets: int) -> Progress:
        """It begins, and will send so many octets."""

    def again(self, broken: Broken) -> None:
        """The connection broke, and another try is made."""


@dataclass(slots=True)
class _Account:
    """How far it came, for whoever reads of a broken connection."""

    listener: Progress
    placed_names: list[str]

    def sent(self, octets: int) -> None:
        self.listener.sent(octets)

    def placed(self, name: str) -> None:
        self.placed_names.append(name)
        self.listener.placed(name)


def deploy(
    outgoing: Outgoing,
    connect: Callable[[], AbstractContextManager[Target]],
    request: Request,
    listener: Listener,
    pauses: tuple[float, ...] = PAUSES,
) -> Found:
    """Put the publication on the host; what was found and done. Raises Refusal."""
    reached = agreed = False
    placed: list[str] = []
    left = iter(pauses)
    while True:
        try:
            with connect() as target:
                found = look(target, outgoing, request)
                reached = True
                if found.first and not agreed and not request.dry:
                    listener.agree(found)
                    agreed = True
                if not request.dry:
                    _carry(target, outgoing, found, listener, placed)
                return found
        except Broken as broken:
            if isinstance(broken, Unreachable) and not reached:
                raise _unreachable(request.where, broken) from broken
            pause = next(left, None)
            if pause is None:
                raise _incomplete(request.where, broken, placed) from broken
            listener.again(broken)
            disk.nap(pause)


def look(target: Target, outgoing: Outgoing, request: Request) -> Found:
    """What stands there and what is to be done; changes nothing. Raises Refusal."""
    names = target.names("")
    there = There(names)
    if problems := planning.wordpress(there, request.where):
        raise Refusal(problems)
    data = target.read(LEDGER) if LEDGER in (names or ()) else None
    if data is not None:
        there = replace(there, data=data, ledger=_ledger(data, outgoing))
    data = target.read(JOURNAL) if STAGING in (names or ()) else None
    if data is not None:
        there = replace(there, journal=planning.loads(data))
    made = planning.plan(outgoing.files, there, everything=request.everything)
    same, strange = _meet(target, outgoing, there, made)
    if problems := planning.obstacles(strange, there, outgoing.ledger.url):
        raise Refusal(problems)
    return Found(there, made if request.everything else planning.without(made, same))


def _ledger(data: bytes, outgoing: Outgoing) -> ledger.Ledger:
    """The ledger that stands there, if ours comes from it. Raises Refusal."""
    url = outgoing.ledger.url
    restore = Message("Take its memory back first: rencontres-feeds restore {url}", url=url)
    try:
        theirs = ledger.loads(data.replace(b"\r\n", b"\n"))  # some ways of FTP turn line ends
    except Refusal as refusal:
        raise Refusal(
            Problem(Message("the host: {what}", what=problem.what), restore) for problem in refusal.problems
        ) from refusal
    if theirs.cycle != outgoing.ledger.cycle:
        raise refuse(
            Message("the folder on the host belongs to another cycle, “{other}”", other=theirs.cycle),
            Message("Choose a folder of its own for the site."),
        )
    kin = kinship.of(url, theirs, outgoing.ledger)
    if problems := kinship.warnings(kin, str(outgoing.root)):
        raise Refusal(replace(problem, severity="error") for problem in problems)
    return theirs


def _meet(target: Target, outgoing: Outgoing, there: There, made: Plan) -> tuple[list[str], list[str]]:
    """Of what stands there and was not put there by us: what has our bytes, and what is strange."""
    listed = {"": there.names or frozenset()}
    for folder in planning.folders(made):
        parent, _, last = folder.rpartition("/")
        if last in listed.get(parent, ()):
            listed[folder] = target.names(folder) or frozenset()
    same: list[str] = []
    strange: list[str] = []
    for name in planning.doubtful(made, there, listed):
        data = target.read(name) if name in outgoing.files else None
        fits = data is not None and Made(data).sha256 == outgoing.files[name]
        (same if fits else strange).append(name)
    return same, strange


def _carry(target: Target, outgoing: Outgoing, found: Found, listener: Listener, placed: list[str]) -> None:
    """Do what the plan says; nothing at all if that is nothing."""
    plan = found.plan
    if not plan.send and not plan.delete and STAGING not in (found.there.names or ()):
        return
    load = parcels(outgoing, plan)
    account = _Account(listener.begin(found, sum(parcel.size for parcel in load)), placed)
    if load or plan.delete:
        target.stage(load, account)
        target.write(JOURNAL, planning.dumps(_journal(outgoing, found)))
        target.place(load, account)
        target.delete(plan.delete)
        for folder in plan.folders:
            target.drop(folder)
    target.sweep()


def _journal(outgoing: Outgoing, found: Found) -> Journal:
    """What this deployment does, and what an earlier one that broke may have done."""
    earlier = found.there.journal or Journal()
    files = {name: outgoing.files[name] for name in found.plan.send}
    gone = {name: sha256 for name, sha256 in earlier.files.items() if name in found.plan.delete}
    return Journal({**gone, **files}, found.plan.delete)


def _unreachable(where: str, broken: Broken) -> Refusal:
    return refuse(
        Message("{where} cannot be reached: {reason}", where=where, reason=broken.reason),
        Message("Look at the name of the host and at the port. Is the machine on line?"),
    )


def _incomplete(where: str, broken: Broken, placed: list[str]) -> Refusal:
    what = Message("the connection to {where} broke: {reason}", where=where, reason=broken.reason)
    count = len(set(placed))
    if not count:
        return refuse(what, Message("Nothing public has changed. Run the same command again: it goes on."))
    done = Plural("{n} file is in place", "{n} files are in place", n=count)
    return refuse(
        what,
        Message("{done}, the others are as they were. Run the same command again: it goes on.", done=done),
    )
