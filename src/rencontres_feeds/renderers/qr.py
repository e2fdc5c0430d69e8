"""An address as a QR code, drawn into the page: it needs no file, no request and no style."""

from __future__ import annotations

import re

from markupsafe import Markup

from rencontres_feeds.renderers import symbol

_QUIET = 4
"""The width of the empty margin that readers want, in modules."""


def svg(address: str) -> Markup:
    """An `svg` element; nothing if the address is too long for a code.

    It is hidden from those who have the address read to them: it stands beside it.
    """
    if len(address) > symbol.MOST:
        return Markup()
    rows = symbol.modules(address.encode("ascii"))
    size = len(rows) + 2 * _QUIET
    drawn = f'viewBox="0 0 {size} {size}" class="qr"><path stroke="#000" d="{_path(rows)}"/></svg>'
    return Markup(f'<svg aria-hidden="true" {drawn}')  # noqa: S704  # modules, and no text


def _path(rows: list[str]) -> str:
    """A line through the dark modules of each row, as wide as a row."""
    steps = []
    at, last = 0, 0
    for number, row in enumerate(rows):
        for dark in re.finditer("1+", row):
            steps.append(f"m{dark.start() - at} {number - last}h{len(dark[0])}")
            at, last = dark.end(), number
    return f"M{_QUIET} {_QUIET}.5" + "".join(steps).removeprefix("m0 0")
