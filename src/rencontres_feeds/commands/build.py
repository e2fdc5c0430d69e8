"""`build`: publishes the source into the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rencontres_feeds import building, shelves, stock
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Progress, Telling
from rencontres_feeds.console import command as make
from rencontres_feeds.guards import Consent
from rencontres_feeds.listener import Listener
from rencontres_feeds.stamp import Stamp

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.building import Built
    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.press import Draft
    from rencontres_feeds.programme import Stock


@make(
    help=msgid("Publish SOURCE into the output folder: write what differs, and nothing else."),
    epilog="rencontres-feeds build sessions.yaml",
)
@arguments.where
@arguments.consents
def command(source: Path, output: Path | None, now: datetime, consent: Consent) -> None:
    """Publish; say each file that changed, and the sum."""
    work = _Work(click.get_current_context().find_object(Stamp))
    for path in (source, *shelves.places(source)):
        work.look(path)
    named, source = source, arguments.whole(source)
    work.look(source)
    folder, redirected = arguments.folder(source, output), arguments.redirected(named, source)
    with Telling(source) as telling:
        telling.note(*redirected)
        first = telling.noted(*redirected)  # before the file says in which language it is
        telling.detail(Message("source   {path}", path=str(source)))
        telling.detail(Message("folder   {path}", path=str(folder)))
        with Progress(language=lambda: telling.catalogue) as work.progress:
            work.begun(building.READING)
            draft = telling.draft = building.read(source, now, work.stock)
            built = building.build(source, draft, folder, now, consent, work)
        _tell(telling, built, draft)
        if built.plan.write or built.plan.remove:
            from rencontres_feeds.deployment import settings  # noqa: PLC0415  # nothing else is asked of it

            telling.note(_next(built, folder, known=(source.parent / settings.FILE).exists()))
        last = telling.noted(_sum(built, 0, len(built.run.site), 0))
        if consent == Consent() and first is not None and last is not None:
            work.keep(folder, built, first + last)


def _tell(telling: Telling, built: Built, draft: Draft | Gathering) -> None:
    """What is to be looked at, if anything was done; then all that was done."""
    if built.plan.write or built.plan.remove or built.recovered:
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


class _Work(Listener):
    """Hears how the build comes on: for the terminal, and for the stamp of this command line, if it has one."""

    def __init__(self, stamp: Stamp | None) -> None:
        self.progress: Listener = Listener()
        self._stamp = stamp

    def begun(self, what: Message) -> None:
        """Show it."""
        self.progress.begun(what)

    def staged(self, done: int, total: int) -> None:
        """Show it."""
        self.progress.staged(done, total)

    def put(self, name: str, path: Path) -> None:
        """Remember how the file stands."""
        if self._stamp:
            self._stamp.put(name, str(path))

    def look(self, path: Path) -> None:
        """Remember how a file stands that will be read."""
        if self._stamp:
            self._stamp.look(str(path))

    def stock(self, folder: Path) -> Stock:
        """The files at hand in a folder. Folders on the way to them are looked at too: they may become links."""

        def note(path: Path) -> None:
            for each in (*reversed(path.parents), path):
                if folder in each.parents:
                    self.look(each)

        return stock.noting(folder, note)

    def keep(self, folder: Path, built: Built, said: str) -> None:
        """Remember that there is nothing more to do, and what is then said."""
        if self._stamp:
            site = {name: content.sha256 for name, content in built.run.site.items()}
            self._stamp.keep(str(folder), site, said)


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
