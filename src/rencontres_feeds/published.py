"""What a published calendar and its Atom feed still say, as values: for whoever lost the ledger behind them.

Reads only what this program writes. Knows no source and decides nothing.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import unquote, urlsplit

from icalendar import Calendar
from lxml import etree

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import LANGUAGES, Message
from rencontres_feeds.problems import refuse
from rencontres_feeds.publication import Enclosure, Kind
from rencontres_feeds.renderers import fragments
from rencontres_feeds.renderers.calendar import EARLIER, PRODID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

    from rencontres_feeds.model import Language
    from rencontres_feeds.problems import Refusal
    from rencontres_feeds.renderers.vevent import Lines

_MARKS = ("DTSTAMP:", "CREATED:", "LAST-MODIFIED:", "SEQUENCE:")
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"\r?\n")
_ID = re.compile(rf"tag:([^,]+),\d{{4}}:(.+)/([A-Za-z0-9_-]+)/({'|'.join(get_args(Kind))})(?:-(\d+))?")
_ARCHIVE = re.compile(r"atom-(\d+)\.xml")
_ATOM = "{http://www.w3.org/2005/Atom}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT of the published calendar."""

    session: str
    uid: str
    sequence: int
    created: datetime
    modified: datetime
    lines: Lines
    """Its content lines, unfolded, without BEGIN, END and the revision marks."""
    day: date
    last: date
    """The last day that it covers."""
    start: time | None
    end: time | None
    summary: str
    description: str
    location: str
    status: str
    """As in RFC 5545: CONFIRMED, TENTATIVE or CANCELLED."""
    online: bool


@dataclass(frozen=True, slots=True)
class News:
    """An entry of the published feed."""

    id: str
    host: str
    """In the id: that of the site when it was minted."""
    cycle: str
    about: str
    kind: Kind
    number: int
    """Of those of its kind about the same, from 1."""
    published: datetime
    updated: datetime
    title: str
    html: str
    url: str
    summary: str
    enclosure: Enclosure | None
    archive: int
    """Number of the archive that it was found in; 0: it is among the newest."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The Atom feed with its archives."""

    id: str
    url: str
    """Of the site."""
    language: Language
    updated: datetime
    news: tuple[News, ...]
    """The oldest first, each once."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication as its subscribers have it."""

    events: tuple[Event, ...]
    feed: Feed


# The calendar (RFC 5545)


def events(data: bytes, name: str = addresses.CALENDAR) -> tuple[Event, ...]:
    """The events of a calendar called `name`. Raises Refusal if it is damaged, or not of this program."""
    try:
        text = data.decode("utf-8")
        calendar = Calendar.from_ical(text)
        if str(calendar["PRODID"]) != PRODID or not text.rstrip().endswith("END:VCALENDAR"):
            raise ValueError(text)
        components: Any = calendar.walk("VEVENT")
        lines = _events_lines(text)
        return tuple(_event(*both) for both in zip(components, lines, strict=True))
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise illegible(name) from error


def earlier(data: bytes) -> tuple[str, ...]:
    """The names of the calendars of the years before, as the one to subscribe to has them."""
    heads = (
        line.rpartition("/")[2] for line in _unfolded(data.decode("utf-8", "replace")) if line.startswith(EARLIER)
    )
    return tuple(name for name in heads if addresses.is_earlier(name))


