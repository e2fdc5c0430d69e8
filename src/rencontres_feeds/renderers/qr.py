"""An address as a QR code (ISO/IEC 18004), drawn into the page: it needs no file, no request and no style."""

from __future__ import annotations

from markupsafe import Markup

_QUIET = 4
"""The width of the empty margin that readers want, in modules."""


def svg(address: str) -> Markup:
    """An `svg` element. It is hidden from those who have the address read to them: it stands beside it."""
    import segno  # noqa: PLC0415  # 20 ms, by way of urllib.request: only where a code is drawn

    code = segno.make_qr(address, error="m")
    drawn = code.svg_inline(border=_QUIET, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  # modules, and no text
