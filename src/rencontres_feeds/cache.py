"""The user's cache folder: what may be lost at any time, and changes nothing but time.

Each file begins with the sha256 of the rest. What is damaged, or cannot be read or written, is not there. Knows
nothing of what is kept, and imports nothing that takes its time: the stamp is looked for before all else.
"""

from __future__ import annotations

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
"""Kind, size, mtime, ctime and inode of a file, the times in nanoseconds; empty: it is not there."""
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


def program() -> str:
    """What is another as soon as the program, its libraries or Python may be others."""
    home = os.path.dirname(__file__)
    files = {name: state for name, state in standing((), home) if not name.endswith(".pyc")}
    libraries = tuple(os.stat(path).st_mtime_ns for path in sys.path if os.path.isdir(path))
    return digest({**files, sys.version: libraries})


def standing(paths: Iterable[str], folder: str) -> Iterator[tuple[str, State]]:
    """How each path stands, and by its name each file in the folder. Raises OSError if that cannot be told."""
    for path in paths:
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


def digest(states: Mapping[str, State]) -> str:
    """What is another as soon as one of them is."""
    return hashlib.sha256(repr(sorted(states.items())).encode("utf-8", "surrogateescape")).hexdigest()


def _state(found: os.stat_result) -> State:
    """What is another as soon as a file is: its kind, size, times in nanoseconds, and number on the disk."""
    return (stat.S_IFMT(found.st_mode), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


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
