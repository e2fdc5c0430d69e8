"""What the ledger keeps of a session, an item and an announcement, as JSON; and how each is read again.

What comes in is strict: ValueError, TypeError or KeyError for whatever these did not write.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from rencontres_feeds.model import Announcement, Link, Status, When
from rencontres_feeds.publication import Edition, Facts, Former, Item, Kind, Topic, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

_INSTANT = len("2017-11-28T17:30:00Z")
_STATUSES, _KINDS = frozenset(get_args(Status)), frozenset(get_args(Kind))


# Out: what is empty or as usual is left out, so that a field of a later format changes no old line.


def instant_out(moment: datetime | None) -> str | None:
    """An instant, as it is written; None for none."""
    return f"{moment.isoformat()[: _INSTANT - 1]}Z" if moment else None


def _some(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


def edition_out(edition: Edition) -> dict[str, object]:
    """What is kept of a session."""
    return _some(
        uid=edition.uid,
        modified=instant_out(edition.modified),
        created=instant_out(edition.created),
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


def item_out(item: Item) -> dict[str, object]:
    """What is kept of an item."""
    return _some(
        id=item.id,
        kind=item.kind,
        about=item.about,
        published=instant_out(item.published),
        updated=instant_out(item.updated),
        digest=item.digest,
        past=item.past,
        before=_facts_out(item.before),
        after=_facts_out(item.after),
        note=item.note,
        opened=instant_out(item.opened),
        enclosed=item.enclosed,
        withdrawn=item.withdrawn,
        archive=item.archive or None,
        verbatim=_verbatim_out(item.verbatim),
    )


def _verbatim_out(shown: Verbatim | None) -> dict[str, object] | None:
    return {"title": shown.title, "html": shown.html, "summary": shown.summary} if shown else None


def announcement_out(announcement: Announcement) -> dict[str, object]:
    """An announcement, whole."""
    return _some(
        id=announcement.id,
        date=announcement.date.isoformat(),
        title=announcement.title,
        text=announcement.text,
        links=[{"title": link.title, "url": link.url} for link in announcement.links],
        session=announcement.session,
    )


def topic_out(topic: Topic) -> dict[str, object]:
    """What is kept of a topic."""
    return _some(
        key=topic.key,
        title=topic.title,
        feed=topic.feed,
        held=topic.held,
        changed=instant_out(topic.changed),
        forgotten=topic.forgotten,
    )


# In: every field by name and type; what is missing, of another type or left over is damage.


class Fields:
    """A JSON object, from which each field is taken once."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise TypeError(content)
        self.content = cast("dict[str, Any]", content)

    def text(self, name: str, default: str | None = "") -> str:
        """A text; `default` None: it must be there."""
        value = self.content.pop(name, default)
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def flag(self, name: str) -> bool:
        """Yes; no, or absent."""
        value = self.content.pop(name, False)
        if not isinstance(value, bool):
            raise TypeError(name)
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, not negative; `default` None: it must be there."""
        value = self.content.pop(name, default)
        if type(value) is not int or value < 0:
            raise TypeError(name)
        return value

    def instant(self, name: str) -> datetime:
        """An instant, in UTC."""
        return _instant_in(self.text(name, None))

    def maybe(self, name: str, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # as `read` has it
        """A value as `read` makes it; None if it is absent."""
        return read(self.content.pop(name)) if name in self.content else None

    def objects(self, name: str) -> Iterable[Fields]:
        """A list of objects; absent: none."""
        return [Fields(each) for each in self.content.pop(name, [])]

    def mapping(self, name: str) -> dict[str, Any]:
        """An object as it is; absent: an empty one."""
        return Fields(self.content.pop(name, {})).content

    def whole(self, made: T) -> T:
        """What was made of it, if nothing is left that was not taken."""
        if self.content:
            raise ValueError(self.content)
        return made


def _instant_in(text: str) -> datetime:
    if len(text) != _INSTANT or text[-1] != "Z":
        raise ValueError(text)
    return datetime.fromisoformat(text)


def edition_in(session: str, fields: Fields) -> Edition:
    """What `edition_out` wrote of the session with this id."""
    former = Fields(fields.mapping("former"))
    return fields.whole(
        Edition(
            session=session,
            uid=fields.text("uid", None),
            sequence=fields.number("sequence"),
            created=fields.instant("created"),
            modified=fields.instant("modified"),
            digest=fields.text("digest"),
            told=_facts_in(fields.content.pop("told")),
            title=fields.text("title"),
            former=former.whole(Former(former.maybe("when", _when_in), former.text("place"))),
            since=fields.maybe("since", date.fromisoformat),
            announced=fields.maybe("announced", date.fromisoformat),
            forgotten=fields.flag("forgotten"),
        )
    )


def _facts_in(content: object) -> Facts:
    fields = Fields(content)
    status = fields.text("status", None)
    if status not in _STATUSES:
        raise ValueError(status)
    return fields.whole(
        Facts(
            when=_when_in(fields.content.pop("when")),
            status=cast("Status", status),
            venue=fields.text("venue"),
            place=fields.text("place"),
            online=fields.flag("online"),
        )
    )


def _when_in(content: object) -> When:
    fields = Fields(content)
    day = fields.text("day", None)
    year, month = int(day[:4]), int(day[5:7])
    date(year, month, 1)  # a month that exists
    return fields.whole(
        When(
            month=(year, month),
            day=date.fromisoformat(day) if len(day) > len("2018-03") else None,
            until=fields.maybe("until", date.fromisoformat),
            start=fields.maybe("start", time.fromisoformat),
            end=fields.maybe("end", time.fromisoformat),
        )
    )


def item_in(fields: Fields) -> Item:
    """What `item_out` wrote."""
    kind = fields.text("kind", None)
    if kind not in _KINDS:
        raise ValueError(kind)
    return fields.whole(
        Item(
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
            opened=fields.maybe("opened", _instant_in),
            enclosed=fields.flag("enclosed"),
            withdrawn=fields.flag("withdrawn"),
            archive=fields.number("archive", 0),
            verbatim=fields.maybe("verbatim", _verbatim_in),
        )
    )


def _verbatim_in(content: object) -> Verbatim:
    fields = Fields(content)
    return fields.whole(
        Verbatim(fields.text("title", None), fields.text("html", None), fields.text("summary", None))
    )


def announcement_in(fields: Fields) -> Announcement:
    """What `announcement_out` wrote."""
    links = [
        each.whole(Link(each.text("title", None), each.text("url", None))) for each in fields.objects("links")
    ]
    return fields.whole(
        Announcement(
            id=fields.text("id", None),
            date=date.fromisoformat(fields.text("date", None)),
            title=fields.text("title", None),
            text=fields.text("text"),
            links=tuple(links),
            session=fields.text("session"),
        )
    )


def topic_in(slug: str, fields: Fields) -> Topic:
    """What `topic_out` wrote of the topic with this slug."""
    return fields.whole(
        Topic(
            slug=slug,
            key=fields.text("key", None),
            title=fields.text("title", None),
            feed=fields.text("feed", None),
            held=fields.text("held", None),
            changed=fields.instant("changed"),
            forgotten=fields.flag("forgotten"),
        )
    )
