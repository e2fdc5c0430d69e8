"""The next free id, as the ids of a file go on: `seance-5` after `seance-4`, a day's name after days' names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rencontres_feeds.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

_DAY = re.compile(r"(.*?)\d{4}-\d{2}-\d{2}")
_COUNTED = re.compile(r"(.*?)(\d+)")
_MAX_SLUG = 40


def following(ids: Sequence[str], usual: str, taken: Iterable[str] = (), day: str = "") -> str:
    """An id for one more: proposed to people, never given by the program itself.

    `ids` are those of its kind in the file, of which the most usual beginning is kept (of equals, the last
    one's), and the zeros in front of a number; `usual` is the beginning where none ends in a number. `taken` are
    others that are not free, however they were used; `day` is the new one's day, if it is known, as 2018-03-15:
    days' names go on so. Capitals make no difference, as in names of files.
    """
    used = {name.casefold() for name in (*ids, *taken)}
    last = ids[-1] if ids else ""
    if (match := _DAY.fullmatch(last)) and day:
        return free(match[1] + day, used)
    counted = [m for name in reversed(ids) if not _DAY.fullmatch(name) and (m := _COUNTED.fullmatch(name))]
    beginnings = Counter(m[1] for m in counted)
    prefix, width = usual, 1
    if counted:
        prefix = max(beginnings, key=beginnings.__getitem__)  # of equals the first, which is the last in the file
        width = next(len(m[2]) for m in counted if m[1] == prefix)
    # As far as the name goes on: « 2018-seance-4 » counts by its end.
    numbers = [int(m[2]) for name in used if (m := _COUNTED.fullmatch(name)) and m[1] == prefix.casefold()]
    return f"{prefix}{max(numbers, default=0) + 1:0{width}}"


def free(name: str, used: Container[str]) -> str:
    """The name itself, or with the first number from 2 behind it that is free; `used` are in small letters."""
    number, found = 2, name
    while found.casefold() in used:
        found, number = f"{name}-{number}", number + 1
    return found


def slug(name: str, otherwise: str) -> str:
    """A name in small letters, digits and hyphens, cut between its words; `otherwise` if nothing is left."""
    whole = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    if len(whole) > _MAX_SLUG:
        whole = whole[: _MAX_SLUG + 1].rpartition("-")[0] or whole[:_MAX_SLUG]
    return whole or otherwise
