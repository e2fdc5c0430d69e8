"""One build at a time, wherever the folder stands."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import interruptions
from interruptions import said, tree
from rencontres_feeds import disk, lock
from rencontres_feeds.lock import LOCK, locked
from rencontres_feeds.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, which holds the lock of `output` until its input is closed."""
    command = [sys.executable, interruptions.__file__, "hold", str(tmp_path / "output")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "held\n"
        yield process
        process.stdin.close()


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_the_folder_and_its_parents_are_made_0755_under_any_umask(tmp_path: Path) -> None:
    output = tmp_path / "a/b/output"
    umask = os.umask(0o077)
    try:
        with locked(output) as held:
            assert held.folder == output
    finally:
        assert os.umask(umask) == 0o077
    assert [mode(path) for path in (output, output.parent, output.parents[1])] == ["0o755"] * 3
    assert tree(output) == {}


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    with locked(tmp_path):
        pass
    assert mode(tmp_path) == "0o750"


def test_a_second_build_waits_and_leaves_with_a_message(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    assert holder.poll() is None
    with pytest.raises(Refusal) as refusal, locked(tmp_path / "output", wait=0.1):
        pytest.fail("two at once")
    assert said(refusal.value) == (
        f"another build is at work in {tmp_path / 'output'}\n"
        "  → Nothing was published. Wait for it to end, then run the command again."
    )


def test_a_second_build_waits_and_goes_on(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    assert holder.stdin
    timer = threading.Timer(0.1, holder.stdin.close)
    timer.start()
    with locked(tmp_path / "output"):
        pass
    timer.join()
    assert holder.wait() == 0


def test_a_killed_build_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with locked(tmp_path / "output", wait=0):
        pass
    assert tree(tmp_path / "output") == {}


def test_who_waited_for_a_folder_that_was_moved_away_does_not_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    seize = lock._seize
    found = [output]

    def moved_away(descriptor: int) -> None:
        seize(descriptor)
        if found:
            found.pop().rename(tmp_path / "away")

    monkeypatch.setattr(lock, "_seize", moved_away)
    with locked(output) as held:
        assert held.folder.stat().st_ino != (tmp_path / "away").stat().st_ino


def test_a_folder_behind_a_link_is_held_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "output").symlink_to("real")
    with locked(tmp_path / "output") as held:
        assert held.folder == tmp_path / "real"
        with pytest.raises(Refusal, match="another build"), locked(tmp_path / "real", wait=0):
            pytest.fail("two at once")


@pytest.mark.parametrize("what", ["file", "endless link"])
def test_what_cannot_be_an_output_folder_is_refused(tmp_path: Path, what: str) -> None:
    output = tmp_path / "output"
    if what == "file":
        output.write_bytes(b"")
    else:
        output.symlink_to(output)
    before = tree(tmp_path)
    with pytest.raises(Refusal) as refusal, locked(output):
        pytest.fail("no folder")
    assert said(refusal.value) == (
        f"{output} cannot be used: something else of that name is in the way\n"
        "  → Nothing was published. Choose another folder, or mend this one."
    )
    assert tree(tmp_path) == before


def test_a_folder_made_by_another_build_at_the_same_moment_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(path: Path) -> None:
        path.mkdir()
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr(disk, "make_folder", late)
    with locked(tmp_path / "output") as held:
        assert held.folder.is_dir()


def test_what_goes_wrong_in_the_block_is_not_taken_for_the_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine"), locked(tmp_path):
        raise OSError("mine")
    with locked(tmp_path, wait=0):
        pass


class NetworkDisk:
    """A stand-in for `fcntl` on a disk that locks only what can be written, as NFS does."""

    LOCK_EX, LOCK_NB = 2, 4

    def __init__(self, error: int) -> None:
        self.error = error

    def flock(self, descriptor: int, how: int) -> None:
        import fcntl  # noqa: PLC0415

        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(self.error, os.strerror(self.error))
        fcntl.flock(descriptor, how)


def test_where_folders_cannot_be_locked_a_file_is_and_goes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "fcntl", NetworkDisk(errno.EBADF))
    with locked(tmp_path):
        assert list(tree(tmp_path)) == [LOCK]
        with pytest.raises(Refusal, match="another build"), locked(tmp_path, wait=0):
            pytest.fail("two at once")
    assert tree(tmp_path) == {}


def test_a_lock_file_is_not_followed_to_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / LOCK).symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    monkeypatch.setattr(lock, "fcntl", NetworkDisk(errno.EBADF))
    with pytest.raises(Refusal, match="cannot be used"), locked(tmp_path / "output"):
        pytest.fail("followed")
    assert tree(tmp_path) == before


def test_a_disk_that_fails_is_no_reason_to_lock_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "fcntl", NetworkDisk(errno.EIO))
    with pytest.raises(Refusal, match="the disk reports an error"), locked(tmp_path):
        pytest.fail("locked")
    assert tree(tmp_path) == {}


class Windows:
    """A stand-in for `msvcrt`: locks are the process's own, and denied by EACCES."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.taken: set[int] = set()

    def locking(self, descriptor: int, how: int, count: int) -> None:
        assert (how, count) == (self.LK_NBLCK, 1)
        number = os.fstat(descriptor).st_ino
        if number in self.taken:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self.taken.add(number)


def test_windows_locks_a_file_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "msvcrt", Windows())
    with locked(tmp_path) as held:
        assert list(tree(held.folder)) == [LOCK]
        with pytest.raises(Refusal, match="another build"), locked(tmp_path, wait=0):
            pytest.fail("two at once")
    assert tree(tmp_path) == {}


def test_windows_leaves_a_lock_file_that_another_build_has_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_open(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "msvcrt", Windows())
    monkeypatch.setattr(Path, "unlink", held_open)
    with locked(tmp_path):
        pass
    assert list(tree(tmp_path)) == [LOCK]


def test_each_system_has_its_own_module() -> None:
    assert lock._module("errno") is errno
    assert lock._module("no_such_module_anywhere") is None


def test_waiting_is_done_in_small_naps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    now = [0.0]

    def nap(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds

    clock: Any = SimpleNamespace(monotonic=lambda: now[0])
    monkeypatch.setattr(disk, "nap", nap)
    monkeypatch.setattr(lock, "time", clock)
    with locked(tmp_path), pytest.raises(Refusal), locked(tmp_path):
        pytest.fail("two at once")
    assert set(naps) == {0.05}
    assert 10 <= sum(naps) < 10.1
