"""What pages and feeds need beside them: style sheets, script and icon, each under a name that tells its bytes.

A changed asset has another name, so that no cache ever shows a new page in an old dress.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import PurePosixPath

_PACKAGE = "rencontres_feeds"
_NAMES = ("style.css", "script.js", "favicon.svg", "feed.css")
_DIGITS = 12
"""Of an asset's digest: enough that no two versions of it ever share a name."""


@cache
def names() -> dict[str, str]:
    """Where each asset is in the site: its stem in the package (`style`) to its published name."""
    return {PurePosixPath(name).stem: published for name, published, _ in _static()}


def files() -> dict[str, bytes]:
    """Published name to bytes, of every asset."""
    return {published: data for _, published, data in _static()}


@cache
def _static() -> tuple[tuple[str, str, bytes], ...]:
    """Each asset: its name in the package, its name in the site, its bytes."""
    found = []
    for name in _NAMES:
        data = (resources.files(_PACKAGE) / "static" / name).read_bytes()
        path = PurePosixPath(name)
        digest = hashlib.sha256(data).hexdigest()[:_DIGITS]
        found.append((name, f"assets/{path.stem}.{digest}{path.suffix}", data))
    return tuple(found)
