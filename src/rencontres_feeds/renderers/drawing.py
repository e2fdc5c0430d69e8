"""How a card is drawn: where each text stands, in which size and ink.

Whoever draws otherwise moves `_DRAWING` of `cards`: another picture needs another name.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from rencontres_feeds.renderers import letters, lines
from rencontres_feeds.renderers.picture import Picture

if TYPE_CHECKING:
    from rencontres_feeds.renderers.cards import Card
    from rencontres_feeds.renderers.picture import Colour
    from rencontres_feeds.renderers.typeface import Face

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
_FULL = 15
"""The accent itself, in the palette."""
_TITLES = (76, 64, 54, 46, 40)
"""The sizes of a title: the largest in which the whole of it fits."""
_AIR = 30
"""At most so much more above a title."""


def png(card: Card, width: int, height: int) -> bytes:
    """The card as PNG."""
    return picture(card, width, height).png(_palette(_accent(card)))


def picture(card: Card, width: int, height: int) -> Picture:
    """The card without its colours."""
    picture = Picture(width, height, _BAND)
    top = _above(picture, card)
    bottom = _below(picture, card)
    sizes = tuple((size, (bottom - top) // _leading(size)) for size in _TITLES)
    size, title = lines.largest(card.title, "serif-bold", sizes, _room(picture))
    top += min(_AIR, (bottom - top - len(title) * _leading(size)) // 2) - size // 4
    _stack(picture, _pen("serif-bold", size, "ink"), top + _leading(size), title, _leading(size))
    return picture


def _above(picture: Picture, card: Card) -> int:
    """What stands above the title; returns where it ends."""
    room = _room(picture)
    base = 92
    _stack(picture, _pen("sans", 30, "soft"), base, lines.fitted(card.head, "sans", 30, 1, room))
    if card.status:
        base += 78
        _label(picture, base, *lines.fitted(card.status, "sans", 32, 1, room - 40))
    if card.when:
        base += 76
        size, when = lines.largest(card.when, "sans", ((42, 1), (34, 1)), room)
        _stack(picture, _pen("sans", size, "ink" if card.off else "accent"), base, when)
    return base + 20


def _below(picture: Picture, card: Card) -> int:
    """What stands below the title; returns where it begins."""
    room = _room(picture)
    base = picture.height - 58
    _stack(picture, _pen("sans", 28, "soft"), base, lines.fitted(card.foot, "sans", 28, 1, room))
    base -= 60 if card.foot else 0
    places = lines.fitted(card.place, "sans", 34, 1 if card.when else 3, room)
    top = base - 46 * (len(places) - 1)
    _stack(picture, _pen("sans", 34, "soft"), top, places)
    return top - 50


def _room(picture: Picture) -> int:
    """How long a line may be."""
    return picture.width - 2 * _MARGIN


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
    """Coverage to number in the palette, of two pixels in a byte."""
    first, steps = _INKS[ink]
    levels = [(level * steps * 2 + letters.LEVELS) // (2 * letters.LEVELS) for level in range(16)]
    numbers = [min(first + level - 1, _FULL) if level else 0 for level in levels]
    return bytes(left << 4 | right for left in numbers for right in numbers)


@cache
def _pen(face: Face, size: int, ink: str) -> letters.Pen:
    return letters.Pen(face, size, _ramp(ink))


def _leading(size: int) -> int:
    """From one base line to the next."""
    return size * 6 // 5


def _stack(picture: Picture, pen: letters.Pen, base: int, texts: list[str], leading: int = 46) -> None:
    """Lines one below the other, from the margin; `base` is the base line of the first."""
    for number, text in enumerate(texts):
        _write(picture, pen, _MARGIN, base + number * leading, text)


def _write(picture: Picture, pen: letters.Pen, left: int, base: int, text: str) -> None:
    strip = letters.line(unicodedata.normalize("NFC", text), pen, left, picture.width)
    picture.put(strip, base - pen.rise, pen.tall)


def _label(picture: Picture, base: int, text: str) -> None:
    """A status in a frame."""
    wide = lines.width(text, "sans", 32) + 40
    for top, height in ((base - 42, 3), (base + 15, 3)):
        picture.fill(_MARGIN, top, wide, height, _FULL)
    for left in (_MARGIN, _MARGIN + wide - 3):
        picture.fill(left, base - 39, 3, 54, _FULL)
    _write(picture, _pen("sans", 32, "accent"), _MARGIN + 20, base, text)
