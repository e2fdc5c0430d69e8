"""`cancel`: a session is off, and stays in the file, so that members learn of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import msgid
from rencontres_feeds.commands import arguments, revising
from rencontres_feeds.console import argument
from rencontres_feeds.console import command as make

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@make(
    help=msgid("Say in SOURCE that the session ID is cancelled; show the change and ask."),
    epilog='rencontres-feeds cancel seance-5 --note "Salle inondée"',
)
@argument("id")
@arguments.source
@revising.note
@revising.yes
@arguments.now
def command(id: str, source: Path, note: str | None, now: datetime, *, yes: bool) -> None:  # noqa: A002  # the word of the file
    """Cancel."""
    revising.set_status(source, now, id, "cancelled", note, yes=yes)
