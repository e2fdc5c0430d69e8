"""`deploy`: puts the output folder on its host."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import lock
from rencontres_feeds.catalogue import Message, Plural, msgid, said
from rencontres_feeds.commands import arguments, asking
from rencontres_feeds.console import USAGE, Progress, Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.deployment import delivery, outgoing, places, settings, ways
from rencontres_feeds.deployment.delivery import Request
from rencontres_feeds.deployment.passwords import Passwords
from rencontres_feeds.folder import reason
from rencontres_feeds.problems import Problem, Refusal, errors, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from rencontres_feeds.deployment import target
    from rencontres_feeds.deployment.delivery import Found
    from rencontres_feeds.deployment.places import Place
    from rencontres_feeds.deployment.plan import Plan
    from rencontres_feeds.deployment.target import Broken
    from rencontres_feeds.model import Language


@make(
    help=msgid(
        "Put the output folder on its host: what differs, and nothing else."
        " Where that is, deploy.yaml beside SOURCE says, or --to."
    ),
    epilog="rencontres-feeds deploy --to sftp://user@host/www",
)
@arguments.source
@arguments.output
@option(
    "--to",
    metavar="TARGET",
    help=msgid("A name in deploy.yaml, a folder, or sftp://, rsync://, ftp://user@host/path."),
)
@option("--key", metavar="FILE", help=msgid("The private key for rsync or SFTP."))
@option("--plain", is_flag=True, help=msgid("FTP without encryption: anybody on the way can read the password."))
@option("--all", "everything", is_flag=True, help=msgid("Send what is there already, too."))
@option("--dry-run", "dry", is_flag=True, help=msgid("Say what would be done, and change nothing."))
@option("--yes", is_flag=True, help=msgid("Do not ask before the first deployment."))
def command(  # noqa: PLR0913  # one for each option
    source: Path,
    output: Path | None,
    to: str | None,
    key: str | None,
    *,
    plain: bool,
    everything: bool,
    dry: bool,
    yes: bool,
) -> None:
    """Deploy; say each file that changed there, and the sum."""
    source = arguments.whole(source)
    file = source.parent / settings.FILE
    with Telling(file) as telling:
        telling.language = _language(source)
        place = _place(file, to, telling)
        place = replace(place, key=key or place.key, insecure=place.insecure or plain)
        folder = arguments.folder(source, output)
        _refuse_itself(place, folder)
        if not folder.is_dir():  # the lock would make it
            outgoing.of(folder)
        if place.insecure and place.method == "ftp":
            telling.warn([_insecure(place)])
        terminal = asking.here()
        passwords = Passwords(place.account, _ask(telling) if terminal else None)
        request = Request(str(place), everything, dry)
        with lock.locked(folder), _Listener(telling, request, yes=yes, terminal=terminal) as listener:
            goods = outgoing.of(folder)
            found = delivery.deploy(
                goods, lambda: ways.connected(place, passwords, terminal=terminal), request, listener
            )
        _tell(found, goods.ledger.url, request, telling)


class _Listener:
    """Asks, and shows how far it is, on a terminal only."""

    def __init__(self, telling: Telling, request: Request, *, yes: bool, terminal: bool) -> None:
        self._telling = telling
        self._request = request
        self._yes = yes
        self._terminal = terminal
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def agree(self, found: Found) -> None:
        """Say that nothing of ours is there, and ask whether it is the right place."""
        for message in _first(found, self._request.where):
            self._telling.note(message, err=True)
        if self._yes:
            return
        if not self._terminal:
            self._telling.warn(
                [Problem(Message("there is nobody to ask"), Message("If it is the right place: --yes"))]
            )
            sys.exit(USAGE)
        if not asking.agreed(Message("Is it the right place? [Y/n]")):
            raise refuse(Message("nothing was sent"))

    def begin(self, found: Found, octets: int) -> target.Progress:  # noqa: ARG002  # a Listener is told
        """Count, on a terminal."""
        self._open.close()
        return _Counter(octets, self._open.enter_context(Progress()))

    def again(self, broken: Broken) -> None:
        """Say that it is tried again."""
        self._open.close()
        self._telling.note(
            Message("The connection broke ({reason}); trying again.", reason=broken.reason), err=True
        )


class _Counter:
    """Counts what was sent, in kB."""

    def __init__(self, octets: int, show: Progress) -> None:
        self._octets, self._show, self._sent = octets, show, 0

    def sent(self, octets: int) -> None:
        self._sent += octets
        self._show(self._sent // 1000, self._octets // 1000)

    def placed(self, name: str) -> None:
        """Octets alone are counted."""


def _place(file: Path, to: str | None, telling: Telling) -> Place:
    """Where to: an address or a folder as typed, or what deploy.yaml says. Raises Refusal."""
    if to and places.is_address(to):
        return places.read(to)
    known = _settings(file, telling)
    if to in known:
        return _beside(known[to], file)
    if to and ("/" in to or os.sep in to or to in (".", "..")):
        return places.Place("folder", to)
    if not to and len(known) == 1:
        return _beside(next(iter(known.values())), file)
    names = ", ".join(known)
    if to:
        raise refuse(
            Message("there is no target “{name}”", name=to),
            Message("Those of {file}: {names}.", file=str(file), names=names)
            if known
            else Message("A folder is named with a slash: ./{name}", name=to),
        )
    if known:
        raise refuse(
            Message("where to? {file} names {names}", file=str(file), names=names),
            Message("Choose one: --to NAME"),
        )
    raise refuse(
        Message("where to? There is no {file}, and no --to", file=str(file)),
        Message("Write the file:\ntargets:\n  site:\n    method: sftp\n    host: …\n    user: …\n    path: www"),
    )


def _language(source: Path) -> Language | None:
    """The language of the source, which need not be there: the folder is enough."""
    with suppress(OSError):
        return said(source.read_text(encoding="utf-8", errors="replace").splitlines())
    return None


def _settings(file: Path, telling: Telling) -> dict[str, Place]:
    """The targets of deploy.yaml; none if there is no such file. Raises Refusal."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise refuse(Message("{name} cannot be read: {reason}", name=str(file), reason=reason(error))) from error
    read = settings.read(data)
    telling.lines = read.lines
    if errors(read.problems):
        raise Refusal(read.problems)
    telling.warn(read.problems)
    return read.targets


