"""`build`: publishes the source into the output folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import building, shelves, stock
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Progress, Telling
from rencontres_feeds.console import command as make
from rencontres_feeds.deployment import settings
from rencontres_feeds.stamp import Stamp

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.building import Built
    from rencontres_feeds.guards import Consent


@make(
    help=msgid("Publish SOURCE into the output folder: write what differs, and nothing else."),
    epilog="rencontres-feeds build sessions.yaml",
)
@arguments.where
@arguments.consents
def command(source: Path, output: Path | None, now: datetime, consent: Consent) -> None:
    """Publish; say each file that changed, and the sum."""
    named, source = source, arguments.whole(source)
    folder = arguments.folder(source, output)
    looked = [named, source, *shelves.places(named)]
    with Telling(source) as telling:
        arguments.redirected(named, source, telling)
        telling.detail(Message("source   {path}", path=str(source)))
        telling.detail(Message("folder   {path}", path=str(folder)))
        draft = telling.draft = building.read(source, now, lambda at: stock.noting(at, looked.append))
        with Progress() as told:
            built = building.build(source, draft, folder, now, consent, told)
        if changed := bool(built.plan.write or built.plan.remove):
            telling.warn(building.warnings(draft, built))
        if built.recovered:
            telling.note(Message("An interrupted publication was finished first."))
        for name in built.plan.write:
            telling.note(_new(name) if name in built.new else _changed(name))
        for name in built.plan.remove:
            telling.note(Message("removed  {name}", name=name))
        for name in built.plan.keep:
            telling.detail(Message("same     {name}", name=name))
        telling.note(_sum(built, len(built.plan.write), len(built.plan.keep), len(built.plan.remove)))
        if changed:
            telling.note(_next(built, folder, known=(source.parent / settings.FILE).exists()))
        _remember(telling, built, looked, folder)


def _remember(telling: Telling, built: Built, looked: list[Path], folder: Path) -> None:
    """Leave a stamp for the next build: nothing is to be done any more, and what is said then is the sum."""
    stamp = click.get_current_context().find_object(Stamp)
    said = telling.noted(_sum(built, 0, len(built.run.site), 0))
    if stamp and said is not None:
        site = {name: content.sha256 for name, content in built.run.site.items()}
        stamp.keep(map(str, looked), str(folder), site, said)


def _sum(built: Built, written: int, kept: int, removed: int) -> Message:
    return Message(
        "{sessions}: {written}, {kept}, {removed}.",
        sessions=Plural("{n} session", "{n} sessions", n=len(built.run.publication.editions)),
        written=Plural("{n} file written", "{n} files written", n=written),
        kept=Plural("{n} unchanged", "{n} unchanged", n=kept),
        removed=Plural("{n} removed", "{n} removed", n=removed),
    )


def _next(built: Built, folder: Path, *, known: bool) -> Message:
    """What is left to do, since something changed; `known`: deploy.yaml says where the folder goes."""
    url = built.run.publication.programme.cycle.url
    if built.run.ledger.rehearsal:
        return Message(
            "Next: look at {page} in a browser. It is a rehearsal until “{key}” is the public address.",
            page=str(folder / "index.html"),
            key="institute: url:" if built.run.cycles else "cycle: url:",
        )
    if known:
        return Message("Next: “rencontres-feeds deploy” puts it on the web host, at {url}", url=url)
    return Message("Next: put all that is in {folder} on the web host, at {url}", folder=str(folder), url=url)


def _new(name: str) -> Message:
    return Message("new      {name}", name=name)


def _changed(name: str) -> Message:
    return Message("changed  {name}", name=name)
