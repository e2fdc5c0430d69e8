"""How what was found is held against what was wanted: by words, whatever the spaces between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_MOST = 200


def words(text: str) -> list[str]:
    """The words of a text, without spaces, points and addresses, whichever of them there are."""
    return re.findall(r"\w+", _ADDRESS.sub(" ", text))


def line(text: str) -> str:
    """A text on one line, its spaces plain: no-break spaces are typography, and not asked of all."""
    return " ".join(text.split())


def said(element: HtmlElement) -> str:
    """What an element says; blocks that follow each other are not one word."""
    return " ".join(map(str, element.itertext()))


def same(where: str, found: object, wanted: object) -> Iterator[str]:
    """What differs, in a line; nothing if they are the same."""
    if found != wanted:
        yield f"{where}: {_short(found)}, and not {_short(wanted)}"


def holds(where: str, text: str, fact: str) -> Iterator[str]:
    """What is missing, in a line: the words of a fact must stand in the text one after the other."""
    if f" {' '.join(words(fact))} " not in f" {' '.join(words(text))} ":
        yield f"{where}: “{line(fact)}” is not told"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _MOST else f"{shown[:_MOST]}…"
