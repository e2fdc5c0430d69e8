"""What is wrong, where, and how to mend it; and the one place where that becomes lines on a terminal.

Knows nothing of YAML or sessions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rencontres_feeds.catalogue import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rencontres_feeds.catalogue import Catalogue, Plural

Part = Literal["place", "error", "warning", "caret", "mend"]
"""The parts of a problem as it is shown, which a terminal may paint each in its way."""

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WIDTH = 100


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the source: line and columns count from 1, in characters; `end` is exclusive."""

    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend, or (a warning) to look at."""

    what: Message | Plural
    mend: Message | Plural | None = None
    span: Span | None = None
    """None: it is not in the source (the folder, the ledger)."""
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    """Which file it is in, as the file that was named on the command line calls it; empty: that one itself."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The files that problems are in: the one that was named on the command line, and those that it names."""

    path: str
    """The first, as the person named it."""
    lines: Sequence[str] = ()
    """Of the first, without their ends."""
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of the others, by the name that the first has for each."""

    def path_of(self, problem: Problem) -> str:
        """The file of a problem, as the person would name it."""
        if not problem.file:
            return self.path
        folder, slash, _ = self.path.replace("\\", "/").rpartition("/")
        return f"{folder}{slash}{problem.file}"

    def lines_of(self, problem: Problem) -> Sequence[str]:
        """The lines of that file, as far as they are known."""
        return self.others.get(problem.file, ()) if problem.file else self.lines


class Refusal(Exception):
    """The work cannot go on: the problems say why. Nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


def refuse(what: Message | Plural, mend: Message | Plural | None = None) -> Refusal:
    """A refusal of one problem that has no place in the source."""
    return Refusal([Problem(what, mend)])


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, each once: file by file, those without a place first, then by place; errors come first."""
    unplaced = Span(0, 0, 0)
    return tuple(
        sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.span or unplaced, p.severity)),
    )


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that stop a build."""
    return tuple(p for p in problems if p.severity == "error")


def printable(text: str) -> str:
    r"""The text with every character that could drive a terminal made visible (`\x1b`, `\u202e`)."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match[0])
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    return _UNSAFE.sub(escape, text)


def _plain(_: Part, text: str) -> str:
    return text


def show(
    problem: Problem,
    path: str,
    lines: Sequence[str],
    catalogue: Catalogue,
    paint: Callable[[Part, str], str] = _plain,
) -> str:
    """One problem as lines for people: where and what, the line with a caret, the mend.

    `path` is the source as the person named it, `lines` its lines without their ends.
    """
    what = printable(catalogue.say(problem.what))
    if problem.severity == "warning":
        what = catalogue.say(Message("warning: {what}", what=what))
    what, span = paint(problem.severity, what), problem.span
    shown = [paint("place", _place(problem, path)) + f" {what}" if span or problem.file else what]
    if span and span.line <= len(lines):
        line, caret = excerpt(lines[span.line - 1], span)
        shown += [line, caret.rstrip("^") + paint("caret", "^" * caret.count("^"))]
    if problem.mend:
        first, *more = printable_lines(catalogue.say(problem.mend))
        shown += [paint("mend", f"  → {first}"), *(paint("mend", f"    {line}") for line in more)]
    return "\n".join(shown)


def _place(problem: Problem, path: str) -> str:
    span = problem.span
    return f"{path}:{span.line}:{span.column}:" if span else f"{path}:"


def printable_lines(text: str) -> list[str]:
    """The lines of a text, each printable."""
    return [printable(line) for line in text.split("\n")]


def excerpt(line: str, span: Span) -> list[str]:
    """The line and its caret; a long line is cut around the place."""
    cut = max(0, span.column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    before = printable(line[cut : span.column - 1].replace("\t", " "))
    marked = printable(line[span.column - 1 : min(span.end - 1, cut + _WIDTH)].replace("\t", " "))
    after = printable(line[max(span.column - 1, min(span.end - 1, cut + _WIDTH)) : cut + _WIDTH])
    number = str(span.line)
    edge = "…" if cut else ""
    tail = "…" if len(line) > cut + _WIDTH else ""
    return [
        f"  {number} | {edge}{before}{marked}{after}{tail}".rstrip(),
        f"  {' ' * len(number)} | {' ' * len(edge + before)}{'^' * max(1, len(marked))}",
    ]
