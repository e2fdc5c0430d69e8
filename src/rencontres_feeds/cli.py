"""The commands: reads the arguments and the clock, prints, and answers with an exit code.

0 done, 1 something to mend (source, folder, ledger), 2 wrong usage, 3 our fault.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import __version__, building
from rencontres_feeds.catalogue import Message, Plural, load
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Draft
    from rencontres_feeds.problems import Problem

DONE, MEND, OUR_FAULT = 0, 1, 3


def main() -> None:
    """Run the command line; a mistake of ours is said as such, with its trace for a report."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character gets another one, never an error.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files here
    try:
        commands()
    except Exception:  # noqa: BLE001  # the last door: whatever comes here is our fault
        traceback.print_exc()
        _print(
            _console(),
            Message("This is a mistake of the program, not yours. Nothing more was done."),
        )
        sys.exit(OUR_FAULT)


class _Instant(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """An ISO instant with its offset; whole seconds."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:  # noqa: ANN401  # click's signature
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-03-15T12:00:00Z", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} needs its offset, like 2026-03-15T12:00:00Z", param, ctx)
        return moment.astimezone(UTC).replace(microsecond=0)


def _clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _arguments(command: Callable[..., None]) -> Callable[..., None]:
    """What `build` and `check` have in common."""
    for decorate in (
        click.option("--now", type=_Instant(), default=_clock, help="The instant of the build."),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            help="The folder of the site; by default “output” beside the source.",
        ),
        click.argument("source", type=click.Path(path_type=Path), default=Path("sessions.yaml")),
    ):
        command = decorate(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rencontres-feeds", message="%(prog)s %(version)s")
def commands() -> None:
    """Publish a hand-edited sessions.yaml as a calendar, feeds and pages."""


@commands.command(epilog="Example: rencontres-feeds build sessions.yaml")
@_arguments
@click.option("--first", is_flag=True, help="Nothing was ever published at this address.")
@click.option("--forget", multiple=True, metavar="ID", help="Take a session out of the publication.")
@click.option("--replace", is_flag=True, help="Write over files of ours that were changed since.")
@click.option("--same", multiple=True, metavar="ID", help="It is the same meeting, much changed.")
def build(  # noqa: PLR0913  # one for each option
    source: Path,
    output: Path | None,
    now: datetime,
    *,
    first: bool,
    replace: bool,
    forget: tuple[str, ...],
    same: tuple[str, ...],
) -> None:
    """Publish SOURCE into the output folder: write what differs, and nothing else."""
    consent = Consent(first, frozenset(forget), frozenset(same), replace)
    with _Telling(source) as telling:
        draft = telling.draft = building.read(source, now)
        built = building.build(source, draft, output or source.parent / "output", now, consent)
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
                sessions=_count(len(built.run.publication.editions), "session"),
                written=_count(len(built.plan.write), "written"),
                kept=_count(len(built.plan.keep), "kept"),
                removed=_count(len(built.plan.remove), "removed"),
            )
        )


@commands.command(epilog="Example: rencontres-feeds check sessions.yaml")
@_arguments
def check(source: Path, output: Path | None, now: datetime) -> None:
    """Say whatever would stop a build of SOURCE; write nothing."""
    with _Telling(source) as telling:
        draft = telling.draft = building.read(source, now)
        built = building.check(draft, output or source.parent / "output", now, Consent())
        telling.warn(building.warnings(draft, built))
        count = len(built.run.publication.editions)
        telling.note(Message("{sessions}: nothing to mend.", sessions=_count(count, "session")))


def _new(name: str) -> Message:
    return Message("new      {name}", name=name)


def _changed(name: str) -> Message:
    return Message("changed  {name}", name=name)


def _count(number: int, what: str) -> Plural:
    return {
        "session": Plural("{n} session", "{n} sessions", n=number),
        "written": Plural("{n} file written", "{n} files written", n=number),
        "kept": Plural("{n} unchanged", "{n} unchanged", n=number),
        "removed": Plural("{n} removed", "{n} removed", n=number),
    }[what]


class _Telling:
    """Speaks for a command: in the language of the person, with the lines of the source at hand."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.draft: Draft | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Refusal):
            problems = list(error.problems)
            if self.draft:
                warned = [p for p in self.draft.problems if p not in problems]
                self.warn(warned if self.draft.programme else [])
            self.warn(problems)
            sys.exit(MEND)

    @property
    def catalogue(self) -> Catalogue:
        return _console(self.draft.language if self.draft else None)

    def warn(self, problems: Iterable[Problem]) -> None:
        lines = self.draft.lines if self.draft else ()
        for problem in problems:
            click.echo(show(problem, str(self.source), lines, self.catalogue), err=True)

    def note(self, message: Message) -> None:
        click.echo(self.catalogue.say(message))


def _print(catalogue: Catalogue, message: Message) -> None:
    click.echo(catalogue.say(message), err=True)


def _console(fallback: Language | None = None) -> Catalogue:
    """The language of the person (LC_ALL, LC_MESSAGES, LANG), else the file's, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in ("fr", "en") and value[2:3] in ("", "_", ".", "@"):
            return load("fr" if value[:2] == "fr" else "en")
        if value:
            break
    return load(fallback or "en")
