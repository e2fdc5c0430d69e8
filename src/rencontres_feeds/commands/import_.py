"""`import`: drafts a source from a page or a calendar that people already have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import web, zones
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.folder import reason
from rencontres_feeds.imports import drafted, events, page, sections
from rencontres_feeds.problems import Problem, refuse

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.imports.found import Harvest

_MAX_OCTETS = 10_000_000
_MAX_SECONDS = 30.0


@make(
    help=msgid(
        "Draft a sessions.yaml from WHAT: a page (HTML or plain text) or a calendar (.ics), a file or an address."
        " What is not certain is marked on its line."
    ),
    epilog="rencontres-feeds import page.html -o sessions.yaml",
)
@argument("what")
@option("-o", "--output", type=click.Path(path_type=Path), help=msgid("The file to write, which must not exist."))
@option("--timezone", default="", help=msgid("The zone in which the hours are, as Europe/Paris."))
@arguments.now
def command(what: str, output: Path | None, timezone: str, now: datetime) -> None:
    """Draft, and say on standard error what was found."""
    with Telling(Path(what)) as telling:
        _refuse_zone(timezone)
        harvest = _harvest(_read(what), what, timezone)
        draft = drafted.text(harvest, now, timezone)
        telling.warn(Problem(remark, severity="warning") for remark in harvest.remarks)
        if output:
            _write(output, draft.text)
        else:
            click.echo(draft.text, nl=False)
        telling.note(
            Message(
                "{meetings} found; {doubts} to look at, marked on their lines.",
                meetings=Plural("{n} meeting", "{n} meetings", n=draft.meetings),
                doubts=Plural("{n} line", "{n} lines", n=draft.doubts),
            ),
            err=True,
        )


def _refuse_zone(timezone: str) -> None:
    if timezone and not zones.known(timezone):
        raise refuse(
            Message("unknown time zone “{text}”", text=timezone),
            Message("Write it as “{zone}”.", zone="Europe/Paris"),
        )


def _read(what: str) -> bytes:
    if web.is_address(what):
        try:
            return web.fetch(what, limit=_MAX_OCTETS, seconds=_MAX_SECONDS)
        except web.Absent as absent:
            raise refuse(Message("there is nothing at {address}", address=what)) from absent
    try:
        return Path(what).read_bytes()
    except OSError as error:
        raise refuse(Message("{name} cannot be read: {reason}", name=what, reason=reason(error))) from error


def _harvest(data: bytes, what: str, timezone: str) -> Harvest:
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        harvest = events.harvest(data, timezone)
    else:
        harvest = sections.harvest(page.read(data, what if web.is_address(what) else ""))
    if not harvest.meetings:
        raise refuse(
            Message("no meeting was found in {what}", what=what),
            Message("A meeting is found by its day, written in full: “18 February 2016”, “18/02/2016”."),
        )
    return harvest


def _write(path: Path, text: str) -> None:
    """A new file; one that is there is never written over."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise refuse(
            Message("{name} is there already, and stays as it is", name=str(path)),
            Message("Name another file, or move that one away."),
        ) from error
    except OSError as error:
        raise refuse(
            Message("{name} cannot be written: {reason}", name=str(path), reason=reason(error))
        ) from error
