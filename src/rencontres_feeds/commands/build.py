"""`build`: publishes the source into the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import building
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Telling
from rencontres_feeds.console import command as make

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.guards import Consent


@make(
    help=msgid("Publish SOURCE into the output folder: write what differs, and nothing else."),
    epilog="rencontres-feeds build sessions.yaml",
)
@arguments.where
@arguments.consents
def command(source: Path, output: Path | None, now: datetime, consent: Consent) -> None:
    """Publish; say each file that changed, and the sum."""
    with Telling(source) as telling:
        draft = telling.draft = building.read(source, now)
        built = building.build(source, draft, arguments.folder(source, output), now, consent)
        telling.warn(building.warnings(draft, built))
        if built.recovered:
            telling.note(Message("An interrupted publication was finished first."))
        for name in built.plan.write:
            telling.note(_new(name) if name in built.new else _changed(name))
        for name in built.plan.remove:
            telling.note(Message("removed  {name}", name=name))
        telling.note(
            Message(
                "{sessions}: {written}, {kept}, {removed}.",
                sessions=Plural("{n} session", "{n} sessions", n=len(built.run.publication.editions)),
                written=Plural("{n} file written", "{n} files written", n=len(built.plan.write)),
                kept=Plural("{n} unchanged", "{n} unchanged", n=len(built.plan.keep)),
                removed=Plural("{n} removed", "{n} removed", n=len(built.plan.remove)),
            )
        )


def _new(name: str) -> Message:
    return Message("new      {name}", name=name)


def _changed(name: str) -> Message:
    return Message("changed  {name}", name=name)
