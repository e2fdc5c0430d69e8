"""The pages of an institute: index, topics, « not found », a page to embed, the map of its whole site.

The pages of each cycle are those of `page`. What is shown of a session here is what the cycle's own pages show of
it, in the institute's language.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, moments
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.renderers import assets, cards, prose, qr, subscribe, views
from rencontres_feeds.renderers.layout import Layout
from rencontres_feeds.renderers.page import EMBEDDED, IN_STORE, NEWS
from rencontres_feeds.renderers.sheets import FEEDS, POLICY

if TYPE_CHECKING:
    from rencontres_feeds.publication import Part, Publication, Topic, Whole
    from rencontres_feeds.renderers.views import News, Shown
    from rencontres_feeds.renderers.wording import Words

TOPIC = Message("Meetings on the topic {topic}, of all cycles.")
"""What the calendar and the feeds of a topic say of themselves."""
_RECENT = 6
"""How many past meetings the index shows; each cycle's own page has all of its."""
_HELD = 40
"""How many the page of a topic shows."""
_AHEAD = 6
"""How many meetings of a cycle the index holds, to show the next of them as time goes by."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle as the institute's index lists it."""

    title: str
    name: str
    """Name of its index."""
    summary: str
    coming: tuple[Shown, ...]
    """The next meetings that take place, by time."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A topic as the institute's pages list it."""

    title: str
    name: str
    """Name of its page."""
    calendar: str
    feed: str
    count: str
    """How many meetings it has, in words."""


def pages(whole: Whole, words: Words) -> dict[str, bytes]:
    """Name, relative to the institute's site, to bytes, of every page at its top and its topics, and assets."""
    site = _Site(whole, words)
    return {
        addresses.INDEX: site.index(),
        **{addresses.topic(topic.slug) + addresses.INDEX: site.topic(topic) for topic, _ in whole.topics},
        addresses.EMBED: site.embed(),
        addresses.NOT_FOUND: site.not_found(),
        addresses.SITEMAP: site.sitemap(),
        **assets.files(site.frame.theme, institute=True),
    }


class _Site:
    """The pages of one institute, and what they have in common."""

    def __init__(self, whole: Whole, words: Words) -> None:
        frame = whole.publication.programme.cycle
        self.whole = whole
        self.words = words
        self.frame = frame
        self.sessions = _shown(whole, words)
        self.topics = [_listed(topic, held, words) for topic, held in whole.topics if held.sessions]
        card = cards.of_cycle(frame)
        modified = whole.publication.modified
        self.updated = words.date(moments.local_day(modified, frame.timezone))
        self.layout = Layout(
            frame,
            words,
            policy=POLICY,
            assets=assets.names(frame.theme, institute=True),
            logo=frame.theme.logo,
            feeds=FEEDS,
            card=views.Target(card.alt, url=addresses.absolute(frame.url, cards.name(cards.CYCLE, card))),
            card_size=(cards.WIDTH, cards.HEIGHT),
            calendar=addresses.CALENDAR,
            home=addresses.INDEX,
            stream=frame.title,
            above=None,
            several=True,
            topic_pages=topic_pages(whole),
            updated=self.updated,
        )

    def index(self) -> bytes:
        """What the institute does, and what comes next."""
        news = _news(self.whole, self.words)
        now = views.iso(self.whole.publication.modified)
        return self.layout.page(
            "institute.html",
            addresses.INDEX,
            **self._parted(self.sessions, _RECENT),
            cycles=[self._cycle(part) for part in self.whole.parts],
            topics=self.topics,
            changes=[item for item in news if item.until > now],
            news=news[:NEWS],
            purpose=prose.html(self.frame.description, self.frame, 2),
            summary=prose.summary(self.frame.description),
            subscription=subscribe.subscription(self.frame),
            before=[(year, addresses.calendar(year)) for year in self.whole.publication.calendars if year],
            code=qr.svg(self.frame.url),
        )

    def topic(self, topic: Topic) -> bytes:
        """The meetings of one topic, of whatever cycle."""
        held = dict(self.whole.topics)[topic]
        folder = addresses.topic(topic.slug)
        there = {session.id for session in held.sessions}
        frame = held.programme.cycle
        return self.layout.page(
            "topic.html",
            folder + addresses.INDEX,
            topic=topic,
            folder=folder,
            stream=frame.title,
            summary=frame.description,
            feeds=[(folder + name, kind, label) for name, kind, label in FEEDS],
            all_feeds=FEEDS,
            all_calendar=addresses.CALENDAR,
            calendar=folder + addresses.CALENDAR,
            subscription=subscribe.subscription(frame),
            others=[one for one in self.topics if one.title != topic.title],
            **self._parted([item for item in self.sessions if _id(item) in there], _HELD),
        )

    def embed(self) -> bytes:
        """The next meetings alone, for a frame in another site."""
        coming = [item for item in self.sessions if not item.past][:IN_STORE]
        return self.layout.page("embed.html", addresses.EMBED, coming=coming, shown=EMBEDDED)

    def not_found(self) -> bytes:
        """The page of addresses that do not exist: a server shows it at any depth, so its links are absolute."""
        return self.layout.page("404.html", addresses.NOT_FOUND, link=partial(addresses.absolute, self.frame.url))

    def sitemap(self) -> bytes:
        """The addresses for search engines (https://www.sitemaps.org/protocol.html), of all cycles."""
        others = [f"{part.folder}/" for part in self.whole.parts]
        others += [addresses.topic(topic.slug) for topic, held in self.whole.topics if held.sessions]
        for part in self.whole.parts:
            others += [part.name(addresses.announcement(told.id)) for told in part.publication.announcements]
        editions, now = self.whole.publication.editions, views.iso(self.whole.publication.modified)
        modified = [(item.name, views.iso(editions[_id(item)].modified)) for item in self.sessions]
        return self.layout.page("sitemap.xml", addresses.SITEMAP, updated=now, modified=modified, others=others)

    def _parted(self, sessions: list[Shown], most: int) -> dict[str, object]:
        """The sessions as they are laid out: the next, those to come, and the newest of the past by year."""
        coming = [item for item in sessions if not item.past]
        following = min((item for item in coming if not item.off), key=lambda item: item.ends, default=None)
        years: dict[int, list[Shown]] = {}
        past = [item for item in reversed(sessions) if item.past]
        for item in past[:most]:
            years.setdefault(item.year, []).append(item)
        return {
            "next": following,
            "coming": [item for item in coming if item is not following],
            "past": list(years.items()),
            "more": len(past) > most,
            "homes": [self._cycle(part) for part in self.whole.parts],
        }

    def _cycle(self, part: Part) -> Cycle:
        cycle = part.publication.programme.cycle
        here = [item for item in self.sessions if item.name.startswith(part.name(""))]
        return Cycle(
            title=cycle.title,
            name=part.name(addresses.INDEX),
            summary=prose.summary(cycle.description),
            coming=tuple(item for item in here if not item.past and not item.off)[:_AHEAD],
        )


