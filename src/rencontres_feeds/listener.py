"""Who hears how a build comes on. Knows nothing of what is done, nor of what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rencontres_feeds.catalogue import Message


class Listener:
    """Hears all, and does nothing."""

    def begun(self, what: Message) -> None:
        """A part of the work begins."""

    def staged(self, done: int, total: int) -> None:
        """Of all files that are to be written, so many are ready to be put in their places."""

    def put(self, name: str, path: Path) -> None:
        """A file of this name in the site was just put at its place, and nobody else has it yet."""
