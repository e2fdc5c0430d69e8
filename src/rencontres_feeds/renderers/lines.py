"""Texts broken into lines of a width, at a size: how many lines they make, and where they are cut.

Widths are in units of the font, so that a word is measured once for all sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds.renderers import typeface

if TYPE_CHECKING:
    from rencontres_feeds.renderers.typeface import Face

_CUT = "…"


def width(text: str, face: Face, size: int) -> int:
    """How far a text moves the pen, in pixels, rounded up."""
    return -(-_units(text, face) * size // typeface.font(face).units)


def largest(text: str, face: Face, sizes: tuple[tuple[int, int], ...], room: int) -> tuple[int, list[str]]:
    """The largest size in which the whole text fits into its lines, and the lines; cut in the last size.

    `sizes`: each with how many lines there are, the largest first; `room`: how long a line may be, in pixels.
    """
    words = _measured(text, face)
    for size, limit in sizes[:-1]:
        available = _available(face, size, room)
        if all(wide <= available for _, wide in words):
            lines = _wrapped(words, typeface.advance(face, " "), available)
            if len(lines) <= limit:
                return size, lines
    size, limit = sizes[-1]
    return size, fitted(text, face, size, limit, room)


def fitted(text: str, face: Face, size: int, limit: int, room: int) -> list[str]:
    """The text in at most so many lines, the last of them cut where it must be."""
    available = _available(face, size, room)
    lines = _wrapped(_measured(text, face), typeface.advance(face, " "), available)
    if len(lines) > limit:
        lines = [*lines[: limit - 1], lines[limit - 1] + "\N{NO-BREAK SPACE}" + _CUT]
    return [_shortened(line, face, available) for line in lines]


def _available(face: Face, size: int, room: int) -> int:
    return room * typeface.font(face).units // size


def _units(text: str, face: Face) -> int:
    return sum(typeface.advance(face, character) for character in text)


def _measured(text: str, face: Face) -> list[tuple[str, int]]:
    """The words, which plain spaces part, each with its width."""
    return [(word, _units(word, face)) for word in text.split(" ") if word]


def _wrapped(words: list[tuple[str, int]], space: int, available: int) -> list[str]:
    """Lines as full as may be; a word that is too long for a line stands alone."""
    lines: list[str] = []
    end = 0
    for word, wide in words:
        if lines and end + space + wide <= available:
            lines[-1] += " " + word
            end += space + wide
        else:
            lines.append(word)
            end = wide
    return lines


def _shortened(line: str, face: Face, available: int) -> str:
    """The line, or as many of its characters as there is room for, and « … »."""
    if _units(line, face) <= available:
        return line
    kept = line.removesuffix(_CUT)
    while _units(kept + _CUT, face) > available:
        kept = kept[:-1]
    return kept.rstrip() + _CUT