def _beside(place: Place, file: Path) -> Place:
    """A folder that the file names is looked for beside the file."""
    return replace(place, path=str(file.parent / place.path)) if place.method == "folder" else place


def _refuse_itself(place: Place, folder: Path) -> None:
    if place.method == "folder" and Path(place.path).resolve().is_relative_to(folder.resolve()):
        raise refuse(
            Message("{folder} is the output folder itself", folder=place.path),
            Message("Choose another folder."),
        )


def _insecure(place: Place) -> Problem:
    return Problem(
        Message("FTP without encryption: anybody on the way to {host} can read the password", host=place.host),
        Message("Most hosts offer SFTP or FTP with TLS; ask for it."),
        severity="warning",
    )


def _ask(telling: Telling) -> Callable[[str], str]:
    def ask(account: str) -> str:
        question = telling.catalogue.say(Message("Password of {account}", account=account))
        return str(click.prompt(question, hide_input=True, err=True))

    return ask


def _first(found: Found, where: str) -> Iterator[Message | Plural]:
    yield Message("{where}: nothing of this site is there yet.", where=where)
    if found.there.names is None:
        yield Message("The folder does not exist, and is made.")
    elif found.there.names:
        yield Plural(
            "{n} other file or folder is there, and stays.",
            "{n} other files or folders are there, and stay.",
            n=len(found.there.names),
        )


def _tell(found: Found, url: str, request: Request, telling: Telling) -> None:
    """What was done, or would be."""
    plan = found.plan
    if found.there.journal:
        telling.note(Message("An earlier deployment was interrupted; this one goes on from it."))
    for name in plan.send:
        telling.note(
            Message("new      {name}", name=name) if name in plan.new else Message("changed  {name}", name=name)
        )
    for name in plan.delete:
        telling.note(Message("removed  {name}", name=name))
    telling.note(_sum(plan, request))
    if request.dry:
        telling.note(Message("Nothing was sent: this is what would be done."))
    else:
        telling.note(Message("See it at {url}", url=url))


def _sum(plan: Plan, request: Request) -> Message:
    sent, removed = len(plan.send), len(plan.delete)
    return Message(
        "{where}: {sent}, {kept}, {removed}.",
        where=request.where,
        sent=Plural("{n} file to send", "{n} files to send", n=sent)
        if request.dry
        else Plural("{n} file sent", "{n} files sent", n=sent),
        kept=Plural("{n} unchanged", "{n} unchanged", n=len(plan.keep)),
        removed=Plural("{n} to remove", "{n} to remove", n=removed)
        if request.dry
        else Plural("{n} removed", "{n} removed", n=removed),
    )
