"""The folder survives everything: publications whole, interrupted, refused and finished."""

from __future__ import annotations

import errno
import functools
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interruptions
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
    sums,
    tree,
)
from rencontres_feeds import disk, writer
from rencontres_feeds.folder import pending, survey
from rencontres_feeds.journal import Journal, Move, dumps
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER, STAGING, Copied, Plan, Site, plan
from rencontres_feeds.writer import Incomplete, locked, publish, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder where OLD is published."""
    put(tmp_path / "output", OLD)
    return tmp_path / "output"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The same, to be copied again and again."""
    put(tmp_path / "template", OLD)
    return tmp_path / "template"


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


# ---------------------------------------------------------------------------------- in good weather


def test_a_publication_makes_the_folder_the_site_with_the_promised_modes(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        put(tmp_path / "output", OLD)
        put(tmp_path / "output", NEW, OLD)
    finally:
        os.umask(umask)
    assert tree(tmp_path, mtimes=False) == {"output": ("folder", "0o755")} | {
        f"output/{name}": entry for name, entry in expected(NEW).items()
    }


def test_what_did_not_change_is_not_touched(output: Path) -> None:
    before = tree(output)
    assert put(output, NEW, OLD).keep == ("documents/1.pdf", "kept.html")
    after = tree(output)
    assert {name for name in before if after.get(name) == before[name]} == {
        "documents",
        "documents/1.pdf",
        "kept.html",
    }


def test_an_empty_plan_does_nothing_at_all(output: Path) -> None:
    before, folder = tree(output), output.stat()
    faulty = Faulty(0)
    with os_of_disk(faulty):
        put(output, OLD, OLD)
    assert faulty.done == []
    assert (tree(output), output.stat().st_mtime_ns) == (before, folder.st_mtime_ns)


def test_removed_files_take_their_empty_folders_along_but_nothing_of_others(output: Path) -> None:
    (output / "gone/note.txt").write_bytes(b"a stranger's")
    put(output, {LEDGER: b"new"}, OLD)
    assert sorted(tree(output)) == ["gone", "gone/note.txt", LEDGER]
    (output / "gone/note.txt").unlink()
    put(output, {"gone/a": b""}, {})
    with locked(output) as held:
        removal = Plan(remove=("gone/a",), seen=(("gone/a", sums({"": b""})[""]),))
        publish(held, {}, removal, None)
    assert sorted(tree(output)) == [LEDGER]


def test_the_folder_may_be_given_as_a_link(output: Path) -> None:
    (output.parent / "link").symlink_to(output)
    put(output.parent / "link", NEW, OLD)
    assert tree(output, mtimes=False) == expected(NEW)


def test_a_file_that_only_changes_the_case_of_its_name_is_not_removed(output: Path) -> None:
    # A hard link is, to whoever asks, what a disk that ignores case makes of the two names.
    (output / "Kept.html").hardlink_to(output / "kept.html")
    (output / "page.HTML").write_bytes(b"another file")
    ours = OLD | {"Kept.html": b"as ever", "page.HTML": b"another file", "Absent": b""}
    put(output, NEW | {"absent": b""}, ours)
    assert tree(output, mtimes=False) == expected(NEW | {"Kept.html": b"as ever", "absent": b""})


class Notes(Faulty):
    """A disk that notes in which order it is told what cannot wait: names, with `.` for the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(0)
        self.folder = folder
        self.opened: dict[int, Path] = {}
        self.notes: list[str] = []

    def _do(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        result = super()._do(name, real, *args)
        if name == "open":
            self.opened[result] = args[0]
        if name in {"fsync", "mkdir", "replace", "unlink", "rmdir"}:
            paths = [self.opened[args[0]]] if name == "fsync" else [a for a in args if isinstance(a, Path)]
            names = [path.relative_to(self.folder).as_posix() for path in paths]
            self.notes.append(" ".join([name, *names]).replace(STAGING, "~"))
        return result


def test_all_is_on_the_disk_before_the_next_step_relies_on_it(output: Path) -> None:
    notes = Notes(output)
    with os_of_disk(notes):
        put(output, NEW, OLD)
    assert notes.notes == [
        "mkdir ~",
        "fsync .",
        "fsync ~/0",
        "fsync ~/1",
        "fsync ~/2",
        "fsync ~/3",
        "fsync ~/journal.tmp",
        "fsync ~",
        "replace ~/journal.tmp ~/journal.json",  # the commit point
        "fsync ~",
        "mkdir documents/new",
        "replace ~/0 documents/new/2.pdf",
        "replace ~/1 page.html",
        "replace ~/2 index.html",
        "replace ~/3 ledger.json",
        "fsync documents/new",
        "fsync documents",
        "fsync .",
        "unlink gone/deep/page.html",
        "rmdir gone/deep",
        "rmdir gone",
        "fsync .",
        "unlink ~/journal.json",
        "fsync ~",
        "rmdir ~",
        "fsync .",
    ]


# -------------------------------------------------------------------------- files beside the source


def copied(path: str, data: bytes) -> Site:
    return {f"documents/{path}": Copied(path, hashlib.sha256(data).hexdigest(), len(data))}


def put_copy(folder: Path, site: Site, source: Path | None) -> None:
    with locked(folder) as held:
        publish(held, site, plan(site, survey(folder, site), {}), source)


def test_large_files_are_copied_from_beside_the_source(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "report.pdf").write_bytes(data)
    put_copy(tmp_path / "output", copied("report.pdf", data), tmp_path)
    assert tree(tmp_path / "output", mtimes=False) == expected({"documents/report.pdf": data})


@pytest.mark.parametrize("now", [b"changed", b"planned, and grown", b"plan"])
def test_a_file_that_changes_meanwhile_is_refused(output: Path, now: bytes) -> None:
    before = tree(output)
    (output.parent / "report.pdf").write_bytes(now)
    with pytest.raises(Refusal) as refusal:
        put_copy(output, copied("report.pdf", b"planned"), output.parent)
    assert said(refusal.value) == f"report.pdf was changed while it was being published\n{AGAIN}"
    assert tree(output) == before


def test_a_file_that_went_meanwhile_is_refused(output: Path) -> None:
    before = tree(output)
    with pytest.raises(Refusal) as refusal:
        put_copy(output, copied("report.pdf", b"planned"), output.parent)
    assert said(refusal.value) == (
        "report.pdf cannot be read: there is no such file\n"
        "  → Nothing was published. Mend this, then run the same command again."
    )
    assert tree(output) == before


# -------------------------------------------------------------------------------- what is not asked


def test_what_is_in_the_way_is_never_published_over(output: Path) -> None:
    before = tree(output)
    with locked(output) as held, pytest.raises(Refusal) as refusal:
        publish(held, site_of(NEW), Plan(write=("page.html",), foreign=("index.html",)), None)
    assert "index.html is in the way" in said(refusal.value)
    assert tree(output) == before


@pytest.mark.parametrize("name", ["../escaped", f"{STAGING}/journal.json"])
def test_names_that_lead_elsewhere_are_our_mistake(output: Path, name: str) -> None:
    before = tree(output.parent)
    with locked(output) as held, pytest.raises(ValueError, match=re.escape(name)):
        publish(held, site_of({name: b""}), Plan(write=(name,)), None)
    assert tree(output.parent) == before


def test_a_file_to_copy_without_a_folder_to_copy_from_is_our_mistake(output: Path) -> None:
    before = tree(output)
    with pytest.raises(ValueError, match=re.escape("report.pdf")):
        put_copy(output, copied("report.pdf", b""), None)
    assert tree(output) == before


# ---------------------------------------------------------------------------- interrupted, anywhere


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


def run(what: str, folder: Path, *rest: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, interruptions.__file__, what, str(folder), *rest]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_really_killed_nothing_is_torn_missing_or_left_unfinished(tmp_path: Path) -> None:
    outcomes = json.loads(run("kills", tmp_path, "40").stdout)
    kills = outcomes.pop("kills")
    assert outcomes["old"] + outcomes["finished"] + outcomes["new"] == kills >= 100
    assert min(outcomes["old"], outcomes["finished"]) > 10
    assert (outcomes["torn"], outcomes["missing"], outcomes["wrong"]) == (0, 0, 0)


def test_two_processes_at_once_never_make_a_mix(tmp_path: Path) -> None:
    command = [sys.executable, interruptions.__file__, "compete", str(tmp_path / "output")]
    with (
        subprocess.Popen([*command, "0"]) as one,
        subprocess.Popen([*command, "1"]) as other,
    ):
        assert (one.wait(), other.wait()) == (0, 0)


def test_a_file_too_large_for_the_disk_leaves_the_folder_intact(tmp_path: Path) -> None:
    assert run("limited", tmp_path / "output").stdout == (
        "a.pdf cannot be written: the file is too large for this disk\n"
        "  → Nothing was published. Mend this, then run the same command again.\n"
        "intact\n"
    )


def test_a_really_full_disk_leaves_the_folder_intact(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=512k tmpfs "$1"'
    # A disk of our own, in a name space of our own: it is gone with the process, whatever happens.
    alone = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]
    if not shutil.which("unshare"):
        pytest.skip("a small disk needs Linux's unshare")
    trial = subprocess.run([*alone, mount, "sh", str(tmp_path)], capture_output=True, text=True, check=False)
    if trial.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {trial.stderr.strip()}")
    done = subprocess.run(
        [
            *alone,
            f'{mount}; exec "$2" "$3" full "$1"',
            "sh",
            str(tmp_path),
            sys.executable,
            interruptions.__file__,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes = json.loads(done.stdout)
    assert outcomes["reasons"] == ["the disk is full"]
    assert outcomes["wrong"] == 0
    assert min(outcomes["refused"], outcomes["published"]) > 5


# ------------------------------------------------------------------------------ strangers and links


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


def after_staging(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody do something between the plan and the commit point."""
    stage = writer._stage

    def staged(*args: Any) -> None:
        stage(*args)
        act()

    monkeypatch.setattr(writer, "_stage", staged)


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


def after_commit(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody do something just after the commit point."""
    commit = writer._commit

    def committed(root: Path, journal: Journal) -> None:
        commit(root, journal)
        act()

    monkeypatch.setattr(writer, "_commit", committed)


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


# -------------------------------------------------------------- what was made ready, and was damaged


def committed(output: Path) -> None:
    """Leave a publication just after its commit point."""
    with pytest.MonkeyPatch.context() as patch:

        def dead(*_: object) -> NoReturn:
            raise Killed

        patch.setattr(writer, "_settle", dead)
        with pytest.raises(Killed):
            put(output, NEW, OLD)
    assert pending(output)


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


# ------------------------------------------------------------------------------------- other systems


class Scanner(Faulty):
    """A Windows program that holds files: the first tries are denied."""

    def __init__(self, tries: int) -> None:
        super().__init__(0)
        self.tries = tries

    def _do(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        if name in {"replace", "unlink", "rmdir"} and self.tries:
            self.tries -= 1
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return super()._do(name, real, *args)


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

    def _do(self, name: str, real: Callable[..., Any], *args: Any) -> Any:
        if name == self.operation and (not self.folders or Path(self.path(args[0])).is_dir()):
            raise OSError(self.error, os.strerror(self.error))
        return super()._do(name, real, *args)

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


# --------------------------------------------------------------------------------------- any folders

NAMES = ["a.html", "b.pdf", "c", "c/a.html", "c/d/b.pdf", "e/f", "index.html", LEDGER]
SITES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([b"", b"1", b"2"]))
STRANGERS = st.dictionaries(
    st.sampled_from([*NAMES, "mine", "c/mine", "e"]), st.sampled_from([b"2", b"a stranger's"])
)


def possible(files: dict[str, bytes]) -> bool:
    """Whether no file is to be a folder as well."""
    return not any(f"{name}/" in other for name in files for other in files if other != name)


@settings(deadline=None, max_examples=150)
@given(SITES.filter(possible), SITES.filter(possible), STRANGERS)
def test_any_site_replaces_any_other_and_strangers_stay(
    old: dict[str, bytes], new: dict[str, bytes], strangers: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        put(folder, old)
        for name, data in strangers.items():
            if possible({**old, name: data}) and possible({**strangers, **old}):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        before = tree(folder)
        files = {name: entry[2] for name, entry in before.items() if entry[0] == "file"}
        ours = {name for name in sums(old) if files[name] == old[name]}
        try:
            put(folder, new, old)
        except Refusal:
            assert tree(folder) == before
            assert any(name not in ours for name in files) or not possible({**old, **new})
        else:
            after = {n: e[2] for n, e in tree(folder).items() if e[0] == "file"}
            assert after == {n: d for n, d in files.items() if n not in ours} | new
            assert put(folder, new, new).write == ()


# ------------------------------------------------------------------------------- readers, meanwhile


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP; its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def sealed(text: str) -> bytes:
    """A page that tells whether it is whole."""
    return f"{text}\n{hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def linked_site(number: int) -> dict[str, bytes]:
    """Pages with links; each number has pages and documents of its own, which come and go."""
    page, document = f"seances/{number // 3}.html", f"documents/{number // 5}/{number}.pdf"
    padding = "… " * 20_000
    return {
        document: sealed(f"{number} {padding}"),
        page: sealed(f"<{document}> <feed.json> {number}"),
        "feed.json": sealed(f"<{page}> {number} {padding}"),
        "index.html": sealed(f"<{page}> <{document}> <feed.json> {number} {padding}"),
        LEDGER: sealed(f"{number}"),
    }


class Reader:
    """Reads a site over and over, and notes what should never be seen."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.read = 0
        self.bad: list[str] = []

    def get(self, name: str) -> str | None:
        """The text of a page; None: 404."""
        try:
            with urllib.request.urlopen(f"{self.address}/{name}", timeout=10) as answer:
                data: bytes = answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            return None
        text, _, seal = data.decode().rstrip("\n").rpartition("\n")
        if data != sealed(text) or not seal:
            self.bad.append(f"half: {name}")
        self.read += 1
        return text

    def links(self, name: str) -> list[str]:
        text = self.get(name)
        if text is None:
            self.bad.append(f"missing: {name}")
        return re.findall("<(.*?)>", text or "")

    def visit(self) -> None:
        """The index and all that it links to. A link that is dead must be gone when we look again."""
        for link in self.links("index.html"):
            if self.get(link) is None and link in self.links("index.html"):
                self.bad.append(f"dead: {link}")

    def until(self, end: threading.Event) -> None:
        while not end.is_set():
            self.visit()


def test_a_reader_over_http_never_sees_half_a_file_nor_a_dead_link(tmp_path: Path) -> None:
    put(tmp_path, linked_site(0))
    end = threading.Event()
    with served(tmp_path) as address:
        reader = Reader(address)
        thread = threading.Thread(target=reader.until, args=(end,))
        thread.start()
        for number in range(1, 201):
            put(tmp_path, linked_site(number), linked_site(number - 1))
        end.set()
        thread.join()
    assert reader.bad == []
    assert reader.read > 100
    assert tree(tmp_path, mtimes=False) == expected(linked_site(200))
