"""RSS 2.0 and Atom (RFC 4287), by feedgen.

feedgen falls back on the clock and on the order of its own lists: every instant, id and order is given.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import formatRFC2822
from lxml import etree
from lxml.etree import SubElement

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.renderers import assets, markdown, moulds
from rencontres_feeds.renderers.entries import TERMS
from rencontres_feeds.renderers.moulds import Mould, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from rencontres_feeds.publication import Entry, Publication
    from rencontres_feeds.renderers.wording import Words

GENERATOR = "rencontres-feeds"

_ATOM = "application/atom+xml"
_HISTORY = "http://purl.org/syndication/history/1.0"
_AS_THEY_ARE = frozenset({"published", "updated", "term", "language", "length"})
"""Values in which there is nothing to escape."""
# Of a marked entry: feedgen takes no mark for an instant.
_PUBLISHED = datetime(2001, 1, 1, tzinfo=UTC)
_UPDATED = datetime(2002, 2, 2, tzinfo=UTC)
_FOLLOW = Message("This is a feed: copy the address of this page into a feed reader (Thunderbird, FreshRSS…).")
_ARCHIVED = Message(
    "These are older items of a feed. To follow it, copy this address into a feed reader"
    " (Thunderbird, FreshRSS…):"
)


def rss(publication: Publication, words: Words) -> bytes:
    """The RSS feed of the entries, newest first."""
    cycle = publication.programme.cycle
    feed = _feed(publication, addresses.RSS, "application/rss+xml", words.say(_FOLLOW))
    feed.load_extension("dc", atom=False, rss=True)
    creator = cycle.organizer.name or cycle.title
    items = (_rss_item(entry, creator) for entry in publication.entries)
    return _around(_styled(feed.rss_str(pretty=True), publication.depth), b"  </channel>\n</rss>\n", items)


def _rss_item(entry: Entry, creator: str) -> str:
    offered = entry.enclosure if entry.enclosure and entry.enclosure.length is not None else None
    values = {
        "id": entry.item.id,
        "title": entry.title,
        "published": formatRFC2822(entry.item.published),
        "url": entry.url,
        "html": entry.html,
        # RSS readers take a description for HTML.
        "summary": html.escape(entry.summary, quote=False),
        # RSS has no room for a label beside the term.
        "term": TERMS[entry.item.kind],
        "creator": creator,
        **_topics(entry),
    }
    if offered:
        values |= {"file": offered.url, "type": offered.media_type, "length": str(offered.length)}
    return _rss_mould(len(entry.topics), offered=offered is not None).filled(values)


@lru_cache
def _rss_mould(topics: int, *, offered: bool) -> Mould:
    """What feedgen makes of an item with so many topics."""
    feed = _empty()
    feed.load_extension("dc", atom=False, rss=True)
    shown = _marked(feed)
    shown.guid(mark("id"), permalink=False)
    shown.link(href=mark("url"))
    shown.content(mark("html"))
    shown.description(mark("summary"), isSummary=True)
    shown.category([{"term": mark(name)} for name in ("term", *_names(topics))])
    shown.dc.dc_creator(mark("creator"))
    if offered:
        shown.enclosure(mark("file"), mark("length"), mark("type"))
    document = feed.rss_str(pretty=True).decode().replace(formatRFC2822(_PUBLISHED), mark("published"))
    return Mould(_part(document, "    <item>\n", "    </item>\n"), _AS_THEY_ARE)


def atom(publication: Publication, words: Words) -> bytes:
    """The Atom feed of the newest entries."""
    return _atom(publication, words, addresses.ATOM, publication.entries, len(publication.archives))


@dataclass(frozen=True, slots=True)
class ArchiveSheet:
    """An archive of older entries (RFC 5005 section 4) that is not drawn yet."""

    publication: Publication
    words: Words
    number: int
    items: tuple[tuple[str, datetime, datetime], ...]
    """What stands for each of its entries, but for its dates; and these: published, updated."""

    def inputs(self) -> str:
        """What stands for all that it shows: where it is the same, the bytes are the same."""
        shown = self.publication
        head = (self.number, shown.programme.cycle, shown.feed, shown.created, shown.depth)
        return f"archive {head!r}{self.items!r}"

    def draw(self) -> bytes:
        """The bytes of the archive."""
        entries = self.publication.archives[self.number - 1]
        return _atom(self.publication, self.words, addresses.archive(self.number), list(entries), self.number - 1)


def _atom(publication: Publication, words: Words, name: str, entries: Sequence[Entry], previous: int) -> bytes:
    """One document of it; `previous` is the number of the archive before it, 0: none."""
    current = name == addresses.ATOM
    feed = _feed(publication, name, _ATOM, words.say(_FOLLOW) if current else "")
    cycle = publication.programme.cycle
    organizer = cycle.organizer
    author = {"name": organizer.name or cycle.title, "email": organizer.email, "uri": organizer.url}
    feed.author({key: value for key, value in author.items() if value})
    if previous:
        before = addresses.absolute(cycle.url, addresses.archive(previous))
        feed.link(href=before, rel="prev-archive", type=_ATOM)
    if not current:
        newest = addresses.absolute(cycle.url, addresses.ATOM)
        feed.link(href=newest, rel="current", type=_ATOM, title=words.say(_ARCHIVED))
        feed.register_extension("history", _Archive, rss=False)
        # As of its own entries: the news of the cycle must not move it.
        feed.updated(max((entry.item.updated for entry in entries), default=publication.created))
    shown = (_atom_entry(entry, entry.language or cycle.language) for entry in entries)
    return _around(_styled(feed.atom_str(pretty=True), publication.depth), b"</feed>\n", shown)


def _atom_entry(entry: Entry, language: str) -> str:
    offered = entry.enclosure
    values = {
        "id": entry.item.id,
        "title": entry.title,
        "published": entry.item.published.isoformat(),
        "updated": entry.item.updated.isoformat(),
        "url": entry.url,
        "language": language,
        "html": moulds.xml(entry.html),
        "summary": html.escape(entry.summary, quote=False),
        "term": TERMS[entry.item.kind],
        "label": entry.label,
        **_topics(entry),
    }
    if offered:
        values |= {"file": offered.url, "type": offered.media_type, "file_title": offered.title}
        values["length"] = str(offered.length)
    mould = _atom_mould(
        len(entry.topics), offered=offered is not None, sized=bool(offered and offered.length is not None)
    )
    return mould.filled(values)


@lru_cache
def _atom_mould(topics: int, *, offered: bool, sized: bool) -> Mould:
    """What feedgen makes of an entry with so many topics, and perhaps an enclosure, its size known or not."""
    feed = _empty()
    shown = _marked(feed)
    shown.updated(_UPDATED)
    shown.link(href=mark("url"), rel="alternate", type="text/html", hreflang=mark("language"))
    # Text around the elements keeps lxml from indenting them, which would put spaces between words.
    shown.content(f"\n{mark('html')}\n", type="xhtml")
    shown.summary(mark("summary"), type="html")
    shown.category([{"term": mark("term"), "label": mark("label")}])
    shown.category([{"term": mark(name), "label": mark(name)} for name in _names(topics)])
    if offered:
        length = {"length": mark("length")} if sized else {}
        title = mark("file_title")
        shown.link(href=mark("file"), rel="enclosure", type=mark("type"), title=title, **length)
    document = feed.atom_str(pretty=True).decode()
    for moment, name in ((_PUBLISHED, "published"), (_UPDATED, "updated")):
        document = document.replace(moment.isoformat(), mark(name))
    return Mould(_part(document, "  <entry>\n", "  </entry>\n"), _AS_THEY_ARE | {"html"})


def _names(topics: int) -> list[str]:
    return [f"topic{number}" for number in range(topics)]


def _topics(entry: Entry) -> dict[str, str]:
    return dict(zip(_names(len(entry.topics)), entry.topics, strict=True))


def _empty() -> Any:  # noqa: ANN401  # feedgen has no types
    """A feed that a marked entry is made in."""
    feed = FeedGenerator()
    feed.id("-")
    feed.title("-")
    feed.subtitle("-")
    feed.link(href="-")
    feed.updated(datetime.min.replace(tzinfo=UTC))
    return feed


def _marked(feed: Any) -> Any:  # noqa: ANN401  # feedgen has no types
    shown = _Entry()
    shown.id(mark("id"))
    shown.title(mark("title"))
    shown.published(_PUBLISHED)
    return feed.add_entry(shown)


def _part(document: str, start: str, end: str) -> str:
    return document[document.index(start) : document.index(end) + len(end)]


def _around(frame: bytes, end: bytes, entries: Iterable[str]) -> bytes:
    """A feed without entries, and the entries in it: before its `end`."""
    return b"".join([frame.removesuffix(end), *(entry.encode() for entry in entries), end])


class _Archive(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The mark of an archive: `<fh:archive/>`."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: _Element) -> _Element:
        SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed


def _styled(document: bytes, depth: int) -> bytes:
    """The document with the style sheet by which browsers show it to people (https://www.w3.org/TR/xml-stylesheet/).

    The sheet is `depth` folders above.
    """
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, huge_tree=True))
    href = "../" * depth + addresses.relative(addresses.ATOM, assets.names()["feed"])
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"'))
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _feed(publication: Publication, name: str, media_type: str, title: str) -> Any:  # noqa: ANN401  # feedgen has no types
    """A feed without entries; `title` is what a browser says of its address."""
    cycle = publication.programme.cycle
    feed = FeedGenerator()
    feed.id(publication.feed)
    feed.title(cycle.title)
    feed.subtitle(markdown.plain(cycle.description) or cycle.title)
    feed.language(cycle.language)
    feed.generator(GENERATOR)
    feed.updated(publication.updated)
    feed.lastBuildDate(publication.updated)
    feed.link(href=addresses.absolute(cycle.url, name), rel="self", type=media_type, title=title)
    # In RSS the channel's link is the last one given.
    feed.link(href=cycle.url, rel="alternate", type="text/html", hreflang=cycle.language)
    return feed


class _Entry(FeedEntry):  # type: ignore[misc]  # feedgen has no types
    """An entry whose Atom links keep their attributes.

    feedgen 1.0.0 writes the element it has just made over the link whose attributes it should copy
    (its issue 135), so that an enclosure becomes a second page.
    """

    def atom_entry(self, extensions: bool = True) -> _Element:  # noqa: FBT001, FBT002  # as inherited
        element: _Element = super().atom_entry(extensions)
        links = element.iterchildren("link")
        for link, shown in zip(self.link() or [], links, strict=True):
            shown.attrib.update(link)
        return element
