"""Where things stand in the source, in few octets: a span is made when somebody asks for one.

A session has a dozen fields, and nearly none of their places is ever told; as spans they would take more memory
than what is published.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds.problems import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Where = tuple[int, int, int]
"""A line and a column, from 1, and the column where it ends, exclusive; 0: at the end of that line."""


def span(where: Where, lines: Sequence[str]) -> Span:
    """The place as problems have it."""
    line, column, end = where
    length = len(lines[line - 1]) if not end and line <= len(lines) else 0
    return Span(line, column, end or max(length, column) + 1)


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a record and its fields stand."""

    names: tuple[str, ...]
    """Of the fields that have a value, in the order of the file."""
    numbers: array[int]
    """Three for the record itself, then three for each field: the numbers of a `Where`."""

    def where(self, name: str = "") -> Where:
        """The place of a field; of an absent one, and without a name, that of the record."""
        at = 3 * self.names.index(name) + 3 if name in self.names else 0
        line, column, end = self.numbers[at : at + 3]
        return line, column, end


@dataclass(frozen=True, slots=True, eq=False)  # equal as mappings are
class Places(Mapping[tuple[str, str], Span]):
    """Where the fields of sessions and announcements stand: (id, name of the field) to the place."""

    lines: Sequence[str] = ()
    records: tuple[Mapping[str, Fields], ...] = ()
    """By id; where one id is in several, the last that has the field counts."""

    def __getitem__(self, key: tuple[str, str]) -> Span:
        """The place of a field. Raises KeyError: it was not typed, or there is no such record."""
        about, name = key
        for records in reversed(self.records):
            fields = records.get(about)
            if fields and name in fields.names:
                return span(fields.where(name), self.lines)
        raise KeyError(key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every field that has a place, once."""
        every = ((about, name) for records in self.records for about in records for name in records[about].names)
        return iter(dict.fromkeys(every))

    def __len__(self) -> int:
        """How many fields have a place."""
        return sum(1 for _ in self)
