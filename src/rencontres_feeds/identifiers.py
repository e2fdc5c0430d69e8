"""Which identifier comes next: proposed to people, never given by the program itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")


def following(taken: Sequence[str], stem: str) -> str:
    """The next free identifier after those that are taken, of the same make: after `seance-4` comes `seance-5`.

    The most usual beginning is kept, and the zeros in front of a number; `stem` is the beginning where no
    identifier ends in a number.
    """
    known = {name.casefold() for name in taken}
    numbered = [match.groups() for name in taken if (match := _NUMBERED.fullmatch(name))]
    if not numbered:
        numbered = [(f"{stem}-", "0")]
    (beginning, _), *_ = Counter(start for start, _ in numbered).most_common(1)
    last = max((digits for start, digits in numbered if start == beginning), key=int)
    number = int(last) + 1
    while (name := f"{beginning}{number:0{len(last)}}").casefold() in known:
        number += 1
    return name
