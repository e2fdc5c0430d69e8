"""How much room a text takes as an SMS (3GPP TS 23.038): the alphabet of 7 bits, and the parts of a long one."""

from __future__ import annotations

import re
import unicodedata

SINGLE, PART = 160, 153
"""Septets of a message alone, and of each part of a longer one."""
WIDE_SINGLE, WIDE_PART = 70, 67
"""The same in UTF-16 units, where one character is not in the alphabet."""

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
"""Two septets each."""
_QUOTES = re.compile("«[ \u00a0\u202f]?|[ \u00a0\u202f]?»")
_LIKE = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "·": "-",
        "•": "-", "…": "...", "œ": "oe", "Œ": "OE", "\u00a0": " ", "\u202f": " ", "\t": " ", "`": "'",
    }
)  # fmt: skip  # a table reads best as one


def plain(text: str) -> str:
    """The text with what the alphabet lacks written in its letters: « ê » as « e », « ’ » as « ' »."""
    spaced = _QUOTES.sub('"', text).translate(_LIKE)
    return "".join(c if _fits(c) else _bare(c) for c in spaced)


def length(text: str) -> int:
    """In septets, or in UTF-16 units where a character is not in the alphabet."""
    if all(map(_fits, text)):
        return sum(2 if c in _EXTENDED else 1 for c in text)
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """How many messages are paid for."""
    single, part = (SINGLE, PART) if all(map(_fits, text)) else (WIDE_SINGLE, WIDE_PART)
    size = length(text)
    return 1 if size <= single else -(-size // part)


def _fits(character: str) -> bool:
    return character in _ALPHABET or character in _EXTENDED


def _bare(character: str) -> str:
    """Without its accents, if that fits."""
    letter = unicodedata.normalize("NFD", character)[:1]
    return letter if _fits(letter) else character
