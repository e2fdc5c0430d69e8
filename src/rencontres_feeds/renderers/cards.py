"""The pictures that previews of a link show: a card for the cycle and one for each session announced in time.

A card's name tells what it shows, so that it is drawn again only when that changes, and that nobody's cache
shows the old one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, facts, moments
from rencontres_feeds.renderers import markdown, timeline, typography

if TYPE_CHECKING:
    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.publication import Former, Publication
    from rencontres_feeds.renderers.wording import Words

CYCLE = "cycle"
"""Whose card it is that all pages have without one of their own."""
WIDTH, HEIGHT = 1200, 630
"""What Facebook, LinkedIn, Mastodon and Signal show whole (https://ogp.me/)."""

_DRAWING = "2"
"""Moves when the same card is drawn otherwise: its name must not stay."""
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows, from its top to its foot; what is empty is left out."""

    head: str
    status: str
    off: bool
    """Nobody goes there: the status is a warning."""
    when: str
    title: str
    place: str
    foot: str
    accent: str = ""
    """The colour of the cycle, `#rrggbb`; empty: ours."""

    @property
    def alt(self) -> str:
        """The same in one line, for who does not see it."""
        return " – ".join(part for part in (self.status, self.when, self.title, self.place) if part)

    def draw(self) -> bytes:
        """The card as PNG; the same card always gives the same bytes."""
        from rencontres_feeds.renderers import drawing  # noqa: PLC0415  # most builds draw nothing

        return drawing.png(self, WIDTH, HEIGHT)


_FIELDS = attrgetter(*Card.__slots__)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def of(publication: Publication, words: Words) -> dict[str, Card]:
    """Name, relative to the site, of every card's file, to the card."""
    cycle = of_cycle(publication.programme.cycle)
    own = [session for session in publication.sessions if has_own(session, publication)]
    editions = publication.editions
    made = {s.id: of_session(s, editions[s.id].former, publication.programme.cycle, words) for s in own}
    return {name(CYCLE, cycle): cycle} | {name(i, card): card for i, card in made.items()}


def has_own(session: Session, publication: Publication) -> bool:
    """Whether a session has a card of its own: it was to come when it was first published.

    Nobody is invited to what is over. Time alone never changes the answer; an edit of the date may.
    """
    ends = moments.session_end(session, publication.programme.cycle)
    return publication.editions[session.id].created < ends


def of_cycle(cycle: Cycle) -> Card:
    """The cycle's card."""
    return _typeset(
        cycle,
        Card(
            head=cycle.organizer.name,
            status="",
            off=False,
            when="",
            title=cycle.title,
            place=" ".join(markdown.plain(cycle.description).split()),
            foot=cycle.url.partition("://")[2].rstrip("/"),
            accent=cycle.theme.color or cycle.theme.accent,
        ),
    )


def of_session(session: Session, former: Former, cycle: Cycle, words: Words) -> Card:
    """A session's card."""
    off = session.status in timeline.OFF
    changes = () if off else words.instead(former, facts.of(session))
    told = session.when.start or session.status == "tentative"  # else the status says what is not fixed
    when = words.when(session.when) if told else words.days(session.when)
    venue = session.venue
    places = [*([venue.name, venue.city] if venue else []), words._("Online") if session.online else ""]
    return _typeset(
        cycle,
        Card(
            head=cycle.title,
            status=words.status(session) or next(iter(changes), ""),
            off=off,
            when=when[:1].upper() + when[1:],
            title=session.title,
            place=", ".join(filter(None, places)),
            foot=cycle.organizer.name,
            accent=cycle.theme.color or cycle.theme.accent,
        ),
    )


def name(of: str, card: Card) -> str:
    """The name of a card's file: `of` says whose it is, a digest what it shows."""
    shown = _ENCODER.encode([_DRAWING, *_FIELDS(card)])
    return addresses.card(of, hashlib.sha256(shown.encode()).hexdigest()[:_DIGITS])


def _typeset(cycle: Cycle, card: Card) -> Card:
    typeset = typography.of(cycle.language)
    return replace(
        card,
        head=typeset(card.head),
        status=typeset(card.status),
        when=typeset(card.when),
        title=typeset(card.title),
        place=typeset(card.place),
    )
