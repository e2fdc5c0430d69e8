"""The two faces of the package: how wide their letters are, and their outlines, read from TrueType fonts.

Integers only, so that every machine draws the same. Reads what the two fonts have, no more
(https://learn.microsoft.com/typography/opentype/spec/): no hints, no kerning, no ligatures.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

Face = Literal["serif-bold", "sans"]
Point = tuple[int, int, bool]
"""x, y and whether the outline goes through it, rather than bending towards it."""
Polygon = list[tuple[int, int]]
"""The corners of a closed contour, in 1/16 unit of the font, y upwards."""

PARTS = 16
"""Of a unit of the font, in the corners of a polygon."""
_PIECES = 3
"""Straight pieces of a curve: at the largest size few pixels of a letter are off by more than 2 of 15 levels."""
_WEIGHTS = [((_PIECES - n) ** 2, 2 * n * (_PIECES - n), n * n) for n in range(1, _PIECES)]
_WHOLE = _PIECES * _PIECES
_ON, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_WORDS, _SCALE, _MORE, _SCALES = 1, 8, 32, 64
_ONE = 1 << 14
"""The scale of a part that is not scaled."""


class Font:
    """One face of the package."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        count = struct.unpack_from(">H", data, 4)[0]
        entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count))
        self._at = {tag.decode(): offset for tag, _, offset, _ in entries}
        self.units: int = struct.unpack_from(">H", data, self._at["head"] + 18)[0]
        long = struct.unpack_from(">h", data, self._at["head"] + 50)[0]
        glyphs = struct.unpack_from(">H", data, self._at["maxp"] + 4)[0]
        form, factor = ("L", 1) if long else ("H", 2)
        places = struct.unpack_from(f">{glyphs + 1}{form}", data, self._at["loca"])
        self._places = [place * factor for place in places]
        self._widths: list[int] = self._read_widths(glyphs)
        self.characters = self._read_map()
        """Code point to glyph."""

    def glyph(self, character: str) -> int | None:
        """The number of a character's glyph, or of its letter without accents; None: it has none."""
        found = self.characters.get(ord(character))
        if found is None and (plain := unicodedata.normalize("NFKD", character)[0]) != character:
            return self.glyph(plain)
        return found

    def width(self, glyph: int) -> int:
        """How far the pen moves, in units of the font."""
        return self._widths[glyph]

    def outline(self, glyph: int) -> list[list[Point]]:
        """The closed contours of a glyph, in units of the font, y upwards."""
        start, end = self._places[glyph], self._places[glyph + 1]
        if start == end:
            return []
        at = self._at["glyf"] + start
        contours = struct.unpack_from(">h", self._data, at)[0]
        return self._simple(at + 10, contours) if contours >= 0 else self._composite(at + 10)

    def _read_widths(self, glyphs: int) -> list[int]:
        long = struct.unpack_from(">H", self._data, self._at["hhea"] + 34)[0]
        pairs = struct.unpack_from(">" + "Hh" * long, self._data, self._at["hmtx"])
        widths = list(pairs[::2])
        return widths + [widths[-1]] * (glyphs - long)

    def _read_map(self) -> dict[int, int]:
        """Code point to glyph, from the table of the Basic Multilingual Plane (cmap format 4)."""
        data, base = self._data, self._at["cmap"]
        count = struct.unpack_from(">H", data, base + 2)[0]
        tables = (base + struct.unpack_from(">HHL", data, base + 4 + 8 * n)[2] for n in range(count))
        at = next(at for at in tables if struct.unpack_from(">H", data, at)[0] == 4)
        twice = struct.unpack_from(">H", data, at + 6)[0]
        size = twice // 2
        ends = struct.unpack_from(f">{size}H", data, at + 14)
        starts = struct.unpack_from(f">{size}H", data, at + 16 + twice)
        deltas = struct.unpack_from(f">{size}h", data, at + 16 + 2 * twice)
        ranges = at + 16 + 3 * twice
        found = {}
        for number, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
            where = ranges + 2 * number
            offset = struct.unpack_from(">H", data, where)[0]
            for code in range(start, min(end, 0xFFFE) + 1):
                glyph = code
                if offset:
                    glyph = struct.unpack_from(">H", data, where + offset + 2 * (code - start))[0]
                found[code] = (glyph + delta) & 0xFFFF
        return found

    def _simple(self, at: int, contours: int) -> list[list[Point]]:
        data = self._data
        ends = struct.unpack_from(f">{contours}H", data, at)
        at += 2 * contours
        at += 2 + struct.unpack_from(">H", data, at)[0]
        flags: list[int] = []
        while len(flags) <= ends[-1]:
            flag = data[at]
            at += 1
            times = 1
            if flag & _REPEAT:
                times += data[at]
                at += 1
            flags += [flag] * times
        across, at = _coordinates(data, at, flags, _X_SHORT, _X_SAME)
        up, _ = _coordinates(data, at, flags, _Y_SHORT, _Y_SAME)
        points = [(x, y, bool(flag & _ON)) for x, y, flag in zip(across, up, flags, strict=True)]
        return [points[first + 1 : last + 1] for first, last in pairwise((-1, *ends))]

    def _composite(self, at: int) -> list[list[Point]]:
        """A glyph put together of others, each moved and perhaps turned over: an accent on its letter, « ¿ »."""
        contours: list[list[Point]] = []
        more = True
        while more:
            flags, glyph = struct.unpack_from(">HH", self._data, at)
            across, up = struct.unpack_from(">hh" if flags & _WORDS else ">bb", self._data, at + 4)
            at += 8 if flags & _WORDS else 6
            given = (1 if flags & _SCALE else 0) + (2 if flags & _SCALES else 0)
            scales = struct.unpack_from(f">{given}h", self._data, at) or (_ONE,)
            at += 2 * given
            for contour in self.outline(glyph):
                scaled = ((x * scales[0] // _ONE, y * scales[-1] // _ONE, on) for x, y, on in contour)
                contours.append([(x + across, y + up, on) for x, y, on in scaled])
            more = bool(flags & _MORE)
        return contours


def _coordinates(data: bytes, at: int, flags: list[int], short: int, same: int) -> tuple[list[int], int]:
    """One coordinate of all points, each stored as the step from the point before; and where they end."""
    found, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        found.append(value)
    return found, at


@cache
def font(face: Face) -> Font:
    """A face, read once."""
    return Font((resources.files("rencontres_feeds") / "fonts" / f"{face}.ttf").read_bytes())


@cache
def advance(face: Face, character: str) -> int:
    """How far a character moves the pen, in units of the font; 0: the face does not have it."""
    glyph = font(face).glyph(character)
    return 0 if glyph is None else font(face).width(glyph)


@cache
def polygons(face: Face, character: str) -> list[Polygon]:
    """What a character's ink is enclosed by; nothing where it has none, or the face does not have it."""
    glyph = font(face).glyph(character)
    return [] if glyph is None else [polygon(contour) for contour in font(face).outline(glyph)]


def polygon(contour: list[Point]) -> Polygon:
    """A closed contour with straight sides; between two points beside the outline lies one on it."""
    points: list[Point] = []
    for before, point in zip([contour[-1], *contour], contour, strict=False):
        if not before[2] and not point[2]:
            points.append(((before[0] + point[0]) * PARTS // 2, (before[1] + point[1]) * PARTS // 2, True))
        points.append((point[0] * PARTS, point[1] * PARTS, point[2]))
    first = next(number for number, point in enumerate(points) if point[2])
    points = [*points[first:], *points[:first]]
    corners: Polygon = []
    for number, (x, y, on) in enumerate(points):
        if on:
            corners.append((x, y))
        else:
            corners += _bent(points[number - 1], (x, y), points[(number + 1) % len(points)])
    return corners


def _bent(start: Point, towards: tuple[int, int], end: Point) -> Polygon:
    """The corners inside of a curve (a quadratic Bézier)."""
    (x, y, _), (via_x, via_y), (to_x, to_y, _) = start, towards, end
    return [
        ((a * x + b * via_x + c * to_x) // _WHOLE, (a * y + b * via_y + c * to_y) // _WHOLE)
        for a, b, c in _WEIGHTS
    ]
