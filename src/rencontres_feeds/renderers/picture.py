"""A picture of sixteen colours, and its bytes as PNG (https://www.w3.org/TR/png-3/)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from rencontres_feeds.renderers.deflate import compressed

if TYPE_CHECKING:
    from rencontres_feeds.renderers.letters import Letter

Colour = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

_UPPER = bytes((value << 4) & 0xFF for value in range(256))


class Picture:
    """Rows of pixels, each a number from 0 to 15 in the palette; 0 is the paper."""

    def __init__(self, width: int, height: int) -> None:
        """`width` is even: two pixels share a byte."""
        self.width = width
        self.rows = [bytearray(width) for _ in range(height)]

    def fill(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """A rectangle of one colour."""
        for row in self.rows[top : top + height]:
            row[left : left + width] = bytes([colour]) * width

    def put(self, letter: Letter, left: int, base: int, ramp: bytes) -> None:
        """A letter, with the pen at `left` on the base line; `ramp` tells the colour of each coverage.

        Neighbours may overlap: the stronger colour stays.
        """
        left += letter.left
        for row, coverage in zip(self.rows[base + letter.top :], letter.rows, strict=False):
            under = row[left : left + len(coverage)]
            inked = coverage.translate(ramp)[: len(under)]
            row[left : left + len(under)] = bytes(map(max, inked, under)) if any(under) else inked

    def png(self, palette: tuple[Colour, ...]) -> bytes:
        """The picture in these colours."""
        head = struct.pack(">LLBBBBB", self.width, len(self.rows), 4, 3, 0, 0, 0)
        data = b"".join(b"\0" + _packed(row) for row in self.rows)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            [
                _chunk(b"IHDR", head),
                _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
                _chunk(b"IDAT", compressed(data, 1 + self.width // 2)),
                _chunk(b"IEND", b""),
            ]
        )


def _packed(row: bytearray) -> bytes:
    """Two pixels in a byte, the left one in its upper half."""
    joined = int.from_bytes(row[::2].translate(_UPPER), "big") | int.from_bytes(row[1::2], "big")
    return joined.to_bytes(len(row) // 2, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
