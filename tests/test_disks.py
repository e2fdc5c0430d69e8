"""Disks and systems that hold files, or cannot do everything."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from interruptions import (
    Faulty,
    expected,
    public,
    put,
    tree,
)
from rencontres_feeds import disk
from rencontres_feeds.problems import Refusal
from two_sites import NEW, OLD, os_of_disk

if TYPE_CHECKING:
    from collections.abc import Callable


class Scanner(Faulty):
    """A Windows program that holds files: the first tries are denied."""

    def __init__(self, tries: int) -> None:
        super().__init__(0)
        self.tries = tries

    def _do(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if name in {"replace", "unlink", "rmdir"} and self.tries:
            self.tries -= 1
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return super()._do(name, real, *args, **options)


def test_a_file_held_by_a_scanner_is_replaced_when_it_lets_go(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    monkeypatch.setattr(disk, "nap", naps.append)
    with os_of_disk(Scanner(8)):
        put(output, NEW, OLD)
    assert naps == [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28]
    assert tree(output, mtimes=False) == expected(NEW)


def test_a_file_held_for_too_long_is_a_refusal(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(output)
    monkeypatch.setattr(disk, "nap", lambda _: None)
    with os_of_disk(Scanner(9)), pytest.raises(Refusal, match="permission denied"):
        put(output, NEW, OLD)
    assert tree(output) == before


def test_naps_are_slept() -> None:
    disk.nap(0.001)


class Limited(Faulty):
    """A disk that cannot do some operation at all, as the error says."""

    def __init__(self, operation: str, error: int, *, folders: bool = False) -> None:
        super().__init__(0)
        self.operation, self.error, self.folders = operation, error, folders

    def _do(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if name == self.operation and (not self.folders or Path(self.path(args[0])).is_dir()):
            raise OSError(self.error, os.strerror(self.error))
        return super()._do(name, real, *args, **options)

    @staticmethod
    def path(file: int | Path) -> str:
        return f"/proc/self/fd/{file}" if isinstance(file, int) else str(file)


@pytest.mark.parametrize(
    "limited",
    [
        pytest.param(Limited("chmod", errno.EPERM), id="no modes: USB sticks"),
        pytest.param(Limited("fsync", errno.EINVAL, folders=True), id="no fsync of folders: SMB"),
        pytest.param(Limited("open", errno.EACCES, folders=True), id="no open folders: Windows"),
    ],
)
def test_disks_that_cannot_do_everything_serve_too(output: Path, limited: Limited) -> None:
    with os_of_disk(limited):
        put(output, NEW, OLD)
    assert tree(output, mtimes=False) == expected(NEW)


@pytest.mark.parametrize("operation", ["chmod", "fsync"])
def test_disks_that_fail_do_not_serve(output: Path, operation: str) -> None:
    before = tree(output)
    with (
        os_of_disk(Limited(operation, errno.EIO, folders=True)),
        pytest.raises(Refusal, match="the disk reports an error"),
    ):
        put(output, NEW, OLD)
    assert public(tree(output)) == before
