"""What was published: strict in, canonical out, versioned.

The ledger is a file of the site like the others (`ledger.json`), so whoever holds the folder can go on.
A file that is not exactly what `dumps` writes is refused: a memory that may be wrong is none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, cast, get_args

from rencontres_feeds.catalogue import Message
from rencontres_feeds.model import Announcement, Link, Status, When
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.publication import Edition, Facts, Former, Item, Kind, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORMAT = 1
PREDECESSORS = 100

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


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

    @property
    def modified(self) -> datetime:
        """The newest instant of all that is published."""
        editions = (e.modified for e in self.editions.values())
        return max([self.created, self.updated, *editions])


def dumps(ledger: Ledger) -> bytes:
    """The ledger as canonical JSON; the same ledger always gives the same bytes."""
    body = _json(_ledger_out(ledger))
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-2]},\n "sha256": "{digest}"\n}}\n'.encode()


def sha256(data: bytes) -> str:
    """The digest that a ledger's bytes end with, which names it among its successors."""
    return str(json.loads(data)["sha256"])


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
    ledger, _ = _read(data, site)
    if dumps(ledger) != data:
        raise _damaged(site)
    return ledger


def loads_side(data: bytes) -> Ledger:
    """Read one side of a ledger that git merged line by line, as far as it could.

    Each of its lines is of one of two ledgers that were whole, yet the whole is neither of them, and its digest
    is that of the one it comes from: that one is named among the predecessors. Raises Refusal as `loads` does.
    """
    ledger, digest = _read(data)
    if dumps(ledger) == data:
        return ledger
    return replace(ledger, predecessors=(*ledger.predecessors, digest))


def _read(data: bytes, site: str = "") -> tuple[Ledger, str]:
    """A ledger, and the digest that it says it has."""
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
        fields = _Fields(content)
        return _ledger_in(fields), fields.text("sha256", None)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(site) from error


def _damaged(site: str) -> Refusal:
    return refuse(Message("the ledger (ledger.json) is damaged"), way_back(site))


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


# Out: what is empty or as usual is left out, so that a field of a later format changes no old line.


def _ledger_out(ledger: Ledger) -> dict[str, object]:
    return {
        "format": FORMAT,
        "cycle": ledger.cycle,
        "rehearsal": ledger.rehearsal,
        "created": _instant_out(ledger.created),
        "updated": _instant_out(ledger.updated),
        "url": ledger.url,
        "feed": ledger.feed,
        "sessions": {name: _edition_out(e) for name, e in sorted(ledger.editions.items())},
        "items": [_item_out(item) for item in ledger.items],
        "announcements": [_announcement_out(a) for a in ledger.announcements],
        "files": dict(sorted(ledger.files.items())),
        "predecessors": list(ledger.predecessors),
    }


def _instant_out(moment: datetime | None) -> str | None:
    return moment.strftime(_INSTANT) if moment else None


def _some(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, "", False, {}, [])}


def _edition_out(edition: Edition) -> dict[str, object]:
    return _some(
        uid=edition.uid,
        modified=_instant_out(edition.modified),
        created=_instant_out(edition.created),
        digest=edition.digest,
        told=_facts_out(edition.told),
        title=edition.title,
        former=_some(when=_when_out(edition.former.when), place=edition.former.place),
        since=edition.since.isoformat() if edition.since else None,
        announced=edition.announced.isoformat() if edition.announced else None,
        forgotten=edition.forgotten,
    ) | {"sequence": edition.sequence}


def _facts_out(facts: Facts | None) -> dict[str, object] | None:
    if facts is None:
        return None
    return _some(
        when=_when_out(facts.when),
        status=facts.status,
        venue=facts.venue,
        place=facts.place,
        online=facts.online,
    )


def _when_out(when: When | None) -> dict[str, object] | None:
    if when is None:
        return None
    return _some(
        day=when.day.isoformat() if when.day else f"{when.month[0]:04}-{when.month[1]:02}",
        until=when.until.isoformat() if when.until else None,
        start=when.start.strftime("%H:%M") if when.start else None,
        end=when.end.strftime("%H:%M") if when.end else None,
    )


def _item_out(item: Item) -> dict[str, object]:
    return _some(
        id=item.id,
        kind=item.kind,
        about=item.about,
        published=_instant_out(item.published),
        updated=_instant_out(item.updated),
        digest=item.digest,
        past=item.past,
        before=_facts_out(item.before),
        after=_facts_out(item.after),
        note=item.note,
        opened=_instant_out(item.opened),
        enclosed=item.enclosed,
        withdrawn=item.withdrawn,
        archive=item.archive or None,
        verbatim=_verbatim_out(item.verbatim),
    )


def _verbatim_out(shown: Verbatim | None) -> dict[str, object] | None:
    return {"title": shown.title, "html": shown.html, "summary": shown.summary} if shown else None


def _announcement_out(announcement: Announcement) -> dict[str, object]:
    return _some(
        id=announcement.id,
        date=announcement.date.isoformat(),
        title=announcement.title,
        text=announcement.text,
        links=[{"title": link.title, "url": link.url} for link in announcement.links],
        session=announcement.session,
    )


