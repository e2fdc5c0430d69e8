"""Readers of single values: text, addresses, identifiers, choices.

What is typed is what is published: each format is matched by ourselves, never guessed by YAML or by a
lenient library. Days and hours are in `dates`, numbers in `measures`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote, urlsplit

from rencontres_feeds import colors
from rencontres_feeds.catalogue import LANGUAGES, Message
from rencontres_feeds.nodes import Node, Scalar
from rencontres_feeds.spelling import fold, near
from rencontres_feeds.zones import known, names

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading
    from rencontres_feeds.model import Language

T = TypeVar("T")

MAX_LINE = 500
MAX_TEXT = 100_000
MAX_URL = 2_000
MAX_BRACKETS = 1_000
"""Of `[` in a Markdown text: each may begin a link, and is looked at up to the end of its paragraph."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for itself."""
_URL = re.compile(r"https?://[^\s\x00-\x20<>\"{}|\\^`]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_UID = re.compile(r"[^\s\x00-\x1f]{1,255}")
_SMART = re.compile("[“”„‟][^“”„‟]*[“”„‟]")
_CURLY = re.compile("[“”„‟‘’«‹].*[“”‟‘’»›]")


def scalar(node: Node, reading: Reading) -> str | None:
    """Any text, of any number of lines, without blanks around it."""
    if not isinstance(node, Scalar):
        reading.error(
            node.span,
            Message("a text is expected here, not a list or keys"),
            Message("If the text has a colon or begins with a dash or a bracket, put it in quotes."),
        )
        return None
    return node.text.strip()


def bare(node: Node, reading: Reading) -> str | None:
    """A text that is no prose, and so holds no typographic quotation marks around it."""
    text = scalar(node, reading)
    if text is None or text.isascii() or not _CURLY.fullmatch(text):  # none of those marks is ASCII
        return text
    reading.error(
        node.span,
        Message(
            "the marks {open} {close} are not those of YAML: they belong to the text",
            open=text[0],
            close=text[-1],
        ),
        Message(
            "Leave them out, or use straight ones:\n{line}", line=reading.line(node.span, text[1:-1].strip())
        ),
    )
    return None


def line(node: Node, reading: Reading) -> str | None:
    """A text of one line (a title, a name); line ends typed in it become spaces."""
    text = scalar(node, reading)
    if text is None or (len(text) > MAX_LINE and _too_long(text, MAX_LINE, node, reading)):
        return None
    if not text.isascii() and _SMART.fullmatch(text) and isinstance(node, Scalar) and node.plain:
        inner = text[1:-1].strip().replace("\\", "\\\\").replace('"', '\\"')
        reading.warn(
            node.span,
            Message("the marks {open} {close} are published with the text", open=text[0], close=text[-1]),
            Message(
                "If they only were to hold it together, use straight ones:\n{line}\nIf they are to be seen, put"
                " straight ones around them: {kept}",
                line=reading.line(node.span, f'"{inner}"'),
                kept=f'"{text}"',
            ),
        )
    # Venues, topics and people come again and again: one text of each will do.
    return intern(" ".join(text.split("\n")) if "\n" in text else text)


def markdown(node: Node, reading: Reading) -> str | None:
    """A text of several lines, in Markdown."""
    text = scalar(node, reading)
    if text is None or (len(text) > MAX_TEXT and _too_long(text, MAX_TEXT, node, reading)):
        return None
    if text.count("[") > MAX_BRACKETS:
        reading.error(
            node.span,
            Message("this text has more than {limit} opening brackets", limit=MAX_BRACKETS),
            Message("Cut it into several texts."),
        )
        return None
    return text


def _too_long(text: str, limit: int, node: Node, reading: Reading) -> bool:
    what = Message("this text has {length} characters; at most {limit} fit", length=len(text), limit=limit)
    reading.error(node.span, what)
    return True


def identifier(node: Node, reading: Reading) -> str | None:
    """A name that is part of addresses and file names, on every system."""
    text = bare(node, reading)
    if text is None:
        return None
    if _IDENTIFIER.fullmatch(text) and not RESERVED.fullmatch(text):
        return text
    proposal = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:64] or "seance-1"
    if RESERVED.fullmatch(proposal):
        proposal += "-1"
    reading.error(
        node.span,
        Message("“{text}” cannot be the name of a file", text=text),
        Message("Use letters without accents, digits and hyphens: “{proposal}”.", proposal=proposal),
    )
    return None


def url(node: Node, reading: Reading) -> str | None:
    """An absolute http or https address; characters beyond ASCII are percent-encoded (RFC 3987)."""
    text = bare(node, reading)
    if text is None:
        return None
    try:
        parts = urlsplit(text) if _URL.fullmatch(text) and len(text) <= MAX_URL else None
        if parts is None or not parts.hostname or (parts.port is not None and not parts.port):
            raise ValueError(text)
        host = parts.hostname.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError of the idna codec is one, too
        reading.error(
            node.span,
            Message("“{text}” is not a whole address of the web", text=text),
            Message("Write it with https:// and without spaces, as the browser shows it."),
        )
        return None
    netloc = host + (f":{parts.port}" if parts.port else "")
    rest = quote(text[text.index(parts.netloc) + len(parts.netloc) :], safe="/?#[]@!$&'()*+,;=:%~")
    return f"{parts.scheme.lower()}://{netloc}{rest}"


