"""What is said of a key that is unknown or typed twice, and the language that keys are in.

Keys are named to people in the language that most of those in their file are in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.nodes import Node, Scalar, Sequence
from rencontres_feeds.spelling import fold, near

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Names

    from rencontres_feeds.keys import Key, Reading, Table
    from rencontres_feeds.model import Language


def proposal(typed: Scalar, table: Table, reading: Reading) -> Message:
    """Which key was meant by one that is unknown, or where it belongs."""
    word = fold(typed.text)
    close = near(typed.text, [n for key in table.keys for n in (key.name, key.french) if n])
    meant = [key for key in table.keys if word in map(fold, key.meant)]
    key = meant[0] if meant else table.by_name.get(fold(close))
    if key:
        language: Language = "fr" if reading.keys == "fr" or (close and close == key.french) else "en"
        return _did_you_mean(key, key.word(language), typed, reading)
    for outer, inner in table.inner():
        if word in inner.by_name:
            return Message(
                "It belongs below “{key}:”, two spaces further to the right.", key=outer.word(reading.keys)
            )
    return Message("The keys known here: {names}.", names=_names(table, reading))


def _did_you_mean(key: Key[object], word: str, typed: Scalar, reading: Reading) -> Message:
    line = reading.line(typed.span, word)
    if word == key.name:
        return Message("Did you mean “{close}”?\n{line}", close=word, line=line)
    return Message("Did you mean “{close}” ({name})?\n{line}", close=word, name=key.name, line=line)


def _names(table: Table, reading: Reading) -> str:
    return ", ".join(key.word(reading.keys) for key in table.keys)


def repeated(typed: Scalar, first: Scalar) -> Message:
    """That a key came before, on which line."""
    if typed.text == first.text:
        return Message("“{typed}” is already on line {line}", typed=typed.text, line=first.span.line)
    return Message(
        "“{typed}” says the same as “{first}” on line {line}",
        typed=typed.text,
        first=first.text,
        line=first.span.line,
    )


def one_of_two(typed: Scalar, key: Key[object], table: Table, reading: Reading) -> Message:
    """What to do with a key that is there twice; an identifier that comes again begins another record."""
    if key.name == "id" and typed.span.line <= len(reading.lines):
        line = reading.lines[typed.span.line - 1]
        shift = max(0, typed.span.column - 3)
        return Message(
            "Keep one of them. If {name} begins here, it needs its dash:\n{line}",
            name=table.name,
            line=" " * shift + "- " + line.strip(),
        )
    return Message("Keep one of them.")


def unkeyed(node: Node, table: Table, reading: Reading) -> Message:
    """How a record is written, where something else stands."""
    if isinstance(node, Sequence):
        return Message("Leave the dash out.")
    return Message("Its keys: {names}.", names=_names(table, reading))


def language_of(words: Names[str, int], tables: Iterable[Table]) -> Language:
    """The language that most keys of a file are in, of those that have a name in each.

    `words` are its keys as typed, each with how often it was.
    """
    french, english = set[str](), set[str]()
    for key in (key for table in tables for key in table.keys if key.french):
        french.add(fold(key.french))
        english.add(fold(key.name))
    said = 0
    for typed, times in words.items():
        word = fold(typed)
        said += times * ((word in french - english) - (word in english - french))
    return "fr" if said > 0 else "en"