def topic_pages(whole: Whole) -> dict[str, str]:
    """Each topic, as typed, to the name of its page."""
    first = whole.parts[0].publication.above
    return dict(first.topics) if first else {}


def _id(item: Shown) -> str:
    """The id of a session in the whole: as `toulouse/seance-4`."""
    return item.session.id


def _listed(topic: Topic, held: Publication, words: Words) -> Listed:
    folder = addresses.topic(topic.slug)
    return Listed(
        topic.title,
        folder + addresses.INDEX,
        folder + addresses.CALENDAR,
        folder + addresses.RSS,
        words.say(Plural("{n} session", "{n} sessions", n=len(held.sessions))),
    )


def _shown(whole: Whole, words: Words) -> list[Shown]:
    """All sessions of all cycles in words, by time, as of one instant; links lead into the cycles' folders."""
    modified = whole.publication.modified
    by_id: dict[str, Shown] = {}
    for part in whole.parts:
        home = views.Target(part.publication.programme.cycle.title, name=part.name(addresses.INDEX))
        for item in views.sessions(replace(part.publication, modified=modified), words):
            by_id[part.name(item.session.id)] = _placed(item, part, home)
    return [
        replace(by_id[session.id], order=order, session=session)
        for order, session in enumerate(whole.publication.sessions)
    ]


def _placed(item: Shown, part: Part, home: views.Target) -> Shown:
    return replace(
        item,
        name=part.name(item.name),
        event=item.event and part.name(item.event),
        reports=tuple(replace(r, name=part.name(r.name)) if r.name else r for r in item.reports),
        cycle=home,
    )


def _news(whole: Whole, words: Words) -> list[News]:
    """The newest items of all cycles, the newest first."""
    told: dict[str, News] = {}
    wanted = {entry.item.id for entry in whole.publication.entries}
    for part in whole.parts:
        publication = part.publication
        sessions = {session.id: session for session in publication.sessions}
        for entry in (*publication.entries, *(e for kept in publication.archives for e in kept)):
            if entry.item.id in wanted:
                cycle = publication.programme.cycle
                news = views.news(entry, sessions.get(entry.item.about), cycle, words)
                told[entry.item.id] = replace(news, name=part.name(news.name))
    return [told[entry.item.id] for entry in whole.publication.entries]
