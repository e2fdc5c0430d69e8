"""What is put by comes back as it was, whatever becomes of the disk in between."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING, Self

import pytest

from rencontres_feeds.site import Drawn
from rencontres_feeds.spool import spooled

if TYPE_CHECKING:
    from pathlib import Path

MANY = [bytes([number]) * (number * 7 % 50) for number in range(100)]


def test_what_is_put_by_comes_back_in_any_order() -> None:
    with spooled(500) as spool:
        kept = [spool.keep(data) for data in MANY]
        assert [back() for back in reversed(kept)] == MANY[::-1]
        again = spool.keep(b"and more")
        assert [back() for back in (*kept, again)] == [*MANY, b"and more"]


def test_what_is_put_by_is_not_in_memory_any_more() -> None:
    data = b"a page of %d" % len(MANY)
    before = sys.getrefcount(data)
    with spooled(0) as spool:
        back = spool.keep(data)
        assert sys.getrefcount(data) == before
        assert back() == data


def test_what_fits_stays_in_memory_and_no_file_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with spooled(1000) as spool:
        assert [spool.keep(data)() for data in MANY[:10]] == MANY[:10]


def test_a_disk_that_takes_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with spooled(0) as spool:
        assert [back() for back in [spool.keep(data) for data in MANY]] == MANY


def test_a_disk_that_takes_a_part_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = tempfile.TemporaryFile

    class Small:
        """Takes three bytes at a time, as a disk does that is nearly full."""

        def __init__(self) -> None:
            self.file = opened(buffering=0)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def seek(self, at: int, whence: int = 0) -> int:
            return self.file.seek(at, whence)

        def write(self, data: bytes) -> int | None:
            return self.file.write(data[:3])

        def read(self, size: int) -> bytes:
            return self.file.read(size)

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Small())
    with spooled(0) as spool:
        assert [back() for back in [spool.keep(data) for data in MANY]] == MANY


def test_what_comes_back_as_another_is_not_published() -> None:
    class Page:
        def draw(self) -> bytes:
            return b"a page"

    page = Drawn(Page(), keep=lambda _: lambda: b"a pagf")
    assert page.sha256
    with pytest.raises(ValueError, match=r"^$"):
        _ = page.data
