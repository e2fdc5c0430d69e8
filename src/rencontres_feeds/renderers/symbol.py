"""QR codes as modules, dark or light (ISO/IEC 18004:2015): bytes, in the smallest symbol that has room for them.

Made as other programs make them, so that a test can hold every symbol against theirs; but with all modules in one
whole number, where those go from module to module.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST = 2331
"""Bytes that the largest symbol has room for."""
_LEVELS = (0b00, 0b11)
"""How much of a symbol may be lost: M, or Q where there is room for it (table 12)."""
_CORRECTION = (
    (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, *[26] * 4, *[28] * 19),
    (13, 22, 18, 26),
)
"""Codewords for correction in each block, by level and version (table 9).

From the fifth version on Q has less room than M in the version before.
"""
_BLOCKS = (
    (
        *(1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
        *(17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
    ),
    (1, 1, 2, 2),
)
"""Into how many blocks the codewords are parted, likewise."""
_VERSIONS = range(1, 41)
_SHORT = 9
"""The last version that tells the number of bytes in one."""
_FREE = 2
"""A module that is neither dark nor light for good, as 1 and 0 are."""
_FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
_ALIGNMENT = ("11111", "10001", "10101", "10001", "11111")
_LIKE_A_FINDER = re.compile("1011101(?:(?=0000)|(?<=00001011101))")
_TILE = 12
"""All masks repeat themselves within so many rows and columns."""
_MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda i, j: (i + j) % 2,
    lambda i, _: i % 2,
    lambda _, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
"""Each turns the module of a row and a column where it is zero (table 10)."""


def modules(data: bytes) -> list[str]:
    """The rows of the symbol, `1` a dark module, `0` a light one. Raises ValueError: more than `MOST` bytes."""
    version, level = _fitting(len(data))
    placed = _placed(version, "".join(f"{word:08b}" for word in _codewords(data, version, level)))
    masked = [placed ^ mask for mask in _masks(version)]
    best = min(range(8), key=lambda number: _penalty(version, masked[number]))
    symbol = masked[best] | _told(version, _LEVELS[level] << 3 | best)
    return _rows(symbol, _size(version))


def _size(version: int) -> int:
    return 17 + 4 * version


def _rows(symbol: int, size: int) -> list[str]:
    bits = f"{symbol:0{size * size}b}"
    return [bits[at : at + size] for at in range(0, size * size, size)]


# Which symbol


def _fitting(length: int) -> tuple[int, int]:
    """The smallest version for so many bytes, and its level, by the place in the tables."""
    for version in _VERSIONS:
        needed = length + _count(version) // 8 + 1
        if needed <= _room(version, 0):
            better = version <= len(_CORRECTION[1]) and needed <= _room(version, 1)
            return version, int(better)
    raise ValueError(length)


def _count(version: int) -> int:
    """The bits that tell the number of bytes (table 3); together with the mode and the end they fill bytes."""
    return 8 if version <= _SHORT else 16


@cache
def _room(version: int, level: int) -> int:
    """Codewords for data."""
    words = sum(module == _FREE for module in _ground(version)) // 8
    return words - _CORRECTION[level][version - 1] * _BLOCKS[level][version - 1]


# Data and correction


def _codewords(data: bytes, version: int, level: int) -> Iterator[int]:
    """Data and correction, their blocks by turns (sections 7.4 to 7.6)."""
    room, count = _room(version, level), _BLOCKS[level][version - 1]
    bits = f"0100{len(data):0{_count(version)}b}{int.from_bytes(data, 'big'):0{8 * len(data)}b}0000"
    words = (int(bits, 2).to_bytes(len(bits) // 8, "big") + b"\xec\x11" * room)[:room]
    ends = [number * (room // count) + max(0, number - (count - room % count)) for number in range(count + 1)]
    blocks = [words[start:end] for start, end in pairwise(ends)]
    degree = _CORRECTION[level][version - 1]
    corrections = [_correction(block, degree) for block in blocks]
    return (word for word in chain(*zip_longest(*blocks), *zip(*corrections, strict=True)) if word is not None)


def _correction(block: bytes, degree: int) -> bytes:
    """The rest of the block, as a polynomial over the field of 256, behind the generator's (section 7.5.2)."""
    rest, top = 0, 8 * (degree - 1)
    for word in block:
        rest = ((rest & ((1 << top) - 1)) << 8) ^ _multiple(degree, word ^ rest >> top)
    return rest.to_bytes(degree, "big")


@cache
def _multiple(degree: int, factor: int) -> int:
    """The generator without its first term, times a factor; a byte a term."""
    return int.from_bytes([_product(term, factor) for term in _generator(degree)], "big")


@cache
def _generator(degree: int) -> list[int]:
    """The product of x - 2^n for all n below the degree; without its first term, which is one."""
    terms = [1]
    root = 1
    for _ in range(degree):
        terms = [one ^ _product(other, root) for one, other in zip([*terms, 0], [0, *terms], strict=True)]
        root = _product(root, 2)
    return terms[1:]


