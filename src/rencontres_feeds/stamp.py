"""The stamp: how all stood that a build looked at, so that the same build need not look at it again.

It is a file in the user's cache folder, for one command line in one folder, and holds what the build says when it
has nothing to do. As long as the program, the source, its documents and the output folder stand as they did,
`repeat` says it again, and imports nothing for it. A stamp that is missing, damaged or old costs time.
It is good for its day: once a day everything is looked at, byte by byte (docs/decisions/stamp.md).
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import suppress

from rencontres_feeds import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypedDict

    class _Content(TypedDict):
        program: str
        day: int
        """Of UTC, counted from 1970."""
        looked: list[str]
        folder: str
        standing: str
        """Digest of how the paths stood that were looked for, and all files in the folder."""
        young: dict[str, str]
        """Files of the folder whose times need not tell the next change, with their sha256."""
        said: str


_KIND, _FORMAT = "stamps", 1
_DAY = 24 * 3600 * 10**9
_FINE, _COARSE = 10**8, 2 * 10**9
"""How long after a change another one may leave a file's times as they are, in nanoseconds: on disks that count
in ticks of the clock, and on those that count in whole seconds (FAT: in two)."""
_LANGUAGE = ("LC_ALL", "LC_MESSAGES", "LANG")


class Stamp:
    """The stamp of one command line: begun before anything is read, kept when the folder is what it should be."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._began = time.time_ns()

    def keep(self, looked: Iterable[str], folder: str, site: Mapping[str, str], said: str) -> None:
        """Remember that nothing is to be done, and what is then said.

        `looked` are the paths that were looked for outside of the output `folder`, there or not; `site` tells the
        sha256 of the files in it. Never raises OSError: without a stamp, the next build takes its time.
        """
        with suppress(OSError):  # what is gone meanwhile
            outside = sorted({os.path.abspath(path) for path in looked})
            standing = dict(cache.standing(outside, folder))
            if any(_fresh(standing[path], self._began) for path in outside):
                return  # it may have been changed since it was read
            now = time.time_ns()
            content: _Content = {
                "program": cache.program(),
                "day": now // _DAY,
                "looked": outside,
                "folder": os.path.abspath(folder),
                "standing": cache.digest(standing),
                "young": {
                    name: site.get(name) or _sha256(os.path.join(folder, name))
                    for name, state in standing.items()
                    if name not in outside and _fresh(state, now if name in site else self._began)
                },
                "said": said,
            }
            cache.write(_KIND, _key(self._arguments), content)


def repeat(arguments: Sequence[str]) -> bool:
    """Say again what this command line said, if all stands as it did then; False: look for yourself."""
    try:
        said = _still(arguments)
    except OSError:
        return False
    if said is None:
        return False
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a text file, as in `cli.main`
    sys.stdout.write(said)
    return True


def _still(arguments: Sequence[str]) -> str | None:
    """What the stamp says, if it is good; None: it is not. Raises OSError if what it tells of is gone."""
    content: _Content | None = cache.read(_KIND, _key(arguments))
    now = time.time_ns()
    if content is None or content["day"] != now // _DAY or content["program"] != cache.program():
        return None
    folder, young = content["folder"], content["young"]
    standing = dict(cache.standing(content["looked"], folder))
    if content["standing"] != cache.digest(standing):
        return None
    if any(_sha256(os.path.join(folder, name)) != sha256 for name, sha256 in young.items()):
        return None
    if young:  # now that they were read, those that have come to rest need not be read again
        still = {name: sha256 for name, sha256 in young.items() if _fresh(standing[name], now)}
        cache.write(_KIND, _key(arguments), {**content, "young": still})
    return content["said"]


def _fresh(state: cache.State, then: int) -> bool:
    """Whether a file was changed so shortly before an instant, or after it, that its times need not tell it."""
    times = state[2:4]
    margin = _FINE if any(each % 10**9 for each in times) else _COARSE
    return any(each > then - margin for each in times)


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(arguments: Sequence[str]) -> list[object]:
    """A command line: it is another one in another folder, and in another language."""
    return [_FORMAT, os.getcwd(), *(os.environ.get(name, "") for name in _LANGUAGE), *arguments]
