"""The source as a sheet of text: where its nodes begin and end, and how something is put between them.

Whatever is changed here is a splice: all other characters stay, whatever they are. Knows YAML's two layouts,
by lines and in braces, and nothing of sessions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds.editing import handwriting
from rencontres_feeds.nodes import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rencontres_feeds.editing.handwriting import Fields, Hand, Value
    from rencontres_feeds.nodes import Sequence

_LINE_END = re.compile(r"\r\n|\n|\r")
_COMMA = re.compile(r"[ \t]*,[ \t]*(#.*)?")
_COMMENT = re.compile(r"[ \t]*(#.*)?")


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters `start` to `stop` give way to `text`."""

    start: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text without byte order mark, and the offsets of its lines."""

    text: str
    starts: tuple[int, ...]
    eol: str
    """How its lines end; those of the first line, if they are not all alike."""

    def begin(self, node: Node) -> int:
        """The offset of a node's first character."""
        return self._at(node.span.line, node.span.column)

    def stop(self, node: Node) -> int:
        """The offset behind a node's last character; blank lines and comments behind it do not count."""
        if isinstance(node, Scalar):
            end = self._at(*node.end)
            return max(self.begin(node), len(self.text[:end].rstrip(" \t\r\n")))
        if node.flow:
            return self._at(*node.end)
        if isinstance(node, Mapping):
            return max(self.stop(part) for part in node.pairs[-1])
        return self.stop(node.items[-1])

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def line_stop(self, offset: int) -> int:
        """Where the line of an offset ends, before its line end."""
        match = _LINE_END.search(self.text, offset)
        return match.start() if match else len(self.text)

    def first_on_line(self, offset: int) -> bool:
        """Nothing but blanks stands before it on its line."""
        return not self.text[self.line_start(offset) : offset].strip(" ")

    def below(self, offset: int, lines: Iterable[str]) -> Splice:
        """Lines put below that of an offset."""
        stop = self.line_stop(offset)
        return Splice(stop, stop, "".join(self.eol + line for line in lines))

    def above(self, offset: int, lines: Iterable[str]) -> Splice:
        """Lines put above that of an offset."""
        start = self.line_start(offset)
        return Splice(start, start, "".join(line + self.eol for line in lines))

    def lines_below(self, offset: int) -> Iterable[tuple[int, str]]:
        """The lines below that of an offset: where they begin, and what they are."""
        for start in self.starts[bisect_right(self.starts, offset) :]:
            yield start, self.text[start : self.line_stop(start)]

    def _at(self, line: int, column: int) -> int:
        # Behind an end of file without a line end the parser may see one more line.
        return self.starts[line - 1] + column - 1 if line <= len(self.starts) else len(self.text)


def sheet(text: str) -> Sheet:
    """The sheet of a text."""
    ends = list(_LINE_END.finditer(text))
    return Sheet(text, (0, *(end.end() for end in ends)), ends[0][0] if ends else "\n")


def apply(text: str, splices: Iterable[Splice]) -> str:
    """The text after the splices, none of which lies in another's way."""
    for splice in sorted(splices, key=lambda s: s.start, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.stop :]
    return text


def set_pair(on: Sheet, mapping: Mapping, index: int, value: Value, hand: Hand) -> list[Splice]:
    """Another value for the key of that index. Quotes stay where a text was in quotes."""
    key, node = mapping.pairs[index]
    start, stop = on.begin(node), on.stop(node)
    if isinstance(value, dict) and not mapping.flow and start == stop:
        column = mapping.pairs[0][0].span.column - 1
        return [on.below(start, handwriting.lines(value, hand, column + hand.step))]
    first = on.text[start] if start < stop else ""
    if first in ("|", ">"):
        stop = on.line_stop(stop)
    space = " " if on.text[start - 1] == ":" else ""
    if not isinstance(value, str):
        return [Splice(start, stop, space + handwriting.braced(value, _json(on, key) if mapping.flow else ""))]
    quote = first if first in ('"', "'") else ""
    return [Splice(start, stop, space + handwriting.scalar(value, flow=mapping.flow, quote=quote))]


def add_pair(on: Sheet, mapping: Mapping, index: int, fields: Fields, hand: Hand) -> list[Splice]:
    """A key and its value, behind the pair of that index."""
    key, value = mapping.pairs[index]
    stop = max(on.stop(key), on.stop(value))
    if not mapping.flow:
        column = mapping.pairs[0][0].span.column - 1
        return [on.below(stop, handwriting.lines(fields, hand, column))]
    typed = ", ".join(handwriting.pair(name, inner, _json(on, key)) for name, inner in fields.items())
    return _behind(on, on.begin(key), stop, typed)


def add_braced(on: Sheet, sequence: Sequence, index: int, fields: Fields) -> list[Splice]:
    """An item of a list in brackets, so that it has that index."""
    quoted = on.text[: on.begin(sequence)].rstrip().endswith('":')
    typed = handwriting.braced(fields, '"' if quoted else "")
    if index:
        before = sequence.items[index - 1]
        return _behind(on, on.begin(before), on.stop(before), typed)
    first = on.begin(sequence.items[0])
    pad = on.text[on.line_start(first) : first]
    return [Splice(first, first, f"{typed},{on.eol}{pad}" if on.first_on_line(first) else f"{typed}, ")]


def _json(on: Sheet, key: Node) -> str:
    """The quote for everything in braces where keys have it, as in JSON."""
    return '"' if on.text[on.begin(key)] == '"' else ""


def _behind(on: Sheet, start: int, stop: int, typed: str) -> list[Splice]:
    """Something more in braces or brackets, behind what lies from `start` to `stop`."""
    end = on.line_stop(stop)
    if on.first_on_line(start):
        line = on.eol + on.text[on.line_start(start) : start] + typed
        if _COMMA.fullmatch(on.text, stop, end):
            return [Splice(end, end, line + ",")]
        if stop == end:
            return [Splice(end, end, "," + line)]
        if _COMMENT.fullmatch(on.text, stop, end):
            return [Splice(stop, stop, ","), Splice(end, end, line)]
    return [Splice(stop, stop, f", {typed}")]
