"""What pages and feeds need beside them: styles, script and sign, each under a name that tells its bytes.

A changed asset has another name, so that no cache ever shows a new page in an old dress.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rencontres_feeds.renderers import look

if TYPE_CHECKING:
    from rencontres_feeds.model import Theme

_PACKAGE = "rencontres_feeds"
_NAMES = ("style.css", "script.js", "favicon.svg", "feed.css")
_DIGITS = 12
"""Of an asset's digest: enough that no two versions of it ever share a name."""


@cache
def names(theme: Theme = look.OURS, *, institute: bool = False) -> dict[str, str]:
    """Where each asset is in the site: its stem in the package (`style`) to its published name.

    `institute`: with those that only the pages of an institute have.
    """
    return {PurePosixPath(name).stem: published for name, published, _ in _made(theme, institute=institute)}


def files(theme: Theme = look.OURS, *, institute: bool = False) -> dict[str, bytes]:
    """Published name to bytes, of every asset; `institute` as in `names`."""
    return {published: data for _, published, data in _made(theme, institute=institute)}


@cache
def _made(theme: Theme, *, institute: bool) -> tuple[tuple[str, str, bytes], ...]:
    """Each asset: its name in the package, its name in the site, its bytes."""
    wanted = (*_NAMES, *(("institute.css",) if institute else ()))
    made = {name: (resources.files(_PACKAGE) / "static" / name).read_bytes() for name in wanted}
    made["favicon.svg"] = look.sign(made["favicon.svg"], theme)
    if sheet := look.stylesheet(theme):
        made["theme.css"] = sheet
    return tuple((name, _published(name, data), data) for name, data in made.items())


def _published(name: str, data: bytes) -> str:
    path = PurePosixPath(name)
    return f"assets/{path.stem}.{hashlib.sha256(data).hexdigest()[:_DIGITS]}{path.suffix}"
