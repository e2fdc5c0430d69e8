"""What stands in the output folder. Changes nothing there, and follows no link inside it.

The folder itself may be a link: that is the choice of whoever gave it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import TYPE_CHECKING, Literal

from rencontres_feeds import journal
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Refusal, refuse
from rencontres_feeds.site import STAGING, Found, safe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

JOURNAL = f"{STAGING}/journal.json"

Kind = Literal["absent", "file", "folder", "other"]

_WISHES = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")  # no system has them all
_FLAGS = os.O_RDONLY | sum(getattr(os, wish, 0) for wish in _WISHES)
_CHUNK = 1 << 20
_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT: what Windows calls a junction looks like a folder, and is a link."""
_REASONS = {
    errno.ENOSPC: Message("the disk is full"),
    errno.EDQUOT: Message("your share of the disk is used up"),
    errno.EFBIG: Message("the file is too large for this disk"),
    errno.EIO: Message("the disk reports an error"),
    errno.EROFS: Message("the disk can only be read"),
    errno.EACCES: Message("permission denied"),
    errno.EPERM: Message("permission denied"),
    errno.ENOENT: Message("there is no such file"),
    errno.EEXIST: Message("something else of that name is in the way"),
    errno.ENOTDIR: Message("something else stands where a folder should be"),
    errno.EISDIR: Message("a folder of that name is in the way"),
    errno.EADDRINUSE: Message("another program listens there"),
    errno.ENAMETOOLONG: Message("the name is too long for this disk"),
}


def survey(folder: Path, names: Iterable[str]) -> dict[str, Found]:
    """What stands under each name; nothing there: not in the answer.

    A link, what is reached through one or through a file, a folder, a device, and a name that leads
    out of the folder are `Found("other")`. Raises Refusal if a file cannot be read.
    """
    found = {}
    above: dict[str, Kind] = {}
    for name in names:
        try:
            here = look(folder, name, above) if safe(name) else Found("other")
        except OSError as error:
            raise unreadable(name, error) from error
        if here:
            found[name] = here
    return found


def read(folder: Path, name: str) -> bytes | None:
    """The bytes of a file; None: nothing is there.

    Raises Refusal if what is there cannot be read or is no plain file: that is not nothing.
    """
    try:
        what = kind(folder, name)
        if what == "absent":
            return None
        if what == "file":
            with os.fdopen(_open(f"{folder}/{name}"), "rb") as file:
                return file.read()
    except OSError as error:
        raise unreadable(name, error) from error
    raise refuse(
        Message("{name} in {folder} is not a plain file", name=name, folder=folder),
        Message("Move it elsewhere, then run the same command again."),
    )


def pending(folder: Path) -> bool:
    """Whether an interrupted publication waits to be finished. Raises Refusal as `read` does."""
    data = read(folder, JOURNAL)
    return data is not None and journal.loads(data) is not None


def look(folder: Path, name: str, above: dict[str, Kind] | None = None) -> Found | None:
    """What stands under one name, which is known to be safe. Raises OSError.

    `above` is what was seen of the folders above other names, and gets those above this one.
    """
    path = f"{folder}/{name}"  # a text: with Path objects, they would take most of the time of a survey
    parent = name.rpartition("/")[0]
    what = _kind_in(str(folder), parent, above if above is not None else {}) if parent else "folder"
    status = _status(path) if what == "folder" else None
    if status is None:
        return None if what in {"absent", "folder"} else Found("other")
    if _kind(status) != "file":
        return Found("other")
    return Found("file", _sha256(path, status.st_size))


def kind(folder: Path, name: str) -> Kind:
    """What stands under one name, without looking into it. Raises OSError."""
    return _kind_in(str(folder), name, {})


def _kind_in(folder: str, name: str, seen: dict[str, Kind]) -> Kind:
    """The same; `seen` is what was seen already of this name and of those above it."""
    if name not in seen:
        parent = name.rpartition("/")[0]
        above = _kind_in(folder, parent, seen) if parent else "folder"
        if above == "folder":
            status = _status(f"{folder}/{name}")
            seen[name] = _kind(status) if status else "absent"
        else:
            seen[name] = "absent" if above == "absent" else "other"
    return seen[name]


def reason(error: OSError) -> Message | str:
    """Why the system refused, in words for people where we have them."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def unreadable(name: object, error: OSError) -> Refusal:
    """The refusal that says that a file cannot be read, and why."""
    return refuse(
        Message("{name} cannot be read: {reason}", name=name, reason=reason(error)),
        Message("Nothing was published. Mend this, then run the same command again."),
    )


def _kind(status: os.stat_result) -> Kind:
    """The same, of what lstat says."""
    if getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return "other"
    if stat.S_ISREG(status.st_mode):
        return "file"
    return "folder" if stat.S_ISDIR(status.st_mode) else "other"


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _sha256(path: str, size: int) -> str:
    """Of a file that had this size a moment ago: most are read in one call."""
    asked = min(size + 1, _CHUNK)
    descriptor = _open(path)
    try:
        chunk = os.read(descriptor, asked)
        digest = hashlib.sha256(chunk)
        while len(chunk) == asked:
            asked = _CHUNK
            chunk = os.read(descriptor, asked)
            digest.update(chunk)
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def _open(path: str) -> int:
    """The file, open; a link or a pipe that comes meanwhile is not followed nor waited for."""
    return os.open(path, _FLAGS)
