"""Publications to be interrupted: whole folders as values, disks that fail, processes that die.

Run as a program, it does in a process of its own what a test cannot do in its own (`main`).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import stat
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rencontres_feeds import disk
from rencontres_feeds.catalogue import load
from rencontres_feeds.folder import survey
from rencontres_feeds.problems import Refusal, show
from rencontres_feeds.site import LEDGER, STAGING, Made, Plan, Site, plan
from rencontres_feeds.writer import Incomplete, locked, publish, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Tree = dict[str, tuple[object, ...]]


def tree(folder: Path, *, mtimes: bool = True) -> Tree:
    """All below a folder: names to kind, mode, and bytes or where a link leads; mtimes of files."""
    return {
        path.relative_to(folder).as_posix(): _entry(path, mtimes=mtimes) for path in sorted(folder.rglob("*"))
    }


def _entry(path: Path, *, mtimes: bool) -> tuple[object, ...]:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return ("link", str(path.readlink()))
    if stat.S_ISDIR(status.st_mode):
        return ("folder", oct(stat.S_IMODE(status.st_mode)))
    entry = ("file", oct(stat.S_IMODE(status.st_mode)), path.read_bytes())
    return (*entry, status.st_mtime_ns) if mtimes else entry


def public(tree: Tree) -> Tree:
    """A tree without our staging folder."""
    return {name: entry for name, entry in tree.items() if name.split("/")[0] != STAGING}


def expected(files: Mapping[str, bytes]) -> Tree:
    """The tree of an output folder with exactly these files, by the promised modes; no mtimes."""
    folders = {parent.as_posix() for name in files for parent in Path(name).parents if parent != Path()}
    return dict.fromkeys(folders, ("folder", "0o755")) | {
        name: ("file", "0o644", data) for name, data in files.items()
    }


def site_of(files: Mapping[str, bytes]) -> Site:
    return {name: Made(data) for name, data in files.items()}


def sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """What a ledger would say of these files: it does not list itself."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != LEDGER}


def put(
    folder: Path,
    files: Mapping[str, bytes],
    ours: Mapping[str, bytes] | None = None,
    *,
    wait: float = 10.0,
) -> Plan:
    """Publish the files, as a build does: lock, recover, take stock, plan, act."""
    site, listed = site_of(files), sums(ours or {})
    with locked(folder, wait) as held:
        recover(held)
        decided = plan(site, survey(folder, [*site, *listed]), listed)
        publish(held, site, decided, None)
    return decided


def said(refusal: Refusal) -> str:
    """The lines that a person reads."""
    return "\n".join(show(problem, "", (), load("en")) for problem in refusal.problems)


class Killed(BaseException):
    """As if the process had died."""


