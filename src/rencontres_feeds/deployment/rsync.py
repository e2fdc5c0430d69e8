"""rsync over ssh, by the programs of these names: whole files or none, and only what differs travels.

Nothing but rsync runs on the host, so a key that may do only that (rrsync) is enough. Whoever logs in how
is the business of ssh; the key of the host must be known to it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.hosts import not_let_in, other_key, unknown_key
from rencontres_feeds.deployment.plan import JOURNAL
from rencontres_feeds.deployment.target import Broken, Unreachable, denied
from rencontres_feeds.problems import refuse
from rencontres_feeds.site import STAGING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rencontres_feeds.deployment.places import Place
    from rencontres_feeds.deployment.target import Parcel, Progress

_SECONDS = 30
_PUT = ("--recursive", "--checksum", "--perms", "--chmod=D755,F644", "--from0", "--files-from=-")
_DELETE = ("--recursive", "--from0", "--files-from=-", "--delete-missing-args")
_LOST = frozenset({5, 10, 12, 30, 35, 255})
"""Exit codes of rsync (its manual page) and ssh for a connection that is lost or was not made."""
_NOBODY = re.compile("^ssh: (connect to host|Could not resolve)")
_ABSENT = re.compile(r"\(2\)$", re.MULTILINE)
"""ENOENT at the end of a complaint of rsync."""
_ENTRY = re.compile(r"[-a-z?][-a-zA-Z?]{9}\S*\s+[\d,.']+ \d{4}/\d\d/\d\d \d\d:\d\d:\d\d (.*)")


@contextmanager
def connected(place: Place, *, terminal: bool, seconds: int = _SECONDS) -> Iterator[Rsync]:
    """The folder of a place, as long as the `with` block lasts. Raises Refusal.

    `terminal`: there is somebody whom ssh may ask.
    """
    for program in ("rsync", "ssh"):
        if not shutil.which(program):
            raise refuse(
                Message("the program {program} is not on this machine", program=program),
                Message("Install it, or choose another method: sftp needs no program."),
            )
    with tempfile.TemporaryDirectory(prefix="rf-") as folder:  # a short name: that of a socket may not be long
        ssh = _ssh(place, Path(folder) / "ssh", seconds, terminal=terminal)
        try:
            yield Rsync(place, ssh, Path(folder), seconds)
        finally:
            subprocess.run(  # noqa: S603  # words of our own, no shell
                [*ssh, "-O", "exit", _account(place)], check=False, capture_output=True
            )


def _ssh(place: Place, socket: Path, seconds: int, *, terminal: bool) -> list[str]:
    """One connection serves all runs of rsync."""
    settings = {
        "StrictHostKeyChecking": "yes",
        "ConnectTimeout": seconds,
        "ServerAliveInterval": seconds,
        "ServerAliveCountMax": 1,
        "ControlMaster": "auto",
        "ControlPersist": "yes",
        "ControlPath": socket,
        "BatchMode": "no" if terminal else "yes",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    port = ["-p", str(place.port)] if place.port else []
    key = ["-i", os.path.expanduser(place.key), "-o", "IdentitiesOnly=yes"] if place.key else []  # noqa: PTH111  # a text is wanted
    return ["ssh", *options, *port, *key]


class Rsync:
    """A Target by runs of rsync."""

    def __init__(self, place: Place, ssh: Sequence[str], folder: Path, seconds: int) -> None:
        self._place = place
        self._command = ("rsync", "--rsh", shlex.join(ssh), f"--timeout={seconds}", "--8-bit-output")
        self._folder = folder
        self._there = f"{_account(place)}:{place.path.rstrip('/')}/"
        self._put: tuple[str, ...] = _PUT

    def names(self, folder: str) -> frozenset[str] | None:
        """As a Target does."""
        said = self._run(folder, "--list-only", f"{self._there}{folder}/" if folder else self._there)
        if said is None:
            self._put = (*_PUT, "--mkpath") if not folder else self._put  # an older rsync there does not know it
            return None
        names = (match[1] for line in said.splitlines() if (match := _ENTRY.fullmatch(line)))
        return frozenset(name.partition(" -> ")[0] for name in names) - {"."}

    def read(self, name: str) -> bytes | None:
        """As a Target does."""
        copy = self._folder / "copy"
        if self._run(name, f"{self._there}{name}", str(copy)) is None:
            return None
        if not copy.exists():  # it leaves folders out without a word
            raise denied(name, Message("a folder of that name is in the way"))
        data = copy.read_bytes()
        copy.unlink()
        return data

    def stage(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """Nothing: rsync sends under hidden names by itself, and renames each file."""

    def write(self, name: str, data: bytes) -> None:
        """As a Target does."""
        with self._tree() as tree:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes(data)
            self._run(name, *self._put, f"{tree}/", self._there, names=[name])

    def place(self, parcels: Sequence[Parcel], progress: Progress) -> None:
        """One run for each step of a publication."""
        for _, step in groupby(parcels, key=lambda parcel: parcel.step):
            these = list(step)
            names = [parcel.name for parcel in these]
            self._run(names[0], *self._put, f"{these[0].root}/", self._there, names=names)
            for parcel in these:
                progress.sent(parcel.size)
                progress.placed(parcel.name)

    def delete(self, names: Iterable[str]) -> None:
        """By a folder in which they are missing."""
        gone = sorted(names)
        with self._tree() as tree:
            for name in gone:
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
            if gone:
                self._run(gone[0], *_DELETE, f"{tree}/", self._there, names=gone)

    def drop(self, folder: str) -> None:
        """As a Target does: rsync itself leaves a folder that is not empty."""
        self.delete([folder])

    def sweep(self) -> None:
        """As a Target does."""
        self.delete([JOURNAL])
        self.drop(STAGING)

    @contextmanager
    def _tree(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=self._folder) as tree:
            yield Path(tree)

    def _run(self, name: str, *arguments: str, names: Sequence[str] = ()) -> str | None:
        """What rsync says; None: what was asked for is not there."""
        with tempfile.TemporaryFile() as said:  # no pipe: the connection that stays open would hold it
            done = subprocess.run(  # noqa: S603  # words of our own, no shell
                [*self._command, *arguments],
                check=False,
                input="\0".join(names).encode(),
                stdout=subprocess.PIPE,
                stderr=said,
                env={**os.environ, "LC_ALL": "C"},
            )
            said.seek(0)
            errors = said.read().decode("utf-8", "replace")
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace")
        if done.returncode == 23 and not names and _ABSENT.search(errors):
            return None
        raise self._error(name, done.returncode, errors)

    def _error(self, name: str, code: int, errors: str) -> Exception:
        user, host = self._place.user, self._place.host
        if "IDENTIFICATION HAS CHANGED" in errors:
            return other_key(self._place)
        if "Host key verification failed" in errors:
            return unknown_key(self._place)
        if "Permission denied (" in errors:
            return not_let_in(host, user)
        lines = [line.removeprefix("rsync: ") for line in errors.splitlines() if line.strip()]
        first = next(iter(lines), str(code))
        if _NOBODY.search(first):
            return Unreachable(first)
        return Broken(first) if code in _LOST else denied(name, first)


def _account(place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{place.user}@{host}" if place.user else host
