"""The look that a cycle brings along: its colours, and a logo from the source's folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import record
from rencontres_feeds.model import Document, Theme

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading
    from rencontres_feeds.nodes import Node
    from rencontres_feeds.problems import Span
    from rencontres_feeds.programme import Stock

_IMAGES = (".svg", ".png", ".webp")
_DIGITS = 12
"""Of the logo's digest, in its published name: another logo is another file, and no cache keeps the old one."""


def read(node: Node | None, stock: Stock, reading: Reading) -> Theme:
    """The theme, as far as it can be read; one colour alone serves for both."""
    found = record(node, t.THEME_TABLE, reading) if node is not None else None
    if found is None:
        return Theme()
    color, accent, path = found.take(t.COLOR, ""), found.take(t.ACCENT, ""), found.get(t.LOGO)
    logo = _logo(path, found.place(t.LOGO), stock, reading) if path else None
    return Theme(color or accent, accent or color, logo)


def _logo(path: str, place: Span, stock: Stock, reading: Reading) -> Document | None:
    """The picture; pages only ever show it as an `img`, where nothing that an SVG holds can run."""
    found = stock(path)
    if not isinstance(found, Document):
        reading.problems.append(replace(found, span=place))
        return None
    suffix = PurePosixPath(found.path).suffix.lower()
    if suffix not in _IMAGES:
        reading.error(
            place,
            Message("“{path}” is not a picture for every browser", path=path),
            Message("Save the logo as SVG, PNG or WebP."),
        )
        return None
    return replace(found, name=f"assets/logo.{found.sha256[:_DIGITS]}{suffix}")
