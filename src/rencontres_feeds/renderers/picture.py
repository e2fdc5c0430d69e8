"""A picture of sixteen colours, and its bytes as PNG (https://www.w3.org/TR/png-3/)."""

from __future__ import annotations

import struct
import zlib
from itertools import groupby
from typing import TYPE_CHECKING

from rencontres_feeds.renderers.deflate import compressed

if TYPE_CHECKING:
    from collections.abc import Iterator

Colour = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

_NONE, _UP = b"\0", b"\2"
"""How a row is told (section 9.2): as it is, or by its differences from the row above."""


class Picture:
    """Rows of pixels, each a number from 0 to 15 in the palette; 0 is the ground.

    It is kept as PNG tells it: most rows are as the one above, and of the others only the difference is known.
    """

    def __init__(self, width: int, height: int, band: int) -> None:
        """The widths are even: two pixels share a byte. The ground has a band of the last colour at its left."""
        self.width, self.height = width, height
        self._first = b"\xff" * (band // 2) + bytes((width - band) // 2)
        self._alike = bytes(width // 2)
        self._told: dict[int, bytes] = {}
        """Byte for byte less the row above, by the number of the row."""

    def fill(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """A rectangle of one colour; where there is no ink yet, for colours are added."""
        row = bytearray(self.width)
        row[left : left + width] = bytes([colour]) * width
        packed = bytes(one << 4 | other for one, other in zip(row[::2], row[1::2], strict=True))
        self._tell(top, packed)
        self._tell(top + height, bytes(-value & 0xFF for value in packed))

    def put(self, strip: bytes, top: int, rows: int) -> None:
        """A strip of so many rows, told by columns of two pixels; likewise. The first row takes none."""
        for number in range(rows):
            self._tell(top + number, strip[number::rows])

    def _tell(self, number: int, row: bytes) -> None:
        if row == self._alike:
            return
        known = self._told.get(number)
        self._told[number] = bytes(map(_sum, known, row)) if known else row

    def png(self, palette: tuple[Colour, ...]) -> bytes:
        """The picture in these colours."""
        head = struct.pack(">LLBBBBB", self.width, self.height, 4, 3, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            [
                _chunk(b"IHDR", head),
                _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
                _chunk(b"IDAT", compressed(self.rows())),
                _chunk(b"IEND", b""),
            ]
        )

    def rows(self) -> Iterator[bytes]:
        """The rows as PNG tells them: the first, then by turns some that are as the one above, and others."""
        yield _NONE + self._first
        rows = [self._told.get(number, self._alike) for number in range(1, self.height)]
        for _, piece in groupby(rows, self._alike.__eq__):
            yield b"".join([_UP + row for row in piece])


def _sum(one: int, other: int) -> int:
    return (one + other) & 0xFF


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