def _product(one: int, other: int) -> int:
    """In the field of 256 (its polynomial: 0x11d)."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one = one << 1 ^ (one >> 7) * 0x11D
        other >>= 1
    return product


# Where the modules are


@cache
def _ground(version: int) -> bytes:
    """The modules that are alike in all symbols of a version, row by row; the others are _FREE (section 6.3)."""
    size = _size(version)
    ground = bytearray([_FREE]) * (size * size)
    for row, column in ((0, 0), (0, size - 8), (size - 8, 0)):
        _stamp(ground, size, (row, column), ("0" * 8,) * 8)
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        _stamp(ground, size, (row, column), _FINDER)
    places = _alignments(version)
    for row in places:
        for column in places:
            if ground[row * size + column] == _FREE:
                _stamp(ground, size, (row - 2, column - 2), _ALIGNMENT)
    for at in range(8, size - 8):
        ground[6 * size + at] = ground[at * size + 6] = 1 - at % 2
    for first, second in (*_format_places(size), *_version_places(version)):
        ground[first] = ground[second] = 0
    ground[(size - 8) * size + 8] = 0
    return bytes(ground)


def _stamp(ground: bytearray, size: int, corner: tuple[int, int], rows: tuple[str, ...]) -> None:
    for number, row in enumerate(rows, corner[0]):
        at = number * size + corner[1]
        ground[at : at + len(row)] = bytes(map(int, row))


def _alignments(version: int) -> list[int]:
    """The middles of the alignment patterns, in rows and in columns (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (4 * version + 2 * count + 1) // (2 * count - 2) * 2
    return [6, *range(_size(version) - 7 - step * (count - 2), _size(version) - 6, step)]


@cache
def _order(version: int) -> list[int]:
    """The free modules in the order in which the codewords fill them (section 7.7.3)."""
    size, ground = _size(version), _ground(version)
    upwards = range(size - 1, -1, -1)
    rights = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    return [
        row * size + column
        for number, right in enumerate(rights)
        for row in (range(size) if number % 2 else upwards)
        for column in (right, right - 1)
        if ground[row * size + column] == _FREE
    ]


def _placed(version: int, bits: str) -> int:
    """The modules as one number, the first its highest bit: the ground, and the bits at their places."""
    symbol = bytearray(_ground(version).replace(bytes([_FREE]), b"\0"))
    for place, bit in zip(_order(version), bits, strict=False):
        symbol[place] = bit == "1"
    return int(symbol.translate(bytes.maketrans(b"\0\1", b"01")), 2)


# Masks


@cache
def _tiles() -> list[list[str]]:
    """The rows of each mask, `1` where it turns."""
    way = range(_TILE)
    return [["".join("01"[mask(row, column) == 0] for column in way) for row in way] for mask in _MASKS]


@cache
def _masks(version: int) -> list[int]:
    """For each mask, the modules that it turns."""
    size = _size(version)
    free = int(_ground(version).translate(bytes.maketrans(b"\0\1\2", b"001")), 2)
    rows = [[(row * (size // _TILE + 1))[:size] for row in tile] for tile in _tiles()]
    return [free & int("".join(tile[number % _TILE] for number in range(size)), 2) for tile in rows]


def _penalty(version: int, symbol: int) -> int:
    """How hard a symbol is to read (section 7.8.3), before the modules that tell its format are set."""
    size = _size(version)
    whole = size * size
    across, down = _alike(size, 1), _alike(size, size)
    same_across, same_down = ~(symbol ^ symbol >> 1) & across, ~(symbol ^ symbol >> size) & down
    squares = (same_across & same_across >> size & same_down & same_down >> 1).bit_count()
    runs = _runs(same_across, 1) + _runs(same_down, size)
    bits = f"{symbol:0{whole}b}"
    lines = [*(bits[at : at + size] for at in range(0, whole, size)), *(bits[at::size] for at in range(size))]
    finders = len(_LIKE_A_FINDER.findall("0000 0000".join(["", *lines, ""])))
    return runs + 3 * squares + 40 * finders + 10 * (abs(20 * symbol.bit_count() - 10 * whole) // whole)


@cache
def _alike(size: int, step: int) -> int:
    """The modules that have one beside them, to the left (step 1) or above (a row)."""
    row = "1" * size if step == size else "0" + "1" * (size - 1)
    return int(row * (size - 1) + (row if step == 1 else ""), 2)


def _runs(same: int, step: int) -> int:
    """Three for each five modules alike in a line, and one for each that follows; `same`: as the one before."""
    fives = same & same >> step & same >> 2 * step & same >> 3 * step
    return fives.bit_count() + 2 * (fives & ~(fives << step)).bit_count()


@cache
def _told(version: int, told: int) -> int:
    """The modules that tell level and mask, and the version, twice each (sections 7.9, 7.10); the dark one."""
    size = _size(version)
    form = _checked(told, 10, 0x537) ^ 0b101010000010010
    places = [(size - 8) * size + 8]
    for bits, where in ((form, _format_places(size)), (_checked(version, 12, 0x1F25), _version_places(version))):
        for number, both in enumerate(where):
            places += both if bits >> number & 1 else ()
    return sum(1 << size * size - 1 - place for place in places)


def _format_places(size: int) -> list[tuple[int, int]]:
    """For each bit, the lowest first, the two modules that tell it."""
    down = [0, 1, 2, 3, 4, 5, 7, 8, *range(size - 7, size)]
    across = [*range(size - 1, size - 9, -1), 7, *range(5, -1, -1)]
    return [(row * size + 8, 8 * size + column) for row, column in zip(down, across, strict=True)]


def _version_places(version: int) -> list[tuple[int, int]]:
    """Likewise; a small symbol need not tell its version."""
    size = _size(version)
    places = [divmod(number, 3) for number in range(18 if version >= 7 else 0)]
    return [(row * size + size - 11 + at, (size - 11 + at) * size + row) for row, at in places]


def _checked(value: int, bits: int, polynomial: int) -> int:
    """A value and the bits that prove it: the rest behind the polynomial (annexes C and D)."""
    rest = value << bits
    for shift in range(value.bit_length() - 1, -1, -1):
        if rest >> shift + bits & 1:
            rest ^= polynomial << shift
    return value << bits | rest
