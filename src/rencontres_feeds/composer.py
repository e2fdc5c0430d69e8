"""The parser's events to nodes, without recursion, and what of YAML is refused on the way.

Aliases, anchors, tags and second documents are; so are characters that come in through an escape, and no-break
spaces before a key. What is made of an item of a list takes its place at once, so that a long list is never there
as nodes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import yaml
from yaml import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from rencontres_feeds.catalogue import Message
from rencontres_feeds.decoding import FORBIDDEN, invisible
from rencontres_feeds.nodes import Mapping, Node, Scalar, Sequence, where
from rencontres_feeds.places import span
from rencontres_feeds.problems import Problem, Span
from rencontres_feeds.slips import NO_BREAK, no_break_space, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Lines

    from rencontres_feeds.nodes import Mark

MAX_DEPTH = 50
MAX_NODES = 5_000_000
"""Keys, values and lists in the items of lists: those of more than a hundred thousand sessions."""
MAX_HELD = 500_000
"""Of them in one item, and in all that is in no such list: so many are in memory at the same time."""
_MANY = 10_000
"""So many warnings are told, and so many different keys are counted."""

_EATEN = re.compile(r"\s*#[^\s#]")

Take = Callable[[Node], object]
"""Makes something of an item of a list, of which the nodes are not kept then."""


def keep(node: Node) -> Node:
    """A `Take` of long lists whose nodes are wanted: so many as there are may be in memory."""
    return node


_Put = Callable[[Node], None]


class Stop(Exception):
    """Something for which reading stops."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


class _Open(NamedTuple):
    """A collection whose end has not come yet, while something inside of it is read."""

    begun: Any
    """Its first event; None: the document."""
    parts: list[Node]
    put: _Put
    """What is done with each part."""
    held: int
    """How many nodes there may be more."""


