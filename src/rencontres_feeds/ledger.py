"""What was published: strict in, canonical out, versioned.

The ledger is a file of the site like the others (`ledger.json`), so whoever holds the folder can go on.
A file that is not exactly what `dumps` writes is refused: a memory that may be wrong is none. How each of
its entries is written and read is in `bookkeeping`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from rencontres_feeds import bookkeeping
from rencontres_feeds.bookkeeping import Fields
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Refusal, refuse

if TYPE_CHECKING:
    from rencontres_feeds.model import Announcement
    from rencontres_feeds.publication import Edition, Item, Topic

FORMAT = 1
PREDECESSORS = 100


@dataclass(frozen=True, slots=True)
class Ledger:
    """Identities, revisions, told facts and items, and the files that we wrote."""

    cycle: str
    """`cycle.id` of the source that it belongs to."""
    rehearsal: bool
    """Made while the address was an example: a build with a real one mints everything anew."""
    created: datetime
    updated: datetime
    """What the feeds were last as of."""
    url: str
    """`cycle.url` of the last build."""
    feed: str
    """The id of the feeds as one, minted once (RFC 4287 section 4.2.6)."""
    editions: dict[str, Edition] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    """In the order in which they were minted."""
    announcements: tuple[Announcement, ...] = ()
    """As last published: one that leaves the source stays published."""
    files: dict[str, str] = field(default_factory=dict)
    """Name to sha256 of every other file that we wrote."""
    predecessors: tuple[str, ...] = ()
    """sha256 of the ledgers before this one, the oldest first."""
    cycles: dict[str, Ledger] = field(default_factory=dict)
    """Of an institute: by id what is kept of each of its cycles, without files and predecessors; empty: it is the
    ledger of one cycle. Those that were forgotten are among them."""
    topics: dict[str, Topic] = field(default_factory=dict)
    """Of an institute: its topics, by slug."""

    @property
    def modified(self) -> datetime:
        """The newest instant of all that is published."""
        editions = (e.modified for e in self.editions.values())
        cycles = (each.modified for each in self.cycles.values())
        return max([self.created, self.updated, *editions, *cycles])

    @property
    def public(self) -> bool:
        """Something of it is published now."""
        shown = any(not e.forgotten for e in self.editions.values()) or bool(self.announcements)
        return shown or any(each.public for each in self.cycles.values())


def dumps(ledger: Ledger) -> bytes:
    """The ledger as canonical JSON; the same ledger always gives the same bytes."""
    body = _json(_ledger_out(ledger))[:-2].encode()
    digest = hashlib.sha256(body)
    digest.update(b"\n}")
    return body + _end(digest.hexdigest()).encode()


def _end(digest: str) -> str:
    """How a ledger ends; its sha256 is that of the rest, closed by its bracket."""
    return f',\n "sha256": "{digest}"\n}}\n'


_END = len(_end("0" * 64))


def sha256(data: bytes) -> str:
    """The digest that a ledger's bytes end with, which names it among its successors."""
    return data.rsplit(b'"', 2)[1].decode()


class Newer(Refusal):
    """The ledger is of a later format than this program knows: not lost, but not to be read here."""


def way_back(site: str = "") -> Message:
    """How a lost memory is taken back; `site` is the public address of the publication, if it is known."""
    return Message(
        "Nothing was changed. Take it back from a copy of the folder or from the web site:"
        " rencontres-feeds restore {where}",
        where=site or Message("FILE|ADDRESS"),
    )


def conflicted(data: bytes) -> bool:
    """Whether git left the marks of a conflict in it."""
    return b"<<<<<<<" in data and b">>>>>>>" in data


def loads(data: bytes, site: str = "") -> Ledger:
    """Read what `dumps` wrote. Raises Refusal, which names the ways out, for anything else.

    `site` is the public address of the publication, to be named as a way out; empty: it is not known.
    """
    if conflicted(data):
        raise refuse(
            Message("the ledger (ledger.json) holds the marks of a merge conflict"),
            Message(
                "Nothing was changed. “rencontres-feeds restore” makes one of both sides:"
                " name this very file to it."
            ),
        )
    try:
        ledger = _read(data)
    except ValueError as error:
        raise _damaged(site) from error
    if not _whole(data):
        raise _damaged(site)
    return ledger


def loads_side(data: bytes) -> Ledger:
    """Read one side of a ledger that git merged line by line, as far as it could.

    Each of its lines is of one of two ledgers that were whole, yet the whole is neither of them, and its digest
    is that of the one it comes from: that one is named among the predecessors. Raises Refusal as `loads` does.
    """
    try:
        ledger = _read(data)
    except ValueError as error:
        raise _damaged("") from error
    return ledger if _whole(data) else replace(ledger, predecessors=(*ledger.predecessors, sha256(data)))


