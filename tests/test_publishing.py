"""What a publication makes of a folder, and what it is never asked to do."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interruptions import (
    Faulty,
    expected,
    put,
    said,
    site_of,
    sums,
    tree,
)
from rencontres_feeds.folder import survey
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER, STAGING, Copied, Plan, Site, plan
from rencontres_feeds.writer import locked, publish
from two_sites import AGAIN, NEW, OLD, os_of_disk

if TYPE_CHECKING:
    from collections.abc import Callable


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


@pytest.mark.parametrize("years", [0, 10])
def test_what_changed_is_of_a_later_second_whatever_the_clock(output: Path, years: int) -> None:
    """By second and size web servers and rsync tell what is new."""
    ahead = (output / "index.html").stat().st_mtime_ns + years * 365 * 86_400 * 10**9
    os.utime(output / "index.html", ns=(ahead, ahead))
    seconds = [ahead // 10**9]
    for old, new in itertools.pairwise([OLD["index.html"], b"one", b"two", b"one"]):
        put(output, OLD | {"index.html": new}, OLD | {"index.html": old})
        seconds.append(int((output / "index.html").stat().st_mtime))
    assert seconds == sorted(set(seconds))


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

    def _do(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        result = super()._do(name, real, *args, **options)
        if name == "open":
            self.opened[result] = Path(args[0])
        if name in {"fsync", "mkdir", "replace", "unlink", "rmdir"}:
            paths = (
                [self.opened[args[0]]]
                if name == "fsync"
                else [Path(a) for a in args if isinstance(a, str | Path)]
            )
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
