"""Takes a lost ledger back: copies and addresses in, one ledger into the output folder.

Knows no command line; what it has to say it returns or raises as problems. Nothing is written unless everything
could be read.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rencontres_feeds import (
    addresses,
    building,
    calendars,
    copies,
    folder,
    ledger,
    merging,
    published,
    rejoining,
    rules,
    site,
    syndicated,
    writer,
)
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.gathering import Gathering
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.site import LEDGER, Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.copies import Memory
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Cycle, Programme
    from rencontres_feeds.press import Draft
    from rencontres_feeds.site import Found

_ALWAYS = (
    addresses.INDEX,
    addresses.CALENDAR,
    addresses.RSS,
    addresses.ATOM,
    addresses.JSON_FEED,
    addresses.NOT_FOUND,
    addresses.SITEMAP,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was taken back."""

    ledger: Ledger
    written: bool
    """False: the folder had this very ledger already."""
    warnings: tuple[Problem, ...]
    """What the maintainer should look at."""


def restore(names: Sequence[str], draft: Draft | Gathering, output: Path, now: datetime) -> Restored:
    """Take the ledger back into the output folder. Raises Refusal, and nothing was changed.

    `names` are those of files or folders, or addresses: of ledgers, or of what was published.
    """
    if draft.programme is None:
        raise Refusal(draft.problems)
    if folder.pending(output):  # it may bring the ledger along
        with writer.locked(output) as held:
            writer.recover(held)
    if isinstance(draft, Gathering):
        memory = rejoining.read(names, draft, draft.programme.cycle, output)
    else:
        memory = copies.read(names, draft.programme, output)
    _refuse_another(memory.ledger, draft.programme)
    with writer.locked(output) as held:
        writer.recover(held)
        return _put(memory, draft, draft.programme.cycle, held, now)


# Into the folder


def _refuse_another(new: Ledger, programme: Programme) -> None:
    """The ledger must be of this cycle, and of what is public."""
    cycle = programme.cycle
    if new.cycle != cycle.id:
        raise refuse(
            Message("this ledger belongs to another cycle, “{other}”, not “{id}”", other=new.cycle, id=cycle.id),
            Message("“cycle: id:” never changes; put it back, or name a ledger of this cycle."),
        )
    if new.rehearsal and not rules.is_example(cycle.url):
        raise refuse(
            Message("this is the ledger of a rehearsal; it knows nothing of {url}", url=cycle.url),
            Message(
                "Name one that was made for the real address. If nothing was ever published there: empty the"
                " output folder, then rencontres-feeds build --first."
            ),
        )


def _put(memory: Memory, draft: Draft | Gathering, cycle: Cycle, held: writer.Held, now: datetime) -> Restored:
    """Write the ledger, with the files as they stand in the folder."""
    there = _there(held.folder, memory.ledger)
    if there and isinstance(draft, Gathering):
        memory = rejoining.joined(memory, there)
    _refuse_loss(memory.ledger, there, _shown(held.folder, draft), held.folder)
    known = [there] if there else []
    listed = _listed([*memory.ledgers, *known])
    ours = _ours(memory.ledger, draft, cycle, now)
    on_disk = folder.survey(held.folder, {*ours, *listed, LEDGER})
    files, warnings = _adopted(on_disk, ours, listed)
    new = _succeeding(replace(memory.ledger, files=files), [memory.ledger, *known])
    made: site.Site = {LEDGER: Made(ledger.dumps(new))}
    plan = site.plan(made, on_disk, {})
    writer.publish(held, made, plan, None)
    return Restored(new, bool(plan.write), (*draft.problems, *warnings))


def _there(output: Path, new: Ledger) -> Ledger | None:
    """The ledger that the folder has, if it can be read. Raises Refusal if it must not be replaced."""
    data = folder.read(output, LEDGER)
    if data is None:
        return None
    try:
        there = ledger.loads(data)
    except ledger.Newer:
        raise
    except Refusal:
        return None  # damaged: that is what we are here for
    if there.cycle != new.cycle or bool(there.cycles) != bool(new.cycles):
        raise refuse(
            Message(
                "the folder belongs to another cycle, “{other}”, not “{id}”", other=there.cycle, id=new.cycle
            ),
            Message("Name another folder (--output)."),
        )
    return there


def _refuse_loss(new: Ledger, there: Ledger | None, shown: merging.Known, output: Path) -> None:
    """Make sure that nothing is forgotten of what the folder remembers or shows.

    Raises Refusal, which names all that would be lost.
    """
    if there and there.rehearsal and not new.rehearsal:
        return  # nobody was to remember it
    if there:
        lost = merging.lost(merging.known(there), new)
        mend = Message(
            "The folder’s own ledger knows more. To make one of both, name it as well: {name}",
            name=str(output / LEDGER),
        )
    else:
        lost = merging.lost(shown, new)
        mend = Message(
            "What stands in the folder is newer. Name a newer ledger; if there is none, name this: {name}",
            name=str(output / addresses.CALENDAR),
        )
    if lost:
        raise Refusal([*map(Problem, lost[:-1]), Problem(lost[-1], mend)])


