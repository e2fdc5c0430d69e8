"""Finishing what was interrupted, where what was made ready has been damaged or edited."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from interruptions import (
    expected,
    put,
    said,
    tree,
)
from rencontres_feeds import writer
from rencontres_feeds.folder import pending
from rencontres_feeds.journal import Journal, Move, dumps
from rencontres_feeds.site import STAGING
from rencontres_feeds.writer import Incomplete
from two_sites import NEW, OLD, committed, finish

if TYPE_CHECKING:
    from collections.abc import Callable


def illegible(output: Path) -> str:
    return (
        f"an interrupted publication in {output} cannot be finished\n"
        "  → What was made ready is damaged, or of another version of this program. Remove the "
        f"folder {output / STAGING} and build again; if it then says that files were changed, "
        "--replace."
    )


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda s: (s / "journal.json").write_bytes(b"{"), id="journal cut"),
        pytest.param(
            lambda s: (s / "journal.json").write_bytes(dumps(Journal((Move("../escaped", "0" * 64, ""),)))),
            id="journal leads out",
        ),
        pytest.param(lambda s: (s / "1").write_bytes(b"other"), id="staged file changed"),
        pytest.param(lambda s: (s / "1").unlink(), id="staged file gone"),
        pytest.param(lambda s: (s / "2").write_bytes(b""), id="staged index cut"),
        pytest.param(lambda s: (s / "3").unlink(), id="staged ledger gone"),
    ],
)
def test_a_damaged_publication_is_not_finished_and_the_way_out_is_told(
    output: Path, damage: Callable[[Path], object]
) -> None:
    committed(output)
    damage(output / STAGING)
    before = tree(output.parent)
    with pytest.raises(Incomplete) as refusal:
        finish(output)
    assert said(refusal.value) == illegible(output)
    assert tree(output.parent) == before
    shutil.rmtree(output / STAGING)
    put(output, NEW, OLD)
    assert tree(output, mtimes=False) == expected(NEW)


def test_a_file_edited_between_the_kill_and_the_next_run_is_not_written_over(output: Path) -> None:
    committed(output)
    (output / "index.html").write_bytes(b"by hand")
    (output / "page.html").write_bytes(b"a stranger's")
    before = tree(output)
    with pytest.raises(Incomplete) as refusal:
        finish(output)
    assert said(refusal.value) == (
        "page.html was changed or put there by somebody meanwhile\n"
        "  → Move it out of the output folder, then run the same command again.\n"
        "index.html was changed or put there by somebody meanwhile\n"
        "  → Move it out of the output folder, then run the same command again."
    )
    assert tree(output) == before
    (output / "index.html").unlink()
    (output / "page.html").unlink()
    assert finish(output)
    assert tree(output, mtimes=False) == expected(NEW)


def test_a_disk_that_cannot_be_read_while_finishing_says_so(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    committed(output)
    monkeypatch.setattr(writer, "look", broken)
    with pytest.raises(Incomplete, match="the disk reports an error"):
        finish(output)
    assert pending(output)
