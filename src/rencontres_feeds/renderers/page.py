"""The pages: index, sessions, announcements, « not found », the map of the site, and what they need.

The templates only lay out what `views` says. Every text that they put into a page, the author's and our own,
passes through `typography`. Links between pages are relative, so that the folder also works from a disk.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from rencontres_feeds import addresses, moments
from rencontres_feeds.renderers import (
    assets,
    cards,
    jsonld,
    markdown,
    prose,
    qr,
    subscribe,
    timeline,
    typography,
    views,
)

if TYPE_CHECKING:
    from rencontres_feeds.model import Announcement, Language, Session
    from rencontres_feeds.publication import Publication
    from rencontres_feeds.renderers.wording import Words

_PACKAGE = "rencontres_feeds"
_FEEDS = (
    (addresses.RSS, "application/rss+xml", "RSS"),
    (addresses.ATOM, "application/atom+xml", "Atom"),
    (addresses.JSON_FEED, "application/feed+json", "JSON Feed"),
)
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may do: ask for its own style, script and pictures. Who may frame it is for headers to say."""
_NEWS = 5
_SUMMARY = 200
_HELD = 40
"""How many past meetings the index has room for; a year goes to a page of its own as a whole."""
_EMBEDDED = 3
"""How many meetings the embedded page shows at a time."""
_IN_STORE = 12
"""How many it holds, so that it stays right when some of them are over."""


def pages(publication: Publication, words: Words) -> dict[str, bytes]:
    """Name, relative to the site, to bytes, of every page and of the assets."""
    site = _Site(publication, words)
    return {
        addresses.INDEX: site.index(),
        **{item.name: site.session(number) for number, item in enumerate(site.sessions)},
        **{addresses.held(year): site.held(year, sessions) for year, sessions in site.earlier},
        **{addresses.announcement(item.id): site.announcement(item) for item in publication.announcements},
        addresses.EMBED: site.embed(),
        addresses.NOT_FOUND: site.not_found(),
        addresses.SITEMAP: site.sitemap(),
        **assets.files(site.cycle.theme),
    }


