"""The look of a cycle as files: a stylesheet that sets its colours, and the sign of the site in them.

The colours were checked on the light papers when they were read; for the dark ones they find their nearest
shade that can be read there. On paper all is black.
"""

from __future__ import annotations

from rencontres_feeds import colors
from rencontres_feeds.model import Theme

OURS = Theme()
"""Of a cycle that brings none along."""
_SIGN = b"#1d5c55"
"""The colour of the sign as it is drawn in `favicon.svg`."""


def stylesheet(theme: Theme) -> bytes:
    """What it changes in `style.css`, to be read after it; empty: nothing."""
    if not theme.color:
        return b""
    light = _properties(theme.color, theme.accent)
    dark = _properties(*(colors.nearest(color, colors.DARK) for color in (theme.color, theme.accent)))
    return (
        f"@media screen {{ :root {{ {light} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    ).encode()


def sign(drawn: bytes, theme: Theme) -> bytes:
    """The site's sign in the colour of the theme."""
    return drawn.replace(_SIGN, theme.color.encode()) if theme.color else drawn


def _properties(color: str, accent: str) -> str:
    return f"--color: {color}; --accent: {accent};"
