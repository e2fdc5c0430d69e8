"""The next free id, as the ids of a file go on: `seance-5` after `seance-4`, a day's name after days' names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAY = re.compile(r"(.*?)\d{4}-\d{2}-\d{2}")
_COUNTED = re.compile(r"(.*?)(\d+)")


def following(ids: Sequence[str], taken: Iterable[str], usual: str, day: str) -> str:
    """An id for one more.

    `ids` are those of its kind in the file, the last one the one to go on from; `taken` those that are not free,
    however they were used; `usual` what ids begin with where there are none; `day` the new one's day, if it
    is known, as 2018-03-15. Capitals make no difference, as in names of files.
    """
    used = {name.casefold() for name in (*ids, *taken)}
    last = ids[-1] if ids else ""
    if (match := _DAY.fullmatch(last)) and day:
        return _free(match[1] + day, used)
    counted = next(
        (m for name in reversed(ids) if not _DAY.fullmatch(name) and (m := _COUNTED.fullmatch(name))), None
    )
    prefix, width = (counted[1], len(counted[2])) if counted else (usual, 1)
    # As far as the name goes on: « 2018-seance-4 » counts by its end.
    numbers = [int(m[2]) for name in used if (m := _COUNTED.fullmatch(name)) and m[1] == prefix.casefold()]
    return f"{prefix}{max(numbers, default=0) + 1:0{width}}"


def _free(name: str, used: set[str]) -> str:
    number, free = 2, name
    while free.casefold() in used:
        free, number = f"{name}-{number}", number + 1
    return free
