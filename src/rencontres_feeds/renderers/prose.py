"""A text typed in Markdown as a part of a page: its headings take their place under those of the page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from rencontres_feeds.renderers import markdown, typography

if TYPE_CHECKING:
    from rencontres_feeds.model import Cycle

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_DEEPEST = 6
_SUMMARY = 200
_AT_HAND = 16
"""Texts: a page asks for the same one several times."""


def html(text: str, cycle: Cycle, level: int) -> Markup:
    """The text as block elements, typeset, its first headings of `level`; relative links start from the site."""
    if not text:
        return Markup()
    safe = Markup(_under(markdown.html(text, cycle.url), level))  # noqa: S704  # made safe there
    return Markup(typography.of(cycle.language)(safe))  # noqa: S704  # of Markup it makes Markup


@lru_cache(_AT_HAND)
def plain(text: str) -> str:
    """The text without marks, as `markdown.plain` has it."""
    return markdown.plain(text)


def summary(text: str) -> str:
    """A text in one line, for search engines and previews of links."""
    return markdown.cut(" ".join(plain(text).split()), _SUMMARY)


def _under(fragment: str, level: int) -> str:
    """The fragment with headings that leave no level out, whatever the author began with."""
    typed = [int(found[1]) for found in _HEADING.finditer(fragment)]
    last = level - 1

    def placed(found: re.Match[str]) -> str:
        nonlocal last
        last = min(int(found[1]) - min(typed) + level, last + 1, _DEEPEST)
        return f"<h{last}>{found[2]}</h{last}>"

    return _HEADING.sub(placed, fragment)
