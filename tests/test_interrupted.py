"""Publications interrupted at every operation by a disk that fails or a process that dies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from interruptions import (
    Faulty,
    Killed,
    Tree,
    expected,
    full,
    gone,
    killed,
    public,
    put,
    said,
    site_of,
    tree,
)
from rencontres_feeds import writer
from rencontres_feeds.folder import pending
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import STAGING, plan
from rencontres_feeds.writer import Incomplete, locked, publish
from two_sites import AGAIN, NEW, OLD, finish, os_of_disk, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.journal import Journal


def operations(template: Path, folder: Path) -> tuple[int, int, Tree]:
    """Of the publication OLD → NEW: which operation commits, how many there are, and its result."""
    shutil.copytree(template, folder)
    faulty = Faulty(0)
    with os_of_disk(faulty):
        put(folder, NEW, OLD)
    done = tree(folder, mtimes=False)
    assert done == expected(NEW)
    shutil.rmtree(folder)
    return faulty.done.index("replace") + 1, len(faulty.done), done


def wholly_old_or_new(folder: Path) -> bool:
    """Whether each file that a reader may ask for is whole: what both sites have, is there."""
    now = {name: entry[2] for name, entry in tree(folder).items() if entry[0] == "file"}
    return all(now.get(name) in {OLD[name], NEW[name]} for name in OLD.keys() & NEW.keys())


@pytest.mark.parametrize("fault", [full, gone, killed])
def test_interrupted_at_every_operation_the_folder_is_old_or_finished_by_the_next_run(
    template: Path, tmp_path: Path, fault: Callable[[Faulty], NoReturn]
) -> None:
    folder = tmp_path / "output"
    commit, count, new = operations(template, folder)
    before = tree(template)
    for at in range(1, count + 1):
        shutil.copytree(template, folder)
        end = outcome(folder, lambda: put(folder, NEW, OLD), Faulty(at, fault))
        assert isinstance(end, Killed if fault is killed else Refusal), at
        if at <= commit:  # a failed rename is none
            assert public(tree(folder)) == before, at
            assert not isinstance(end, Incomplete)
            assert fault is not full or not (folder / STAGING).exists()
            assert not finish(folder)
            assert tree(folder) == before, at
        else:
            assert isinstance(end, Incomplete | Killed), at
            assert wholly_old_or_new(folder), at
            waits = pending(folder)
            assert finish(folder) == waits
            assert not finish(folder)
            assert tree(folder, mtimes=False) == new, at
            assert all(tree(folder)[n] == before[n] for n in ("kept.html", "documents/1.pdf"))
        shutil.rmtree(folder)


@pytest.mark.parametrize("fault", [full, killed])
def test_a_recovery_interrupted_at_every_operation_is_finished_by_the_next(
    template: Path, tmp_path: Path, fault: Callable[[Faulty], NoReturn]
) -> None:
    committed, folder = tmp_path / "committed", tmp_path / "output"
    commit, _, new = operations(template, folder)
    for first in (commit + 1, commit + 6):
        shutil.copytree(template, committed)
        outcome(committed, lambda: put(committed, NEW, OLD), Faulty(first, killed))
        at, end = 0, None
        while at == 0 or end:
            at += 1
            shutil.copytree(committed, folder)
            end = outcome(folder, lambda: finish(folder), Faulty(at, fault))
            assert wholly_old_or_new(folder), at
            finish(folder)
            assert tree(folder, mtimes=False) == new, at
            shutil.rmtree(folder)
        assert at > 10
        shutil.rmtree(committed)


def test_a_clearing_interrupted_at_every_operation_leaves_the_old_folder(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "output"
    commit, _, _ = operations(template, folder)
    for at in range(1, 10):
        shutil.copytree(template, folder)
        outcome(folder, lambda: put(folder, NEW, OLD), Faulty(commit, killed))
        end = outcome(folder, lambda: finish(folder), Faulty(at, full))
        assert isinstance(end, Refusal) == (at <= 6)  # four files, the draft, the folder
        assert public(tree(folder)) == tree(template)
        assert not finish(folder)
        assert tree(folder) == tree(template)
        shutil.rmtree(folder)


@pytest.mark.parametrize("fault", [full, killed])
def test_many_files_interrupted_while_the_disk_is_waited_for_leave_the_old_folder(
    template: Path, tmp_path: Path, fault: Callable[[Faulty], NoReturn]
) -> None:
    """More than are open at the same time; several threads wait for them."""
    folder, before = tmp_path / "output", tree(template)
    many = NEW | {f"pages/{number}.html": bytes([number]) for number in range(70)}
    counter = Faulty(0)
    shutil.copytree(template, folder)
    with os_of_disk(counter):
        put(folder, many, OLD)
    assert tree(folder, mtimes=False) == expected(many)
    for at in range(1, counter.done.index("replace") + 1, 47):
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        end = outcome(folder, lambda: put(folder, many, OLD), Faulty(at, fault))
        assert isinstance(end, Killed if fault is killed else Refusal), at
        assert not isinstance(end, Incomplete), at
        assert public(tree(folder)) == before, at
        assert not finish(folder)
        assert tree(folder) == before, at
        put(folder, many, OLD)
        assert tree(folder, mtimes=False) == expected(many), at


def test_the_message_names_the_file_and_the_reason(output: Path) -> None:
    end = outcome(output, lambda: put(output, NEW, OLD), Faulty(6, full))
    assert isinstance(end, Refusal)
    assert said(end) == (
        "documents/new/2.pdf cannot be written: the disk is full\n"
        "  → Nothing was published. Mend this, then run the same command again."
    )


def test_after_the_commit_point_the_message_says_incomplete_and_run_again(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "output"
    commit, _, _ = operations(template, folder)
    shutil.copytree(template, folder)
    end = outcome(folder, lambda: put(folder, NEW, OLD), Faulty(commit + 4, gone))
    assert isinstance(end, Incomplete)
    assert said(end) == (
        f"the publication in {folder} is incomplete: documents/new/2.pdf: the disk reports an error\n{AGAIN}"
    )


def test_an_interruption_by_hand_before_the_commit_point_leaves_nothing(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = tree(output)
    monkeypatch.setattr(writer, "_guard", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(output, NEW, OLD)
    assert tree(output) == before


def test_an_interruption_by_hand_after_the_commit_point_is_finished_by_the_next_run(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = writer._commit

    def interrupted(root: Path, journal: Journal) -> None:
        commit(root, journal)
        raise KeyboardInterrupt

    monkeypatch.setattr(writer, "_commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(output, NEW, OLD)
    assert finish(output)
    assert tree(output, mtimes=False) == expected(NEW)


def test_nothing_is_published_by_a_plan_made_before_the_folder_was_finished(output: Path) -> None:
    outcome(output, lambda: put(output, NEW, OLD), Faulty(40, killed))
    assert pending(output)
    with locked(output) as held, pytest.raises(Refusal) as refusal:
        publish(held, site_of(OLD), plan(site_of(OLD), {}, {}), None)
    assert said(refusal.value) == f"an interrupted publication was finished first\n{AGAIN}"
    assert tree(output, mtimes=False) == expected(NEW)
