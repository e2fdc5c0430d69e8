"""The user's cache folder: what may be lost at any time, and changes nothing but time.

Each file begins with the sha256 of the rest. What is damaged, or cannot be read or written, is not there. Knows
nothing of what is kept, and imports nothing that takes its time: the stamp is looked for before all else.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import stat
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

State = tuple[int, ...]
"""What is another as soon as a file or a folder is: see `_told`; of a link both, and of what it leads to."""
_KEPT = {"stamps": 100, "made": 8}
"""How many files of a kind: those of the second may have megabytes."""


def read(kind: str, key: Sequence[object]) -> Any:  # noqa: ANN401  # as from JSON: what was written, or None
    """What was kept of a kind under a key; None: nothing, or it is not whole."""
    try:
        with open(_place(kind, key), "rb") as file:
            seal, _, body = file.read().partition(b"\n")
        return json.loads(body) if seal == _seal(body) else None
    except (OSError, ValueError):
        return None


def write(kind: str, key: Sequence[object], content: object) -> None:
    """Keep what can be JSON, and let the oldest of too many of its kind go. Never raises OSError."""
    place = _place(kind, key)
    home, draft = os.path.dirname(place), f"{place}.{os.getpid()}"
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    with suppress(OSError):
        os.makedirs(home, mode=0o700, exist_ok=True)
        with open(draft, "wb") as file:
            file.writelines((_seal(body), b"\n", body))
        os.replace(draft, place)
        with os.scandir(home) as entries:
            kept = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns)
        for old in kept[: -_KEPT[kind]]:
            os.unlink(old)


@functools.cache
def program() -> str:
    """What is another as soon as the program, its libraries or Python may be others; as of the first look.

    Raises OSError: that cannot be told.
    """
    folders = [folder for folder, _, _ in os.walk(os.path.dirname(__file__)) if not _compiled(folder)]
    files = {path: state for path, state in lying("", folders) if not _compiled(path)}
    libraries = {path: (os.stat(path).st_mtime_ns,) for path in sys.path if os.path.exists(path)}
    return digest({**files, **libraries, sys.version: ()})


def _compiled(path: str) -> bool:
    """Whether Python keeps there what it made of the modules."""
    return path.endswith("__pycache__")


def lying(folder: str, within: Iterable[str]) -> Iterator[tuple[str, State]]:
    """By its name, how each thing stands that lies in these folders of a folder. Raises OSError."""
    for each in within:
        for entry in os.listdir(os.path.join(folder, each)):
            name = f"{each}/{entry}" if each else entry
            yield name, state(os.path.join(folder, name))


def state(path: str) -> State:
    """How a path stands; if that cannot be seen, why not. Raises ValueError for what is no path."""
    try:
        found = os.lstat(path)
        return _told(found) + (_told(os.stat(path)) if stat.S_ISLNK(found.st_mode) else ())
    except OSError as error:
        return (error.errno or 0,)


def _told(found: os.stat_result) -> State:
    """Kind and number on the disk; unless it is a folder, in which things come and go, size and times as well."""
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        return (kind, found.st_ino)
    return (kind, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def times(state: State) -> State:
    """When a file was changed, in nanoseconds: a link, and what it leads to."""
    return state[3:5] + state[8:10]


def digest(states: Mapping[str, State]) -> str:
    """What is another as soon as one of them is."""
    return hashlib.sha256(repr(sorted(states.items())).encode("utf-8", "surrogateescape")).hexdigest()


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _place(kind: str, key: Sequence[object]) -> str:
    return os.path.join(
        _folder(), kind, hashlib.sha256(repr(key).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    )


def _folder() -> str:
    """Ours, in the user's cache folder as the system has it."""
    home, asked = os.path.expanduser("~"), os.environ.get("XDG_CACHE_HOME", "")
    usual = {"win32": os.environ.get("LOCALAPPDATA", home), "darwin": os.path.join(home, "Library", "Caches")}
    base = asked if os.path.isabs(asked) else usual.get(sys.platform, os.path.join(home, ".cache"))
    return os.path.join(base, "rencontres-feeds")
