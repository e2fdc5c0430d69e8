"""The stamp: how all stood that a build looked at, so that the same build need not look at it again.

It is a file in the user's cache folder, for one command line in one folder, and holds what the build says when it
has nothing to do. As long as the program, the source, its documents and the output folder stand as they did,
`repeat` says it again, and imports nothing for it. A stamp that is missing, damaged or old costs time.
It is good for its day: once a day everything is looked at, byte by byte (docs/decisions/stamp.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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


FORMAT = 1
_KEPT = 100
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
        with suppress(OSError, ValueError):
            outside = sorted({os.path.abspath(path) for path in looked})
            standing = dict(_standing(outside, folder))
            if any(_fresh(standing[path], self._began) for path in outside):
                return  # it may have been changed since it was read
            now = time.time_ns()
            content: _Content = {
                "program": _program(),
                "day": now // _DAY,
                "looked": outside,
                "folder": os.path.abspath(folder),
                "standing": _digest(standing),
                "young": {
                    name: site.get(name) or _sha256(os.path.join(folder, name))
                    for name, state in standing.items()
                    if name not in outside and _fresh(state, now if name in site else self._began)
                },
                "said": said,
            }
            _write(_place(self._arguments), content)


def repeat(arguments: Sequence[str]) -> bool:
    """Say again what this command line said, if all stands as it did then; False: look for yourself."""
    try:
        place = _place(arguments)
        said = _still(place)
    except (OSError, ValueError):
        return False
    if said is None:
        return False
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a text file, as in `cli.main`
    sys.stdout.write(said)
    return True


def _still(place: str) -> str | None:
    """What a stamp says, if it is good; None: it is not. Raises OSError or ValueError: there is none."""
    content, now = _read(place), time.time_ns()
    if content["day"] != now // _DAY or content["program"] != _program():
        return None
    folder, young = content["folder"], content["young"]
    standing = dict(_standing(content["looked"], folder))
    if content["standing"] != _digest(standing):
        return None
    if any(_sha256(os.path.join(folder, name)) != sha256 for name, sha256 in young.items()):
        return None
    if young:  # now that they were read, those that have come to rest need not be read again
        still = {name: sha256 for name, sha256 in young.items() if _fresh(standing[name], now)}
        with suppress(OSError):
            _write(place, {**content, "young": still})
    return content["said"]


def _standing(looked: Iterable[str], folder: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """How each path stands, and by its name each file in the folder, ours or not."""
    for path in looked:
        try:
            yield path, _state(os.stat(path))
        except FileNotFoundError:
            yield path, ()
    folders = [""]
    for within in folders:
        with os.scandir(os.path.join(folder, within)) as entries:
            for entry in entries:
                name = within + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(name + "/")
                else:
                    yield name, _state(entry.stat(follow_symlinks=False))


def _state(found: os.stat_result) -> tuple[int, ...]:
    """What is another as soon as a file is: its kind, size, times in nanoseconds, and number on the disk."""
    return (stat.S_IFMT(found.st_mode), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _fresh(state: tuple[int, ...], then: int) -> bool:
    """Whether a file was changed so shortly before an instant, or after it, that its times need not tell it."""
    times = state[2:4]
    margin = _FINE if any(each % 10**9 for each in times) else _COARSE
    return any(each > then - margin for each in times)


def _digest(standing: Mapping[str, tuple[int, ...]]) -> str:
    return hashlib.sha256(repr(sorted(standing.items())).encode("utf-8", "surrogateescape")).hexdigest()


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _program() -> str:
    """What is another as soon as the program, its libraries or Python may be others."""
    home = os.path.dirname(__file__)
    files = sorted((name, state) for name, state in _standing((), home) if not name.endswith(".pyc"))
    libraries = [os.stat(path).st_mtime_ns for path in sys.path if os.path.isdir(path)]
    return _digest({home: (), sys.version: tuple(libraries), repr(files): ()})


def _place(arguments: Sequence[str]) -> str:
    """Where the stamp of a command line is: it is another one in another folder, and in another language."""
    language = [os.environ.get(name, "") for name in _LANGUAGE]
    line = json.dumps([FORMAT, os.getcwd(), *language, *arguments])
    return os.path.join(_cache(), hashlib.sha256(line.encode()).hexdigest()[:32] + ".json")


def _cache() -> str:
    """The folder of the stamps, in the user's cache folder as the system has it."""
    home, asked = os.path.expanduser("~"), os.environ.get("XDG_CACHE_HOME", "")
    usual = {"win32": os.environ.get("LOCALAPPDATA", home), "darwin": os.path.join(home, "Library", "Caches")}
    base = asked if os.path.isabs(asked) else usual.get(sys.platform, os.path.join(home, ".cache"))
    return os.path.join(base, "rencontres-feeds", "stamps")


def _read(place: str) -> _Content:
    """The content of a stamp. Raises OSError or ValueError: there is none, or it is not whole."""
    with open(place, "rb") as file:
        seal, _, body = file.read().partition(b"\n")
    if seal.decode() != hashlib.sha256(body).hexdigest():
        raise ValueError(place)
    content: _Content = json.loads(body)
    return content


def _write(place: str, content: _Content) -> None:
    """Put a stamp in its place, whole, and let the oldest of too many go."""
    body = json.dumps(content).encode()
    cache = os.path.dirname(place)
    os.makedirs(cache, mode=0o700, exist_ok=True)
    draft = f"{place}.{os.getpid()}"
    with open(draft, "wb") as file:
        file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    os.replace(draft, place)
    with os.scandir(cache) as entries:
        stamps = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns)
    for old in stamps[:-_KEPT]:
        os.unlink(old)
