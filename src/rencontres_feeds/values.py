"""Readers of single values: text, addresses, identifiers, numbers, choices.

What is typed is what is published: each format is matched by ourselves, never guessed by YAML or by a
lenient library. Days and hours are in `dates`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

from rencontres_feeds.catalogue import LANGUAGES, Message
from rencontres_feeds.keys import fold, near
from rencontres_feeds.source import Node, Scalar, Sequence
from rencontres_feeds.zones import known, names

if TYPE_CHECKING:
    from collections.abc import Mapping as Names

    from rencontres_feeds.keys import Reader, Reading
    from rencontres_feeds.model import Language

T = TypeVar("T")

MAX_LINE = 500
MAX_TEXT = 100_000
MAX_URL = 2_000
MAX_BRACKETS = 1_000
"""Of `[` in a Markdown text: each may begin a link, and is looked at up to the end of its paragraph."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s\x00-\x20<>\"{}|\\^`]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_UID = re.compile(r"[^\s\x00-\x1f]{1,255}")
_NUMBER = re.compile(r"-?\d{1,3}([.,]\d{1,10})?")
_WHOLE = re.compile(r"\d{1,9}")
_DURATION = re.compile(r"(?:(\d{1,2}) ?h(?:eures?|ours?)? ?(\d{2})?|(\d{1,3}) ?min(?:utes?)?)")
_SIZE = re.compile(r"(\d{1,12})(?:[.,](\d))? ?(octets?|bytes?|ko|kb|mo|mb)?", re.IGNORECASE)
_UNITS = {"k": 1000, "m": 1000_000}


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


def line(node: Node, reading: Reading) -> str | None:
    """A text of one line (a title, a name); line ends typed in it become spaces."""
    text = scalar(node, reading)
    if text is None or not _fits(text, MAX_LINE, node, reading):
        return None
    return " ".join(text.split("\n")) if "\n" in text else text


def markdown(node: Node, reading: Reading) -> str | None:
    """A text of several lines, in Markdown."""
    text = scalar(node, reading)
    if text is None or not _fits(text, MAX_TEXT, node, reading):
        return None
    if text.count("[") > MAX_BRACKETS:
        reading.error(
            node.span,
            Message("this text has more than {limit} opening brackets", limit=MAX_BRACKETS),
            Message("Cut it into several texts."),
        )
        return None
    return text


def _fits(text: str, limit: int, node: Node, reading: Reading) -> bool:
    if len(text) > limit:
        reading.error(
            node.span,
            Message(
                "this text has {length} characters; at most {limit} fit",
                length=len(text),
                limit=limit,
            ),
        )
    return len(text) <= limit


def identifier(node: Node, reading: Reading) -> str | None:
    """A name that is part of addresses and file names, on every system."""
    text = scalar(node, reading)
    if text is None:
        return None
    if _IDENTIFIER.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    proposal = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:64] or "seance-1"
    if _RESERVED.fullmatch(proposal):
        proposal += "-1"
    reading.error(
        node.span,
        Message("“{text}” cannot be the name of a file", text=text),
        Message("Use letters without accents, digits and hyphens: “{proposal}”.", proposal=proposal),
    )
    return None


def url(node: Node, reading: Reading) -> str | None:
    """An absolute http or https address; characters beyond ASCII are percent-encoded (RFC 3987)."""
    text = scalar(node, reading)
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


def email(node: Node, reading: Reading) -> str | None:
    """An e-mail address."""
    text = scalar(node, reading)
    if text is None or _EMAIL.fullmatch(text):
        return text
    reading.error(node.span, Message("“{text}” is not an e-mail address", text=text))
    return None


def uid(node: Node, reading: Reading) -> str | None:
    """The UID that another calendar gave (RFC 5545 section 3.8.4.7)."""
    text = scalar(node, reading)
    if text is None or _UID.fullmatch(text):
        return text
    reading.error(node.span, Message("a UID is one word of at most {limit} characters", limit=255))
    return None


def whole(node: Node, reading: Reading) -> int | None:
    """A number without sign or fraction."""
    text = scalar(node, reading)
    if text is None or _WHOLE.fullmatch(text):
        return None if text is None else int(text)
    reading.error(node.span, Message("“{text}” is not a whole number", text=text))
    return None


def within(least: int, most: int) -> Reader[int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(node: Node, reading: Reading) -> int | None:
        number = whole(node, reading)
        if number is None or least <= number <= most:
            return number
        reading.error(
            node.span, Message("a number from {least} to {most} is expected here", least=least, most=most)
        )
        return None

    return read


def timezone(node: Node, reading: Reading) -> str | None:
    """The IANA name of a zone."""
    text = scalar(node, reading)
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


def geo(node: Node, reading: Reading) -> tuple[float, float] | None:
    """Latitude and longitude: `[43.57, 1.40]`, degrees."""
    items = node.items if isinstance(node, Sequence) else ()
    numbers = [item.text for item in items if isinstance(item, Scalar) and _NUMBER.fullmatch(item.text)]
    if len(numbers) == len(items) == 2:
        latitude, longitude = (float(number.replace(",", ".")) for number in numbers)
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    reading.error(
        node.span,
        Message("latitude and longitude are expected here"),
        Message("Write them in degrees, with points: [43.57, 1.40]."),
    )
    return None


def choice(options: Names[str, T]) -> Reader[T]:
    """A reader of one of these words, whatever their case and accents."""
    folded = {fold(name): value for name, value in options.items()}

    def read(node: Node, reading: Reading) -> T | None:
        text = scalar(node, reading)
        if text is None:
            return None
        if fold(text) in folded:
            return folded[fold(text)]
        close = near(text, options)
        reading.error(
            node.span,
            Message("“{text}” is not known here", text=text),
            Message("Did you mean “{close}”?", close=close)
            if close
            else Message("One of: {names}.", names=", ".join(options)),
        )
        return None

    return read


flag: Reader[bool] = choice(
    {"yes": True, "no": False, "true": True, "false": False}
    | {"oui": True, "non": False, "vrai": True, "faux": False}
)
_LANGUAGES: dict[str, Language] = {name: name for name in LANGUAGES}
language: Reader[Language] = choice(_LANGUAGES)


def duration(node: Node, reading: Reading) -> timedelta | None:
    """How long: `2h`, `1h30`, `90 min`."""
    text = scalar(node, reading)
    if text is None:
        return None
    if match := _DURATION.fullmatch(text.lower()):
        hours, minutes, alone = (int(part or 0) for part in match.groups())
        lasts = timedelta(hours=hours, minutes=minutes + alone)
        if timedelta(0) < lasts <= timedelta(days=1) and minutes < 60:
            return lasts
    reading.error(
        node.span,
        Message("“{text}” is not a duration", text=text),
        Message("Write it as 2h, 1h30 or 90 min."),
    )
    return None


def size(node: Node, reading: Reading) -> int | None:
    """The size of a file in bytes: `240 ko`, `1,2 Mo`, `245760`."""
    text = scalar(node, reading)
    if text is None:
        return None
    if match := _SIZE.fullmatch(text):
        unit = _UNITS.get((match[3] or " ")[0].lower(), 1)
        return int(match[1]) * unit + int(match[2] or 0) * unit // 10
    reading.error(
        node.span,
        Message("“{text}” is not the size of a file", text=text),
        Message("Write it as 240 kB or 1.2 MB."),
    )
    return None
