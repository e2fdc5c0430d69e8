"""`postpone`: a session will be held later, on a day that is not known yet."""

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
    help=msgid(
        "Say in SOURCE that the session ID will be held later, on a day that is not known yet; show the change"
        " and ask. Once the day is known: “move”."
    ),
    epilog='rencontres-feeds postpone seance-5 --note "Grève des transports"',
)
@argument("id")
@arguments.source
@revising.note
@revising.yes
@arguments.now
def command(id: str, source: Path, note: str | None, now: datetime, *, yes: bool) -> None:  # noqa: A002  # the word of the file
    """Postpone."""
    revising.set_status(source, now, id, "postponed", note, yes=yes)
