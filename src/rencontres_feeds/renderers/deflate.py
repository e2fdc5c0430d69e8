"""Rows of a picture, compressed (RFC 1950, RFC 1951) by a way that is ours alone.

zlib's bytes differ from one version and machine to another (zlib-ng, Intel's, IBM's), and a published picture
must not. What repeats here is zeros, for most pixels are as those above them: a run is told as one zero, and how
often it is repeated. The codes are always the same, and made for cards by `tools/codes.py`.
"""

from __future__ import annotations

import re
import struct
import zlib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUN = re.compile(rb"(\0{4,259})")
"""A zero with its repetitions, of which there are at least three."""
_LENGTHS = (
    "255798899bd99abc5788aaccceecccce68789abcbcfcbccc78878acecdcccccb899879cc"
    "ccbecbcb7bbbaa7a9aabbcde8bbcba8aaabbcccd9ccdcbaa9bbbcbcc8cbcbaaa89abdfcc"
    "9dcdcabaaa9acdbb8dddbaaaaa88acaa7abbbdbcbdc978998cbccdddcdda87987cbbcddd"
    "ccca99786cbcbcfdddcaa8875dca99cb99889765f5677778877888889879a69aa89ab5"
)
"""How many bits the code of each literal has, of the end, and of each length of a repetition (section 3.2.5)."""
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_END = 256
_REMEMBERED = 32
"""Pieces: the cards of a cycle have their heads and feet in common."""
_PARTS = 20_000
"""Parts that are kept; a hundred cards have nine thousand."""
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def compressed(pieces: Iterable[bytes]) -> bytes:
    """The pieces, one behind the other, in zlib's form, as one block."""
    adler, bits = 1, [_head()]
    for piece in pieces:
        adler = zlib.adler32(piece, adler)
        bits.append(_coded(piece))
    bits.append(_codes()[_END])
    stream = "".join(bits)
    size = (len(stream) + 7) // 8
    packed = int(stream.ljust(8 * size, "0"), 2).to_bytes(size, "big").translate(_REVERSED)
    return b"\x78\x01" + packed + struct.pack(">L", adler)


@lru_cache(_REMEMBERED)
def _coded(piece: bytes) -> str:
    """A piece in bits, in the order in which they are sent."""
    parts = _parts()
    if len(parts) > _PARTS:
        _parts.cache_clear()
        parts = _parts()
    return "".join(map(parts.__getitem__, parted(piece)))


def parted(piece: bytes) -> list[bytes]:
    """A piece in parts: by turns what stands between two runs, and a run."""
    return _RUN.split(piece)


class _Parts(dict[bytes, str]):
    """The bits of each part: letters come again, and so do the parts of their rows."""

    def __missing__(self, part: bytes) -> str:
        codes = _codes()
        self[part] = "".join([codes[value] for value in part])
        return self[part]


@cache
def _parts() -> _Parts:
    """At first, of each run."""
    codes = _codes()
    ways = repetitions().items()
    return _Parts({bytes(1 + length): codes[0] + codes[symbol] + extra + "0" for length, (symbol, extra) in ways})


@cache
def _head() -> str:
    """The beginning of the only block, which tells its codes (section 3.2.7): the bits of each in four bits.

    Of the two distances only the first is used, the byte before; but some readers want two.
    """
    first = "1" + _number(2, 2) + _number(len(_LENGTHS) - 257, 5) + _number(1, 5) + _number(15, 4)
    ways = "".join(_number(4 if length < 16 else 0, 3) for length in _ORDER)
    return first + ways + "".join(f"{int(length, 16):04b}" for length in _LENGTHS + "11")


@cache
def _codes() -> list[str]:
    """The code of each symbol: of equally many bits, they count upwards (section 3.2.2)."""
    codes = [""] * len(_LENGTHS)
    code = 0
    for bits in range(1, 16):
        for symbol in (symbol for symbol, length in enumerate(_LENGTHS) if int(length, 16) == bits):
            codes[symbol] = f"{code:0{bits}b}"
            code += 1
        code <<= 1
    return codes


def repetitions() -> dict[int, tuple[int, str]]:
    """Each number of repetitions: its symbol, and its extra bits (section 3.2.5)."""
    found = {}
    base, symbol = 3, 257
    for extra in [0] * 8 + [bits for bits in range(1, 6) for _ in range(4)]:
        for value in range(1 << extra):
            found[base + value] = symbol, _number(value, extra)
        base, symbol = base + (1 << extra), symbol + 1
    return found | {258: (285, "")}


def _number(value: int, bits: int) -> str:
    """A number of so many bits, the lowest first."""
    return f"{value:0{bits}b}"[::-1] if bits else ""
