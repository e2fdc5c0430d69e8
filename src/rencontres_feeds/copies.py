"""What copies of a publication remember: ledgers, or the calendar and the feed that are public.

Reads files, folders and addresses; changes nothing. What is read becomes one ledger by `merging` or by
`recollection`, which are pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from rencontres_feeds import addresses, elsewhere, folder, ledger, merging, published, recollection, web
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
    found = [_found(where) for where in copies]
    public = [where for where, data in found if data is None]
    if not public:
        ledgers = [known for where, data in found if data is not None for known in _loaded(where, data)]
        return Memory(merging.merge(ledgers), tuple(ledgers))
    if len(public) < len(found):
        raise refuse(
            Message("ledgers and a published calendar cannot be taken together"),
            Message("Name the ledgers alone; or, if they are too old, the calendar and its feed alone."),
        )
    documents = [s.report.document.name for s in programme.sessions if s.report and s.report.document]
    there = folder.survey(output, documents)
    digests = {name: found.sha256 for name, found in there.items()}
    return Memory(recollection.recollect(programme, _public(public), digests), ())


def _found(where: str) -> tuple[str, bytes | None]:
    """Where a ledger is, with its bytes; or a calendar or a feed, without."""
    if _suffix(where) in {".ics", ".xml"}:
        return where, None
    page = _suffix(where) == ".html" and not web.is_address(where)
    place = str(Path(where).parent) if page else where
    at = elsewhere.ledger_at(place)
    if Path(place).is_dir() and not Path(at).exists():
        return _beside(at, addresses.CALENDAR), None
    try:
        return at, elsewhere.octets(at, _MEND)
    except web.Absent:
        if at == where:  # a ledger was meant
            raise _nothing_at(where) from None
        return _beside(at, addresses.CALENDAR), None


def _public(where: Sequence[str]) -> Published:
    """The calendars and the feed with all its archives, each as named, else beside the other."""
    feed = next((w for w in where if _suffix(w) == ".xml"), _beside(where[0], addresses.ATOM))
    events = published.newest(_events(where))
    documents = [_get(feed)]
    seen = set[str]()
    while before := published.previous(documents[-1]):
        name = PurePath(urlsplit(before).path).name  # beside this one, wherever the site was then
        if name in seen:
            raise published.illegible(name)
        seen.add(name)
        documents.append(_get(_beside(feed, name)))
    return published.Published(events, published.feed(documents))


def _events(where: Sequence[str]) -> Iterator[Event]:
    """The events of all calendars: of those named, of the one that members subscribe to, and those it names."""
    named = [w for w in where if _suffix(w) == ".ics"]
    if all(addresses.is_earlier(_name(w)) for w in named):
        named.append(_beside(where[0], addresses.CALENDAR))
    for calendar in named:  # it grows meanwhile
        data = _get(calendar)
        yield from published.events(data, _name(calendar))
        beside = (_beside(calendar, name) for name in published.earlier(data))
        named += [name for name in beside if name not in named]


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


def _loaded(where: str, data: bytes) -> list[Ledger]:
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


def _beside(where: str, name: str) -> str:
    return urljoin(where, name) if web.is_address(where) else str(Path(where).parent / name)
