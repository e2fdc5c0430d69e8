"""YAML bytes to located nodes: what the author typed, where. Knows nothing of sessions.

Scalars stay the author's own characters (NFC): PyYAML's constructors would read `18:30` as 1110, `no` as
False and `013` as 11, and let a repeated key win in silence. The nodes are built from the parser's events
without recursion, so that no nesting can exhaust the stack; aliases, which can explode, are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import yaml

from rencontres_feeds.catalogue import Message
from rencontres_feeds.decoding import FORBIDDEN, LINE_END, decode, forbidden, invisible, mojibake
from rencontres_feeds.problems import Problem, Span
from rencontres_feeds.slips import NO_BREAK, no_break_space, quoted
from rencontres_feeds.syntax import explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.error import Mark

MAX_DEPTH = 50
MAX_NODES = 500_000
"""Keys, values and lists: some eight thousand sessions. A file of brackets alone would take gigabytes."""

_MANY = 100
"""As many invisible characters are told: a file full of them is no text."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EATEN = re.compile(r"\s*#[^\s#]")


Place = tuple[int, int]
"""A line and a column, from 1, in characters."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as typed."""

    text: str
    span: Span
    plain: bool
    """Typed without quotes and not as a block."""
    end: Place = field(default=(1, 1), compare=False)
    """Where it ends, exclusive. Of a block (`|`, `>`) the parser only tells where the next thing may begin."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file; a key may come twice."""

    pairs: tuple[tuple[Node, Node], ...]
    span: Span
    flow: bool = field(default=False, compare=False)
    """Typed in braces."""
    end: Place = field(default=(1, 1), compare=False)
    """Where it ends, exclusive; meaningful in braces only."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = field(default=False, compare=False)
    """Typed in brackets."""
    end: Place = field(default=(1, 1), compare=False)
    """Where it ends, exclusive; meaningful in brackets only."""


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds."""

    root: Node | None
    """None: it could not be read, and the problems say why."""
    lines: tuple[str, ...]
    """The lines as people see them, for excerpts."""
    problems: tuple[Problem, ...]


def parse(data: bytes, is_key: Callable[[str], bool] = lambda _: False) -> Parsed:
    """Read a file's bytes: UTF-8, with or without a byte order mark. Never raises, whatever the bytes.

    `is_key` tells the words that are keys of the source, so that a slip of the hand can be explained.
    """
    text, problems = decode(data)
    lines = tuple(LINE_END.split(text))
    if problems:
        return Parsed(None, lines, problems)
    problems = tuple(islice(forbidden(lines), _MANY))
    if problems:
        return Parsed(None, lines, problems)
    composer = _Composer(lines, is_key)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except _Stop as stop:
        return Parsed(None, lines, (stop.problem,))
    except yaml.YAMLError:
        return Parsed(None, lines, (explain(text, lines, is_key),))
    if composer.root is None:
        empty = Problem(
            Message("the file is empty"),
            Message("Start with:\ncycle:\n  id: …"),
            Span(1, 1, 1),
        )
        return Parsed(None, lines, (empty,))
    found = (*composer.problems, *mojibake(lines))
    return Parsed(composer.root, lines, found)


def printable(text: str) -> str:
    """The text without the characters that a source must not hold."""
    return FORBIDDEN.sub("", text)


