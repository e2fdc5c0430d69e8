"""French typography: which of the spaces that are there may not break.

Signs and letters stay the author's own, and nothing is put before `: ; ! ?` where nobody typed a space, so
that addresses, hours, code and English pass untouched. Only « » get the spaces that they lack, for nobody
but the French writes them so. Knows HTML only well enough to leave its tags and its code alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.model import Language

NARROW = "\u202f"
WIDE = "\u00a0"

_SPACE = f"[ \t\r\n{NARROW}{WIDE}]"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS = "km|cm|mm|m²|m|kg|ko|Mo|Go|min|°C"


def _behind(*words: str) -> str:
    """Behind one of the words and a space: said after the space, where an expression has it cheapest."""
    return f"(?:{'|'.join(f'(?<={word} )' for word in words)})"


_AFTER_SHORT = _behind(r"\b[nN]°", r"\bp\.", r"\bpp\.", r"\bart\.", r"\bchap\.", r"\bfig\.", r"\bvol\.")
_AFTER_DAY = _behind(r"\b\d", r"\b\d\d", r"\b1er")


def _groups(number: re.Match[str]) -> str:
    return number[0].replace(" ", NARROW)


def _title(found: re.Match[str]) -> str:
    return found[0].rstrip(" ") + WIDE


_Rule = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]
_SIGNS: tuple[tuple[str, _Rule], ...] = (
    # Code that somebody typed as prose keeps its `!=`, `?=`, `:=` and `::`.
    (";!?", (re.compile(f"{_SPACE}+(?=[;!?])(?![!?]=)"), NARROW)),
    (":", (re.compile(f"{_SPACE}+(?=:(?![:=]))"), WIDE)),
    # Letters on the other side: »Zitat« is how another language quotes.
    ("«", (re.compile(f"(?<!\\w)«{_SPACE}*"), f"«{WIDE}")),
    ("»", (re.compile(f"{_SPACE}*»(?!\\w)"), f"{WIDE}»")),
    ("%€", (re.compile(f"(?<=\\d){_SPACE}+(?=[%€])"), WIDE)),
)
"""Rules, each with the signs without which it has nothing to find: to see that is ten times faster."""
_HOUR = re.compile(f"h\\b(?:(?<=[ \t\r\n{NARROW}]h)|(?<={_SPACE}{WIDE}h))")
"""An hour that has not just the one space yet that it should have, …"""
_HOURS: _Rule = (re.compile(f"(?<=\\d){_SPACE}+h\\b"), f"{WIDE}h")
"""… and the rule for it."""
_PLACES = re.compile(f"{_SPACE}|[«»]")
"""Where anything can be found at all: addresses and instants have no such place."""
# An expression that begins with a letter or a space of its own is ten times as fast as another.
_WORDS: tuple[_Rule, ...] = (
    (re.compile(f" (?<=\\d{WIDE}h ) *(?=\\d\\d\\b)"), WIDE),
    (re.compile(rf" (?=[ \d]){_AFTER_SHORT} *(?=\d)"), WIDE),
    (re.compile(r"M(?<=\bM)(?:M?\.|mes?|lle) +(?=[A-ZÀ-Ý])"), _title),
    (re.compile(r"r (?<=\b[DP]r ) *(?=[A-ZÀ-Ý])"), f"r{WIDE}"),
)
_COUNTED = re.compile(r" (?<=\d )")
_NUMBERS: tuple[_Rule, ...] = (
    (re.compile(rf" {_AFTER_DAY} *(?=(?:{_MONTHS})\b)"), WIDE),
    # Of thousands; of telephones they are shorter.
    (re.compile(r"(?<![\w,.+-])(?<!\d )\d{1,3}(?: \d{3})+(?!\w)"), _groups),
    (re.compile(f" (?<=\\d ) *(?=(?:{_UNITS})(?!\\w))"), WIDE),
)
"""What follows a number: nothing to find without `_COUNTED` or a first of a month."""
_REMEMBERED = 1024
"""Texts: enough for our own sentences and the places and names of a cycle, which come on every page."""
# What is no prose: an element of code, a comment, a tag with its attributes.
_KEPT = re.compile(
    r"<(code|pre|kbd|samp|script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)


def french(text: str) -> str:
    """The text with the no-break spaces that French wants; a `Markup` is an HTML fragment and stays one."""
    if isinstance(text, Markup):
        return Markup(_fragment(str(text)))  # noqa: S704  # tags and entities stay as they are
    return _plain(text)


def untouched(text: str) -> str:
    """The text as it is: English has no such spaces."""
    return text


def of(language: Language) -> Callable[[str], str]:
    """The function for texts in this language."""
    return french if language == "fr" else untouched


def of_plain(language: Language) -> Callable[[str], str]:
    """The same for texts of which it is known that they are no fragments: it is called for each of a page."""
    return _plain if language == "fr" else untouched


def _fragment(html: str) -> str:
    done, end = [], 0
    for kept in _KEPT.finditer(html):
        done += [_plain(html[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*done, _plain(html[end:])])


@lru_cache(_REMEMBERED)
def _plain(text: str) -> str:
    if not _PLACES.search(text):
        return text
    for signs, (pattern, replacement) in _SIGNS:
        for sign in signs:
            if sign in text:
                text = pattern.sub(replacement, text)
                break
    if _HOUR.search(text):
        pattern, replacement = _HOURS
        text = pattern.sub(replacement, text)
    for pattern, replacement in _WORDS:
        text = pattern.sub(replacement, text)
    if _COUNTED.search(text) or "1er " in text:
        for pattern, replacement in _NUMBERS:
            text = pattern.sub(replacement, text)
    return text