# In: every field by name and type; what is missing, of another type or left over is damage. Values that
# are merely odd need no check of their own, since what was read must give the same bytes again.


class _Fields:
    """A JSON object, from which each field is taken once."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise TypeError(content)
        self.content = cast("dict[str, Any]", content)

    def text(self, name: str, default: str | None = "") -> str:
        value = self.content.get(name, default)
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def flag(self, name: str) -> bool:
        return self.content.get(name, False) is True

    def number(self, name: str, default: int | None = None) -> int:
        value = self.content.get(name, default)
        if type(value) is not int or value < 0:
            raise TypeError(name)
        return value

    def instant(self, name: str) -> datetime:
        return datetime.strptime(self.text(name, None), _INSTANT).replace(tzinfo=UTC)

    def maybe(self, name: str, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # as `read` has it
        return read(self.content[name]) if name in self.content else None

    def objects(self, name: str) -> Iterable[_Fields]:
        return [_Fields(each) for each in self.content.get(name, [])]

    def mapping(self, name: str) -> dict[str, Any]:
        return _Fields(self.content.get(name, {})).content


def _ledger_in(fields: _Fields) -> Ledger:
    files = fields.mapping("files")
    predecessors = fields.content["predecessors"]
    if not all(isinstance(text, str) for text in [*files.values(), *predecessors]):
        raise TypeError(files)
    ledger = Ledger(
        cycle=fields.text("cycle", None),
        rehearsal=fields.flag("rehearsal"),
        created=fields.instant("created"),
        updated=fields.instant("updated"),
        url=fields.text("url", None),
        feed=fields.text("feed", None),
        editions={k: _edition_in(k, _Fields(v)) for k, v in fields.mapping("sessions").items()},
        items=tuple(_item_in(each) for each in fields.objects("items")),
        announcements=tuple(_announcement_in(each) for each in fields.objects("announcements")),
        files=files,
        predecessors=tuple(predecessors),
    )
    for unique in ([e.uid for e in ledger.editions.values()], [i.id for i in ledger.items]):
        if len(set(unique)) < len(unique):
            raise ValueError(unique)
    return ledger


def _edition_in(session: str, fields: _Fields) -> Edition:
    former = _Fields(fields.mapping("former"))
    return Edition(
        session=session,
        uid=fields.text("uid", None),
        sequence=fields.number("sequence"),
        created=fields.instant("created"),
        modified=fields.instant("modified"),
        digest=fields.text("digest"),
        told=_facts_in(fields.content["told"]),
        title=fields.text("title"),
        former=Former(former.maybe("when", _when_in), former.text("place")),
        since=fields.maybe("since", date.fromisoformat),
        announced=fields.maybe("announced", date.fromisoformat),
        forgotten=fields.flag("forgotten"),
    )


def _facts_in(content: object) -> Facts:
    fields = _Fields(content)
    status = fields.text("status", None)
    if status not in get_args(Status):
        raise ValueError(status)
    return Facts(
        when=_when_in(fields.content["when"]),
        status=cast("Status", status),
        venue=fields.text("venue"),
        place=fields.text("place"),
        online=fields.flag("online"),
    )


def _when_in(content: object) -> When:
    fields = _Fields(content)
    day = fields.text("day", None)
    year, month = int(day[:4]), int(day[5:7])
    date(year, month, 1)  # a month that exists
    return When(
        month=(year, month),
        day=date.fromisoformat(day) if len(day) > len("2018-03") else None,
        until=fields.maybe("until", date.fromisoformat),
        start=fields.maybe("start", time.fromisoformat),
        end=fields.maybe("end", time.fromisoformat),
    )


def _item_in(fields: _Fields) -> Item:
    kind = fields.text("kind", None)
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return Item(
        id=fields.text("id", None),
        kind=cast("Kind", kind),
        about=fields.text("about", None),
        published=fields.instant("published"),
        updated=fields.instant("updated"),
        digest=fields.text("digest"),
        past=fields.flag("past"),
        before=fields.maybe("before", _facts_in),
        after=fields.maybe("after", _facts_in),
        note=fields.text("note"),
        opened=fields.maybe("opened", lambda _: fields.instant("opened")),
        enclosed=fields.flag("enclosed"),
        withdrawn=fields.flag("withdrawn"),
        archive=fields.number("archive", 0),
        verbatim=fields.maybe("verbatim", _verbatim_in),
    )


def _verbatim_in(content: object) -> Verbatim:
    fields = _Fields(content)
    return Verbatim(fields.text("title", None), fields.text("html", None), fields.text("summary", None))


def _announcement_in(fields: _Fields) -> Announcement:
    links = [Link(each.text("title", None), each.text("url", None)) for each in fields.objects("links")]
    return Announcement(
        id=fields.text("id", None),
        date=date.fromisoformat(fields.text("date", None)),
        title=fields.text("title", None),
        text=fields.text("text"),
        links=tuple(links),
        session=fields.text("session"),
    )