class _Stop(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    mapping: bool
    span: Span
    flow: bool
    children: list[Node] = field(default_factory=list)

    def close(self, end: Place) -> Node:
        if not self.mapping:
            return Sequence(tuple(self.children), self.span, self.flow, end)
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return Mapping(tuple(pairs), self.span, self.flow, end)


class _Composer:
    """Builds the nodes from the events of one document."""

    def __init__(self, lines: tuple[str, ...], is_key: Callable[[str], bool]) -> None:
        self.lines = lines
        self.is_key = is_key
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._documents = 0
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tricks(event)
            self._add(self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tricks(event)
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self._open.pop().close(_end(event)))
        elif isinstance(event, yaml.AliasEvent):
            raise _Stop(
                Problem(
                    Message("“*{name}” refers to another place of the file", name=event.anchor),
                    Message("Write the value itself. (In front of a text that begins with * put quotes.)"),
                    self._span(event),
                )
            )
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Stop(
                    Problem(
                        Message("a second document begins here"),
                        Message("Delete the line “---”: the file is one document."),
                        self._span(event),
                    )
                )

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _Stop(
                Problem(
                    Message("more than {limit} levels, one inside the other", limit=MAX_DEPTH),
                    Message("Is a bracket too many, or the indentation wrong?"),
                    self._span(event),
                )
            )
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Open(mapping, self._span(event), bool(event.flow_style)))

    def _add(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Stop(
                Problem(
                    Message("the file has more than {limit} keys and values", limit=MAX_NODES),
                    Message("Is it the right file?"),
                    node.span,
                )
            )
        if self._open:
            self._refuse_no_break_space(node)
            self._open[-1].children.append(node)
        else:
            self.root = node

    def _refuse_no_break_space(self, node: Node) -> None:
        """One in front of a key, or behind its dash, makes another structure than the one that is seen."""
        is_key = self._open[-1].mapping and len(self._open[-1].children) % 2 == 0
        if is_key and isinstance(node, Scalar) and node.text.lstrip("-")[:1] in {*NO_BREAK}:
            number = node.span.line - 1
            if problem := no_break_space(self.lines[number], number, self.is_key):
                raise _Stop(problem)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        span = self._span(event)
        if match := FORBIDDEN.search(event.value):
            self.problems.append(
                Problem(invisible(match[0]), Message("Delete the escape that makes it (\\…)."), span)
            )
        if not event.style:  # None or empty, as the parser has it
            self._warn_of_hash(event)
        return Scalar(unicodedata.normalize("NFC", event.value), span, not event.style, _end(event))

    def _warn_of_hash(self, event: yaml.ScalarEvent) -> None:
        """`Salle #3` without quotes is « Salle » and a comment."""
        mark = _mark(event.end_mark)
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        match = _EATEN.match(line, mark.column)
        if match and (event.value or line[: mark.column].rstrip().endswith((":", "-"))):
            self.problems.append(
                Problem(
                    Message("from “#” on, the line is a comment: the text is “{text}”", text=event.value),
                    self._whole(event, line),
                    Span(mark.line + 1, match.end() - 1, len(line) + 1),
                    "warning",
                )
            )

    def _whole(self, event: yaml.ScalarEvent, line: str) -> Message:
        start = _mark(event.start_mark)
        if start.line != _mark(event.end_mark).line:
            return Message("If the # belongs to the text, put it in quotes; if not, put a space behind it.")
        mended = line[: start.column].rstrip() + " " + quoted(line[start.column :].strip())
        return Message(
            "If the # belongs to the text, put it in quotes:\n{line}\nIf not, put a space behind it.", line=mended
        )

    def _refuse_tricks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise _Stop(
                Problem(
                    Message("“&{name}” gives this place a name (a YAML anchor)", name=event.anchor),
                    Message("Leave it out. (In front of a text that begins with & put quotes.)"),
                    self._span(event),
                )
            )
        if event.tag is not None:
            raise _Stop(
                Problem(
                    Message("“{tag}” is a YAML tag", tag=event.tag),
                    Message("Leave it out. (In front of a text that begins with ! put quotes.)"),
                    self._span(event),
                )
            )

    def _span(self, event: yaml.Event) -> Span:
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        stop = end.column if end.line == start.line else len(line)
        return Span(start.line + 1, start.column + 1, max(stop, start.column + 1) + 1)


def _end(event: yaml.Event) -> Place:
    mark = _mark(event.end_mark)
    return mark.line + 1, mark.column + 1


def _mark(mark: Any) -> Mark:  # noqa: ANN401  # the C parser has a type of its own for it
    """A place as the parser tells it; every event has one."""
    return cast("Mark", mark)
