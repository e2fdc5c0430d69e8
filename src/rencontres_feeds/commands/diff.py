"""`diff`: says what members and readers will see if the source is published now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rencontres_feeds import building, difference, elsewhere, kinship
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import PENDING, Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.renderers import difference as sentences
from rencontres_feeds.renderers import jsondifference
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.building import Built
    from rencontres_feeds.difference import Difference
    from rencontres_feeds.guards import Consent
    from rencontres_feeds.ledger import Ledger


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
            arguments.redirected(named_source, source, telling)
        draft = telling.draft = building.read(source, now)
        public = elsewhere.read(against, draft.programme.cycle.id) if against and draft.programme else None
        folder = arguments.folder(source, output)
        built = building.check(draft, folder, now, consent, public)
        kin = kinship.of(against, public, built.before) if against and public else None
        warnings = (*building.warnings(draft, built), *(kinship.warnings(kin, str(folder)) if kin else ()))
        telling.warn(warnings)
        found = _found(built, public, now)
        words = Words(telling.catalogue)
        if machine:
            about = jsondifference.About(now, kin, warnings)
            telling.print(jsondifference.dumps(found, built.run.publication, about, words).splitlines())
        else:
            if kin:
                telling.note(kinship.note(kin))
            telling.print((*sentences.lines(found, words), *sentences.files(found, words, named=named)))
            telling.print(map(telling.catalogue.say, _end(found, built)))
    if found.files:
        sys.exit(PENDING)


def _found(built: Built, public: Ledger | None, now: datetime) -> Difference:
    """The difference from what is public, be it elsewhere or in the folder."""
    if public:
        return difference.between(public, built.run, difference.onto(public, built.run.site), now)
    return difference.between(built.before, built.run, difference.planned(built.plan, built.new), now)


def _end(found: Difference, built: Built) -> Iterator[Message]:
    """What remains to be done, where it is not a build."""
    if not found.files:
        yield Message("Nothing to publish: members and readers have it all.")
    elif not built.plan.write and not built.plan.remove:
        yield Message("The folder is up to date; it remains to upload it.")
