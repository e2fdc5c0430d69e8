"""The bytes of a file to its text: UTF-8 only, and what is said of other encodings and of unseen characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 16 * 1024 * 1024

LINE_END = re.compile(r"\r\n|\n|\r")
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff"
    + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(1, 17))
    + "]"
)
_TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf]|â€[\u0090-\u00bf™œ\u009d]|Å“")


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, with or without a byte order mark; and why it is not in UTF-8, if it is not."""
    if len(data) > MAX_BYTES:
        too_large = Message("the file is larger than {limit} MiB", limit=MAX_BYTES // 1024**2)
        return "", (Problem(too_large, Message("Is it the right file?")),)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        text = data.decode("utf-16", "replace") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        wrong = Message("the file is saved as UTF-16 (“Unicode” in Notepad)")
        return text, (Problem(wrong, _SAVE_AS_UTF8, Span(1, 1, 1)),)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        before = LINE_END.split(data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff"))
        # The excerpt must show the good lines as typed: only the bad ones are read as Windows-1252.
        lines = [_lenient(line) for line in re.split(rb"\r\n|\n|\r", data)]
        place = Span(len(before), len(before[-1]) + 1, len(before[-1]) + 2)
        wrong = Message("the file is not saved as UTF-8 (Windows-1252?)")
        return "\n".join(lines) or text, (Problem(wrong, _SAVE_AS_UTF8, place),)


_SAVE_AS_UTF8 = Message(
    "Save it again with the encoding UTF-8. (In Notepad: File › Save as…, at the bottom Encoding: UTF-8.)"
)


def _lenient(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def forbidden(lines: tuple[str, ...]) -> Iterator[Problem]:
    """Characters that nobody sees, and that must not be there."""
    for number, line in enumerate(lines, 1):
        for match in FORBIDDEN.finditer(line):
            place = Span(number, match.start() + 1, match.start() + 2)
            yield Problem(invisible(match[0]), Message("Delete it and type the text around it anew."), place)


def invisible(character: str) -> Message:
    """What is said of such a character."""
    return Message("an invisible character (U+{code:04X}) that must not be there", code=ord(character))


def mojibake(lines: tuple[str, ...]) -> Iterator[Problem]:
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
