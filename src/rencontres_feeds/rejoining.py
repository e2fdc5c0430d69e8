"""Takes the memory of an institute back, and that of a cycle along that had a site of its own.

Reads files, folders and addresses as `copies` does; changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, copies, identity, merging, rules
from rencontres_feeds.catalogue import Message
from rencontres_feeds.copies import Memory
from rencontres_feeds.guards import Consent
from rencontres_feeds.ledger import Ledger
from rencontres_feeds.problems import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.model import Cycle


def read(names: Sequence[str], gathering: Gathering, frame: Cycle, output: Path) -> Memory:
    """All copies, as the ledger of the institute: those of its own, and those of its cycles.

    Its own are the `ledgers` of the memory; where there are none, it knows of no other cycle than those that were
    named. `frame` is what the institute says of itself. Raises Refusal if any of them cannot be read, or is of
    another cycle.
    """
    whole, single = list[Ledger](), list[Ledger]()
    for name in names:
        where, data = copies.found(name)
        known = (
            list(_recollected(where, gathering, frame, output)) if data is None else copies.loaded(where, data)
        )
        whole += [each for each in known if each.cycles]
        single += [_bare(each) for each in known if not each.cycles]
    _refuse_strangers(single, gathering)
    if not whole and not single:
        raise _stranger(names[0], gathering)
    _refuse_rehearsal(single, frame)
    if whole:
        base = merging.merge(whole)
    else:
        created, updated = min(each.created for each in single), max(each.updated for each in single)
        base = Ledger(frame.id, rules.is_example(frame.url), created, updated, frame.url, identity.feed(frame))
    return Memory(replace(base, cycles=_cycles([base], single)), tuple(whole))


def joined(memory: Memory, there: Ledger) -> Memory:
    """The memory, with what the folder's own ledger knows of cycles that were not named."""
    if memory.ledgers or (there.rehearsal and not memory.ledger.rehearsal):
        return memory
    cycles = _cycles([there], memory.ledger.cycles.values())
    return replace(
        memory, ledger=replace(there, cycles=cycles, updated=max(there.updated, memory.ledger.updated))
    )


def consent(known: Ledger, gathering: Gathering) -> Consent:
    """Consent to all that a build of this institute could ask."""
    here = {programme.cycle.id: programme for _, _, programme in gathering.cycles}
    there = {f"{name}/{session.id}" for name, programme in here.items() for session in programme.sessions}
    public = {
        f"{name}/{session}"
        for name in here
        if name in known.cycles
        for session, e in known.cycles[name].editions.items()
        if not e.forgotten
    }
    gone = {name for name in known.cycles if name not in here}
    return Consent(bool(here.keys() - known.cycles), frozenset((public - there) | gone), frozenset(there))


def _cycles(bases: Iterable[Ledger], single: Iterable[Ledger]) -> dict[str, Ledger]:
    """Each cycle that is known, as one ledger."""
    known: dict[str, list[Ledger]] = {}
    for each in (*(cycle for base in bases for cycle in base.cycles.values()), *single):
        known.setdefault(each.cycle, []).append(each)
    return {name: merging.merge(each) for name, each in known.items()}


def _bare(known: Ledger) -> Ledger:
    """A cycle's ledger as an institute's keeps it: the files are those of another folder."""
    return replace(known, files={}, predecessors=())


def _refuse_strangers(single: Iterable[Ledger], gathering: Gathering) -> None:
    here = {programme.cycle.id for _, _, programme in gathering.cycles}
    for each in single:
        if each.cycle not in here:
            raise _stranger(each.cycle, gathering)


def _stranger(what: str, gathering: Gathering) -> Refusal:
    here = [programme.cycle.id for _, _, programme in gathering.cycles]
    return refuse(
        Message("this is of no cycle of the institute: {name}", name=what),
        Message("Add it to the institute’s file first. Its cycles: {names}.", names=", ".join(here)),
    )


def _refuse_rehearsal(single: Iterable[Ledger], frame: Cycle) -> None:
    example = rules.is_example(frame.url)
    for each in single:
        if each.rehearsal and not example:
            raise refuse(
                Message("this is the ledger of a rehearsal; it knows nothing of {url}", url=frame.url),
                Message("There is nothing to take along: rencontres-feeds build --first."),
            )
        if example and not each.rehearsal:
            raise refuse(
                Message(
                    "the cycle “{id}” is published for real, and {url} is an example",
                    id=each.cycle,
                    url=frame.url,
                ),
                Message("Put the public address under “institute: url:” first."),
            )


def _recollected(where: str, gathering: Gathering, frame: Cycle, output: Path) -> Iterator[Ledger]:
    """What a published calendar and feed tell: of the cycle that they are of, or of all of the institute's."""
    named = copies.feed_of(where).rpartition(":")[2]
    for member, _, programme in gathering.cycles:
        if named == frame.id:
            where_it_is = copies.beside(where, f"{member.folder}/{addresses.CALENDAR}")
            yield copies.recollected(programme, [where_it_is], output / member.folder)
        elif named == programme.cycle.id:
            yield copies.recollected(programme, [where], output / member.folder)
