"""`minutes` (« compte-rendu »): the report of a session has come, as a file or as an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds import desk
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import msgid
from rencontres_feeds.commands import arguments, asking, revising
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.editing import changes, edits

if TYPE_CHECKING:
    from datetime import datetime

_URL = asking.Typed(t.URL)


@make(
    help=msgid(
        "Put the report of the session ID into SOURCE: a file (copied into “documents” if it lies elsewhere) or"
        " an address of the web; show the change and ask."
    ),
    epilog="rencontres-feeds minutes seance-4 ~/compte-rendu.pdf",
)
@argument("id")
@argument("report", metavar="FILE|URL")
@arguments.source
@option(
    "--published",
    type=asking.Typed(t.REPORT_PUBLISHED, lambda day: day.isoformat()),
    metavar="DAY",
    help=msgid("The day on which it came out; by default that of the build."),
)
@option(
    "--size",
    type=asking.Typed(t.REPORT_SIZE),
    metavar="SIZE",
    help=msgid("The size of what is at the address, as “240 kB”."),
)
@revising.yes
@arguments.now
def command(
    id: str,  # noqa: A002  # the word of the file
    report: str,
    source: Path,
    now: datetime,
    *,
    yes: bool,
    **more: str | None,
) -> None:
    """Report."""
    with Telling(source) as telling:
        opened = revising.begin(telling, source, now)
        revising.session(opened, id)
        adopted = None
        if report.lower().startswith(("http://", "https://")):
            fields = {"url": report}
        else:
            adopted = desk.adopt(source, Path(report))
            fields = {"file": adopted.path}
        fields |= {name: value for name, value in more.items() if value}
        text = edits.report_session(opened.text, id, fields)
        revising.settle(telling, opened, text, changes.meant(id, ["report"]), yes=yes, adopted=adopted)
