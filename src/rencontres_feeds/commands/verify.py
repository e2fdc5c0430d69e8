"""`verify`: looks at what is published as the world does, and says what to mend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import building, folder, ledger, rules
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import MEND, Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.problems import Refusal, refuse
from rencontres_feeds.site import LEDGER
from rencontres_feeds.verification import judging, looking, telling

if TYPE_CHECKING:
    from datetime import datetime


@make(
    help=msgid(
        "Look at what is published at URL as the world does, and say what to mend."
        " By default at the address that the source names."
    ),
    epilog="rencontres-feeds verify https://rencontres.example/toulouse/",
)
@argument("url", required=False)
@option(
    "--source",
    type=click.Path(path_type=Path),
    default=Path("sessions.yaml"),
    help=msgid("The source, beside which the folder is; by default “sessions.yaml”."),
)
@arguments.output
@option("--links", is_flag=True, help=msgid("Ask the links out of the pages as well."))
@option("--json", "machine", is_flag=True, help=msgid("Say it for machines, as one JSON object."))
@arguments.now
def command(  # noqa: PLR0913  # one for each option
    url: str | None, source: Path, output: Path | None, now: datetime, *, links: bool, machine: bool
) -> None:
    """Look, say it, and leave with 1 if there is something to mend."""
    source = arguments.whole(source)
    with Telling(source) as speaking:
        at_hand = folder.read(arguments.folder(source, output), LEDGER)
        address = url or _address(speaking, at_hand, now)
        seen = looking.look(address, at_hand, links=links)
        findings = judging.judge(seen, now)
        if machine:
            said = telling.dumps(findings, seen, judging.host_of(seen), now, speaking.catalogue)
            speaking.print(said.splitlines())
        else:
            speaking.print(telling.lines(findings, speaking.catalogue))
    if any(finding.grade == "mend" for finding in findings):
        sys.exit(MEND)


def _address(speaking: Telling, at_hand: bytes | None, now: datetime) -> str:
    """The address of the last build, else of the source. Raises Refusal."""
    if at_hand:
        address = ledger.loads(at_hand).url
    else:
        draft = speaking.draft = building.read(speaking.source, now)
        if draft.programme is None:
            raise Refusal(draft.problems)
        address = draft.programme.cycle.url
    if rules.is_example(address):
        raise refuse(
            Message("{url} is an example, not yet an address of the web", url=address),
            Message("Name the address to look at: rencontres-feeds verify https://…"),
        )
    return address
