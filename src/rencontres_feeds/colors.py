"""Colours that can be read: their contrast with our papers, and the nearest that is enough (WCAG 2.2, 1.4.3).

A colour is `#rrggbb`, in sRGB. Knows neither the source nor the pages; `style.css` has the same papers.
"""

from __future__ import annotations

import colorsys
import re

LIGHT = ("#fcfbf8", "#f1f3ee")
"""The papers of the light pages: the page itself, and what is set off from it."""
DARK = ("#14181a", "#1c2325")
"""Those of the dark pages."""
ENOUGH = 4.5
"""The least contrast of a text with its paper."""

_HEXADECIMAL = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS = 1000


def parse(text: str) -> str | None:
    """The colour that was typed, as `#14564f`, `#fff` or either without its sign; None: it is none."""
    typed = _HEXADECIMAL.fullmatch(text)
    if typed is None:
        return None
    digits = typed[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weakest(color: str, papers: tuple[str, ...]) -> float:
    """The contrast with that of the papers on which it is least."""
    return min(contrast(color, paper) for paper in papers)


def readable(color: str, papers: tuple[str, ...]) -> bool:
    """Whether a text of this colour can be read on all of the papers."""
    return weakest(color, papers) >= ENOUGH


def nearest(color: str, papers: tuple[str, ...]) -> str:
    """The colour itself if it can be read, else its nearest shade that can: same hue, darker or lighter.

    Black or white can be read on any paper of ours.
    """
    if readable(color, papers):
        return color
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(color))
    end = 0.0 if contrast(papers[0], "#000000") > contrast(papers[0], "#ffffff") else 1.0
    shades = (light + (end - light) * step / _STEPS for step in range(1, _STEPS + 1))
    return next(
        shade
        for shade in (_hexadecimal(colorsys.hls_to_rgb(hue, lightness, saturation)) for lightness in shades)
        if readable(shade, papers)
    )


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hexadecimal(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(color: str) -> float:
    """Relative luminance, as WCAG defines it."""
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(color))
    return sum(share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
