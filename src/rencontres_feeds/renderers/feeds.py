"""RSS 2.0 and Atom (RFC 4287), by feedgen.

feedgen falls back on the clock and on the order of its own lists: every instant, id and order is given.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from rencontres_feeds import addresses
from rencontres_feeds.renderers import markdown
from rencontres_feeds.renderers.entries import TERMS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rencontres_feeds.model import Cycle, Enclosure, Entry, Publication

GENERATOR = "rencontres-feeds"


def rss(publication: Publication) -> bytes:
    """The RSS feed of the entries, newest first."""
    feed = _feed(publication, addresses.RSS, "application/rss+xml")
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
    return bytes(feed.rss_str(pretty=True))


def atom(publication: Publication) -> bytes:
    """The Atom feed of the entries, newest first."""
    feed = _feed(publication, addresses.ATOM, "application/atom+xml")
    cycle = publication.programme.cycle
    organizer = cycle.organizer
    author = {"name": organizer.name or cycle.title, "email": organizer.email, "uri": organizer.url}
    feed.author({key: value for key, value in author.items() if value})
    for entry in publication.entries:
        shown = _entry(feed, entry, cycle)
        shown.updated(entry.item.updated)
        shown.link(href=entry.url, rel="alternate", type="text/html", hreflang=cycle.language)
        shown.content(entry.html, type="html")
        shown.summary(html.escape(entry.summary, quote=False), type="html")
        shown.category([{"term": TERMS[entry.item.kind], "label": entry.label}])
        shown.category([{"term": topic, "label": topic} for topic in entry.topics])
        if entry.enclosure:
            shown.link(**_offered(entry.enclosure))
    return bytes(feed.atom_str(pretty=True))


def _offered(enclosure: Enclosure) -> dict[str, str]:
    link = {
        "href": enclosure.url,
        "rel": "enclosure",
        "type": enclosure.media_type,
        "title": enclosure.title,
    }
    return link if enclosure.length is None else {**link, "length": str(enclosure.length)}


def _feed(publication: Publication, name: str, media_type: str) -> Any:  # noqa: ANN401  # feedgen has no types
    cycle = publication.programme.cycle
    feed = FeedGenerator()
    feed.id(_feed_id(cycle))
    feed.title(cycle.title)
    feed.subtitle(markdown.plain(cycle.description) or cycle.title)
    feed.language(cycle.language)
    feed.generator(GENERATOR)
    feed.updated(publication.updated)
    feed.lastBuildDate(publication.updated)
    feed.link(href=addresses.absolute(cycle.url, name), rel="self", type=media_type)
    # In RSS the channel's link is the last one given.
    feed.link(href=cycle.url, rel="alternate", type="text/html", hreflang=cycle.language)
    return feed


def _feed_id(cycle: Cycle) -> str:
    return addresses.absolute(cycle.url, addresses.ATOM)


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
