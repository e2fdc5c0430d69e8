"""Rows of a picture, compressed (RFC 1950, RFC 1951), by a way that is ours alone.

zlib's bytes differ from one version and machine to another (zlib-ng, Intel's, IBM's), and a published picture
must not. What repeats is looked for where flat pictures have it: one byte back, one row up, and where it last
began so.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

_SHORTEST, _LONGEST = 3, 258
_WINDOW = 1 << 15
_HEAD = 4
"""Bytes by which an earlier beginning is known again."""
_LAST_BLOCK, _END = "110", "0" * 7


def compressed(data: bytes, row: int) -> bytes:
    """The data in zlib's form, as one block with the fixed codes; `row` is how long a row is, in bytes."""
    bits = [_LAST_BLOCK]
    seen: dict[bytes, int] = {}
    at = 0
    while at < len(data):
        head = data[at : at + _HEAD]
        length, distance = _longest(data, at, (at - 1, at - row, seen.get(head, -1)))
        seen[head] = at
        if length >= _SHORTEST:
            bits += _lengths()[length], *_distance(distance)
            at += length
        else:
            bits.append(_literals()[data[at]])
            at += 1
    bits.append(_END)
    stream = "".join(bits)
    packed = int(stream[::-1], 2).to_bytes((len(stream) + 7) // 8, "little")
    return b"\x78\x01" + packed + struct.pack(">L", zlib.adler32(data))


def _longest(data: bytes, at: int, starts: tuple[int, ...]) -> tuple[int, int]:
    """The longest repetition of what begins at one of `starts`: its length (0: none), and how far back."""
    length = distance = 0
    for start in starts:
        if start < 0 or at - start > _WINDOW or data[start] != data[at]:
            continue
        size = min(_LONGEST, len(data) - at)
        new, old = data[at : at + size], data[start : start + size]
        differing = int.from_bytes(new, "big") ^ int.from_bytes(old, "big")
        common = size - (differing.bit_length() + 7) // 8
        if common > length:
            length, distance = common, at - start
    return length, distance


@cache
def _literals() -> list[str]:
    """The code of each byte, in the order in which its bits are sent."""
    return [f"{0x30 + value:08b}" if value < 144 else f"{0x190 + value - 144:09b}" for value in range(256)]


@cache
def _lengths() -> dict[int, str]:
    """The code and the extra bits of each length of a repetition."""
    found = {}
    base, code = _SHORTEST, 257
    for extra in [0] * 8 + [bits for bits in range(1, 6) for _ in range(4)]:
        for value in range(1 << extra):
            found[base + value] = _length_code(code) + _extra(value, extra)
        base, code = base + (1 << extra), code + 1
    found[_LONGEST] = _length_code(285)
    return found


def _length_code(code: int) -> str:
    return f"{code - 256:07b}" if code < 280 else f"{0xC0 + code - 280:08b}"


@cache
def _distance(distance: int) -> tuple[str, str]:
    """The code and the extra bits of how far back: two codes for each power of two, from 1."""
    if distance < 5:
        return f"{distance - 1:05b}", ""
    extra = (distance - 1).bit_length() - 2
    half, value = divmod(distance - 1 - (2 << extra), 1 << extra)
    return f"{2 * extra + 2 + half:05b}", _extra(value, extra)


def _extra(value: int, bits: int) -> str:
    """A number of so many bits, the lowest first."""
    return f"{value:0{bits}b}"[::-1] if bits else ""
