"""The feeds as feedgen writes them by itself, entry by entry: what ours must be, to the byte."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from lxml import etree

from rencontres_feeds import addresses
from rencontres_feeds.renderers import assets, feeds
from rencontres_feeds.renderers.entries import TERMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rencontres_feeds.publication import Entry, Publication
    from rencontres_feeds.renderers.wording import Words


def rss(publication: Publication, words: Words) -> bytes:
    """The RSS feed."""
    feed = feeds._feed(publication, addresses.RSS, "application/rss+xml", words.say(feeds._FOLLOW))
    feed.load_extension("dc", atom=False, rss=True)
    cycle = publication.programme.cycle
    for entry in publication.entries:
        shown = _entry(feed, entry)
        shown.guid(entry.item.id, permalink=False)
        shown.link(href=entry.url)
        shown.content(entry.html)
        shown.description(html.escape(entry.summary, quote=False), isSummary=True)
        shown.category([{"term": term} for term in (TERMS[entry.item.kind], *entry.topics)])
        shown.dc.dc_creator(cycle.organizer.name or cycle.title)
        if entry.enclosure and entry.enclosure.length is not None:
            enclosure = entry.enclosure
            shown.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    return _styled(feed.rss_str(pretty=True))


def atom(publication: Publication, words: Words) -> bytes:
    """The Atom feed of a publication without archives."""
    cycle = publication.programme.cycle
    feed = feeds._feed(publication, addresses.ATOM, "application/atom+xml", words.say(feeds._FOLLOW))
    organizer = cycle.organizer
    author = {"name": organizer.name or cycle.title, "email": organizer.email, "uri": organizer.url}
    feed.author({key: value for key, value in author.items() if value})
    _entries(feed, publication.entries, cycle.language)
    return _styled(feed.atom_str(pretty=True))


def _entries(feed: Any, entries: Sequence[Entry], language: str) -> None:
    for entry in entries:
        shown = _entry(feed, entry)
        shown.updated(entry.item.updated)
        shown.link(href=entry.url, rel="alternate", type="text/html", hreflang=entry.language or language)
        shown.content(f"\n{entry.html}\n", type="xhtml")
        shown.summary(html.escape(entry.summary, quote=False), type="html")
        shown.category([{"term": TERMS[entry.item.kind], "label": entry.label}])
        shown.category([{"term": topic, "label": topic} for topic in entry.topics])
        if enclosure := entry.enclosure:
            link = {"href": enclosure.url, "rel": "enclosure", "type": enclosure.media_type}
            link["title"] = enclosure.title
            shown.link(**(link if enclosure.length is None else {**link, "length": str(enclosure.length)}))


def _entry(feed: Any, entry: Entry) -> Any:
    shown = feeds._Entry()
    shown.id(entry.item.id)
    shown.title(entry.title)
    shown.published(entry.item.published)
    return feed.add_entry(shown, order="append")


def _styled(document: bytes) -> bytes:
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, huge_tree=True))
    href = assets.names()["feed"]
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"'))
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)
