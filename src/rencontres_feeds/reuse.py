"""What did not change is not made again: what was made at the last build, by a digest of all that decides it.

A value that comes into the press, and another one that goes out of it: where it is kept is the door's. Whatever
comes in, a run gives the same bytes, as long as the same program made it (docs/decisions/reuse.md).
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from rencontres_feeds.site import Drawn, held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rencontres_feeds.renderers.sheets import Sheet
    from rencontres_feeds.site import Keep


class Reuse:
    """What is known at the beginning of a run, and what was asked for in it.

    `keep` puts by what is drawn.
    """

    def __init__(self, known: Mapping[str, str] = MappingProxyType({}), keep: Keep = held) -> None:
        self._known = known
        self._keep = keep
        self._texts: dict[str, str] = {}
        self._drawn: dict[str, Drawn] = {}

    def text(self, inputs: str, make: Callable[[], str]) -> str:
        """What `make` gives, which all that decides it (`inputs`) tells apart from any other text."""
        key = digest(inputs)
        found = self._known.get(key)
        self._texts[key] = make() if found is None else found
        return self._texts[key]

    def drawn(self, sheet: Sheet) -> Drawn:
        """The file that a sheet is drawn as; if it was drawn before, its sha256 is known without drawing it."""
        key = digest(sheet.inputs())
        self._drawn[key] = Drawn(sheet, self._known.get(key, ""), self._keep)
        return self._drawn[key]

    @property
    def news(self) -> bool:
        """Whether something was asked for that was not known, or something known was not asked for."""
        return self._known.keys() != self._texts.keys() | self._drawn.keys()

    def made(self) -> dict[str, str]:
        """All that was asked for, for the next run; what was not is forgotten."""
        return self._texts | {key: content.sha256 for key, content in self._drawn.items()}


def digest(inputs: str) -> str:
    """What stands for inputs that are long."""
    return hashlib.blake2b(inputs.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
