"""The pages: index, sessions, announcements, « not found », the map of the site, and what they need.

The templates only lay out what `views` says. Every text that they put into a page, the author's and our own,
passes through `typography`. Links between pages are relative, so that the folder also works from a disk.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import assets, prose, qr, subscribe, timeline, views
from rencontres_feeds.renderers.sheets import AnnouncementSheet, Frame, SessionSheet, YearSheet
from rencontres_feeds.renderers.views import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rencontres_feeds.model import Session
    from rencontres_feeds.publication import Publication
    from rencontres_feeds.renderers.sheets import Sheet
    from rencontres_feeds.renderers.views import Shown
    from rencontres_feeds.renderers.wording import Words

NEWS = 5
_HELD = 40
"""How many past meetings the index has room for; a year goes to a page of its own as a whole."""
_MOST = 70
"""How many a page of less than 100 kB has room for: of a year with more, its months have pages."""
_MAPPED = 50_000
"""How many addresses a map of the site may hold (https://www.sitemaps.org/protocol.html)."""
EMBEDDED = 3
"""How many meetings the embedded page shows at a time."""
IN_STORE = 12
"""How many it holds, so that it stays right when some of them are over."""


def pages(publication: Publication, words: Words) -> dict[str, bytes]:
    """Name, relative to the site, to bytes, of every page and of the assets."""
    made = sheets(publication, words).items()
    return {name: one if isinstance(one, bytes) else one.draw() for name, one in made}


def sheets(publication: Publication, words: Words) -> dict[str, bytes | Sheet]:
    """The same with sheets for the pages of which there may be many, which may be drawn one by one."""
    site = _Site(publication, words)
    many: dict[str, bytes | Sheet] = {**site.sessions(), **site.held(), **site.announcements()}
    # Of an institute's site there is one of each, at its top.
    alone = (
        {}
        if publication.above
        else {addresses.NOT_FOUND: site.not_found(), addresses.SITEMAP: site.sitemap(many)}
    )
    return {
        addresses.INDEX: site.index(),
        **many,
        addresses.EMBED: site.embed(),
        **alone,
        **assets.files(site.cycle.theme),
    }


class _Site:
    """The pages of one publication."""

    def __init__(self, publication: Publication, words: Words) -> None:
        cycle = publication.programme.cycle
        self.publication = publication
        self.words = words
        self.cycle = cycle
        self.frame = Frame(cycle, words, publication.above)
        self.subjects = views.subjects(publication)
        self.places = {subject.session.id: place for place, subject in enumerate(self.subjects)}
        self.parted = timeline.part(publication.sessions, cycle, publication.modified)
        self.past, self.earlier = timeline.fold(self.parted.past, _HELD, _MOST)
        self.years = {
            year: timeline.months(sessions) if len(sessions) > _MOST else () for year, sessions in self.earlier
        }
        """Each with its months, if they have pages of their own."""
        self.updated = words.date(moments.local_day(publication.modified, cycle.timezone))

    def index(self) -> bytes:
        """The cycle as a whole."""
        items = [
            views.news(entry, self._session(entry.item.about), self.cycle, self.words)
            for entry in self.publication.entries
        ]
        now = views.iso(self.publication.modified)
        return self.frame.layout.page(
            "index.html",
            addresses.INDEX,
            card=self.frame.card,
            updated=self.updated,
            next=self.parted.next and self._shown(self.parted.next),
            coming=[self._shown(session) for session in self.parted.coming],
            past=[(year, [self._shown(session) for session in held]) for year, held in self.past],
            earlier=[(year, addresses.held(year)) for year, _ in self.earlier],
            cut=self.past[:1] != self.parted.past[:1],
            changes=[item for item in items if item.until > now],
            news=items[:NEWS],
            purpose=prose.html(self.cycle.description, self.cycle, 2),
            summary=prose.summary(self.cycle.description),
            subscription=subscribe.subscription(self.cycle),
            before=[(year, addresses.calendar(year)) for year in self.publication.calendars if year],
            code=qr.svg(self.cycle.url),
        )

    def sessions(self) -> dict[str, Sheet]:
        """The page of each session, by its name."""
        told: dict[str, list[Target]] = {}
        for announcement in self.publication.announcements:
            target = Target(announcement.title, name=addresses.announcement(announcement.id))
            told.setdefault(announcement.session, []).append(target)
        beside = [
            None,
            *(Target(s.session.title, name=addresses.page(s.session.id)) for s in self.subjects),
            None,
        ]
        return {
            addresses.page(subject.session.id): SessionSheet(
                self.frame,
                subject,
                previous=beside[place],
                following=beside[place + 2],
                announcements=tuple(told.get(subject.session.id, ())),
            )
            for place, subject in enumerate(self.subjects)
        }

    def held(self) -> dict[str, Sheet]:
        """The pages of the years that are long past, by their names."""
        made: dict[str, Sheet] = {}
        for year, sessions in self.earlier:
            months = self.years[year]
            counts = tuple((month, len(held)) for month, held in months)
            for month, held in (*months, (0, () if months else sessions)):
                places = [self.places[session.id] for session in held]
                subjects = tuple((place, self.subjects[place]) for place in places)
                made[addresses.held(year, month)] = YearSheet(self.frame, year, month, subjects, counts)
        return made

    def announcements(self) -> dict[str, Sheet]:
        """The page of each announcement, by its name."""
        return {
            addresses.announcement(told.id): AnnouncementSheet(self.frame, told, self._session(told.session))
            for told in self.publication.announcements
        }

    def embed(self) -> bytes:
        """The next meetings alone, for a frame in another site."""
        coming = [subject.session for subject in self.subjects if not subject.past][:IN_STORE]
        return self.frame.layout.page(
            "embed.html",
            addresses.EMBED,
            updated=self.updated,
            coming=[self._shown(session) for session in coming],
            shown=EMBEDDED,
        )

    def not_found(self) -> bytes:
        """The page of addresses that do not exist: a server shows it at any depth, so its links are absolute."""
        link = partial(addresses.absolute, self.cycle.url)
        return self.frame.layout.page("404.html", addresses.NOT_FOUND, link=link)

    def sitemap(self, names: Iterable[str]) -> bytes:
        """The addresses for search engines (https://www.sitemaps.org/protocol.html), or the newest of them."""
        editions = self.publication.editions
        modified = {addresses.page(name): views.iso(editions[name].modified) for name in self.places}
        others = [name for name in names if name not in modified][: _MAPPED - 1]
        room = _MAPPED - 1 - len(others)
        return self.frame.layout.page(
            "sitemap.xml",
            addresses.SITEMAP,
            updated=views.iso(self.publication.modified),
            modified=list(modified.items())[max(0, len(modified) - room) :],
            others=others,
        )

    def _session(self, identifier: str) -> Session | None:
        """The session of an id, if there is one and it is published."""
        place = self.places.get(identifier)
        return None if place is None else self.subjects[place].session

    def _shown(self, session: Session) -> Shown:
        place = self.places[session.id]
        return views.shown(self.subjects[place], self.cycle, self.words, place)
