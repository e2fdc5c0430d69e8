"""The table of keys: how a mapping of the source becomes a record.

Each key has one English name, which is canonical, and at most one French synonym; accents, case, `-`, `_`
and spaces make no difference. Knows the shape of records, not what they mean; what is said of a wrong key is in
`misnomers`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from collections.abc import Mapping as Names
from collections.abc import Sequence as Lines
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from rencontres_feeds import misnomers
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.nodes import Mapping, Node, Scalar, Sequence, where
from rencontres_feeds.places import Fields, span
from rencontres_feeds.problems import Problem, Span
from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from rencontres_feeds.model import Language

_AS_NAMED: Names[str, str] = MappingProxyType({})
_SPELLINGS = 1000
"""So many of a table's keys are known again by what was typed; no file that people write has more."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U_co = TypeVar("U_co", covariant=True)


@dataclass(slots=True)
class Reading:
    """The problems found so far. Reading goes on behind each of them."""

    problems: list[Problem] = field(default_factory=list)
    keys: Language = "en"
    """The language that the keys of the file are in."""
    lines: Lines[str] = ()
    """Of the source, so that a mend can show a line as it should be."""
    _alike: dict[tuple[object, ...], object] = field(default_factory=dict)

    def error(self, span: Span, what: Message | Plural, mend: Message | Plural | None = None) -> None:
        """Note something to mend."""
        self.problems.append(Problem(what, mend, span))

    def warn(self, span: Span, what: Message | Plural, mend: Message | Plural | None = None) -> None:
        """Note something to look at."""
        self.problems.append(Problem(what, mend, span, "warning"))

    def shared(self, value: T, parts: tuple[object, ...]) -> T:
        """The first value that had these parts: records that are alike share one."""
        return self._alike.setdefault(parts, value)  # type: ignore[return-value]  # of one type, if of the same parts

    def line(self, span: Span, text: str) -> str:
        """The line of a place as it would be with `text` in that place; `text` alone if there is no line."""
        if span.line > len(self.lines):
            return text
        line = self.lines[span.line - 1]
        return line[: span.column - 1] + text + line[span.end - 1 :]


Reader = Callable[[Node, Reading], T | None]
"""Makes a value of a node; None: it could not, and a problem says why."""


@dataclass(frozen=True, slots=True)
class Key(Generic[T_co]):
    """A field of a record."""

    name: str
    read: Reader[T_co]
    french: str = ""
    required: bool = False
    about: str = ""
    """What it is, in a few words: a msgid. Documents and the JSON Schema show it."""
    example: str = ""
    """A value as one would type it."""
    meant: tuple[str, ...] = ()
    """Words that people type where this key is right."""

    def word(self, language: Language) -> str:
        """Its name in a file whose keys are in that language."""
        return self.french if language == "fr" and self.french else self.name

    def being(self, about: str, example: str) -> Key[T_co]:
        """The same field, described as it is in another record."""
        return replace(self, about=about, example=example)


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of a record, in the order in which they are documented."""

    name: Message
    """What a record of it is called: “a session”."""
    keys: tuple[Key[object], ...]
    by_name: dict[str, Key[object]] = field(init=False, compare=False, repr=False)
    required: tuple[Key[object], ...] = field(init=False, compare=False, repr=False)
    spelled: dict[str, Key[object]] = field(init=False, compare=False, repr=False)
    """By what was typed: spellings that were met are known again."""

    def __post_init__(self) -> None:
        named = {fold(name): key for key in self.keys for name in (key.name, key.french) if name}
        object.__setattr__(self, "by_name", named)
        object.__setattr__(self, "required", tuple(key for key in self.keys if key.required))
        object.__setattr__(self, "spelled", {})

    def find(self, typed: str) -> Key[object] | None:
        """The field of a key as typed; None: there is none."""
        key = self.spelled.get(typed) or self.by_name.get(fold(typed))
        if key and len(self.spelled) < _SPELLINGS:
            self.spelled[typed] = key
        return key

    def inner(self) -> list[tuple[Key[object], Table]]:
        """The fields that hold records, with their tables."""
        return [(key, key.read.table) for key in self.keys if isinstance(key.read, Later | Built)]


@dataclass(frozen=True, slots=True)
class Later:
    """A reader that leaves the node for later, and knows what will be read there."""

    table: Table
    shape: Literal["record", "list", "named"] = "record"
    """A record; a list of records; or records, each under a key of the author's."""

    def __call__(self, node: Node, reading: Reading) -> Node:
        """The node itself."""
        del reading
        return node


@dataclass(frozen=True, slots=True)
class Built(Generic[U_co]):
    """A reader of records that makes a value of each."""

    table: Table
    build: Callable[[Record, Reading], U_co | None]

    def __call__(self, node: Node, reading: Reading) -> U_co | None:
        """The value; None if it is no record, or none could be made of it."""
        found = record(node, self.table, reading)
        return None if found is None else self.build(found, reading)


@dataclass(frozen=True, slots=True)
class Many(Generic[U_co]):
    """A reader of a list of such values; those that cannot be read are left out, with their problem."""

    read: Reader[U_co]
    name: Message

    def __call__(self, node: Node, reading: Reading) -> tuple[U_co, ...] | None:
        """The values, in their order."""
        if not isinstance(node, Sequence):
            reading.error(
                node.span,
                Message("a list is expected here: {name}", name=self.name),
                Message("Put a dash before each: “- …”."),
            )
            return None
        values = (self.read(item, reading) for item in node.items)
        return tuple(value for value in values if value is not None)


