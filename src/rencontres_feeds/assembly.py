"""The files of a site, of all that is published: bytes, what is drawn when it is asked for, and what is copied.

A cycle's whole site; and those parts that an institute's has as well (`composition`). Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import addresses
from rencontres_feeds.renderers import calendar, cards, feeds, hosting, jsonfeed, page
from rencontres_feeds.site import Copied, Drawn, Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.model import Theme
    from rencontres_feeds.publication import Publication
    from rencontres_feeds.renderers.wording import Words
    from rencontres_feeds.reuse import Reuse
    from rencontres_feeds.site import Site


def cycle(
    publication: Publication,
    events: Mapping[str, bytes],
    words: Words,
    known: Mapping[str, str],
    reuse: Reuse,
) -> Site:
    """The site of a cycle, but for the archives of its feed and the ledger.

    `events` are by id of the session; `known` tells the sha256 of what was published, by name.
    """
    made = streams(publication, events, words)
    for session in publication.sessions:
        if events[session.id]:
            made[addresses.event(session.id)] = calendar.single(session, events[session.id])
    site: Site = {name: Made(data) for name, data in made.items()}
    for name, one in page.sheets(publication, words).items():
        site[name] = Made(one) if isinstance(one, bytes) else reuse.drawn(one)
    for name, card in cards.of(publication, words).items():
        site[name] = Drawn(card, known.get(name, ""))
    site |= logo(publication.programme.cycle.theme)
    for session in publication.sessions:
        if session.report and session.report.document:
            document = session.report.document
            site[document.name] = Copied.of(document)
    if publication.above:  # what a host reads stands at the top of the institute's site
        return site
    for_host = hosting.files(publication.programme.cycle, site)
    return site | {name: Made(data) for name, data in for_host.items()}


def streams(publication: Publication, events: Mapping[str, bytes], words: Words) -> dict[str, bytes]:
    """What one subscribes to: the calendars, and the feeds with their newest items."""
    return {
        **calendar.calendars(publication, events),
        addresses.RSS: feeds.rss(publication, words),
        addresses.ATOM: feeds.atom(publication, words),
        addresses.JSON_FEED: jsonfeed.feed(publication),
    }


def logo(theme: Theme) -> Site:
    """The logo, if there is one."""
    return {theme.logo.name: Copied.of(theme.logo)} if theme.logo else {}
