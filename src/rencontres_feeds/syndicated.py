"""What a published Atom feed and its archives still say (RFC 4287, RFC 5005), as values.

For whoever lost the ledger behind them, as `published` for the calendar. Reads only what this program writes.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast, get_args
from urllib.parse import urlsplit

from lxml import etree

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import LANGUAGES
from rencontres_feeds.publication import Enclosure, Kind
from rencontres_feeds.published import illegible
from rencontres_feeds.renderers import fragments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rencontres_feeds.model import Language

_ID = re.compile(rf"tag:([^,]+),\d{{4}}:(.+)/([A-Za-z0-9_-]+)/({'|'.join(get_args(Kind))})(?:-(\d+))?")
_ARCHIVE = re.compile(r"atom-(\d+)\.xml")
_ATOM = "{http://www.w3.org/2005/Atom}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


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
