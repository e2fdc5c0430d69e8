"""`build`: publishes the source into the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import building
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.guards import Consent

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@make(
    help=msgid("Publish SOURCE into the output folder: write what differs, and nothing else."),
    epilog="rencontres-feeds build sessions.yaml",
)
@arguments.where
@option("--first", is_flag=True, help=msgid("Nothing was ever published at this address."))
@option("--forget", multiple=True, metavar="ID", help=msgid("Take a session out of the publication."))
@option("--replace", is_flag=True, help=msgid("Write over files of ours that were changed since."))
@option("--same", multiple=True, metavar="ID", help=msgid("It is the same meeting, much changed."))
def command(  # noqa: PLR0913  # one for each option
    source: Path,
    output: Path | None,
    now: datetime,
    *,
    first: bool,
    replace: bool,
    forget: tuple[str, ...],
    same: tuple[str, ...],
) -> None:
    """Publish; say each file that changed, and the sum."""
    consent = Consent(first, frozenset(forget), frozenset(same), replace)
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
