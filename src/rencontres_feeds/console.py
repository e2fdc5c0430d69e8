"""The terminal: in which language people are spoken to, how it is printed, and the exit codes.

Every command is made of `command`, `option` and `argument` here, so that its help is said in that language too.
"""

from __future__ import annotations

import inspect
import os
import sys
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from rencontres_feeds.catalogue import Message, Plural, load
from rencontres_feeds.problems import Refusal, printable, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Self

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Draft
    from rencontres_feeds.problems import Problem

DONE, MEND, USAGE, OUR_FAULT, PENDING = range(5)
"""Exit codes: done; something to mend (source, folder, ledger); wrong usage; our fault; something to publish."""

_MANY = 100
"""As many problems are shown at once: beyond that, it is one problem repeated."""


def catalogue(fallback: Language | None = None) -> Catalogue:
    """The language of the person (LC_ALL, LC_MESSAGES, LANG), else `fallback`, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in ("fr", "en") and value[2:3] in ("", "_", ".", "@"):
            return load("fr" if value[:2] == "fr" else "en")
        if value:
            break
    return load(fallback or "en")


def say(message: Message | Plural, *, err: bool = False) -> None:
    """Print a sentence."""
    click.echo(catalogue().say(message), err=err)


class Telling:
    """Speaks for a command: in the language of the person, with the lines of the source at hand.

    As a `with` block it shows a refusal, and leaves with `MEND`.
    """

    def __init__(self, source: Path) -> None:
        self.source = source
        self.draft: Draft | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Refusal):
            problems = list(error.problems)
            if self.draft:
                told = set(problems)
                self.warn([p for p in self.draft.problems if p not in told] if self.draft.programme else [])
            self.warn(problems)
            sys.exit(MEND)

    @property
    def catalogue(self) -> Catalogue:
        """The language of the person, else of the file."""
        return catalogue(self.draft.language if self.draft else None)

    def warn(self, problems: Iterable[Problem]) -> None:
        """Show problems, on standard error."""
        lines = self.draft.lines if self.draft else ()
        catalogue = self.catalogue
        told = iter(problems)
        for problem in islice(told, _MANY):
            click.echo(show(problem, str(self.source), lines, catalogue), err=True)
        if rest := sum(1 for _ in told):
            more = Plural("… and {n} more", "… and {n} more", n=rest)
            click.echo(catalogue.say(more), err=True)

    def note(self, message: Message | Plural, *, err: bool = False) -> None:
        """Say what was done, on standard output unless that is taken."""
        click.echo(self.catalogue.say(message), err=err)

    def print(self, lines: Iterable[str]) -> None:
        """Print lines that are in words already, on standard output; none of them drives the terminal."""
        for line in lines:
            click.echo(printable(line))


def _said(text: str | None) -> str:
    return catalogue().say(Message(inspect.cleandoc(text))) if text else ""


class _Option(click.Option):
    """An option whose help is said in the language of the person."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        english, self.help = self.help, _said(self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = english


class Command(click.Command):
    """A command whose help is said in the language of the person."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """What it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_said(self.help))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """An example."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(catalogue().say(Message("Example: {line}", line=self.epilog)))


command = partial(click.command, cls=Command)
option = partial(click.option, cls=_Option)
argument = click.argument
