"""The stamp: how all stood that a build looked at, so that the same build need not look at it again.

It is a file in the user's cache folder, for one command line in one folder, and holds what the build says when it
has nothing to do. As long as the program, the source, its documents and the output folder stand as they did,
`repeat` says it again, and imports nothing for it. A stamp that is missing, damaged or old costs time.
It is good for a day: then everything is looked at again, byte by byte (docs/decisions/stamp.md).
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
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Self, TypedDict

    from rencontres_feeds.cache import State

    class _Content(TypedDict):
        program: str
        made: int
        """When all was looked at, in nanoseconds since 1970."""
        outside: list[str]
        """The paths that were looked for outside of the folder, there or not."""
        folder: str
        within: list[str]
        """The folders in it that hold files of ours."""
        standing: str
        """Digest of how those paths stood, and all that lies in these folders."""
        young: dict[str, str]
        """Files whose times need not tell the next change, with their sha256."""
        said: str


_KIND, _FORMAT = "stamps", 2
_DAY = 24 * 3600 * 10**9
_FINE, _COARSE = 10**8, 2 * 10**9
"""How long after a change another one may leave a file's times as they are, in nanoseconds: on disks that count
in ticks of the clock, and on those that count in whole seconds (FAT: in two)."""
_LANGUAGE = ("LC_ALL", "LC_MESSAGES", "LANG")
_STAGING = ".rencontres-feeds"
"""How names in the output folder begin that are there only while a publication is made."""


class Stamp:
    """The stamp of one command line: begun before anything is read, kept when the folder is what it should be."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Raises OSError: this cannot be remembered."""
        language = [os.environ.get(name, "") for name in _LANGUAGE]
        self._key = (_FORMAT, os.getcwd(), *language, *arguments)
        self._program = cache.program()
        self._began = time.time_ns()
        self._outside: dict[str, State] = {}
        self._young: dict[str, str] = {}
        self._put: dict[str, State] = {}

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Self | None:
        """The stamp of a command line; None: it cannot be remembered."""
        with suppress(OSError):
            return cls(arguments)
        return None

    def repeat(self) -> bool:
        """Say again what this command line said, if all stands as it did then; False: look for yourself."""
        try:
            said = self._said()
        except OSError:  # what the stamp tells of is gone
            return False
        if said is None:
            return False
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a text file, as in `cli.main`
        sys.stdout.write(said)
        return True

    def look(self, path: str) -> None:
        """Remember how a file stands outside of the output folder: to be called just before it is read."""
        path = os.path.abspath(path)
        with suppress(ValueError):  # a name that no file can have
            state = self._outside[path] = cache.state(path)
            if _fresh(state, time.time_ns()):
                self._young[path] = _sha256(path)

    def put(self, name: str, path: str) -> None:
        """Remember how a file of the output folder stands: to be called when it was just put there."""
        self._put[name] = cache.state(path)

    def keep(self, folder: str, site: Mapping[str, str], said: str) -> None:
        """Remember that nothing is to be done any more, and what is then said.

        `site` tells the sha256 of each file of ours in `folder`. Never raises OSError: without a stamp, the next
        build takes its time.
        """
        with suppress(OSError, KeyError):  # KeyError: a file is gone already
            within = sorted({above for name in site for above in _above(name)})
            now = time.time_ns()
            lying = dict(_lying(folder, within))
            young = dict(self._young)
            for name, sha256 in site.items():
                state, put = lying[name], self._put.get(name)
                if put not in (None, state):
                    return  # somebody changed it since
                # What was not put there was read after this began, and may have been changed after that.
                if _fresh(state, now if put else self._began):
                    young[name] = sha256
            content: _Content = {
                "program": self._program,
                "made": self._began,
                "outside": sorted(self._outside),
                "folder": os.path.abspath(folder),
                "within": within,
                "standing": cache.digest(self._outside | lying),
                "young": young,
                "said": said,
            }
            cache.write(_KIND, self._key, content)

    def _said(self) -> str | None:
        """What the stamp says, if it is good; None: it is not. Raises OSError if what it tells of is gone."""
        content: _Content | None = cache.read(_KIND, self._key)
        now = time.time_ns()
        if not content or content["program"] != self._program or not 0 <= now - content["made"] < _DAY:
            return None
        folder, young = content["folder"], content["young"]
        outside = {path: cache.state(path) for path in content["outside"]}
        standing = outside | dict(_lying(folder, content["within"]))
        if content["standing"] != cache.digest(standing):
            return None
        if any(_sha256(os.path.join(folder, name)) != sha256 for name, sha256 in young.items()):
            return None
        if young:  # now that they were read, those that have come to rest need not be read again
            still = {name: sha256 for name, sha256 in young.items() if _fresh(standing[name], now)}
            cache.write(_KIND, self._key, {**content, "young": still})
        return content["said"]


def _lying(folder: str, within: Sequence[str]) -> Iterator[tuple[str, State]]:
    """As `cache.lying`. Raises OSError also where a publication is being made."""
    for name, state in cache.lying(folder, within):
        if name.startswith(_STAGING):
            raise FileExistsError(name)
        yield name, state


def _above(name: str) -> Iterator[str]:
    """The folders above a name, the output folder among them."""
    while name:
        name = name.rpartition("/")[0]
        yield name


def _fresh(state: State, then: int) -> bool:
    """Whether a file was changed so shortly before an instant, or after it, that its times need not tell it."""
    times = cache.times(state)
    margin = _FINE if any(each % 10**9 for each in times) else _COARSE
    return any(each > then - margin for each in times)


def _sha256(path: str) -> str:
    """The digest of a file; empty: it cannot be read."""
    with suppress(OSError), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""
