"""Content lines as octets (RFC 5545 section 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OCTETS = 75


def fold(lines: Iterable[str]) -> bytes:
    """Lines of at most 75 octets, ended by CRLF; never broken inside a character (RFC 5545, 3.1)."""
    folded = []
    for line in lines:
        octets = line.encode()
        room = _OCTETS
        while len(octets) > room:
            end = room
            while octets[end] & 0xC0 == 0x80:
                end -= 1
            folded += [octets[:end], b"\r\n "]
            octets, room = octets[end:], _OCTETS - 1
        folded += [octets, b"\r\n"]
    return b"".join(folded)