class Faulty:
    """A stand-in for `os` in `disk`, where something goes wrong at the n-th operation."""

    COUNTED = frozenset(
        {"open", "write", "fsync", "chmod", "utime", "close", "mkdir", "replace", "unlink", "rmdir"}
    )

    def __init__(self, at: int, fault: Callable[[Faulty], NoReturn] | None = None) -> None:
        self.at = at
        self.fault = fault
        self.done: list[str] = []
        self.counting = threading.Lock()
        self.broken: Callable[[Faulty], NoReturn] | None = None

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return partial(self._do, name, real) if name in self.COUNTED else real

    def _do(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with self.counting:  # the disk is waited for by several threads
            self.done.append(name)
            number = len(self.done)
        if name == "close":
            real(*args)  # however it ends, the descriptor is gone
        if self.broken:
            self.broken(self)
        if number == self.at and self.fault:
            if name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            self.fault(self)
        if name in {"close", "fsync"}:  # no power fails here: what was written need not reach the disk
            return None
        return real(*args, **options)


def full(_: Faulty) -> NoReturn:
    """This once, no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def gone(faulty: Faulty) -> NoReturn:
    """From now on, the disk does nothing any more."""
    faulty.broken = gone
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def killed(faulty: Faulty) -> NoReturn:
    """From now on, nothing is done: what a process does after its death."""
    faulty.broken = killed
    raise Killed


def really_killed(_: Faulty) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def generation(number: int, names: range) -> dict[str, bytes]:
    """A site, half of which changes from one number to the next; the range says which sessions."""
    files = {f"seances/seance-{i}.html": f"{i} {number if i % 2 else 'as ever'}\n".encode() * 400 for i in names}
    files |= {f"documents/{i}/report.pdf": bytes([i]) * 5000 for i in names if i % 5 == 0}
    shared = ("calendar.ics", "rss.xml", "atom.xml", "feed.json", "index.html", LEDGER)
    return files | {name: f"{name} {number}\n".encode() * 300 for name in shared}


class Kills:
    """One publication of fifty files, killed again and again."""

    def __init__(self, base: Path) -> None:
        self.old, self.new = generation(1, range(40)), generation(2, range(4, 44))
        self.template, self.folder = base / "template", base / "output"
        put(self.template, self.old)
        self.before = tree(self.template)
        self.outcomes = dict.fromkeys(("old", "finished", "new", "torn", "missing", "wrong"), 0)

    def fresh(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)

    def child(self, at: int) -> int:
        """A process that publishes, and dies at operation `at` (0: none); its number."""
        child = os.fork()
        if child:
            return child
        try:
            vars(disk)["os"] = Faulty(at, really_killed)
            put(self.folder, self.new, self.old)
        finally:
            os._exit(0)

    def look(self) -> None:
        """What a reader finds now, and what the next run makes of it."""
        for name in self.old.keys() & self.new.keys():
            path = self.folder / name
            if not path.exists():
                self.outcomes["missing"] += 1
            elif path.read_bytes() not in {self.old[name], self.new[name]}:
                self.outcomes["torn"] += 1
        with locked(self.folder) as held:
            finished = recover(held)
        now = tree(self.folder)
        if now == self.before:
            self.outcomes["old"] += 1
        elif tree(self.folder, mtimes=False) != expected(self.new) or not self.kept(now):
            self.outcomes["wrong"] += 1
        else:
            self.outcomes["finished" if finished else "new"] += 1

    def kept(self, now: Tree) -> bool:
        """Whether files that did not change were not touched."""
        same = [name for name in self.old if self.new.get(name) == self.old[name]]
        return all(now[name] == self.before[name] for name in same)

    def length(self) -> tuple[list[str], float]:
        """The operations of a publication that nobody kills, and how many seconds it takes."""
        counter = Faulty(0)
        self.fresh()
        vars(disk)["os"] = counter
        start = time.monotonic()
        put(self.folder, self.new, self.old)
        seconds = time.monotonic() - start
        vars(disk)["os"] = os
        return counter.done, seconds

    def run(self, chances: int) -> dict[str, int]:
        """Kill at each operation from the commit on and at some before; then by chance."""
        done, seconds = self.length()
        commit = done.index("replace") + 1
        points = [*range(1, commit, 12), *range(commit - 2, len(done) + 1)]
        chance = random.Random(20171128)
        for at in points + [0] * chances:
            self.fresh()
            child = self.child(at)
            if not at:
                time.sleep(chance.uniform(0, seconds * 1.1))
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.look()
        return {**self.outcomes, "kills": len(points) + chances}


def _tell(text: str) -> None:
    """A line to the test that waits for it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _kills(folder: Path, chances: str) -> None:
    _tell(json.dumps(Kills(folder).run(int(chances))))


def _hold(folder: Path) -> None:
    """Hold the lock until somebody closes our input."""
    with locked(folder):
        _tell("held")
        sys.stdin.read()


def _compete(folder: Path, start: str) -> None:
    """Publish two sites in turn, twenty times, against another process that does the same."""
    for turn in range(20):
        files = generation((int(start) + turn) % 2, range(3))
        with locked(folder, 30) as held:
            recover(held)
            found = survey(folder, files)
            ours = {name: here.sha256 for name, here in found.items()}
            publish(held, site_of(files), plan(site_of(files), found, ours), None)
            mixed = tree(folder, mtimes=False) != expected(files)
        if mixed:
            sys.exit("a mix")


def _limited(folder: Path) -> None:
    """Publish a file larger than this process may write."""
    old, new = {"index.html": b"old"}, {"index.html": b"new", "a.pdf": bytes(150_000)}
    put(folder, old)
    before = tree(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        put(folder, new, old)
    except Refusal as refusal:
        _tell(said(refusal))
    _tell("intact" if tree(folder) == before else "changed")


def _full(folder: Path) -> None:
    """Publish onto a disk with more and more room (the disk is ours alone); tell what came of it."""
    old, new = generation(1, range(6)), generation(2, range(2, 9))
    outcomes = dict.fromkeys(("refused", "incomplete", "published", "wrong"), 0)
    output, filler = folder / "output", folder / "filler"
    reasons = set()
    for room in range(0, 200_000, 4096):
        put(output, old)
        before = tree(output)
        disk_now = os.statvfs(folder)
        filler.write_bytes(bytes(max(0, disk_now.f_bavail * disk_now.f_frsize - room)))
        try:
            put(output, new, old)
            outcomes["published"] += 1
        except Incomplete:
            outcomes["incomplete"] += 1
            filler.unlink()
            put(output, new, new)
        except Refusal as refusal:
            outcomes["refused"] += 1
            outcomes["wrong"] += tree(output) != before
            reasons.add(said(refusal).splitlines()[0].split(": ")[1])
            put(output, old)
            filler.unlink()
            put(output, new, old)
        outcomes["wrong"] += tree(output, mtimes=False) != expected(new)
        filler.unlink(missing_ok=True)
        shutil.rmtree(output)
    _tell(json.dumps({**outcomes, "reasons": sorted(reasons)}))


def main(what: str, folder: str, *rest: str) -> None:
    jobs: dict[str, Callable[..., None]] = {
        "kills": _kills,
        "hold": _hold,
        "compete": _compete,
        "limited": _limited,
        "full": _full,
    }
    jobs[what](Path(folder), *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