def _whole(data: bytes) -> bool:
    """Whether it ends with the sha256 of the rest, as `dumps` ends it: not a byte is another."""
    body, end = memoryview(data)[:-_END], data[-_END:]
    digest = hashlib.sha256(body)
    digest.update(b"\n}")
    return end == _end(digest.hexdigest()).encode()


@lru_cache(maxsize=1)  # a build reads it for the run, then to compare the folder: at 10,000 sessions 0.3 s each
def _read(data: bytes) -> Ledger:
    """A ledger, whose bytes need not be whole. Raises Newer, and ValueError for what is none."""
    try:
        content = json.loads(data.decode("utf-8"))
        if isinstance(content, dict) and content.get("format", 0) > FORMAT:
            raise Newer(
                [
                    Problem(
                        Message("the ledger was written by a newer version of this program"),
                        Message("Install the newer version."),
                    )
                ]
            )
        return _ledger_in(Fields(content))
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(data[:_END]) from error


def _damaged(site: str) -> Refusal:
    return refuse(Message("the ledger (ledger.json) is damaged"), way_back(site))


def _json(value: object, margin: str = "\n") -> str:
    """What `json.dumps(value, ensure_ascii=False, indent=1)` gives, in two thirds of the time.

    With an indent, Python takes an encoder that is not the one in C. `margin` is the line break before the
    closing bracket.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    inner = f"{margin} "
    if isinstance(value, dict) and value:
        members = [f"{inner}{encode_basestring(name)}: {_json(each, inner)}" for name, each in value.items()]
        return f"{{{','.join(members)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{','.join([inner + _json(each, inner) for each in value])}{margin}]"
    return json.dumps(value)


def _ledger_out(ledger: Ledger) -> dict[str, object]:
    return {
        "format": FORMAT,
        **_content_out(ledger),
        **_institute_out(ledger),
        "files": dict(sorted(ledger.files.items())),
        "predecessors": list(ledger.predecessors),
    }


def _content_out(ledger: Ledger) -> dict[str, object]:
    """What is kept of a cycle, wherever it is kept."""
    return {
        "cycle": ledger.cycle,
        "rehearsal": ledger.rehearsal,
        "created": bookkeeping.instant_out(ledger.created),
        "updated": bookkeeping.instant_out(ledger.updated),
        "url": ledger.url,
        "feed": ledger.feed,
        "sessions": {name: bookkeeping.edition_out(e) for name, e in sorted(ledger.editions.items())},
        "items": [bookkeeping.item_out(item) for item in ledger.items],
        "announcements": [bookkeeping.announcement_out(a) for a in ledger.announcements],
    }


def _institute_out(ledger: Ledger) -> dict[str, object]:
    """What only the ledger of an institute has."""
    if not ledger.cycles:
        return {}
    return {
        "topics": {slug: bookkeeping.topic_out(topic) for slug, topic in sorted(ledger.topics.items())},
        "cycles": {name: _content_out(each) for name, each in sorted(ledger.cycles.items())},
    }


def _ledger_in(fields: Fields) -> Ledger:
    files, predecessors = fields.mapping("files"), fields.content.pop("predecessors")
    if not isinstance(predecessors, list):
        raise TypeError(predecessors)
    if not all(isinstance(text, str) for text in [*files.values(), *predecessors]):
        raise TypeError(files)
    if (fields.number("format"), fields.text("sha256", None))[0] != FORMAT:
        raise ValueError(fields)
    ledger = replace(
        _content_in(fields),
        files=files,
        predecessors=tuple(predecessors),
        cycles={name: _cycle_in(Fields(each)) for name, each in fields.mapping("cycles").items()},
        topics={k: bookkeeping.topic_in(k, Fields(v)) for k, v in fields.mapping("topics").items()},
    )
    fields.whole(ledger)
    if any(name != each.cycle for name, each in ledger.cycles.items()):
        raise ValueError(ledger)
    kept = [ledger, *ledger.cycles.values()]
    uids = [e.uid for each in kept for e in each.editions.values()]
    for unique in (uids, [item.id for each in kept for item in each.items]):
        if len(set(unique)) < len(unique):
            raise ValueError(unique)
    return ledger


def _cycle_in(fields: Fields) -> Ledger:
    """One of the cycles of an institute."""
    return fields.whole(_content_in(fields))


def _content_in(fields: Fields) -> Ledger:
    return Ledger(
        cycle=fields.text("cycle", None),
        rehearsal=fields.flag("rehearsal"),
        created=fields.instant("created"),
        updated=fields.instant("updated"),
        url=fields.text("url", None),
        feed=fields.text("feed", None),
        editions={k: bookkeeping.edition_in(k, Fields(v)) for k, v in fields.mapping("sessions").items()},
        items=tuple(bookkeeping.item_in(each) for each in fields.objects("items")),
        announcements=tuple(bookkeeping.announcement_in(each) for each in fields.objects("announcements")),
    )
