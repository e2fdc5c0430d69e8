"""`check`: says whatever would stop a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rencontres_feeds import building
from rencontres_feeds.annotations import FORMS
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Progress, Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.guards import Consent

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@make(
    help=msgid("Say whatever would stop a build of SOURCE; write nothing."),
    epilog="rencontres-feeds check sessions.yaml",
)
@arguments.where
@option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMS]),
    default="text",
    help=msgid("How: text for people; annotations of GitHub or GitLab; JSON."),
)
def command(source: Path, output: Path | None, now: datetime, form: str) -> None:
    """Check; say what is wrong, or that nothing is."""
    named, source = source, arguments.whole(source)
    with Telling(source, FORMS.get(form)) as telling:
        telling.note(*arguments.redirected(named, source))
        with Progress(language=lambda: telling.catalogue) as progress:
            progress.begun(building.READING)
            draft = telling.draft = building.read(source, now)
            built = building.check(draft, arguments.folder(source, output), now, Consent(), progress)
        telling.warn(building.warnings(draft, built))
        count = len(built.run.publication.editions)
        telling.note(
            Message("{sessions}: nothing to mend.", sessions=Plural("{n} session", "{n} sessions", n=count))
        )
