"""Letters as outlines, read from a TrueType font, and as pictures of a size in pixels.

Integers only, so that every machine draws the same. Reads what the two fonts of the package have, no more
(https://learn.microsoft.com/typography/opentype/spec/): no hints, no kerning, no ligatures.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

Face = Literal["serif-bold", "sans"]
Point = tuple[int, int, bool]
"""x, y and whether the outline goes through it, rather than bending towards it."""
Edge = tuple[int, int, int, int, int]
"""Upper end x, y, lower end x, y, and the direction in which the outline ran: 1 or -1."""

LEVELS = 15
"""The coverage of a pixel: from 0 to this."""
_GRID = 64
"""Parts of a pixel, each way."""
_LINES = 8
"""Lines on which a pixel's coverage is measured."""
_PIECES = 6
"""Straight pieces of a curve."""
_ON, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32


@dataclass(frozen=True, slots=True)
class Letter:
    """A glyph, drawn."""

    rows: tuple[bytes, ...]
    """The coverage of each pixel, from 0 to LEVELS."""
    left: int
    """Pixels from the pen to the first column."""
    top: int
    """Pixels from the base line down to the first row; negative: it stands above."""
    advance: int
    """How far the pen moves, in 1/64 pixel."""


class Font:
    """One face of the package."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        count = struct.unpack_from(">H", data, 4)[0]
        entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count))
        self._at = {tag.decode(): offset for tag, _, offset, _ in entries}
        self.units = struct.unpack_from(">H", data, self._at["head"] + 18)[0]
        long = struct.unpack_from(">h", data, self._at["head"] + 50)[0]
        glyphs = struct.unpack_from(">H", data, self._at["maxp"] + 4)[0]
        form, factor = ("L", 1) if long else ("H", 2)
        places = struct.unpack_from(f">{glyphs + 1}{form}", data, self._at["loca"])
        self._places = [place * factor for place in places]
        self._widths = self._read_widths(glyphs)
        self._glyphs = self._read_map()

    def glyph(self, character: str) -> int | None:
        """The number of a character's glyph, or of its letter without accents; None: it has none."""
        found = self._glyphs.get(ord(character))
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
        """A glyph put together of others, each moved: an accent on its letter."""
        contours: list[list[Point]] = []
        more = True
        while more:
            flags, glyph = struct.unpack_from(">HH", self._data, at)
            across, up = struct.unpack_from(">hh" if flags & 1 else ">bb", self._data, at + 4)
            at += 8 if flags & 1 else 6
            moved = self.outline(glyph)
            contours += [[(x + across, y + up, on) for x, y, on in contour] for contour in moved]
            more = bool(flags & 32)
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
def letter(face: Face, size: int, character: str) -> Letter | None:
    """A character at a size in pixels; None where the face does not have it."""
    found = font(face)
    glyph = found.glyph(character)
    if glyph is None:
        return None
    advance = found.width(glyph) * size * _GRID // found.units
    edges = [edge for contour in found.outline(glyph) for edge in _edges(contour, size, found.units)]
    return _drawn(edges, advance)


def _edges(contour: list[Point], size: int, units: int) -> list[Edge]:
    """A contour as straight edges, in 1/64 pixel, y downwards."""
    line = _flattened(contour)
    scaled = [(x * size * _GRID // (units * 16), -(y * size * _GRID // (units * 16))) for x, y in line]
    edges = []
    for (x, y), (to_x, to_y) in pairwise([*scaled, scaled[0]]):
        if y < to_y:
            edges.append((x, y, to_x, to_y, 1))
        elif y > to_y:
            edges.append((to_x, to_y, x, y, -1))
    return edges


def _flattened(contour: list[Point]) -> list[tuple[int, int]]:
    """A closed contour as points on it, in 1/16 unit; between two points beside the outline lies one on it."""
    points: list[Point] = []
    for before, point in zip([contour[-1], *contour], contour, strict=False):
        if not before[2] and not point[2]:
            points.append(((before[0] + point[0]) * 8, (before[1] + point[1]) * 8, True))
        points.append((point[0] * 16, point[1] * 16, point[2]))
    first = next(number for number, point in enumerate(points) if point[2])
    points = points[first:] + points[: first + 1]
    line: list[tuple[int, int]] = []
    for (x, y, on), (to_x, to_y, _), number in zip(points, points[1:], range(len(points)), strict=False):
        if on:
            line.append((x, y))
            continue
        from_x, from_y = points[number - 1][:2]
        for step in range(1, _PIECES):
            rest = _PIECES - step
            a, b, c = rest * rest, 2 * rest * step, step * step
            whole = _PIECES * _PIECES
            line.append(((a * from_x + b * x + c * to_x) // whole, (a * from_y + b * y + c * to_y) // whole))
    return line


def _drawn(edges: list[Edge], advance: int) -> Letter:
    """The coverage of what the edges enclose (nonzero winding)."""
    if not edges:
        return Letter((), 0, 0, advance)
    left = min(min(edge[0], edge[2]) for edge in edges) // _GRID
    right = max(max(edge[0], edge[2]) for edge in edges) // _GRID + 1
    top, bottom = min(edge[1] for edge in edges) // _GRID, max(edge[3] for edge in edges) // _GRID + 1
    crossings = _crossings(edges, top * _LINES, bottom * _LINES)
    rows = []
    for row in range(bottom - top):
        cells = [0] * (right - left + 1)
        for line in crossings[row * _LINES : (row + 1) * _LINES]:
            _fill(cells, line, left * _GRID)
        full = _GRID * _LINES
        rows.append(bytes((cell * LEVELS + full // 2) // full for cell in cells[:-1]))
    return Letter(tuple(rows), left, top, advance)


def _crossings(edges: list[Edge], first: int, last: int) -> list[list[tuple[int, int]]]:
    """For each line, where edges cross it and in which direction."""
    step = _GRID // _LINES
    found: list[list[tuple[int, int]]] = [[] for _ in range(first, last)]
    for x, y, to_x, to_y, direction in edges:
        line = -((step // 2 - y) // step)  # the first whose middle is not above y
        while line * step + step // 2 < to_y:
            across = x + (line * step + step // 2 - y) * (to_x - x) // (to_y - y)
            found[line - first].append((across, direction))
            line += 1
    return found


def _fill(cells: list[int], line: list[tuple[int, int]], origin: int) -> None:
    """Add what lies inside on one line."""
    winding = start = 0
    for across, direction in sorted(line):
        if winding == 0:
            start = across
        winding += direction
        if winding:
            continue
        cell, end = (start - origin) // _GRID, (across - origin) // _GRID
        if cell == end:
            cells[cell] += across - start
            continue
        cells[cell] += _GRID - (start - origin) % _GRID
        for whole in range(cell + 1, end):
            cells[whole] += _GRID
        cells[end] += (across - origin) % _GRID
