"""Letters as pixels: each drawn once for a size and an ink, and put side by side into lines.

A letter stands in a cell, as tall as any letter of its size, and is kept by columns: so one that follows another
is put behind it in one piece. Two pixels share a byte. What a line tells is how each row differs from the one
above, as the filter of PNG has it. Integers only, so that every machine draws the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from rencontres_feeds.renderers import typeface

LEVELS = 15
"""The coverage of a pixel: from 0 to this."""
_GRID = 64
"""Parts of a pixel, each way."""
_FULL = 2 * _GRID * _GRID
"""A whole pixel, in twice the parts of its area."""


@dataclass(frozen=True, slots=True)
class Pen:
    """With what a text is written."""

    face: typeface.Face
    size: int
    """In pixels."""
    ink: bytes
    """The colour of each coverage, two pixels in a byte; of both, where ink meets ink, in a whole line."""

    @property
    def rise(self) -> int:
        """Rows of a cell above the base line; no letter of the two faces is higher."""
        return self.size

    @property
    def tall(self) -> int:
        """All rows of a cell; the last one has never ink."""
        return self.size + -(-self.size * 3 // 10) + 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A character, drawn twice: beginning at an even pixel, and at an odd one."""

    left: int
    """Pixels from the pen to the first column."""
    columns: tuple[bytes, bytes]
    """The coverage of its pixels."""
    told: tuple[bytes, bytes]
    """The same inked, each byte less the one above it."""


def line(text: str, pen: Pen, left: int, width: int) -> bytes:
    """A text written from `left` on in a strip of so many pixels, told by columns of two pixels.

    What the face does not have is left out; what reaches over the right edge is cut off.
    """
    rows, units = pen.tall, typeface.font(pen.face).units
    whole = width // 2 * rows
    covered, strip = bytearray(whole), bytearray(whole)
    at = end = 0
    for character in text:
        drawn = letter(pen, character)
        first = left + at * pen.size // units + drawn.left
        columns, told = drawn.columns[first & 1], drawn.told[first & 1]
        start = (first >> 1) * rows
        if start < end:  # it begins in the column in which the last one ends
            columns = _over(columns, bytes(covered[start:end]))
            told = _told(columns.translate(pen.ink))
        end = max(end, start + len(columns))
        covered[start : start + len(columns)] = columns
        strip[start : start + len(columns)] = told
        at += typeface.advance(pen.face, character)
    return bytes(strip[:whole])


def _over(columns: bytes, under: bytes) -> bytes:
    """Both, from the same place on; where ink meets ink it gets darker."""
    both = max(len(columns), len(under))
    upper, lower = (int.from_bytes(part.ljust(both, b"\0"), "big") for part in (columns, under))
    return (upper | lower).to_bytes(both, "big")


def _told(columns: bytes) -> bytes:
    """Each byte less the one before it, which is above it; the first of a column follows a blank one."""
    tops = int.from_bytes(b"\x80" * len(columns), "big")
    these = int.from_bytes(columns, "big")
    above = these >> 8
    # All at once: with its top bit set, no byte borrows from the next; that bit is mended in the end.
    less = ((these | tops) - (above & ~tops)) ^ ((these ^ above ^ tops) & tops)
    return less.to_bytes(len(columns), "big")


@cache
def letter(pen: Pen, character: str) -> Letter:
    """A character written with a pen; without a column where there is no ink."""
    left, columns = _drawn(pen, character)
    blank = bytes(pen.tall)
    even, odd = _paired([*columns, blank]), _paired([blank, *columns, blank])
    return Letter(left, (even, odd), (_told(even.translate(pen.ink)), _told(odd.translate(pen.ink))))


