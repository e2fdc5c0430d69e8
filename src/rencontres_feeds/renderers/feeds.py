"""RSS 2.0 and Atom (RFC 4287), by feedgen.

feedgen falls back on the clock and on the order of its own lists: every instant, id and order is given.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from lxml.etree import SubElement

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.renderers import assets, markdown
from rencontres_feeds.renderers.entries import TERMS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rencontres_feeds.model import Cycle
    from rencontres_feeds.publication import Enclosure, Entry, Publication
    from rencontres_feeds.renderers.wording import Words

GENERATOR = "rencontres-feeds"

_ATOM = "application/atom+xml"
_HISTORY = "http://purl.org/syndication/history/1.0"
_FOLLOW = Message("This is a feed: copy the address of this page into a feed reader (Thunderbird, FreshRSS…).")
_ARCHIVED = Message(
    "These are older items of a feed. To follow it, copy this address into a feed reader"
    " (Thunderbird, FreshRSS…):"
)


def rss(publication: Publication, words: Words) -> bytes:
    """The RSS feed of the entries, newest first."""
    feed = _feed(publication, addresses.RSS, "application/rss+xml", words.say(_FOLLOW))
    feed.load_extension("dc", atom=False, rss=True)
    cycle = publication.programme.cycle
    for entry in publication.entries:
        shown = _entry(feed, entry, cycle)
        shown.guid(entry.item.id, permalink=False)
        shown.link(href=entry.url)
        shown.content(entry.html)
        # RSS readers take a description for HTML.
        shown.description(html.escape(entry.summary, quote=False), isSummary=True)
        # RSS has no room for a label beside the term.
        shown.category([{"term": term} for term in (TERMS[entry.item.kind], *entry.topics)])
        shown.dc.dc_creator(cycle.organizer.name or cycle.title)
        if entry.enclosure and entry.enclosure.length is not None:
            enclosure = entry.enclosure
            shown.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    return _styled(feed.rss_str(pretty=True), publication.depth)


def atom(publication: Publication, words: Words) -> dict[str, bytes]:
    """The Atom feed, by name: the newest entries, and archives of the older ones (RFC 5005 section 4)."""
    kept = publication.archives
    made = {addresses.ATOM: _atom(publication, words, addresses.ATOM, publication.entries, len(kept))}
    for number, entries in enumerate(kept, 1):
        name = addresses.archive(number)
        made[name] = _atom(publication, words, name, entries, number - 1)
    return made


def _atom(publication: Publication, words: Words, name: str, entries: tuple[Entry, ...], previous: int) -> bytes:
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
    for entry in entries:
        shown = _entry(feed, entry, cycle)
        shown.updated(entry.item.updated)
        language = entry.language or cycle.language
        shown.link(href=entry.url, rel="alternate", type="text/html", hreflang=language)
        # Text around the elements keeps lxml from indenting them, which would put spaces between words.
        shown.content(f"\n{entry.html}\n", type="xhtml")
        shown.summary(html.escape(entry.summary, quote=False), type="html")
        shown.category([{"term": TERMS[entry.item.kind], "label": entry.label}])
        shown.category([{"term": topic, "label": topic} for topic in entry.topics])
        if entry.enclosure:
            shown.link(**_offered(entry.enclosure))
    return _styled(feed.atom_str(pretty=True), publication.depth)


class _Archive(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The mark of an archive: `<fh:archive/>`."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: _Element) -> _Element:
        SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed


def _offered(enclosure: Enclosure) -> dict[str, str]:
    link = {
        "href": enclosure.url,
        "rel": "enclosure",
        "type": enclosure.media_type,
        "title": enclosure.title,
    }
    return link if enclosure.length is None else {**link, "length": str(enclosure.length)}


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


def _entry(feed: Any, entry: Entry, cycle: Cycle) -> Any:  # noqa: ANN401, ARG001  # feedgen has no types
    shown = _Entry()
    shown.id(entry.item.id)
    shown.title(entry.title)
    shown.published(entry.item.published)
    return feed.add_entry(shown, order="append")


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
