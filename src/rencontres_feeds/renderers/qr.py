"""An address as a QR code (ISO/IEC 18004), drawn into the page: it needs no file, no request and no style."""

from __future__ import annotations

from markupsafe import Markup

_QUIET = 4
"""The width of the empty margin that readers want, in modules."""
_MASK = 3
"""Of the eight, which are all alike to readers: to choose the best for each code took three times as long."""
_MOST = 2331
"""Signs that the largest code has room for, at level M."""


def svg(address: str) -> Markup:
    """An `svg` element; nothing where the address is too long for a code.

    It is hidden from those who have the address read to them: it stands beside it.
    """
    if len(address) > _MOST:
        return Markup()
    import segno  # noqa: PLC0415  # 20 ms, by way of urllib.request: only where a code is drawn

    code = segno.make_qr(address, error="m", mask=_MASK)
    drawn = code.svg_inline(border=_QUIET, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  # modules, and no text