@dataclass(slots=True, eq=False)
class Record:
    """The values read, with their places."""

    reading: Reading
    values: dict[str, object]
    fields: Fields
    """Where the values stand; a key without a value has no place."""
    typed: Names[str, str]
    """The keys as they were typed, by their names: those of other words, and those without a value."""

    def get(self, key: Key[T], default: T | None = None) -> T | None:
        """The value of a field; `default` where it is absent, blank or could not be read."""
        value = self.values.get(key.name)
        return default if value is None else value  # type: ignore[return-value]  # read by this very key

    def take(self, key: Key[T], default: T) -> T:
        """The value of a field, or `default`."""
        value = self.values.get(key.name)
        return default if value is None else value  # type: ignore[return-value]  # read by this very key

    @property
    def span(self) -> Span:
        """Where the record begins."""
        return span(self.fields.where(), self.reading.lines)

    def place(self, key: Key[object]) -> Span:
        """Where the value stands; of an absent field, where the record begins."""
        return span(self.fields.where(key.name), self.reading.lines)

    def has(self, key: Key[object]) -> bool:
        """The field was typed and not left blank, whether it could be read or not."""
        return key.name in self.fields.names

    def without(self) -> Record:
        """A record without fields, in the same place: for one that is not there."""
        return Record(self.reading, {}, Fields((), self.fields.numbers[:3]), _AS_NAMED)

    def word(self, key: Key[object]) -> str:
        """The name of a field as it was typed here, else as it would be."""
        if key.name in self.fields.names:
            return self.typed.get(key.name, key.name)
        return self.typed.get(key.name) or key.word(self.reading.keys)


def record(  # noqa: C901  # a key after the other, as fast as can be
    node: Node, table: Table, reading: Reading, proposals: Names[str, str] = MappingProxyType({})
) -> Record | None:
    """Read a mapping by its table; None if it is not a mapping.

    Unknown and repeated keys, and missing ones, are problems; the record holds what could be read.
    `proposals` are values to propose for missing keys, by their names.
    """
    if not isinstance(node, Mapping):
        reading.error(
            node.span,
            Message("{name} is written as “key: value” lines", name=table.name),
            misnomers.unkeyed(node, table, reading),
        )
        return None
    values: dict[str, object] = {}
    seen: dict[str, Scalar] = {}
    names: list[str] = []
    numbers = [*node.where]
    words: dict[str, str] = {}
    spelled, parts = table.spelled, iter(node.parts)
    for typed, value in zip(parts, parts, strict=True):
        if not isinstance(typed, Scalar):
            reading.error(typed.span, Message("a key is one word"), Message("Write “key: value”."))
            continue
        key = spelled.get(typed.text) or table.find(typed.text)
        if key is None:
            reading.error(
                typed.span,
                Message("unknown key “{typed}” in {name}", typed=typed.text.strip(), name=table.name),
                misnomers.proposal(typed, table, reading),
            )
            continue
        name = key.name
        if name in seen:
            reading.error(
                typed.span,
                misnomers.repeated(typed, seen[name]),
                misnomers.one_of_two(typed, key, table, reading),
            )
            if name == "id":  # another record begins here, and repeats all of it
                break
            continue
        seen[name] = typed
        if isinstance(value, Scalar) and not value.text and value.plain:
            words[name] = typed.text.strip()
            continue
        if typed.text != name:
            words[name] = typed.text.strip()
        names.append(name)
        numbers += where(value.begun, value.ended)
        read = key.read(value, reading)
        if read is not None:
            values[name] = read
    fields = Fields(reading.shared(shape := tuple(names), shape), array("I", numbers))
    found = Record(reading, values, fields, reading.shared(words, tuple(words.items())) if words else _AS_NAMED)
    for key in table.required:
        if key.name not in names:
            place = seen.get(key.name) or (node.parts[0] if node.parts else node)
            reading.error(place.span, *_missing(key, table, found, proposals))
    return found


def blank(node: Node) -> bool:
    """Nothing was typed behind the colon: as good as absent."""
    return isinstance(node, Scalar) and not node.text and node.plain


def _missing(
    key: Key[object], table: Table, found: Record, proposals: Names[str, str]
) -> tuple[Message, Message]:
    """What is said of a required field that is absent, or blank, and how it would be."""
    word, blank_one = found.word(key), key.name in found.typed
    what = Message("{name} needs “{key}”", name=table.name, key=word)
    if blank_one:
        what = Message("“{key}:” has nothing behind it", key=word)
    if isinstance(key.read, Later):
        return what, Message(
            "Write “{key}:”, and its keys below it, indented by two spaces: {names}.",
            key=word,
            names=", ".join(inner.word(found.reading.keys) for inner in key.read.table.keys if inner.required),
        )
    line = f"{word}: {proposals.get(key.name) or key.example}"
    if blank_one:
        return what, Message("Write something like “{line}”.", line=line)
    if key.name in proposals:
        return what, Message("Add the line “{line}”.", line=line)
    return what, Message("Add a line like “{line}”.", line=line)
