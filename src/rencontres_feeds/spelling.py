"""Words as people type them: what makes no difference between two, and which one was probably meant."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def fold(text: str) -> str:
    """A word without what makes no difference: case, accents, and which of `-`, `_`, space joins it."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").replace("’", " ").split())


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty if none is near."""
    names = {fold(name): name for name in known}
    close = difflib.get_close_matches(fold(word), names, n=1, cutoff=0.72)
    return names[close[0]] if close else ""