class _Site:
    """The pages of one publication, and what they have in common."""

    def __init__(self, publication: Publication, words: Words) -> None:
        cycle = publication.programme.cycle
        self.publication = publication
        self.words = words
        self.cycle = cycle
        self.sessions = views.sessions(publication, words)
        self.by_id = {item.session.id: item for item in self.sessions}
        self.parted = timeline.part(publication.sessions, cycle, publication.modified)
        self.past, self.earlier = timeline.fold(self.parted.past, _HELD)
        self.card = self._card(cards.CYCLE, cards.of_cycle(cycle))
        self.everywhere = {
            "_": words._,
            "cycle": cycle,
            "words": words,
            "policy": _POLICY,
            "assets": assets.names(cycle.theme),
            "logo": cycle.theme.logo,
            "feeds": _FEEDS,
            "card": self.card,
            "card_size": (cards.WIDTH, cards.HEIGHT),
            "calendar": addresses.CALENDAR,
            "home": addresses.INDEX,
            "updated": words.date(moments.local_day(publication.modified, cycle.timezone)),
            "updated_value": views.iso(publication.modified),
        }

    def index(self) -> bytes:
        """The cycle as a whole."""
        items = [views.news(entry, self.publication, self.words) for entry in self.publication.entries]
        now = views.iso(self.publication.modified)
        return self._render(
            "index.html",
            addresses.INDEX,
            next=self.parted.next and self.by_id[self.parted.next.id],
            coming=self._shown(self.parted.coming),
            past=[(year, self._shown(held)) for year, held in self.past],
            earlier=[(year, addresses.held(year)) for year, _ in self.earlier],
            changes=[item for item in items if item.until > now],
            news=items[:_NEWS],
            purpose=prose.html(self.cycle.description, self.cycle, 2),
            summary=_summary(self.cycle.description),
            subscription=subscribe.subscription(self.cycle),
            before=[(year, addresses.calendar(year)) for year in self.publication.calendars if year],
            code=qr.svg(self.cycle.url),
        )

    def held(self, year: int, sessions: tuple[Session, ...]) -> bytes:
        """The meetings of a year that is long past."""
        return self._render("year.html", addresses.held(year), year=year, held=self._shown(sessions))

    def embed(self) -> bytes:
        """The next meetings alone, for a frame in another site."""
        coming = [item for item in self.sessions if not item.past][:_IN_STORE]
        return self._render("embed.html", addresses.EMBED, coming=coming, shown=_EMBEDDED)

    def session(self, number: int) -> bytes:
        """One session, by its place in the programme."""
        item = self.sessions[number]
        session = item.session
        card = self._own_card(session) if cards.has_own(session, self.publication) else self.card
        return self._render(
            "session.html",
            item.name,
            item=item,
            card=card,
            previous=self.sessions[number - 1] if number else None,
            following=self.sessions[number + 1] if number + 1 < len(self.sessions) else None,
            announcements=[
                views.Target(told.title, name=addresses.announcement(told.id))
                for told in self.publication.announcements
                if told.session == session.id
            ],
            summary=_summary(session.description),
            code=None if item.past else qr.svg(addresses.absolute(self.cycle.url, item.name)),
            event=jsonld.event(session, self.publication.editions[session.id], self.cycle, card.url),
        )

    def announcement(self, announcement: Announcement) -> bytes:
        """One announcement."""
        about = [item for item in self.sessions if item.session.id == announcement.session]
        return self._render(
            "announcement.html",
            addresses.announcement(announcement.id),
            announcement=announcement,
            text=prose.html(announcement.text, self.cycle, 2),
            about=about[0] if about else None,
            summary=_summary(announcement.text),
        )

    def not_found(self) -> bytes:
        """The page of addresses that do not exist: a server shows it at any depth, so its links are absolute."""
        return self._render("404.html", addresses.NOT_FOUND, link=partial(addresses.absolute, self.cycle.url))

    def sitemap(self) -> bytes:
        """The addresses for search engines (https://www.sitemaps.org/protocol.html)."""
        editions = self.publication.editions
        return self._render(
            "sitemap.xml",
            addresses.SITEMAP,
            modified=[(item.name, views.iso(editions[item.session.id].modified)) for item in self.sessions],
            others=[
                *(addresses.held(year) for year, _ in self.earlier),
                *(addresses.announcement(item.id) for item in self.publication.announcements),
            ],
        )

    def _own_card(self, session: Session) -> views.Target:
        return self._card(session.id, cards.of_session(session, self.publication, self.words))

    def _card(self, of: str, card: cards.Card) -> views.Target:
        """The picture that a preview of a page shows, and what is on it."""
        return views.Target(card.alt, url=addresses.absolute(self.cycle.url, cards.name(of, card)))

    def _shown(self, sessions: tuple[Session, ...]) -> list[views.Shown]:
        return [self.by_id[session.id] for session in sessions]

    def _render(self, template: str, name: str, **values: object) -> bytes:
        """A page called `name`; its links are relative unless `values` has another way to write them."""
        known = {
            **self.everywhere,
            "name": name,
            "link": partial(addresses.relative, name),
            "absolute": partial(addresses.absolute, self.cycle.url),
            **values,
        }
        return environment(self.cycle.language).get_template(template).render(known).encode()


@cache
def environment(language: Language) -> Environment:
    """The templates, compiled once for each language, since its typography sees every text."""
    typeset = typography.of(language)

    def finalize(value: object) -> object:
        return typeset(value) if isinstance(value, str) else value

    return Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _summary(text: str) -> str:
    """A text in one line, for search engines and previews of links."""
    return markdown.cut(" ".join(markdown.plain(text).split()), _SUMMARY)
