"""Pages that are not drawn yet, each with all that it shows: of sessions, of years, of announcements.

A sheet is drawn of its own values and of what all pages of its cycle have in common, and of nothing else: what
it says of itself stands for its bytes, as long as the program is the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rencontres_feeds import addresses
from rencontres_feeds.renderers import assets, cards, jsonld, prose, qr, views
from rencontres_feeds.renderers.layout import Layout

if TYPE_CHECKING:
    from rencontres_feeds.model import Announcement, Cycle, Session
    from rencontres_feeds.publication import Above
    from rencontres_feeds.renderers.views import Subject, Target
    from rencontres_feeds.renderers.wording import Words

FEEDS = (
    (addresses.RSS, "application/rss+xml", "RSS"),
    (addresses.ATOM, "application/atom+xml", "Atom"),
    (addresses.JSON_FEED, "application/feed+json", "JSON Feed"),
)
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may do: ask for its own style, script and pictures. Who may frame it is for headers to say."""


class Frame:
    """What all pages of a cycle have in common."""

    def __init__(self, cycle: Cycle, words: Words, above: Above | None = None) -> None:
        self.cycle = cycle
        self.words = words
        self.card = self._card(cards.CYCLE, cards.of_cycle(cycle))
        files = assets.names(cycle.theme)
        self.mark = hashlib.sha256(repr((cycle, files, self.card, above)).encode()).hexdigest()
        """What stands for all that decides it."""
        self.layout = Layout(
            cycle,
            words,
            policy=POLICY,
            assets=files,
            logo=cycle.theme.logo,
            feeds=FEEDS,
            card_size=(cards.WIDTH, cards.HEIGHT),
            calendar=addresses.CALENDAR,
            home=addresses.INDEX,
            stream=cycle.title,
            above=above,
            several=False,
            topic_pages={topic: f"../{name}" for topic, name in above.topics.items()} if above else {},
        )
        self.session = self.layout.form("session.html", addresses.page(""))
        self.announcement = self.layout.form("announcement.html", addresses.announcement(""))

    def card_of(self, subject: Subject) -> Target:
        """The picture that a preview of a session's page shows."""
        if not subject.own_card:
            return self.card
        session = subject.session
        return self._card(session.id, cards.of_session(session, subject.former, self.cycle, self.words))

    def _card(self, of: str, card: cards.Card) -> Target:
        """The address of a picture, and what is on it."""
        return views.Target(card.alt, url=addresses.absolute(self.cycle.url, cards.name(of, card)))


class Sheet(Protocol):
    """A page that is not drawn yet."""

    def inputs(self) -> str:
        """What stands for all that the page shows: where it is the same, the bytes are the same."""

    def draw(self) -> bytes:
        """The bytes of the page."""


@dataclass(frozen=True, slots=True)
class SessionSheet:
    """The page of a session."""

    frame: Frame = field(repr=False)
    subject: Subject = field(repr=False)
    previous: Target | None
    following: Target | None
    """The sessions beside it."""
    announcements: tuple[Target, ...]
    """Those about it."""

    def inputs(self) -> str:
        """As of `Sheet`."""
        return f"{self.frame.mark} {self.subject.mark} {self!r}"

    def draw(self) -> bytes:
        """As of `Sheet`."""
        frame, subject = self.frame, self.subject
        session, cycle = subject.session, frame.cycle
        name = addresses.page(session.id)
        card = frame.card_of(subject)
        item = views.shown(subject, cycle, frame.words)
        told = (item.status, frame.words.when(session.when), item.place.brief, prose.summary(session.description))
        return frame.session.filled(
            name,
            item=item,
            session=session,
            venue=session.venue,
            text=prose.html(session.description, cycle, 3),
            report_text=prose.html(session.report.text if session.report else "", cycle, 3),
            card=card,
            previous=self.previous,
            following=self.following,
            announcements=self.announcements,
            summary=". ".join(part for part in told if part),
            code=None if subject.past else qr.svg(addresses.absolute(cycle.url, name)),
            event=jsonld.event(item, subject.former, cycle, card.url),
        )


@dataclass(frozen=True, slots=True)
class YearSheet:
    """The page of a year that the index has no room for, or of a month of it."""

    frame: Frame = field(repr=False)
    year: int
    month: int
    """0: the page is of the year as a whole."""
    held: tuple[tuple[int, Subject], ...] = field(repr=False)
    """Its sessions, the newest first, each with its place in the programme."""
    months: tuple[tuple[int, int], ...]
    """The months of the year that have pages, each with the number of its sessions; none: all are on one page."""

    def inputs(self) -> str:
        """As of `Sheet`."""
        held = [(place, subject.mark) for place, subject in self.held]
        return f"{self.frame.mark} {held} {self!r}"

    def draw(self) -> bytes:
        """As of `Sheet`."""
        frame, year = self.frame, self.year
        return frame.layout.page(
            "year.html",
            addresses.held(year, self.month),
            year=year,
            month=frame.words.month((year, self.month)) if self.month else "",
            months=[
                (frame.words.month((year, month)), addresses.held(year, month), count)
                for month, count in self.months
            ],
            card=frame.card,
            held=[views.shown(subject, frame.cycle, frame.words, order) for order, subject in self.held],
        )


@dataclass(frozen=True, slots=True)
class AnnouncementSheet:
    """The page of an announcement."""

    frame: Frame = field(repr=False)
    announcement: Announcement
    about: Session | None
    """The session that it is about, if it is published."""

    def inputs(self) -> str:
        """As of `Sheet`."""
        return f"{self.frame.mark} {self!r}"

    def draw(self) -> bytes:
        """As of `Sheet`."""
        frame, announcement, about = self.frame, self.announcement, self.about
        return frame.announcement.filled(
            addresses.announcement(announcement.id),
            announcement=announcement,
            card=frame.card,
            text=prose.html(announcement.text, frame.cycle, 2),
            about=views.Target(about.title, name=addresses.page(about.id)) if about else None,
            when=frame.words.when(about.when) if about else "",
            summary=prose.summary(announcement.text),
        )
