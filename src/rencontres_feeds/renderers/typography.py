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
_BEFORE_A_NUMBER = r"[nN]°|pp?\.|art\.|chap\.|fig\.|vol\."
_BEFORE_A_NAME = r"MM?\.|Mmes?|Mlle|Dr|Pr"
_UNITS = "km|cm|mm|m²|m|kg|ko|Mo|Go|min|°C"


_BREAKABLE = (" ", "\t", "\r", "\n", NARROW, WIDE)


def _groups(number: re.Match[str]) -> str:
    return number[0].replace(" ", NARROW)


def _kept_together(found: re.Match[str]) -> str:
    return found[1] + WIDE


_Rule = tuple[tuple[str, ...], re.Pattern[str], "str | Callable[[re.Match[str]], str]"]
"""Signs, without one of which there is nothing to find (seeing that is ten times faster); what is found; what
takes its place."""

_SIGNS: tuple[_Rule, ...] = (
    # Code that somebody typed as prose keeps its `!=`, `?=`, `:=` and `::`.
    ((";", "!", "?"), re.compile(f"{_SPACE}+(?=[;!?])(?![!?]=)"), NARROW),
    ((":",), re.compile(f"{_SPACE}+(?=:(?![:=]))"), WIDE),
    # Letters on the other side: »Zitat« is how another language quotes.
    (("«",), re.compile(f"(?<!\\w)«{_SPACE}*"), f"«{WIDE}"),
    (("»",), re.compile(f"{_SPACE}*»(?!\\w)"), f"{WIDE}»"),
    (("%", "€"), re.compile(f"(?<=\\d){_SPACE}+(?=[%€])"), WIDE),
    (tuple(f"{space}h" for space in _BREAKABLE), re.compile(f"(?<=\\d){_SPACE}+h\\b"), f"{WIDE}h"),
    ((f"{WIDE}h ",), re.compile(f"(?<=\\d{WIDE}h) +(?=\\d\\d\\b)"), WIDE),
    (("° ", "p. ", "t. ", "g. ", "l. "), re.compile(f"\\b({_BEFORE_A_NUMBER}) +(?=\\d)"), _kept_together),
    (
        ("M. ", "Mme", "Mlle ", "Dr ", "Pr "),
        re.compile(f"\\b({_BEFORE_A_NAME}) +(?=[A-ZÀ-Ý])"),
        _kept_together,
    ),
)
_PLACES = re.compile(f"{_SPACE}|[«»]")
"""Where anything can be found at all: addresses and instants have no such place."""
_COUNTED = re.compile(r"\d ")
_NUMBERS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(f"\\b(\\d\\d?|1er) +(?=(?:{_MONTHS})\\b)"), _kept_together),
    # Of thousands; of telephones they are shorter.
    (re.compile(r"(?<![\w,.+-])(?<!\d )\d{1,3}(?: \d{3})+(?!\w)"), _groups),
    (re.compile(f"(?<=\\d) +(?=(?:{_UNITS})(?!\\w))"), WIDE),
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
    for signs, pattern, replacement in _SIGNS:
        for sign in signs:
            if sign in text:
                text = pattern.sub(replacement, text)
                break
    if _COUNTED.search(text) or "1er " in text:
        for pattern, replacement in _NUMBERS:
            text = pattern.sub(replacement, text)
    return text