def newest(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, as it was published last."""
    found: dict[str, Event] = {}
    for event in events:
        known = found.setdefault(event.uid, event)
        if (event.sequence, event.modified) > (known.sequence, known.modified):
            found[event.uid] = event
    return tuple(found.values())


def _unfolded(text: str) -> list[str]:
    return _LINE.split(_FOLD.sub("", text))


def _events_lines(text: str) -> list[Lines]:
    """The content lines of each event, as they were before they were folded."""
    found: list[Lines] = []
    inside: list[str] | None = None
    for line in _unfolded(text):
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT" and inside is not None:
            found.append(tuple(inside))
            inside = None
        elif inside is not None and not line.startswith(_MARKS):
            inside.append(line)
    return found


def _event(shown: Any, lines: Lines) -> Event:  # noqa: ANN401  # icalendar's components give any value
    start = shown["DTSTART"].dt
    end = shown["DTEND"].dt if "DTEND" in shown else start
    timed = isinstance(start, datetime)
    return Event(
        session=_session(str(shown["URL"])),
        uid=str(shown["UID"]),
        sequence=int(shown["SEQUENCE"]),
        created=_utc(shown["CREATED"].dt),
        modified=_utc(shown["LAST-MODIFIED"].dt),
        lines=lines,
        day=start.date() if timed else start,
        last=end.date() if timed else date.fromordinal(end.toordinal() - 1),
        start=start.time() if timed else None,
        end=end.time() if timed and "DTEND" in shown else None,
        summary=str(shown["SUMMARY"]),
        description=str(shown["DESCRIPTION"]),
        location=str(shown.get("LOCATION", "")),
        status=str(shown["STATUS"]),
        online="CONFERENCE" in shown,
    )


def _session(page: str) -> str:
    """The id of the session whose page this is."""
    path = unquote(urlsplit(page).path)
    name = posixpath.basename(path).removesuffix(".html")
    if not path.endswith(f"/{addresses.page(name)}"):
        raise ValueError(page)
    return name


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


# The feed (RFC 4287, RFC 5005)


def previous(data: bytes) -> str:
    """The address of the archive before this document of the feed; empty: there is none. Raises Refusal."""
    return _link(_document(data), "prev-archive")


def feed(documents: Iterable[bytes]) -> Feed:
    """The feed, of its documents: the newest first, then its archives. Raises Refusal if one is damaged."""
    roots = [_document(data) for data in documents]
    try:
        newest = roots[0]
        language = newest.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language not in LANGUAGES:
            raise ValueError(language)
        known: dict[str, News] = {}
        for root in roots:
            archive = _archive(root)
            for element in root.iterfind(f"{_ATOM}entry"):
                news = _news(element, archive)
                # An item may be in an archive and among the newest: the same, but for its place.
                known[news.id] = replace(known.get(news.id, news), archive=archive)
        return Feed(
            id=_text(newest, "id"),
            url=_link(newest, "alternate"),
            language=language,
            updated=_instant(newest, "updated"),
            news=_oldest_first(known.values()),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise illegible(addresses.ATOM) from error


def _oldest_first(news: Iterable[News]) -> tuple[News, ...]:
    """The order of minting, as far as it shows; of two published together, the upper one was minted last."""
    minted = [*news]
    minted.reverse()
    return tuple(sorted(minted, key=lambda one: one.published))


def _document(data: bytes) -> etree._Element:
    # Nothing is fetched and no entity is filled in: it may come from the web.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)  # see above
    except (etree.XMLSyntaxError, ValueError) as error:
        raise illegible(addresses.ATOM) from error
    if root.tag != f"{_ATOM}feed":
        raise illegible(addresses.ATOM)
    return root


def _archive(root: etree._Element) -> int:
    """The number of an archive, by its own address; 0: it is the newest document."""
    name = posixpath.basename(urlsplit(_link(root, "self")).path)
    found = _ARCHIVE.fullmatch(name)
    return int(found[1]) if found else 0


def _news(entry: etree._Element, archive: int) -> News:
    name = _text(entry, "id")
    found = _ID.fullmatch(name)
    if not found:
        raise ValueError(name)
    return News(
        id=name,
        host=found[1],
        cycle=found[2],
        about=found[3],
        kind=cast("Kind", found[4]),
        number=int(found[5] or 1),
        published=_instant(entry, "published"),
        updated=_instant(entry, "updated"),
        title=_text(entry, "title"),
        html=_html(entry),
        url=_link(entry, "alternate"),
        summary=html.unescape(entry.findtext(f"{_ATOM}summary") or ""),
        enclosure=_enclosure(entry),
        archive=archive,
    )


def _html(entry: etree._Element) -> str:
    """The text of an entry, as `renderers.feeds` put it between two line ends into a `div`."""
    shown = entry.find(f"{_ATOM}content/{_XHTML}div")
    if shown is None:
        raise ValueError("content")
    return fragments.inner(shown).removeprefix("\n").removesuffix("\n")


def _enclosure(entry: etree._Element) -> Enclosure | None:
    for link in entry.iterfind(f"{_ATOM}link"):
        if link.get("rel") == "enclosure":
            length = link.get("length")
            return Enclosure(
                url=link.get("href", ""),
                media_type=link.get("type", ""),
                length=int(length) if length else None,
                title=link.get("title", ""),
            )
    return None


def _link(element: etree._Element, rel: str) -> str:
    for link in element.iterfind(f"{_ATOM}link"):
        if link.get("rel") == rel:
            return link.get("href", "")
    return ""


def _text(element: etree._Element, name: str) -> str:
    text = element.findtext(f"{_ATOM}{name}")
    if not text:
        raise ValueError(name)
    return text


def _instant(element: etree._Element, name: str) -> datetime:
    moment = datetime.fromisoformat(_text(element, name))
    if moment.tzinfo is None:
        raise ValueError(name)
    return moment.astimezone(UTC)


def illegible(name: str) -> Refusal:
    """The refusal of a file that is damaged or not ours."""
    return refuse(
        Message("{name} is damaged, or was not written by this program", name=name),
        Message("Look for another copy: an older one is better than none."),
    )
