"""Readers of what is counted and measured: numbers, lengths of time, sizes of files, places on the globe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.nodes import Node, Scalar, Sequence
from rencontres_feeds.values import bare

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading

_NUMBER = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,10})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DURATION = re.compile(r"(?:([0-9]{1,2}) ?h(?:eures?|ours?)? ?([0-9]{2})?|([0-9]{1,3}) ?min(?:utes?)?)")
_SIZE = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]))? ?(octets?|bytes?|ko|kb|mo|mb)?", re.IGNORECASE)
_UNITS = {"k": 1000, "m": 1000_000}


def whole(node: Node, reading: Reading) -> int | None:
    """A number without sign or fraction."""
    text = bare(node, reading)
    if text is None or _WHOLE.fullmatch(text):
        return None if text is None else int(text)
    reading.error(node.span, Message("“{text}” is not a whole number", text=text))
    return None


@dataclass(frozen=True, slots=True)
class Within:
    """A reader of whole numbers from `least` to `most`."""

    least: int
    most: int

    def __call__(self, node: Node, reading: Reading) -> int | None:
        """The number."""
        number = whole(node, reading)
        if number is None or self.least <= number <= self.most:
            return number
        reading.error(
            node.span,
            Message("a number from {least} to {most} is expected here", least=self.least, most=self.most),
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


def duration(node: Node, reading: Reading) -> timedelta | None:
    """How long: `2h`, `1h30`, `90 min`."""
    text = bare(node, reading)
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
    text = bare(node, reading)
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
