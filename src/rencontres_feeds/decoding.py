"""The bytes of a file to its lines: UTF-8 only, and what is said of other encodings and of unseen characters."""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING, overload

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 256 * 1024 * 1024
"""Two hundred thousand sessions of a thousand characters; a disk image that was named by mistake is not read."""

TOO_LARGE = Problem(
    Message("the file is larger than {limit} MiB", limit=MAX_BYTES // 1024**2), Message("Is it the right file?")
)

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff"
    + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(1, 17))
    + "]"
)
_SEEN = re.compile(
    "[\t\n\r -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffc\ufffd]*"
)
"""A text without any of them or of what is rare (beyond U+FFFF): found twenty times as fast."""
_TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf]|â€[\u0090-\u00bf™œ\u009d]|Å“")
_GARBLED = ("Ã", "â€", "Å“")
"""What every such trace begins with, found faster."""
_LINE_END = re.compile(rb"\r\n|\n|\r")
_BLOCK = 1024 * 1024
_MANY = 100
"""As many invisible characters are told: a file full of them is no text."""


class FileLines(Sequence[str]):
    """The lines of a file as people see them, without their ends; each is made when it is asked for.

    `data` is UTF-8, without byte order mark. Few lines are ever looked at: those of a problem.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _starts(self) -> array[int]:
        return array("Q", chain((0,), (end.end() for end in _LINE_END.finditer(self._data))))

    def of(self, offset: int) -> int:
        """The index of the line in which an octet stands."""
        return bisect_right(self._starts, offset) - 1

    def emptied(self, those: range) -> str:
        """The whole text, with some of its lines (by their indices, one after the other) empty."""
        before, behind = self._data[: self._starts[those.start]], self._data[self._starts[those.stop] :]
        return (before + b"\n" * len(those) + behind).decode()

    def __len__(self) -> int:
        """Lines, with what follows the last line end, be it nothing."""
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        """A line, or some. Raises IndexError."""
        numbers = range(len(self))[index]
        return self._line(numbers) if isinstance(numbers, int) else tuple(map(self._line, numbers))

    def _line(self, number: int) -> str:
        stop = self._starts[number + 1] if number + 1 < len(self) else None
        return self._data[self._starts[number] : stop].decode().rstrip("\r\n")

    def __iter__(self) -> Iterator[str]:
        """One after the other, without a look at those behind."""
        return map(bytes.decode, _cut(self._data))

    def __eq__(self, other: object) -> bool:
        """The same lines, with the same ends."""
        return isinstance(other, FileLines) and self._data == other._data

    __hash__ = None  # type: ignore[assignment]  # a list of lines is no key


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    data: bytes
    """In UTF-8, without byte order mark."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read, if it cannot."""
    warnings: tuple[Problem, ...] = ()

    @property
    def lines(self) -> FileLines:
        """Its lines."""
        return FileLines(self.data)


def decode(data: bytes) -> Decoded:
    """The text of a file, with or without a byte order mark; and what keeps it from being read."""
    if len(data) > MAX_BYTES:
        return Decoded(b"", (TOO_LARGE,))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        text = data.decode("utf-16", "replace") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        wrong = Message("the file is saved as UTF-16 (“Unicode” in Notepad)")
        return Decoded(text.encode(), (Problem(wrong, _SAVE_AS_UTF8, Span(1, 1, 1)),))
    data = data.removeprefix(codecs.BOM_UTF8)
    seen, garbled = True, False
    for start, stop in _blocks(data):
        try:
            text = data[start:stop].decode()
        except UnicodeDecodeError as error:
            return _not_utf8(data, start + error.start)
        seen = seen and (_SEEN.fullmatch(text) is not None or FORBIDDEN.search(text) is None)
        garbled = garbled or any(sign in text for sign in _GARBLED)
    lines = FileLines(data)
    unseen = () if seen else tuple(islice(forbidden(lines), _MANY))
    return Decoded(data, unseen, tuple(mojibake(lines)) if garbled else ())


def _blocks(data: bytes) -> Iterator[tuple[int, int]]:
    """Where to cut the text at ends of lines, so that a large one is never decoded as a whole."""
    start = 0
    while start < len(data):
        stop = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        yield start, stop
        start = stop


def _not_utf8(data: bytes, at: int) -> Decoded:
    """What is said of a file in which the octet `at` is the first that is not UTF-8."""
    before = FileLines(data[:at])
    # The excerpt must show the good lines as typed: only the bad ones are read as Windows-1252.
    shown = BytesIO()
    shown.writelines(_lenient(line) + b"\n" for line in _cut(data))
    place = Span(len(before), len(before[-1]) + 1, len(before[-1]) + 2)
    wrong = Message("the file is not saved as UTF-8 (Windows-1252?)")
    return Decoded(shown.getvalue().removesuffix(b"\n"), (Problem(wrong, _SAVE_AS_UTF8, place),))


_SAVE_AS_UTF8 = Message(
    "Save it again with the encoding UTF-8. (In Notepad: File › Save as…, at the bottom Encoding: UTF-8.)"
)


def _cut(data: bytes) -> Iterator[bytes]:
    """The lines, without their ends."""
    start = 0
    for end in _LINE_END.finditer(data):
        yield data[start : end.start()]
        start = end.end()
    yield data[start:]


def _lenient(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        blocks = (line[start : start + _BLOCK] for start in range(0, len(line), _BLOCK))
        return b"".join(block.decode("cp1252", "replace").encode() for block in blocks)
    return line


def forbidden(lines: Sequence[str]) -> Iterator[Problem]:
    """Characters that nobody sees, and that must not be there."""
    for number, line in enumerate(lines, 1):
        for match in FORBIDDEN.finditer(line):
            place = Span(number, match.start() + 1, match.start() + 2)
            yield Problem(invisible(match[0]), Message("Delete it and type the text around it anew."), place)


def invisible(character: str) -> Message:
    """What is said of such a character."""
    return Message("an invisible character (U+{code:04X}) that must not be there", code=ord(character))


def mojibake(lines: Sequence[str]) -> Iterator[Problem]:
    """The first trace of UTF-8 that was read as Windows-1252 and saved again."""
    for number, line in enumerate(lines, 1):
        if match := _TWICE_ENCODED.search(line):
            yield Problem(
                Message("“{seen}” looks like an accent that was garbled", seen=match[0]),
                Message("Was the file opened and saved with another encoding? Type the accents anew."),
                Span(number, match.start() + 1, match.end() + 1),
                "warning",
            )
            return