def _drawn(pen: Pen, character: str) -> tuple[int, list[bytes]]:
    """Pixels from the pen to the first column, and the columns: a byte a pixel, from 0 to LEVELS."""
    scale, unit = pen.size * _GRID, typeface.font(pen.face).units * typeface.PARTS
    contours = [
        ([x * scale // unit for x, _ in corners], [-(y * scale // unit) for _, y in corners])
        for corners in typeface.polygons(pen.face, character)
    ]
    if not contours:
        return 0, []
    left = min(min(xs) for xs, _ in contours) // _GRID
    right = max(max(xs) for xs, _ in contours) // _GRID + 1
    top = min(min(ys) for _, ys in contours) // _GRID
    bottom = max(max(ys) for _, ys in contours) // _GRID + 1
    rows = bottom - top
    changes = [0] * ((right - left) * rows + 1)
    for xs, ys in contours:
        _trace(changes, rows, [x - left * _GRID for x in xs], [y - top * _GRID for y in ys])
    inked = bytes(map(_levels().__getitem__, accumulate(changes)))
    above, below = bytes(pen.rise + top), bytes(pen.tall - pen.rise - bottom)
    return left, [above + inked[at : at + rows] + below for at in range(0, len(inked) - 1, rows)]


def _paired(columns: list[bytes]) -> bytes:
    """Two columns in one, the left one in the upper halves of its bytes; an odd one at the end is left out."""
    even, odd = b"".join(columns[:-1:2]), b"".join(columns[1::2])
    return (int.from_bytes(even, "big") << 4 | int.from_bytes(odd, "big")).to_bytes(len(even), "big")


def _trace(changes: list[int], rows: int, xs: list[int], ys: list[int]) -> None:
    """Add a contour to the changes of coverage, from each pixel to the one below it, column by column.

    A side of the polygon covers what lies below it, in the columns that it passes; going the other way it
    uncovers that again. Exact, but for the rounding of where a side enters a column.
    """
    from_x, from_y = xs[-1], ys[-1]
    for to_x, to_y in zip(xs, ys, strict=True):
        rightwards = from_x < to_x
        way, left, start, right, end = (
            (1, from_x, from_y, to_x, to_y) if rightwards else (-1, to_x, to_y, from_x, from_y)
        )
        from_x, from_y = to_x, to_y
        x, y, edge = left, start, left - left % _GRID + _GRID
        while x < right:
            next_x, next_y = right, end
            if edge < right:
                next_x, next_y = edge, start + (edge - left) * (end - start) // (right - left)
            row = y // _GRID
            if row == next_y // _GRID:  # as mostly: no loop for it
                wide = way * (next_x - x)
                above = wide * (y + next_y - 2 * row * _GRID)
                at = x // _GRID * rows + row
                changes[at] += wide * 2 * _GRID - above
                changes[at + 1] += above
            else:
                _steep(changes, x // _GRID * rows, sorted((y, next_y)), way * (next_x - x))
            x, y, edge = next_x, next_y, edge + _GRID


def _steep(changes: list[int], base: int, between: list[int], wide: int) -> None:
    """The part of a side in one column that begins there, row by row downwards."""
    top, bottom = between
    row, y, done = top // _GRID, top, 0
    while y < bottom:
        next_y = min((row + 1) * _GRID, bottom)
        reached = (next_y - top) * wide // (bottom - top)
        above = (reached - done) * (y + next_y - 2 * row * _GRID)
        changes[base + row] += (reached - done) * 2 * _GRID - above
        changes[base + row + 1] += above
        row, y, done = row + 1, next_y, reached


@cache
def _levels() -> list[int]:
    """Coverage, in twice the parts of a pixel's area, to its level.

    Up to twice a pixel, where two contours overlap; from the end backwards what is less than none by rounding.
    """
    steps = [-((_FULL - 2 * level * _FULL) // (2 * LEVELS)) for level in range(1, LEVELS + 1)]
    ends = zip([0, *steps], [*steps, 2 * _FULL + 1], strict=True)
    return [level for level, (start, end) in enumerate(ends) for _ in range(start, end)] + [0] * _FULL
