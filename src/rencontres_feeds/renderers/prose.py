"""A text typed in Markdown as a part of a page: its headings take their place under those of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from rencontres_feeds.renderers import markdown

if TYPE_CHECKING:
    from rencontres_feeds.model import Cycle

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_DEEPEST = 6


def html(text: str, cycle: Cycle, level: int) -> Markup:
    """The text as block elements, its first headings of `level`; relative links start from the site."""
    return Markup(_under(markdown.html(text, cycle.url), level))  # noqa: S704  # made safe there


def _under(fragment: str, level: int) -> str:
    """The fragment with headings that leave no level out, whatever the author began with."""
    typed = [int(found[1]) for found in _HEADING.finditer(fragment)]
    last = level - 1

    def placed(found: re.Match[str]) -> str:
        nonlocal last
        last = min(int(found[1]) - min(typed) + level, last + 1, _DEEPEST)
        return f"<h{last}>{found[2]}</h{last}>"

    return _HEADING.sub(placed, fragment)