def base_url(node: Node, reading: Reading) -> str | None:
    """The address of a folder: as `url`, ending in `/`, without query and fragment."""
    text = url(node, reading)
    if text is None:
        return None
    if "?" in text or "#" in text or text.endswith((".html", ".ics")):
        reading.error(
            node.span,
            Message("the address of a folder is expected here"),
            Message("Leave out what follows “?” or “#”, and the name of the page."),
        )
        return None
    return text if text.endswith("/") else text + "/"


def origin(node: Node, reading: Reading) -> str | None:
    """The address of a whole site, as browsers name it (RFC 6454): scheme, host, and port if it is its own."""
    text = url(node, reading)
    if text is None:
        return None
    parts = urlsplit(text)
    alone = f"{parts.scheme}://{parts.netloc}"
    if text.removesuffix("/") == alone:
        return alone
    reading.error(
        node.span,
        Message("the address of a whole site is expected here"),
        Message("Leave out what follows its name: “{origin}”.", origin=alone),
    )
    return None


def color(node: Node, reading: Reading) -> str | None:
    """A colour that can be read on light paper: `#14564f` or `#fff`, with or without its sign."""
    text = scalar(node, reading)
    if text is None:
        return None
    typed = colors.parse(text)
    if typed is None:
        reading.error(
            node.span,
            Message("“{text}” is not a colour", text=text),
            Message('Write six digits from 0 to f, in quotes: "#14564f".'),
        )
        return None
    if colors.readable(typed, colors.LIGHT):
        return typed
    ratio = int(colors.weakest(typed, colors.LIGHT) * 10)
    reading.error(
        node.span,
        Message(
            "{color} is too pale to be read: its contrast is {whole}.{tenth} to 1, and must be 4.5",
            color=typed,
            whole=ratio // 10,
            tenth=ratio % 10,
        ),
        Message('The nearest that can be read: "{near}".', near=colors.nearest(typed, colors.LIGHT)),
    )
    return None


def email(node: Node, reading: Reading) -> str | None:
    """An e-mail address."""
    text = bare(node, reading)
    if text is None or _EMAIL.fullmatch(text):
        return text
    reading.error(node.span, Message("“{text}” is not an e-mail address", text=text))
    return None


def uid(node: Node, reading: Reading) -> str | None:
    """The UID that another calendar gave (RFC 5545 section 3.8.4.7)."""
    text = bare(node, reading)
    if text is None or _UID.fullmatch(text):
        return text
    reading.error(node.span, Message("a UID is one word of at most {limit} characters", limit=255))
    return None


def timezone(node: Node, reading: Reading) -> str | None:
    """The IANA name of a zone."""
    text = bare(node, reading)
    if text is None or known(text):
        return text
    close = near(text.rpartition("/")[2], [name.rpartition("/")[2] for name in names()])
    whole_name = next((name for name in sorted(names()) if close and name.endswith("/" + close)), "")
    reading.error(
        node.span,
        Message("unknown time zone “{text}”", text=text),
        Message("Write it as “{zone}”.", zone=whole_name or "Europe/Paris"),
    )
    return None


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """A reader of one of these words, whatever their case and accents."""

    options: Names[str, T]
    """For each value the English words before the French ones; the one to propose is the first, or the last."""
    meant: Names[str, T] = field(default_factory=dict)
    """Words that people type, and what they mean."""
    by_word: dict[str, T] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_word", {fold(name): value for name, value in self.options.items()})

    def word(self, value: T, language: Language) -> str:
        """The word for a value."""
        names = [name for name, option in self.options.items() if option == value]
        return names[-1] if language == "fr" else names[0]

    def words(self, language: Language) -> list[str]:
        """The words for all values, in their order."""
        return [self.word(value, language) for value in dict.fromkeys(self.options.values())]

    def __call__(self, node: Node, reading: Reading) -> T | None:
        """The value."""
        text = bare(node, reading)
        if text is None:
            return None
        value = self.by_word.get(fold(text))
        if value is not None:
            return value
        reading.error(
            node.span, Message("“{text}” is not known here", text=text), self._mend(text, node, reading)
        )
        return None

    def _mend(self, text: str, node: Node, reading: Reading) -> Message:
        names = self.words(reading.keys)
        meant = [name for word, name in self._meant(reading.keys) if fold(word) == fold(text)]
        close = meant[0] if meant else near(text, names) or near(text, self.options)
        if not close:
            return Message("One of: {names}.", names=", ".join(names))
        return Message("Did you mean “{close}”?\n{line}", close=close, line=reading.line(node.span, close))

    def _meant(self, language: Language) -> list[tuple[str, str]]:
        return [(word, self.word(value, language)) for word, value in self.meant.items()]


flag: Choice[bool] = Choice(
    {"yes": True, "no": False, "true": True, "false": False}
    | {"vrai": True, "faux": False, "oui": True, "non": False},
    {"o": True, "n": False, "y": True, "1": True, "0": False, "libre": True, "payant": False},
)
_LANGUAGES: dict[str, Language] = {name: name for name in LANGUAGES}
language: Choice[Language] = Choice(
    _LANGUAGES, {"français": "fr", "french": "fr", "anglais": "en", "english": "en", "fr-FR": "fr", "fra": "fr"}
)
