"""What copies of a publication remember: ledgers, or the calendar and the feed that are public.

Reads files, folders and addresses; changes nothing. What is read becomes one ledger by `merging` or by
`recollection`, which are pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from rencontres_feeds import (
    addresses,
    elsewhere,
    folder,
    ledger,
    merging,
    published,
    recollection,
    syndicated,
    web,
)
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Programme
    from rencontres_feeds.published import Event, Published

_MEND = Message("Nothing was changed. Name a file, a folder or an address that holds a ledger.json.")


@dataclass(frozen=True, slots=True)
class Memory:
    """What the copies know."""

    ledger: Ledger
    """All of them as one; its list of files is that of one of them."""
    ledgers: tuple[Ledger, ...]
    """Each that was read; none, where only the calendar and the feed were."""


def read(copies: Sequence[str], programme: Programme, output: Path) -> Memory:
    """All copies, as one. Raises Refusal if any of them cannot be read.

    `output` is the folder of the site, for the documents that stand there.
    """
    named = [found(where) for where in copies]
    public = [where for where, data in named if data is None]
    if not public:
        ledgers = [known for where, data in named if data is not None for known in loaded(where, data)]
        ledgers = [_of_cycle(known, programme.cycle.id) for known in ledgers]
        return Memory(merging.merge(ledgers), tuple(ledgers))
    if len(public) < len(named):
        raise refuse(
            Message("ledgers and a published calendar cannot be taken together"),
            Message("Name the ledgers alone; or, if they are too old, the calendar and its feed alone."),
        )
    return Memory(recollected(programme, public, output), ())


def recollected(programme: Programme, where: Sequence[str], output: Path) -> Ledger:
    """The ledger of a cycle, as far as the calendar and the feed that are named tell it. Raises Refusal."""
    documents = [s.report.document.name for s in programme.sessions if s.report and s.report.document]
    there = folder.survey(output, documents)
    digests = {name: found.sha256 for name, found in there.items()}
    return recollection.recollect(programme, _public(where), digests)


def _of_cycle(known: Ledger, cycle: str) -> Ledger:
    """A cycle's ledger, or what an institute's keeps of the cycle. Raises Refusal if it keeps nothing of it."""
    if not known.cycles:
        return known
    if cycle in known.cycles:
        return known.cycles[cycle]
    raise refuse(
        Message(
            "this ledger belongs to an institute, “{other}”, without a cycle “{id}”", other=known.cycle, id=cycle
        ),
        Message("Its cycles: {names}.", names=", ".join(sorted(known.cycles))),
    )


def found(where: str) -> tuple[str, bytes | None]:
    """Where a ledger is, with its bytes; or a calendar or a feed, without."""
    if _suffix(where) in {".ics", ".xml"}:
        return where, None
    page = _suffix(where) == ".html" and not web.is_address(where)
    place = str(Path(where).parent) if page else where
    at = elsewhere.ledger_at(place)
    if Path(place).is_dir() and not Path(at).exists():
        return beside(at, addresses.CALENDAR), None
    try:
        return at, elsewhere.octets(at, _MEND)
    except web.Absent:
        if at == where:  # a ledger was meant
            raise _nothing_at(where) from None
        return beside(at, addresses.CALENDAR), None


def feed_of(where: str) -> str:
    """The id of the feed that is named, or that stands beside a calendar. Raises Refusal."""
    return syndicated.feed([_get(where if _suffix(where) == ".xml" else beside(where, addresses.ATOM))]).id


def _public(where: Sequence[str]) -> Published:
    """The calendars and the feed with all its archives, each as named, else beside the other."""
    feed = next((w for w in where if _suffix(w) == ".xml"), beside(where[0], addresses.ATOM))
    events = published.newest(_events(where))
    documents = [_get(feed)]
    seen = set[str]()
    while before := syndicated.previous(documents[-1]):
        name = PurePath(urlsplit(before).path).name  # beside this one, wherever the site was then
        if name in seen:
            raise published.illegible(name)
        seen.add(name)
        documents.append(_get(beside(feed, name)))
    return published.Published(events, syndicated.feed(documents))


def _events(where: Sequence[str]) -> Iterator[Event]:
    """The events of all calendars: of those named, of the one that members subscribe to, and those it names."""
    named = [w for w in where if _suffix(w) == ".ics"]
    if all(addresses.is_earlier(_name(w)) for w in named):
        named.append(beside(where[0], addresses.CALENDAR))
    for calendar in named:  # it grows meanwhile
        data = _get(calendar)
        yield from published.events(data, _name(calendar))
        others = (beside(calendar, name) for name in published.earlier(data))
        named += [name for name in others if name not in named]


def _get(where: str) -> bytes:
    try:
        return elsewhere.octets(where, _MEND)
    except web.Absent:
        raise _nothing_at(where) from None


def _nothing_at(where: str) -> Refusal:
    return refuse(
        Message("there is nothing at {address}", address=where),
        Message("Nothing was changed. Look at the address in a browser."),
    )


def loaded(where: str, data: bytes) -> list[Ledger]:
    """The ledger of a file, or both that git made one file of."""
    data = elsewhere.unturned(data)
    try:
        if ledger.conflicted(data):
            return [ledger.loads_side(side) for side in merging.sides(data)]
        return [ledger.loads(data)]
    except ledger.Newer:
        raise
    except Refusal as refusal:
        what = refusal.problems[0].what
        raise refuse(
            Message("{where}: {what}", where=where, what=what),
            Message(
                "Nothing was changed. Name another copy. If there is none: a published calendar.ics, with its"
                " atom.xml beside it, gives back most of it."
            ),
        ) from refusal


def _name(where: str) -> str:
    return PurePath(urlsplit(where).path if web.is_address(where) else where).name


def _suffix(where: str) -> str:
    return PurePath(_name(where)).suffix.lower()


def beside(where: str, name: str) -> str:
    """What is called so in the same folder."""
    return urljoin(where, name) if web.is_address(where) else str(Path(where).parent / name)
