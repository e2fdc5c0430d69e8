"""`diff`: says what members and readers will see if the source is published now."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import building, difference, differences, elsewhere, kinship
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import PENDING, Progress, Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.renderers import difference as sentences
from rencontres_feeds.renderers import differences as together
from rencontres_feeds.renderers import jsondifference
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.building import Built
    from rencontres_feeds.difference import Names
    from rencontres_feeds.guards import Consent
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.renderers.jsondifference import About


@make(
    help=msgid("Say what members and readers will see if SOURCE is published now; write nothing."),
    epilog="rencontres-feeds diff sessions.yaml",
)
@arguments.where
@option("--against", metavar="FILE|URL", help=msgid("Compare with what is public there, not with the folder."))
@option("--json", "machine", is_flag=True, help=msgid("Say it for machines, as one JSON object."))
@option("-v", "named", is_flag=True, help=msgid("Name each file."))
@arguments.consents
def command(  # noqa: PLR0913  # one for each option
    source: Path,
    output: Path | None,
    now: datetime,
    consent: Consent,
    against: str | None,
    *,
    machine: bool,
    named: bool,
) -> None:
    """Compare, say it, and leave with 4 if there is something to publish."""
    named_source, source = source, arguments.whole(source)
    with Telling(source) as telling:
        if not machine:
            telling.note(*arguments.redirected(named_source, source))
        folder = arguments.folder(source, output)
        with Progress(language=lambda: telling.catalogue) as progress:
            progress.begun(building.READING)
            draft = telling.draft = building.read(source, now)
            public = elsewhere.read(against, draft.programme.cycle.id) if against and draft.programme else None
            built = building.check(draft, folder, now, consent, progress, public)
        kin = kinship.of(against, public, built.before) if against and public else None
        warnings = (*building.warnings(draft, built), *(kinship.warnings(kin, str(folder)) if kin else ()))
        telling.warn(warnings)
        words = Words(telling.catalogue)
        files = difference.onto(public, built.run.site) if public else difference.planned(built.plan, built.new)
        said = _said(built, public or built.before, files, jsondifference.About(now, kin, warnings), words)
        if machine:
            telling.print(said.machine().splitlines())
        else:
            if kin:
                telling.note(kinship.note(kin))
            telling.print((*said.lines(), *said.files(named)))
            telling.print(map(telling.catalogue.say, _end(files, built)))
    if files:
        sys.exit(PENDING)


@dataclass(frozen=True, slots=True)
class _Said:
    """How a difference is told, be it of a cycle or of an institute."""

    lines: Callable[[], Iterable[str]]
    files: Callable[[bool], Iterable[str]]
    machine: Callable[[], str]


def _said(built: Built, before: Ledger | None, files: Names, about: About, words: Words) -> _Said:
    """What to say of the difference from what is public, be it elsewhere or in the folder."""
    run = built.run
    if run.cycles:
        several = differences.between(before, run, files, about.now)
        return _Said(
            lambda: together.lines(several, words),
            lambda named: together.files(several, words, named=named),
            lambda: together.dumps(several, run.ledger.cycle, about, words),
        )
    found = difference.between(before, run, files, about.now)
    return _Said(
        lambda: sentences.lines(found, words),
        lambda named: sentences.files(found, words, named=named),
        lambda: jsondifference.dumps(found, run.publication, about, words),
    )


def _end(files: Names, built: Built) -> Iterator[Message]:
    """What remains to be done, where it is not a build."""
    if not files:
        yield Message("Nothing to publish: members and readers have it all.")
    elif not built.plan.write and not built.plan.remove:
        yield Message("The folder is up to date; it remains to upload it.")
