"""`restore`: takes a lost ledger back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import building, restoring
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make

if TYPE_CHECKING:
    from datetime import datetime


@make(
    help=msgid(
        "Take the ledger back, from copies of it or from what is published: FILE|ADDRESS is a ledger.json, a"
        " folder, the address of the site, or a calendar.ics beside its atom.xml."
    ),
    epilog="rencontres-feeds restore https://www.mon-association.fr/rencontres/",
)
@argument("copies", nargs=-1, required=True, metavar="FILE|ADDRESS…")
@option(
    "--source",
    type=click.Path(path_type=Path),
    default=Path("sessions.yaml"),
    help=msgid("The source; by default “sessions.yaml”."),
)
@arguments.output
@arguments.now
def command(copies: tuple[str, ...], source: Path, output: Path | None, now: datetime) -> None:
    """Restore; say what is remembered again, and how to go on."""
    source = arguments.whole(source)
    with Telling(source) as telling:
        draft = telling.draft = building.read(source, now)
        found = restoring.restore(copies, draft, arguments.folder(source, output), now)
        telling.warn(found.warnings)
        if not found.written:
            telling.note(Message("The folder has this ledger already; nothing was written."))
            return
        kept = (found.ledger, *found.ledger.cycles.values())
        sessions = sum(not edition.forgotten for each in kept for edition in each.editions.values())
        items = sum(not item.withdrawn for each in kept for item in each.items)
        telling.note(
            Message(
                "Restored: {sessions}, {items}, as of {instant}.",
                sessions=Plural("{n} session", "{n} sessions", n=sessions),
                items=Plural("{n} item of the feeds", "{n} items of the feeds", n=items),
                instant=found.ledger.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        )
        telling.note(Message("Now run “rencontres-feeds check”, then “rencontres-feeds build”."))
