"""The pictures that previews of a link show: a card for the cycle and one for each session announced in time.

A card's name tells what it shows, so that it is drawn again only when that changes, and that nobody's cache
shows the old one.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import astuple, dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, facts, moments
from rencontres_feeds.renderers import letters, markdown, timeline, typography
from rencontres_feeds.renderers.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.publication import Former, Publication
    from rencontres_feeds.renderers.letters import Face
    from rencontres_feeds.renderers.picture import Colour
    from rencontres_feeds.renderers.wording import Words

CYCLE = "cycle"
"""Whose card it is that all pages have without one of their own."""
WIDTH, HEIGHT = 1200, 630
"""What Facebook, LinkedIn, Mastodon and Signal show whole (https://ogp.me/)."""

_DRAWING = "1"
"""Moves when the same card is drawn otherwise: its name must not stay."""
_DIGITS = 12
_REMEMBERED = 256
"""Cards that a preview need not draw again each time."""
_PAPER: Colour = (0xFC, 0xFB, 0xF8)
_INK: Colour = (0x20, 0x25, 0x2B)
_SOFT: Colour = (0x55, 0x5D, 0x66)
_ACCENT: Colour = (0x14, 0x56, 0x4F)
_OFF: Colour = (0x8C, 0x1D, 0x18)
_CHANGED: Colour = (0x71, 0x46, 0x00)
_INKS = {"soft": (1, 4), "ink": (5, 6), "accent": (11, 5)}
"""Each ink's first number in the palette, and in how many steps it goes from the paper to itself."""
_MARGIN = 84
_BAND = 28
_ROOM = WIDTH - 2 * _MARGIN
_FULL = 15
"""The accent itself, in the palette."""
_TITLES = (76, 64, 54, 46, 40)
"""The sizes of a title: the largest in which the whole of it fits."""
_AIR = 30
"""At most so much more above a title."""
_PIXEL = 64
_CUT = "…"


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
        return _png(self)


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
    shown = json.dumps([_DRAWING, *astuple(card)], ensure_ascii=False)
    return addresses.card(of, hashlib.sha256(shown.encode()).hexdigest()[:_DIGITS])


@lru_cache(_REMEMBERED)
def _png(card: Card) -> bytes:
    picture = Picture(WIDTH, HEIGHT)
    picture.fill(0, 0, _BAND, HEIGHT, _FULL)
    top = _above(picture, card)
    bottom = _below(picture, card)
    sizes = tuple((size, (bottom - top) // _leading(size)) for size in _TITLES)
    size, lines = _largest(card.title, "serif-bold", sizes)
    top += min(_AIR, (bottom - top - len(lines) * _leading(size)) // 2) - size // 4
    for number, text in enumerate(lines, 1):
        _write(picture, _Pen("serif-bold", size, "ink"), _MARGIN, top + number * _leading(size), text)
    return picture.png(_palette(_accent(card)))


def _above(picture: Picture, card: Card) -> int:
    """What stands above the title; returns where it ends."""
    base = 92
    _stack(picture, _Pen("sans", 30, "soft"), base, _fitted(card.head, "sans", 30, 1))
    if card.status:
        base += 78
        _label(picture, base, *_fitted(card.status, "sans", 32, 1, _ROOM - 40))
    if card.when:
        base += 76
        size, lines = _largest(card.when, "sans", ((42, 1), (34, 1)))
        _stack(picture, _Pen("sans", size, "ink" if card.off else "accent"), base, lines)
    return base + 20


def _below(picture: Picture, card: Card) -> int:
    """What stands below the title; returns where it begins."""
    base = HEIGHT - 58
    _stack(picture, _Pen("sans", 28, "soft"), base, _fitted(card.foot, "sans", 28, 1))
    base -= 60 if card.foot else 0
    places = _fitted(card.place, "sans", 34, 1 if card.when else 3)
    top = base - 46 * (len(places) - 1)
    _stack(picture, _Pen("sans", 34, "soft"), top, places)
    return top - 50


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


def _accent(card: Card) -> Colour:
    if card.off or card.status:
        return _OFF if card.off else _CHANGED
    red, green, blue = bytes.fromhex(card.accent[1:]) if card.accent else _ACCENT
    return red, green, blue


def _palette(accent: Colour) -> tuple[Colour, ...]:
    palette = [_PAPER]
    for colour, (_, steps) in zip((_SOFT, _INK, accent), _INKS.values(), strict=True):
        palette += [_between(_PAPER, colour, step, steps) for step in range(1, steps + 1)]
    return tuple(palette)


def _between(start: Colour, end: Colour, step: int, steps: int) -> Colour:
    red, green, blue = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
    return red, green, blue


@cache
def _ramp(ink: str) -> bytes:
    """Coverage to number in the palette."""
    first, steps = _INKS[ink]
    numbers = ((level * steps * 2 + letters.LEVELS) // (2 * letters.LEVELS) for level in range(256))
    return bytes(min(first + number - 1, _FULL) if number else 0 for number in numbers)


@dataclass(frozen=True, slots=True)
class _Pen:
    face: Face
    size: int
    ink: str


def _leading(size: int) -> int:
    """From one base line to the next."""
    return size * 6 // 5


def _stack(picture: Picture, pen: _Pen, base: int, lines: list[str]) -> None:
    """Lines one below the other, from the margin; `base` is the base line of the first."""
    for number, text in enumerate(lines):
        _write(picture, pen, _MARGIN, base + number * 46, text)


def _write(picture: Picture, pen: _Pen, left: int, base: int, text: str) -> None:
    at = left * _PIXEL
    ramp = _ramp(pen.ink)
    for letter in _letters(text, pen.face, pen.size):
        picture.put(letter, at // _PIXEL, base, ramp)
        at += letter.advance


def _label(picture: Picture, base: int, text: str) -> None:
    """A status in a frame."""
    width = _width(text, "sans", 32) // _PIXEL + 40
    picture.fill(_MARGIN, base - 42, width, 60, _FULL)
    picture.fill(_MARGIN + 3, base - 39, width - 6, 54, 0)
    _write(picture, _Pen("sans", 32, "accent"), _MARGIN + 20, base, text)


def _letters(text: str, face: Face, size: int) -> Iterator[letters.Letter]:
    """What the face has of a text; a character that it has not is left out."""
    for character in unicodedata.normalize("NFC", text):
        if letter := letters.letter(face, size, character):
            yield letter


def _width(text: str, face: Face, size: int) -> int:
    """In 1/64 pixel."""
    return sum(letter.advance for letter in _letters(text, face, size))


def _largest(text: str, face: Face, sizes: tuple[tuple[int, int], ...]) -> tuple[int, list[str]]:
    """The largest of the sizes in which the whole text fits into its lines; cut in the last."""
    for size, limit in sizes[:-1]:
        lines = _wrapped(text, face, size, _ROOM)
        if len(lines) <= limit and all(_width(line, face, size) <= _ROOM * _PIXEL for line in lines):
            return size, lines
    size, limit = sizes[-1]
    return size, _fitted(text, face, size, limit)


def _fitted(text: str, face: Face, size: int, limit: int, room: int = _ROOM) -> list[str]:
    """The text in at most so many lines, the last of them cut where it must be."""
    lines = _wrapped(text, face, size, room)
    if len(lines) > limit:
        lines = [*lines[: limit - 1], lines[limit - 1] + "\N{NO-BREAK SPACE}" + _CUT]
    return [_shortened(line, face, size, room) for line in lines]


def _wrapped(text: str, face: Face, size: int, room: int) -> list[str]:
    """The text in lines, broken at plain spaces; a word that is too long for a line stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, face, size) <= room * _PIXEL:
            lines[-1] = longer
        elif word:
            lines.append(word)
    return lines


def _shortened(line: str, face: Face, size: int, room: int) -> str:
    """The line, or as many of its characters as there is room for, and « … »."""
    if _width(line, face, size) <= room * _PIXEL:
        return line
    kept = line.removesuffix(_CUT)
    while _width(kept + _CUT, face, size) > room * _PIXEL:
        kept = kept[:-1]
    return kept.rstrip() + _CUT
