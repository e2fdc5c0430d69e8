"""A ledger made again from what subscribers have, where no copy of it is left.

Whatever is proposed, from the source or from the sentences, is believed only where it renders to what was
published. A notice that cannot be told again from facts is kept word for word. Pure values.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rencontres_feeds import facts, identity, moments, rules
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.ledger import Ledger
from rencontres_feeds.model import Announcement, Session, When
from rencontres_feeds.problems import refuse
from rencontres_feeds.publication import Edition, Entry, Facts, Item, Verbatim
from rencontres_feeds.recognition import Recogniser
from rencontres_feeds.renderers import entries
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.retelling import Listener

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rencontres_feeds.model import Programme
    from rencontres_feeds.published import Published
    from rencontres_feeds.syndicated import News

_YEARS = 3
"""How far from the years that are known a former day is looked for."""
_TAGS = (
    (re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL), r"[\2](\1)"),
    (re.compile(r"<br ?/>\n?"), "\n"),
    (re.compile(r"<li>"), "- "),
    (re.compile(r"</(?:p|ul|ol|h\d|blockquote|pre)>\n?"), "\n\n"),
    (re.compile(r"<[^>]*>"), ""),
)


def recollect(programme: Programme, published: Published, documents: Mapping[str, str]) -> Ledger:
    """The ledger of a publication, as far as it can be told; without its list of files.

    `documents` are the files at hand, by name, with their sha256. Raises Refusal if the publication is of
    another cycle.
    """
    others = sorted({news.cycle for news in published.feed.news} - {programme.cycle.id})
    if others:
        raise refuse(
            Message(
                "this was published of another cycle, “{other}”, not of “{id}”",
                other=others[0],
                id=programme.cycle.id,
            ),
            Message("“cycle: id:” never changes; put it back, or name what was published of this cycle."),
        )
    return _Recollection(programme, published, documents).ledger()


class _Recollection:
    """The source as it is now, held against the publication."""

    def __init__(self, programme: Programme, published: Published, documents: Mapping[str, str]) -> None:
        self.published = published
        self.feed = published.feed
        self.documents = documents
        # As it was said where it was published: the site may have moved since, and its language changed.
        self.cycle = replace(programme.cycle, url=self.feed.url, language=self.feed.language)
        self.words = Words(load(self.feed.language))
        self.frame = entries.Frame(self.cycle, self.words)
        self.sessions = {session.id: session for session in programme.sessions}
        self.announcements = {a.id: a for a in programme.announcements}
        self.events = {event.session: event for event in published.events}
        venues = {s.venue.name: s.venue.key for s in programme.sessions if s.venue}
        self.listener = Listener(self.words, *self._years(), venues)
        self.recogniser = Recogniser(programme, self.cycle, self.words, self.listener)

    def _years(self) -> tuple[int, int]:
        years = [session.when.month[0] for session in self.sessions.values()]
        years += [event.day.year for event in self.published.events]
        years += [news.published.year for news in self.feed.news]
        return min(years, default=2000) - _YEARS, max(years, default=2000) + _YEARS

    def ledger(self) -> Ledger:
        """All of it."""
        items = [self._item(news) for news in self.feed.news]
        editions = {name: self._edition(name, items) for name in self._published()}
        proven = [self._proven(*both, editions) for both in zip(self.feed.news, items, strict=True)]
        created = [edition.created for edition in editions.values()]
        return Ledger(
            cycle=self.cycle.id,
            rehearsal=rules.is_example(self.feed.url),
            created=min(created, default=self.feed.updated),
            updated=self.feed.updated,
            url=self.feed.url,
            feed=self.feed.id,
            editions=editions,
            items=tuple(self._with_the_withdrawn(proven)),
            announcements=tuple(self._announced()),
        )

    # Sessions

    def _published(self) -> list[str]:
        """The sessions of the calendar, and those that were told while their day was not fixed."""
        told = {news.about for news in self.feed.news if news.kind != "announcement"}
        return sorted(told | self.events.keys())

    def _edition(self, name: str, items: list[Item]) -> Edition:
        changes = [item for item in items if item.about == name and item.kind == "change"]
        if name in self.events:
            return self.recogniser.edition(self.events[name], changes)
        news = [one for one in self.feed.news if one.about == name and one.kind != "announcement"]
        first = news[0].published
        month = When((first.year, first.month))
        session = self.sessions.get(name) or Session(name, "", month, self.cycle.timezone)
        former, since = self.recogniser.history(changes)
        heard = [told for one in news for told in self._heard(one) if told.when.day is None]
        return Edition(
            session=name,
            uid=identity.uid(session, replace(self.cycle, url=f"https://{news[0].host}/")),
            sequence=session.sequence,
            created=first,
            modified=first,
            digest="",
            told=heard[-1] if heard else facts.of(session),
            title=identity.title_digest(session.title) if session.title else "",
            former=former,
            since=since,
            announced=session.announced,
        )

    def _heard(self, news: News) -> Iterator[Facts]:
        """The facts that an entry tells in a paragraph of its own, or as what is so now."""
        change = self.listener.change(news.html)
        if change:
            yield change[1]
        for paragraph in re.findall(r"<p>(.*?)</p>", news.html, re.DOTALL):
            told = self.listener.facts(html.unescape(paragraph))
            if told:
                yield told

    # Items

    def _item(self, news: News) -> Item:
        """An item as minted; of a change, with the facts that its sentences tell."""
        item = Item(
            news.id,
            news.kind,
            news.about,
            news.published,
            news.updated,
            enclosed=news.kind == "report" and news.enclosure is not None,
            archive=news.archive,
        )
        change = self.listener.change(news.html) if news.kind == "change" else None
        if change is None:
            return item
        before, after, note = change
        return replace(item, before=before, after=after, note=note, opened=news.published)

    def _proven(self, news: News, item: Item, editions: Mapping[str, Edition]) -> Item:
        """The item with the digest of what it shows; word for word where nothing else would tell it again."""
        proposed = [item]
        if item.kind == "session":
            told, first = editions[item.about].told, editions[item.about].created
            over = moments.end(told.when, self.cycle.timezone, self.cycle.duration) <= first
            proposed = [replace(item, past=past) for past in (over, not over)]
        for one in proposed:
            entry = self._entry(one, editions)
            if entry and _seen(entry) == _seen(_of(news, one)):
                return replace(one, digest=entries.digest(self._at_hand(entry)))
        kept = proposed[0]
        if item.kind == "change" or (item.kind == "announcement" and item.about not in self.announcements):
            kept = Item(*(item.id, item.kind, item.about, item.published, item.updated), archive=item.archive)
            kept = replace(kept, verbatim=Verbatim(news.title, news.html, news.summary))
        return replace(kept, digest=entries.digest(self._at_hand(_of(news, kept))))

    def _entry(self, item: Item, editions: Mapping[str, Edition]) -> Entry | None:
        """What the house would show of an item; None: the source does not know what it is about."""
        if item.kind == "announcement":
            about = self.announcements.get(item.about)
            return entries.of_announcement(item, about, self.frame) if about else None
        session = self.sessions.get(item.about)
        if session is None:
            return None
        if item.kind == "change" and item.about in self.events:  # its title may have been edited since
            session = replace(session, title=self.recogniser.title(self.events[item.about]))
        return entries.of_session(item, session, editions[item.about], self.frame)

    def _at_hand(self, entry: Entry) -> Entry:
        """The entry, with the digest of its document as it is published."""
        offered = entry.enclosure
        if offered is None:
            return entry
        name = unquote(offered.url.removeprefix(self.cycle.url))
        return replace(entry, enclosure=replace(offered, sha256=self.documents.get(name, offered.sha256)))

    def _with_the_withdrawn(self, items: list[Item]) -> Iterator[Item]:
        """With those that left the feeds, which a later number betrays: no id is given twice."""
        taken = {item.id for item in items}
        for news, item in zip(self.feed.news, items, strict=True):
            first = news.id.removesuffix(f"-{news.number}") if news.number > 1 else news.id
            for number in range(1, news.number):
                name = first if number == 1 else f"{first}-{number}"
                if name not in taken:
                    taken.add(name)
                    yield Item(name, item.kind, item.about, item.published, item.published, withdrawn=True)
            yield item

    # Announcements

    def _announced(self) -> Iterator[Announcement]:
        """Those of the source; of one that left it, what the feed shows of it."""
        for news in self.feed.news:
            if news.kind == "announcement":
                yield self.announcements.get(news.about) or Announcement(
                    id=news.about,
                    date=moments.local_day(news.published, self.cycle.timezone),
                    title=news.title,
                    text=typed(news.html),
                )


def _of(news: News, item: Item) -> Entry:
    """An entry as it was published."""
    return Entry(item, news.title, news.url, news.html, news.summary, "", enclosure=news.enclosure)


def _seen(entry: Entry) -> tuple[object, ...]:
    """What of an entry can be compared with what a feed says."""
    offered = entry.enclosure
    return (
        entry.title,
        entry.html,
        entry.url,
        (offered.url, offered.media_type, offered.length) if offered else None,
    )


def typed(fragment: str) -> str:
    """A text that gives about this HTML, which we once made of Markdown."""
    for tag, typed in _TAGS:
        fragment = tag.sub(typed, fragment)
    return html.unescape(fragment).strip()
