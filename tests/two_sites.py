"""Two sites, one published where the other is to come; and what may go wrong on the way."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from interruptions import (
    Faulty,
    Killed,
    put,
)
from rencontres_feeds import disk, writer
from rencontres_feeds.folder import pending
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER
from rencontres_feeds.writer import locked, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rencontres_feeds.journal import Journal


OLD = {
    "index.html": b"old index",
    "kept.html": b"as ever",
    "documents/1.pdf": b"kept",
    "gone/deep/page.html": b"old",
    LEDGER: b"old ledger",
}
NEW = {
    "index.html": b"new index",
    "kept.html": b"as ever",
    "documents/1.pdf": b"kept",
    "documents/new/2.pdf": b"new",
    "page.html": b"new",
    LEDGER: b"new ledger",
}
AGAIN = "  → Run the same command again."


@contextmanager
def os_of_disk(faulty: Faulty) -> Iterator[None]:
    """Let the disk be faulty."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", faulty)
        yield


def finish(folder: Path) -> bool:
    with locked(folder) as held:
        return recover(held)


def outcome(folder: Path, act: Callable[[], object], faulty: Faulty) -> BaseException | None:
    """What an act ends with on a faulty disk."""
    with os_of_disk(faulty):
        try:
            act()
        except (Refusal, Killed) as end:
            return end
        assert folder.exists()
        return None


def after_staging(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody do something between the plan and the commit point."""
    stage = writer._stage

    def staged(*args: Any) -> None:
        stage(*args)
        act()

    monkeypatch.setattr(writer, "_stage", staged)


def after_commit(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody do something just after the commit point."""
    commit = writer._commit

    def committed(root: Path, journal: Journal) -> None:
        commit(root, journal)
        act()

    monkeypatch.setattr(writer, "_commit", committed)


def committed(output: Path) -> None:
    """Leave a publication just after its commit point."""
    with pytest.MonkeyPatch.context() as patch:

        def dead(*_: object) -> NoReturn:
            raise Killed

        patch.setattr(writer, "_settle", dead)
        with pytest.raises(Killed):
            put(output, NEW, OLD)
    assert pending(output)
