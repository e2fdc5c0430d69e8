"""The table of keys: how a mapping of the source becomes a record, and what is said of a wrong key.

Each key has one English name, which is canonical, and at most one French synonym; accents, case, `-`, `_`
and spaces make no difference. Knows the shape of records, not what they mean.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.problems import Problem, Span
from rencontres_feeds.source import Mapping, Node, Scalar, Sequence

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


@dataclass(slots=True)
class Reading:
    """The problems found so far. Reading goes on behind each of them."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, span: Span, what: Message | Plural, mend: Message | Plural | None = None) -> None:
        """Note something to mend."""
        self.problems.append(Problem(what, mend, span))

    def warn(self, span: Span, what: Message | Plural, mend: Message | Plural | None = None) -> None:
        """Note something to look at."""
        self.problems.append(Problem(what, mend, span, "warning"))


Reader = Callable[[Node, Reading], T | None]
"""Makes a value of a node; None: it could not, and a problem says why."""


@dataclass(frozen=True, slots=True)
class Key(Generic[T_co]):
    """A field of a record."""

    name: str
    read: Reader[T_co]
    french: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of a record, in the order in which they are documented."""

    name: Message
    """What a record of it is called: “a session”."""
    keys: tuple[Key[object], ...]
    by_name: dict[str, Key[object]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        named = {fold(name): key for key in self.keys for name in (key.name, key.french) if name}
        object.__setattr__(self, "by_name", named)


@dataclass(frozen=True, slots=True)
class Record:
    """The values read, with their places."""

    values: dict[str, object]
    places: dict[str, Span]
    """Of the values; a key without a value has the place of the key."""
    span: Span

    def get(self, key: Key[T], default: T | None = None) -> T | None:
        """The value of a field; `default` where it is absent, blank or could not be read."""
        value = self.values.get(key.name)
        return default if value is None else value  # type: ignore[return-value]  # read by this very key

    def take(self, key: Key[T], default: T) -> T:
        """The value of a field, or `default`."""
        value = self.get(key)
        return default if value is None else value

    def place(self, key: Key[object]) -> Span:
        """Where the value stands; of an absent field, where the record begins."""
        return self.places.get(key.name, self.span)

    def has(self, key: Key[object]) -> bool:
        """The field was typed and not left blank, whether it could be read or not."""
        return key.name in self.places


def record(node: Node, table: Table, reading: Reading) -> Record | None:
    """Read a mapping by its table; None if it is not a mapping.

    Unknown and repeated keys, and missing ones, are problems; the record holds what could be read.
    """
    if not isinstance(node, Mapping):
        reading.error(
            node.span,
            Message("{name} is written as “key: value” lines", name=table.name),
            _dash(node, table),
        )
        return None
    found = Record({}, {}, node.span)
    seen: dict[str, Scalar] = {}
    for typed, value in node.pairs:
        key = _known(typed, table, reading)
        if key is None or not isinstance(typed, Scalar):
            continue
        if key.name in seen:
            reading.error(typed.span, _repeated(typed, seen[key.name]), Message("Keep one of them."))
            continue
        seen[key.name] = typed
        if blank(value):
            continue
        found.places[key.name] = value.span
        read = key.read(value, reading)
        if read is not None:
            found.values[key.name] = read
    for key in table.keys:
        if key.required and key.name not in found.places:
            place = seen[key.name].span if key.name in seen else _head(node)
            reading.error(
                place,
                Message("{name} needs “{key}”", name=table.name, key=key.name),
                Message("Add the line “{key}: …”.", key=key.name),
            )
    return found


def many(read: Reader[U], name: Message) -> Reader[tuple[U, ...]]:
    """A reader of a list of such values; those that cannot be read are left out, with their problem."""

    def read_many(node: Node, reading: Reading) -> tuple[U, ...] | None:
        if not isinstance(node, Sequence):
            reading.error(
                node.span,
                Message("a list is expected here: {name}", name=name),
                Message("Put a dash before each: “- …”."),
            )
            return None
        values = (read(item, reading) for item in node.items)
        return tuple(value for value in values if value is not None)

    return read_many


def built(table: Table, build: Callable[[Record, Reading], U | None]) -> Reader[U]:
    """A reader of records that makes a value of each."""

    def read_record(node: Node, reading: Reading) -> U | None:
        found = record(node, table, reading)
        return None if found is None else build(found, reading)

    return read_record


def raw(node: Node, reading: Reading) -> Node:  # noqa: ARG001  # a Reader like the others
    """A reader that leaves the node for later."""
    return node


def blank(node: Node) -> bool:
    """Nothing was typed behind the colon: as good as absent."""
    return isinstance(node, Scalar) and node.plain and not node.text


def fold(text: str) -> str:
    """A word without what makes no difference: case, accents, and which of `-`, `_`, space joins it."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "_".join(plain.casefold().replace("-", " ").replace("_", " ").replace("’", " ").split())


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty if none is near."""
    names = {fold(name): name for name in known}
    close = difflib.get_close_matches(fold(word), names, n=1, cutoff=0.72)
    return names[close[0]] if close else ""


def _known(typed: Node, table: Table, reading: Reading) -> Key[object] | None:
    if not isinstance(typed, Scalar):
        reading.error(typed.span, Message("a key is one word"), Message("Write “key: value”."))
        return None
    key = table.by_name.get(fold(typed.text))
    if key is None:
        reading.error(
            typed.span,
            Message("unknown key “{typed}” in {name}", typed=typed.text.strip(), name=table.name),
            _proposal(typed.text, table),
        )
    return key


def _proposal(typed: str, table: Table) -> Message:
    close = near(typed, [n for key in table.keys for n in (key.name, key.french) if n])
    if close:
        return Message("Did you mean “{close}”?", close=close)
    names = ", ".join(key.name for key in table.keys)
    return Message("The keys known here: {names}.", names=names)


def _repeated(typed: Scalar, first: Scalar) -> Message:
    if typed.text == first.text:
        return Message("“{typed}” is already on line {line}", typed=typed.text, line=first.span.line)
    return Message(
        "“{typed}” says the same as “{first}” on line {line}",
        typed=typed.text,
        first=first.text,
        line=first.span.line,
    )


def _dash(node: Node, table: Table) -> Message:
    if isinstance(node, Sequence):
        return Message("Leave the dash out.")
    return Message("Its keys: {names}.", names=", ".join(key.name for key in table.keys))


def _head(node: Mapping) -> Span:
    return node.pairs[0][0].span if node.pairs else node.span