def _shown(output: Path, draft: Draft | Gathering) -> merging.Known:
    """What calendars and feeds in the folder say, as far as they can be read; of an institute, its cycles'."""
    if not isinstance(draft, Gathering):
        return _read(output, "")
    parts = [_read(output / member.folder, f"{programme.cycle.id}/") for member, _, programme in draft.cycles]
    return merging.Known(
        {name: marks for part in parts for name, marks in part.sessions.items()},
        {name: updated for part in parts for name, updated in part.items.items()},
    )


def _read(output: Path, within: str) -> merging.Known:
    """What the calendars and the feed of a folder say; `within` stands before the ids of the sessions."""
    sessions, items = {}, {}
    subscribed = folder.read(output, addresses.CALENDAR) or b""
    for name in (addresses.CALENDAR, *published.earlier(subscribed)):
        with suppress(Refusal):
            for event in published.events(folder.read(output, name) or b"", name):
                sessions[within + event.session] = (event.uid, event.sequence, event.modified)
    with suppress(Refusal):
        feed = folder.read(output, addresses.ATOM)
        items = {news.id: news.updated for news in syndicated.feed([feed or b""]).news}
    return merging.Known(sessions, items)


def _ours(new: Ledger, draft: Draft | Gathering, cycle: Cycle, now: datetime) -> set[str]:
    """The names of ours, whoever wrote what stands there: those that the next build will write."""
    names = set(_ALWAYS)
    for name, edition in new.editions.items():
        if not edition.forgotten:
            names |= {addresses.page(name), addresses.event(name)}
    names |= {addresses.announcement(a.id) for a in new.announcements}
    told = (edition.told.when for edition in new.editions.values())
    # The calendar may have begun later than it does now.
    names |= {addresses.calendar(calendars.over(when, cycle.timezone, cycle)) for when in told}
    names |= {addresses.archive(item.archive) for item in new.items if item.archive}
    try:
        run = building.run(draft, ledger.dumps(new), now, _whatever(new, draft))
    except Refusal:  # what is to be mended in the source, a check will say
        return names
    return names | run.site.keys() - {LEDGER}


def _whatever(new: Ledger, draft: Draft | Gathering) -> Consent:
    """Consent to all that a build of this source could ask."""
    if isinstance(draft, Gathering):
        return rejoining.consent(new, draft)
    there = frozenset(s.id for s in draft.programme.sessions) if draft.programme else frozenset[str]()
    gone = frozenset(name for name, e in new.editions.items() if not e.forgotten) - there
    return Consent(forget=gone, same=there)


def _adopted(
    on_disk: Mapping[str, Found], ours: set[str], listed: Mapping[str, set[str]]
) -> tuple[dict[str, str], list[Problem]]:
    """The list of our files, as they stand in the folder; and what of them no ledger says.

    A file that no build will write any more is ours only if a ledger says it to the byte: the next build
    removes it.
    """
    files: dict[str, str] = {}
    strange: list[str] = []
    for name, found in sorted(on_disk.items()):
        if found.kind != "file" or name == LEDGER:
            continue
        known = found.sha256 in listed.get(name, ())
        if known or name in ours:
            files[name] = found.sha256
        if listed and not known:
            strange.append(name)
    return files, [*_strange(strange, ours)]


def _strange(names: list[str], ours: set[str]) -> Iterator[Problem]:
    written = [name for name in names if name in ours]
    left = [name for name in names if name not in ours]
    for which, mend in (
        (
            written,
            Message("The next build writes over this. What is to stay belongs in the source."),
        ),
        (left, Message("This is left where it is.")),
    ):
        if which:
            what = Plural(
                "{n} file is not as any ledger says: {names}",
                "{n} files are not as any ledger says: {names}",
                n=len(which),
                names=", ".join(which),
            )
            yield Problem(what, mend, severity="warning")


def _listed(ledgers: Iterable[Ledger]) -> dict[str, set[str]]:
    """Every name that a ledger lists, with the digests that ledgers have for it."""
    listed: dict[str, set[str]] = {}
    for each in ledgers:
        for name, digest in each.files.items():
            listed.setdefault(name, set()).add(digest)
    return listed


def _succeeding(new: Ledger, passed: Iterable[Ledger]) -> Ledger:
    """The ledger, with those that it takes the place of among its predecessors."""
    names = [ledger.sha256(ledger.dumps(each)) for each in passed if each != new]
    line = tuple(dict.fromkeys([*new.predecessors, *names]))
    return replace(new, predecessors=line[-ledger.PREDECESSORS :])