class Composer:
    """Builds the nodes from the events of one document."""

    def __init__(
        self,
        lines: Lines[str],
        hashes: frozenset[int],
        is_key: Callable[[str], bool],
        lists: Callable[[str], Take | None],
    ) -> None:
        self.lines = lines
        self.hashes = hashes
        """The lines, from 0, with a `#` that may have begun a comment unawares."""
        self.is_key = is_key
        self.lists = lists
        self.problems: list[Problem] = []
        self.words: dict[str, int] = {}
        self._documents = 0
        self._made: list[object] = []
        self._list: Any = None  # its first event, of the last list that something was made of
        self._last: Node | None = None  # item of it

    def compose(self, events: Iterable[Any]) -> Node | None:  # noqa: C901, PLR0912  # see below
        """The root; None if the file is empty. Raises Stop, and YAMLError where it is no YAML.

        Ten thousand sessions are half a million events: what each of them needs is done right here.
        """
        lines, hashes = self.lines, self.hashes
        held, whole = MAX_HELD, MAX_NODES
        node: Node
        begun: Any = None  # the collection that is open; at first it is the document
        parts: list[Node] = []
        put: _Put = parts.append
        taking: _Put | None = None
        outer: list[_Open] = []
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    raise self._trick(event)
                text, style = event.value, event.style
                node = scalar = Scalar(event.start_mark, event.end_mark, lines, text, style)
                if not text.isascii():
                    scalar.text = unicodedata.normalize("NFC", text)
                    if len(parts) % 2 == 0 and type(begun) is MappingStartEvent:
                        self._refuse_no_break_space(scalar)
                if style == '"':
                    self._look_for_invisible(text, node)
                elif not style and hashes:  # plain: None or empty, as the parser has it
                    self._look_for_hash(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = self._closed(event, begun, parts, taken=put is taking)
                begun, parts, put, before = outer.pop()
                if put is taking:
                    whole -= before - held
                    held = before
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    raise self._trick(event)
                if len(outer) >= MAX_DEPTH:
                    raise self._too_deep(event)
                outer.append(_Open(begun, parts, put, held))
                begun, parts = event, []
                put = parts.append
                if (
                    len(outer) == 2
                    and kind is SequenceStartEvent
                    and (taking := self._taking(outer[1], event, put))
                ):
                    put = taking
                continue
            else:
                self._look_at(event)
                continue
            held -= 1
            if held < 0 or whole < 0:
                raise self._too_many(node, MAX_HELD if held < 0 else MAX_NODES)
            put(node)
        return parts[0] if parts else None

    def done(self) -> range:
        """The lines, from 0, of items that are read and that what comes behind them does not need.

        They are those of a list by lines, up to its last item that is whole.
        """
        if self._last is None or self._list.flow_style:
            return range(0)
        begun, lines = self._list.start_mark, self.lines
        dash = " " * begun.column + "-"
        if not lines[begun.line].startswith(dash):
            return range(0)
        above = range(self._last.begun.line, begun.line, -1)
        return range(begun.line, next((n for n in above if lines[n].startswith(dash)), begun.line))

    def _taking(self, top: _Open, event: yaml.Event, append: _Put) -> _Put | None:
        """What is done with each item of a list below a key at the top, if it is not kept."""
        is_value = isinstance(top.begun, MappingStartEvent) and len(top.parts) % 2
        key = top.parts[-1] if is_value else None
        take = self.lists(key.text) if isinstance(key, Scalar) else None
        if take is None:
            return None
        made = self._made = []
        hold: Callable[[Any], None] = append if take is keep else made.append
        self._list, self._last = event, None

        def put(node: Node) -> None:
            self._last = node
            hold(take(node))

        return put

    def _closed(self, event: Any, begun: Any, parts: list[Node], *, taken: bool) -> Node:  # noqa: ANN401  # of yaml
        """The collection whose last event this is; of its keys it is noted how often each was typed."""
        start, end, flow, closed = begun.start_mark, begun.end_mark, bool(begun.flow_style), event.end_mark
        if isinstance(event, SequenceEndEvent):
            return Sequence(start, end, self.lines, flow, closed, parts, self._made if taken else [])
        words = self.words
        for key in parts[::2]:
            if isinstance(key, Scalar) and (key.text in words or len(words) < _MANY):
                words[key.text] = words.get(key.text, 0) + 1
        return Mapping(start, end, self.lines, flow, closed, parts)

    def _look_at(self, event: yaml.Event) -> None:
        """An event that makes no node: aliases and second documents are refused."""
        if isinstance(event, yaml.AliasEvent):
            raise Stop(
                Problem(
                    Message("“*{name}” refers to another place of the file", name=event.anchor),
                    Message("Write the value itself. (In front of a text that begins with * put quotes.)"),
                    self._span(event),
                )
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Stop(
                    Problem(
                        Message("a second document begins here"),
                        Message("Delete the line “---”: the file is one document."),
                        self._span(event),
                    )
                )

    def _too_deep(self, event: yaml.Event) -> Stop:
        return Stop(
            Problem(
                Message("more than {limit} levels, one inside the other", limit=MAX_DEPTH),
                Message("Is a bracket too many, or the indentation wrong?"),
                self._span(event),
            )
        )

    def _too_many(self, node: Node, limit: int) -> Stop:
        what = Message("the file has more than {limit} keys and values", limit=limit)
        if limit == MAX_HELD:
            what = Message("more than {limit} keys and values in one place", limit=limit)
        return Stop(Problem(what, Message("Is it the right file?"), node.span))

    def _refuse_no_break_space(self, key: Scalar) -> None:
        """One in front of a key, or behind its dash, makes another structure than the one that is seen."""
        if key.text.lstrip("-")[:1] in {*NO_BREAK}:
            number = key.begun.line
            if problem := no_break_space(self.lines[number], number, self.is_key):
                raise Stop(problem)

    def _look_for_invisible(self, text: str, node: Node) -> None:
        if match := FORBIDDEN.search(text):
            mend = Message("Delete the escape that makes it (\\…).")
            self._note(Problem(invisible(match[0]), mend, node.span))

    def _look_for_hash(self, event: yaml.ScalarEvent) -> None:
        """`Salle #3` without quotes is « Salle » and a comment."""
        mark: Any = event.end_mark
        if mark.line not in self.hashes:
            return
        line = self.lines[mark.line]
        match = _EATEN.match(line, mark.column)
        if match and (event.value or line[: mark.column].rstrip().endswith((":", "-"))):
            self._note(
                Problem(
                    Message("from “#” on, the line is a comment: the text is “{text}”", text=event.value),
                    self._whole(event, line),
                    Span(mark.line + 1, match.end() - 1, len(line) + 1),
                    "warning",
                )
            )

    def _whole(self, event: yaml.ScalarEvent, line: str) -> Message:
        start: Any = event.start_mark
        end: Any = event.end_mark
        if start.line != end.line:
            return Message("If the # belongs to the text, put it in quotes; if not, put a space behind it.")
        mended = line[: start.column].rstrip() + " " + quoted(line[start.column :].strip())
        return Message(
            "If the # belongs to the text, put it in quotes:\n{line}\nIf not, put a space behind it.", line=mended
        )

    def _note(self, problem: Problem) -> None:
        if len(self.problems) < _MANY:
            self.problems.append(problem)

    def _trick(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Stop:
        """What is said of an anchor or of a tag."""
        if event.anchor is not None:
            what = Message("“&{name}” gives this place a name (a YAML anchor)", name=event.anchor)
            mend = Message("Leave it out. (In front of a text that begins with & put quotes.)")
        else:
            what = Message("“{tag}” is a YAML tag", tag=event.tag)
            mend = Message("Leave it out. (In front of a text that begins with ! put quotes.)")
        return Stop(Problem(what, mend, self._span(event)))

    def _span(self, event: yaml.Event) -> Span:
        return span(where(cast("Mark", event.start_mark), cast("Mark", event.end_mark)), self.lines)
