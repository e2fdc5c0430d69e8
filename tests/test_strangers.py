"""What is not ours stays as it is, and no link is followed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interruptions import (
    Tree,
    expected,
    public,
    put,
    said,
    tree,
)
from rencontres_feeds.journal import Journal, dumps
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import STAGING
from rencontres_feeds.writer import Incomplete
from two_sites import NEW, OLD, after_commit, after_staging, finish

if TYPE_CHECKING:
    from collections.abc import Callable


def test_links_in_the_way_are_refused_and_not_followed(output: Path) -> None:
    elsewhere = output.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_bytes(OLD["index.html"])
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(elsewhere / "index.html")
    (output / "documents").rename(elsewhere / "documents")
    (output / "documents").symlink_to(elsewhere / "documents")
    before = tree(output.parent)
    with pytest.raises(Refusal) as refusal:
        put(output, NEW, OLD)
    assert re.findall(r"^(\S+) is in the way", said(refusal.value), re.MULTILINE) == [
        "documents/1.pdf",
        "documents/new/2.pdf",
        "index.html",
    ]
    assert tree(output.parent) == before


def test_a_removed_file_is_not_looked_for_behind_a_link(output: Path) -> None:
    (output / "gone").rename(output.parent / "elsewhere")
    (output / "gone").symlink_to(output.parent / "elsewhere")
    elsewhere = tree(output.parent / "elsewhere")
    assert put(output, NEW, OLD).left == ("gone/deep/page.html",)
    assert tree(output.parent / "elsewhere") == elsewhere


def link_parent(output: Path) -> None:
    (output / "documents").rename(output.parent / "elsewhere")
    (output / "documents").symlink_to(output.parent / "elsewhere")


@pytest.mark.parametrize(
    ("name", "act"),
    [
        pytest.param("page.html", lambda o: (o / "page.html").write_bytes(b"a stranger's"), id="file"),
        pytest.param("page.html", lambda o: (o / "page.html").symlink_to(o.parent / "new"), id="link"),
        pytest.param("index.html", lambda o: (o / "index.html").write_bytes(b"by hand"), id="edit"),
        pytest.param("documents/new/2.pdf", link_parent, id="parent"),
    ],
)
def test_what_appears_before_the_commit_point_is_refused(
    output: Path, monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[Path], object]
) -> None:
    after: list[Tree] = []

    def meanwhile() -> None:
        act(output)
        after.append(public(tree(output)))

    after_staging(monkeypatch, meanwhile)
    with pytest.raises(Refusal) as refusal:
        put(output, NEW, OLD)
    assert said(refusal.value) == (
        f"{name} was changed or put there by somebody meanwhile\n"
        "  → Move it out of the output folder, then run the same command again."
    )
    assert tree(output) == after[0]
    assert sorted(path.name for path in output.parent.iterdir()) in (
        ["elsewhere", "output"],
        ["output"],
    )


def test_a_folder_that_becomes_a_link_after_the_commit_point_is_not_followed(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_commit(monkeypatch, lambda: link_parent(output))
    with pytest.raises(Incomplete, match="in the way"):
        put(output, NEW, OLD)
    assert tree(output.parent / "elsewhere", mtimes=False) == expected({"1.pdf": b"kept"})
    with pytest.raises(Incomplete) as refusal:
        finish(output)
    assert "documents/new/2.pdf was changed or put there by somebody" in said(refusal.value)
    (output / "documents").unlink()
    (output.parent / "elsewhere").rename(output / "documents")
    assert finish(output)
    assert tree(output, mtimes=False) == expected(NEW)


def test_a_file_edited_after_the_commit_point_is_not_removed(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = output / "gone/deep/page.html"
    after_commit(monkeypatch, lambda: page.write_bytes(b"by hand"))
    put(output, NEW, OLD)
    assert tree(output, mtimes=False) == expected(NEW | {"gone/deep/page.html": b"by hand"})


def test_a_staging_folder_that_is_a_link_is_refused_and_nothing_touched(output: Path) -> None:
    elsewhere = output.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "0").write_bytes(b"a stranger's")
    (elsewhere / "journal.json").write_bytes(dumps(Journal()))
    (output / STAGING).symlink_to(elsewhere)
    before = tree(output.parent)
    with pytest.raises(Refusal) as refusal:
        put(output, NEW, OLD)
    assert said(refusal.value) == (
        f"{STAGING} in {output} is no folder of this program\n"
        "  → Move it elsewhere, then run the same command again."
    )
    assert tree(output.parent) == before


def test_a_staging_folder_that_becomes_a_link_while_staging_is_not_cleared(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = output.parent / "elsewhere"
    seen: list[Tree] = []

    def swapped() -> None:
        (output / STAGING).rename(elsewhere)
        (output / STAGING).symlink_to(elsewhere)
        seen.append(tree(elsewhere))
        raise KeyboardInterrupt

    after_staging(monkeypatch, swapped)
    with pytest.raises(KeyboardInterrupt):
        put(output, NEW, OLD)
    assert tree(elsewhere) == seen[0]


def test_strangers_in_the_staging_folder_stay(output: Path) -> None:
    staging = output / STAGING
    staging.mkdir()
    (staging / "note.txt").write_bytes(b"a stranger's")
    (staging / "17").symlink_to(output / "index.html")
    (staging / "3").write_bytes(b"left by a kill")
    put(output, NEW, OLD)
    assert public(tree(output, mtimes=False)) == expected(NEW)
    assert sorted(path.name for path in staging.iterdir()) == ["17", "note.txt"]


def test_a_link_where_a_file_is_to_be_staged_is_not_followed(output: Path) -> None:
    (output / STAGING).mkdir()
    (output / STAGING / "0").symlink_to(output / "index.html")
    before = tree(output)
    with pytest.raises(Refusal, match="something else of that name is in the way"):
        put(output, NEW, OLD)
    assert tree(output) == before
