"""What the author typed, where: the nodes of a source. Knows neither YAML's events nor sessions.

There are many of them, each for a moment: what costs time is left until somebody asks (`span`), and they are not
frozen, for that would make each three times as slow to build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rencontres_feeds.places import span

if TYPE_CHECKING:
    from collections.abc import Sequence as Lines

    from rencontres_feeds.places import Where
    from rencontres_feeds.problems import Span

Place = tuple[int, int]
"""A line and a column, from 1, in characters."""


class Mark(Protocol):
    """A place as the parser tells it: line and column count from 0."""

    @property
    def line(self) -> int:
        """Of the file."""

    @property
    def column(self) -> int:
        """In characters."""


class _Start(NamedTuple):
    line: int = 0
    column: int = 0


_START = _Start()


def where(begun: Mark, ended: Mark) -> Where:
    """The place between two marks, on its first line."""
    line, column, end = begun.line, begun.column + 1, ended.column + 1
    if ended.line != line:
        return line + 1, column, 0
    return line + 1, column, end if end > column else column + 1


@dataclass(slots=True, eq=False)
class _Located:
    """Something that stands in a file."""

    begun: Mark
    ended: Mark
    """Where it ends, exclusive; of a collection, where its bracket or its first key ends."""
    lines: Lines[str]
    """Of the file."""

    @property
    def where(self) -> Where:
        """Its place as numbers."""
        return where(self.begun, self.ended)

    @property
    def span(self) -> Span:
        """Its place on its first line."""
        return span(self.where, self.lines)


@dataclass(slots=True, eq=False)
class Scalar(_Located):
    """A text as typed."""

    text: str
    style: str | None
    """The mark that it begins with (a quote, `|`, `>`), if any."""

    @property
    def plain(self) -> bool:
        """Typed without quotes and not as a block."""
        return not self.style

    @property
    def end(self) -> Place:
        """Where it ends, exclusive.

        Of a block (`|`, `>`) the parser only tells where the next thing may begin.
        """
        return self.ended.line + 1, self.ended.column + 1


@dataclass(slots=True, eq=False)
class _Collection(_Located):
    flow: bool
    """Typed in braces or brackets."""
    closed: Mark

    @property
    def end(self) -> Place:
        """Where it ends, exclusive; meaningful in braces and brackets only."""
        return self.closed.line + 1, self.closed.column + 1


@dataclass(slots=True, eq=False)
class Mapping(_Collection):
    """Keys and values, in the order of the file; a key may come twice."""

    parts: list[Node]
    """Keys and values in turn."""

    @property
    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """Each key with its value."""
        return tuple(zip(self.parts[::2], self.parts[1::2], strict=True))


@dataclass(slots=True, eq=False)
class Sequence(_Collection):
    """A list."""

    items: list[Node]
    made: list[object]
    """What was made of each item as soon as it was read, where the items are not kept."""


Node = Scalar | Mapping | Sequence


def typed(text: str) -> Scalar:
    """A text that was typed elsewhere than in a file."""
    return Scalar(_START, _START, (), text, None)
