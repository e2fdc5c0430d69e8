"""How a value is typed into the source: in quotes only where it must be, in lines or in braces.

Knows YAML as our own parser reads it, which is asked before a text goes without quotes; knows nothing of
sessions, nor of what stands in the file already.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass

from rencontres_feeds import source
from rencontres_feeds.nodes import Mapping, Scalar

Fields = Names[str, "Value"]
"""Keys as they are to be typed, in their order, and values."""
Value = str | Fields | tuple["str | Fields", ...]
"""A text, keys with values, or a list of these."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody indents, in columns."""

    step: int = 2
    """Keys below the key that they belong to."""
    offset: int = 2
    """The dashes of a list below its key."""
    gap: int = 2
    """What follows a dash, counted from the dash."""


def scalar(text: str, *, flow: bool = False, quote: str = "") -> str:
    """A text on one line; in braces (`flow`) more characters want quotes. `quote`: the one to use anyhow."""
    text = unicodedata.normalize("NFC", text)
    if not quote and _plain(text, flow=flow):
        return text
    one_line = text.isprintable()
    if one_line and (quote == "'" or (not quote and ('"' in text or "\\" in text))):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def lines(fields: Fields, hand: Hand, indent: int) -> Iterator[str]:
    """Keys and values, a line each, `indent` columns from the left; a text of several lines is a block."""
    pad = " " * indent
    for name, value in fields.items():
        key = scalar(name)
        if isinstance(value, str):
            yield from _text(f"{pad}{key}:", value, indent + hand.step)
        elif isinstance(value, tuple):
            yield f"{pad}{key}:"
            for one in value:
                yield from item(one, hand, indent + hand.offset)
        else:
            yield f"{pad}{key}:"
            yield from lines(value, hand, indent + hand.step)


def item(value: str | Fields, hand: Hand, indent: int) -> Iterator[str]:
    """One of a list, its dash `indent` columns from the left."""
    dash = " " * indent + "-".ljust(hand.gap)
    if isinstance(value, str):
        yield dash + scalar(value)
        return
    first, *rest = lines(value, hand, indent + hand.gap)
    yield dash + first[len(dash) :]
    yield from rest


def braced(value: Value, quote: str = "") -> str:
    """The same on one line, in braces and brackets; with `"` as `quote` it is JSON."""
    if isinstance(value, str):
        return scalar(value, flow=True, quote=quote)
    if isinstance(value, tuple):
        return "[" + ", ".join(braced(one, quote) for one in value) + "]"
    return "{" + ", ".join(pair(name, inner, quote) for name, inner in value.items()) + "}"


def pair(name: str, value: Value, quote: str = "") -> str:
    """A key and its value, in braces."""
    return f"{scalar(name, flow=True, quote=quote)}: {braced(value, quote)}"


def many_lines(fields: Fields) -> bool:
    """A text among them needs several lines."""
    return any(isinstance(value, str) and "\n" in value for value in fields.values())


def _text(head: str, text: str, indent: int) -> Iterator[str]:
    if "\n" not in text:
        yield f"{head} {scalar(text)}"
        return
    yield f"{head} |"
    for line in text.split("\n"):
        yield " " * indent + line if line else ""


def _plain(text: str, *, flow: bool) -> bool:
    """Typed without quotes it is read as it is, and by other programs too."""
    if (flow and set(text) & set(":,[]{}")) or text.casefold() in ("", "~", "null"):
        return False
    parsed = source.parse((f"{{k: {text} , k: k}}" if flow else f"k: {text}").encode("utf-8", "replace"))
    if parsed.problems or not isinstance(parsed.root, Mapping):
        return False
    pairs = parsed.root.pairs
    typed = pairs[0][1]
    return len(pairs) == 1 + flow and isinstance(typed, Scalar) and typed.plain and typed.text == text
