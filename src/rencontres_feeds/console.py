"""The terminal: how what is said is printed, and the exit codes.

Every command is made of `command`, `option` and `argument` here, so that its help is said in the language of the
person, and so that each takes `--lang`, `--quiet` and `--verbose`, before its name and after it.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
import time
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from rencontres_feeds import languages
from rencontres_feeds.catalogue import LANGUAGES, Message, Plural, load, msgid
from rencontres_feeds.listener import Listener
from rencontres_feeds.problems import Refusal, Texts, printable, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any, Self

    from rencontres_feeds.annotations import Form
    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Draft
    from rencontres_feeds.problems import Part, Problem

DONE, MEND, USAGE, OUR_FAULT, PENDING = range(5)
"""Exit codes: done; something to mend (source, folder, ledger); wrong usage; our fault; something to publish."""

QUIET, NORMAL, VERBOSE = -1, 0, 1
"""How much is said of what was done: nothing, what changed, all of it. Problems are always told."""

_MANY = 100
"""As many problems are shown at once: beyond that, it is one problem repeated."""
_STYLES: dict[Part, dict[str, Any]] = {
    "place": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "caret": {"fg": "red"},
    "mend": {"fg": "green"},
}
_CHANGES: dict[str, dict[str, Any]] = {"+": {"fg": "green"}, "-": {"fg": "red"}, "@": {"fg": "cyan"}}
"""Of the lines of a unified difference, by their first character."""


def catalogue(fallback: Language | None = None) -> Catalogue:
    """The language of the person (`languages.chosen`), else `fallback`, else English."""
    return load(languages.chosen() or fallback or "en")


def say(message: Message | Plural, *, err: bool = False) -> None:
    """Print a sentence."""
    _print(catalogue().say(message), err=err)


def volume() -> int:
    """How much the person wants to hear: `QUIET`, `NORMAL` or `VERBOSE`."""
    context = click.get_current_context(silent=True)
    return context.meta.get(__name__, NORMAL) if context else NORMAL


def _print(text: str, *, err: bool = False) -> None:
    """Print, in colours only where click finds a terminal, and the person did not refuse them (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    click.echo(text, err=err, color=False if plain else None)


def _paint(part: Part, text: str) -> str:
    return click.style(text, **_STYLES[part])


class Telling:
    """Speaks for a command: in the language of the person, with the lines of the source at hand.

    As a `with` block it shows a refusal, and leaves with `MEND`.
    """

    def __init__(self, source: Path, form: Form | None = None) -> None:
        self.source = source
        self.draft: Draft | Gathering | None = None
        self._form = form
        """For machines: nothing is told until the end, and then all problems at once, on standard output."""
        self._problems: list[Problem] = []
        self._volume = volume()
        self.lines: tuple[str, ...] = ()
        """Of the file that is spoken of, where it is not a draft that has them."""
        self.language: Language | None = None
        """Of the source, where there is no draft of it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Refusal):
            problems = list(error.problems)
            if self.draft:
                told = set(problems)
                self.warn([p for p in self.draft.problems if p not in told] if self.draft.programme else [])
            self.warn(problems)
        if self._form and (error is None or isinstance(error, Refusal)):
            text = self._form(self._problems, self._texts(self.source.as_posix()), self.catalogue)
            if text:
                click.echo(text)
        if isinstance(error, Refusal):
            sys.exit(MEND)

    @property
    def catalogue(self) -> Catalogue:
        """The language of the person, else of the file."""
        return catalogue(self.draft.language if self.draft else self.language)

    def warn(self, problems: Iterable[Problem]) -> None:
        """Show problems, on standard error."""
        if self._form:
            self._problems += problems
            return
        texts, catalogue = self._texts(str(self.source)), self.catalogue
        told = iter(problems)
        for problem in islice(told, _MANY):
            path, lines = texts.path_of(problem), texts.lines_of(problem)
            _print(show(problem, path, lines, catalogue, _paint), err=True)
        if rest := sum(1 for _ in told):
            _print(catalogue.say(Plural("… and {n} more", "… and {n} more", n=rest)), err=True)

    def _texts(self, path: str) -> Texts:
        """The files that are spoken of; `path` is the first of them."""
        draft = self.draft
        return Texts(path, draft.lines, draft.others) if draft else Texts(path, self.lines)

    def note(self, *messages: Message | Plural, err: bool = False) -> None:
        """Say what was done, on standard output unless that is taken; nothing under `--quiet`."""
        if self._volume > QUIET and self._form is None:
            for message in messages:
                _print(self.catalogue.say(message), err=err)

    def noted(self, *messages: Message | Plural) -> str | None:
        """What `note` prints; None: under `--verbose` it would not stand alone."""
        if self._volume >= VERBOSE:
            return None
        return "".join(f"{self.catalogue.say(message)}\n" for message in messages if self._volume > QUIET)

    def print(self, lines: Iterable[str]) -> None:
        """Print lines that are in words already, on standard output; none of them drives the terminal."""
        for line in lines:
            click.echo(printable(line))

    def changes(self, lines: Iterable[str]) -> None:
        """Print the lines of a unified difference, in colours where they are seen."""
        for line in lines:
            style = _CHANGES.get(line[:1])
            _print(click.style(printable(line), **style) if style else printable(line))

    def remark(self, message: Message | Plural) -> None:
        """Say on standard error what is to be known, and is no problem; `--quiet` does not silence it."""
        _print(self.catalogue.say(message), err=True)

    def detail(self, message: Message | Plural) -> None:
        """Say what is of interest only to who asked for all of it, by `--verbose`."""
        if self._volume >= VERBOSE:
            self.note(message)


class Progress(Listener):
    """What is being done, in the last line of the terminal, when it takes its time; elsewhere it is not seen.

    A `with` block around the work; inside it hears which part of it begins, and is called with what is done
    and what there is to do. What has no number is told in seconds. `after` and `every` are in seconds.
    """

    def __init__(
        self, after: float = 1.0, every: float = 0.2, language: Callable[[], Catalogue] = catalogue
    ) -> None:
        self._after, self._every, self._language = after, every, language
        self._done: tuple[Message | None, float, int, int] = (None, time.monotonic(), 0, 0)
        """Which part, since when, how much of it is done, and of how much."""
        self._shown = ""
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and volume() > QUIET:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._clock.ident:
            self._clock.join()

    def begun(self, what: Message) -> None:
        """A part of the work begins."""
        self._done = (what, time.monotonic(), 0, 0)

    def staged(self, done: int, total: int) -> None:
        """Count."""
        self(done, total)

    def __call__(self, done: int, total: int) -> None:
        """Count."""
        self._done = (*self._done[:2], done, total)

    def _tick(self) -> None:
        """Show it now and then, and take it away at the end; the work itself is not held up by the terminal."""
        wait = self._after
        while not self._ended.wait(wait):
            self._show(self._text())
            wait = self._every
        self._show("")

    def _text(self) -> str:
        what, since, done, total = self._done
        counted = f"{done}/{total}" if total else ""
        if what is None:
            return counted
        count = counted or f"{time.monotonic() - since:.0f} s"
        return self._language().say(Message("{what}… {count}", what=what, count=count))

    def _show(self, text: str) -> None:
        if text != self._shown:
            click.echo("\r" + text.ljust(len(self._shown)) + ("" if text else "\r"), nl=False, err=True)
        self._shown = text


def _said(text: str | None) -> str:
    return catalogue().say(Message(inspect.cleandoc(text))) if text else ""


class Option(click.Option):
    """An option whose help is said in the language of the person."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its names and its help."""
        english, self.help = self.help, _said(self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = english


def _set_volume(context: click.Context, parameter: click.Parameter, *, given: bool) -> None:
    if given:
        context.meta[__name__] = QUIET if parameter.name == "quiet" else VERBOSE


def _flag(*names: str, says: str) -> Option:
    def keep(context: click.Context, parameter: click.Parameter, given: Any) -> None:  # noqa: ANN401  # click's
        _set_volume(context, parameter, given=given)

    return Option(names, is_flag=True, expose_value=False, callback=keep, help=says)


_SHARED = (
    # Its value is read by `languages.speaking`, before click reads the line.
    Option(
        [languages.OPTION],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=msgid("The language of the messages; by default that of your system."),
    ),
    _flag("-q", "--quiet", says=msgid("Say nothing but what is to be mended.")),
    _flag("-v", "--verbose", says=msgid("Say more of what is done.")),
)


class Command(click.Command):
    """A command whose help is said in the language of the person, with the options that all commands share."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own, then the shared ones, then `--help`."""
        *own, last = super().get_params(ctx)
        names = {name for param in self.params for name in param.opts}
        return [*own, *(option for option in _SHARED if not names & {*option.opts}), last]

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
option = partial(click.option, cls=Option)
argument = click.argument
