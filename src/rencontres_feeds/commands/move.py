"""`move`: a session has another day, other hours or another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rencontres_feeds import console
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import arguments, asking, revising
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.editing import changes, edits

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@make(
    help=msgid(
        "Give the session ID in SOURCE another day, other hours or another place; show the change and ask."
        " With another day it is confirmed, if it was postponed or cancelled."
    ),
    epilog="rencontres-feeds move seance-5 --date 2018-03-22",
)
@argument("id")
@arguments.source
@option("--date", type=revising.DATE, metavar="DAY", help=msgid("The new day."))
@option(
    "--until",
    type=revising.DAY,
    metavar="DAY",
    help=msgid("The new last day, of several; by default as many days as before."),
)
@option("--time", type=revising.TIME, metavar="HOURS", help=msgid("The new hours, as 18h30-20h30."))
@option("--venue", type=revising.VENUE, metavar="KEY", help=msgid("The key of the new venue."))
@option("--online", type=revising.ONLINE, metavar="URL", help=msgid("The new address of the meeting on line."))
@revising.note
@revising.yes
@arguments.now
def command(id: str, source: Path, now: datetime, *, yes: bool, **given: str | None) -> None:  # noqa: A002  # the word of the file
    """Move."""
    with Telling(source) as telling:
        opened = revising.begin(telling, source, now)
        session = revising.session(opened, id)
        if not any(given.values()):
            if yes or not asking.here():
                raise click.UsageError(
                    console.catalogue().say(Message("Say what is new: --date, --time, --venue …"))
                )
            given["date"] = asking.ask(Message("New day"), revising.DATE, needed=True)
            given["time"] = asking.ask(Message("New hours (Enter: as before)"), revising.TIME)
        fields = changes.moved(session, {name: value for name, value in given.items() if value})
        text = edits.change_session(opened.text, id, fields)
        revising.settle(telling, opened, text, changes.meant(id, fields), yes=yes)
