"""A build that has nothing to do: told from a stamp, and never otherwise than without one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from house import session, source
from interruptions import tree
from rencontres_feeds import cache, stamp
from rencontres_feeds.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REPORT = "documents/compte-rendu.pdf"
ASIDE = 10**9 * 1_500_000_000
"""An instant long before the tests: what was last changed then has come to rest."""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Cycle:
    """A cycle that was published, in a folder of its own, with a cache folder of its own."""

    folder: Path
    cache: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def build(self, *options: str) -> Said:
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setenv("XDG_CACHE_HOME", str(self.cache))
        self.monkeypatch.setattr(sys, "argv", ["rencontres-feeds", "build", *options])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *self.capsys.readouterr())

    def stamps(self) -> list[Path]:
        return sorted(self.cache.glob("rencontres-feeds/stamps/*"))

    def says(self, **values: object) -> None:
        """Give it a stamp that says what it should not."""
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setenv("XDG_CACHE_HOME", str(self.cache))
        key = stamp._key(["build"])
        cache.write("stamps", key, {**cache.read("stamps", key), **values, "said": "not this"})

    def without_a_stamp(self) -> Cycle:
        """The same folder elsewhere, of which nothing is remembered."""
        twin = self.folder.with_name("twin")
        shutil.copytree(self.folder, twin, symlinks=True)
        return Cycle(twin, self.cache.with_name("empty"), self.monkeypatch, self.capsys)


@pytest.fixture
def cycle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cycle:
    """Published, and at rest."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    folder = tmp_path / "cycle"
    (folder / "documents").mkdir(parents=True)
    (folder / REPORT).write_bytes(b"%PDF-1")
    (folder / "sessions.yaml").write_text(
        source(session("s1", "Essai", "2018-03-15", report=f"{{file: {REPORT}}}")), encoding="utf-8"
    )
    found = Cycle(folder, tmp_path / "cache", monkeypatch, capsys)
    come_to_rest(folder)
    assert found.build().code == 0
    come_to_rest(folder)
    assert found.build() == SUM
    assert len(found.stamps()) == 1
    return found


SUM = Said(0, "1 session: 0 files written, 20 unchanged, 0 removed.\n", "")


def come_to_rest(folder: Path) -> None:
    """Wait until the next change is told by the times of the files, whenever it comes."""
    newest = max(path.stat().st_ctime_ns for path in folder.rglob("*"))
    while time.time_ns() < newest + stamp._FINE:
        os.sched_yield()


def test_an_idle_build_says_its_sum_and_touches_nothing(cycle: Cycle) -> None:
    before = tree(cycle.folder)
    assert [cycle.build() for _ in range(3)] == [SUM] * 3
    assert tree(cycle.folder) == before


def test_an_idle_build_imports_no_library(cycle: Cycle) -> None:
    cycle.build()
    heavy = {
        "click",
        "yaml",
        "icalendar",
        "feedgen",
        "lxml",
        "jinja2",
        "markdown_it",
        "pathlib",
        "rencontres_feeds.cli",
    }
    told = f"import sys, rencontres_feeds.__main__ as m\nm.main()\nprint(sorted({heavy!r} & set(sys.modules)))"
    line = [sys.executable, "-S", "-c", told, "build"]
    paths = os.pathsep.join(sys.path)
    said = [
        subprocess.run(
            line,
            cwd=cycle.folder,
            env={**os.environ, "PYTHONPATH": paths},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for _ in range(2)  # the first, with other paths, is another program
    ]
    assert said[1] == f"{SUM.out}[]\n"


def edited(cycle: Cycle) -> None:
    path = cycle.folder / "sessions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Essai", "Autre"), encoding="utf-8")


def edited_unseen(cycle: Cycle) -> None:
    """As many bytes, and the time of the change put back."""
    edited(cycle)
    os.utime(cycle.folder / "sessions.yaml", ns=(ASIDE, ASIDE))


def commented(cycle: Cycle) -> None:
    with (cycle.folder / "sessions.yaml").open("a", encoding="utf-8") as file:
        file.write("# nothing new\n")


def with_another_report(cycle: Cycle) -> None:
    (cycle.folder / REPORT).write_bytes(b"%PDF-2")


def with_another_report_unseen(cycle: Cycle) -> None:
    with_another_report(cycle)
    os.utime(cycle.folder / REPORT, ns=(ASIDE, ASIDE))


def without_its_report(cycle: Cycle) -> None:
    (cycle.folder / REPORT).unlink()


def with_a_page_less(cycle: Cycle) -> None:
    (cycle.folder / "output/sessions/s1.html").unlink()


def with_a_page_altered(cycle: Cycle) -> None:
    path = cycle.folder / "output/sessions/s1.html"
    path.write_bytes(path.read_bytes().replace(b"Essai", b"Autre"))
    os.utime(path, ns=(ASIDE, ASIDE))


def with_a_link_for_a_page(cycle: Cycle) -> None:
    path = cycle.folder / "output/sessions/s1.html"
    path.rename(cycle.folder / "aside.html")
    path.symlink_to(cycle.folder / "aside.html")


def with_a_stranger(cycle: Cycle) -> None:
    (cycle.folder / "output/robots.txt").write_text("User-agent: *\n", encoding="ascii")


def with_an_interrupted_build(cycle: Cycle) -> None:
    (cycle.folder / "output/.rencontres-feeds").mkdir()
    (cycle.folder / "output/.rencontres-feeds/0").write_text("half", encoding="ascii")


def without_its_ledger(cycle: Cycle) -> None:
    (cycle.folder / "output/ledger.json").unlink()


def without_output(cycle: Cycle) -> None:
    shutil.rmtree(cycle.folder / "output")


def in_french(cycle: Cycle) -> None:
    cycle.monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


def of_yesterday(cycle: Cycle) -> None:
    cycle.says(day=time.time_ns() // stamp._DAY - 1)


def of_another_program(cycle: Cycle) -> None:
    cycle.says(program="another")


def without_a_stamp(cycle: Cycle) -> None:
    shutil.rmtree(cycle.cache)


def with_a_cache_that_is_none(cycle: Cycle) -> None:
    without_a_stamp(cycle)
    cycle.cache.write_text("a file", encoding="ascii")


EVENTS = [
    edited, edited_unseen, commented, with_another_report, with_another_report_unseen, without_its_report,
    with_a_page_less, with_a_page_altered, with_a_link_for_a_page, with_a_stranger, with_an_interrupted_build,
    without_its_ledger, without_output, in_french, of_yesterday, of_another_program, without_a_stamp,
    with_a_cache_that_is_none,
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_whatever_happens_a_build_does_and_says_what_it_would_without_a_stamp(
    cycle: Cycle, event: Callable[[Cycle], None]
) -> None:
    cycle.build()
    event(cycle)
    twin = cycle.without_a_stamp()
    now = ("--now", "2026-11-24T12:00:00Z")  # that both mint the same instants
    for options in ((), now, ()) if event in (commented, with_a_stranger, in_french) else (now, ()):
        assert cycle.build(*options) == twin.build(*options)
        assert tree(cycle.folder / "output", mtimes=False) == tree(twin.folder / "output", mtimes=False)


@pytest.mark.parametrize("event", [edited, with_another_report, with_a_page_less, with_a_page_altered])
def test_what_happens_within_the_same_tick_is_seen(cycle: Cycle, event: Callable[[Cycle], None]) -> None:
    """Nothing is at rest: sizes and times need not tell."""
    cycle.build("--replace")
    event(cycle)
    assert cycle.build("--replace") != SUM


def test_what_is_changed_while_it_is_built_leaves_no_stamp(cycle: Cycle) -> None:
    without_a_stamp(cycle)
    begun = stamp.Stamp(["build"])
    commented(cycle)
    begun.keep([str(cycle.folder / "sessions.yaml")], str(cycle.folder / "output"), {}, "said")
    assert cycle.stamps() == []


def test_the_lines_of_a_verbose_build_are_not_remembered(cycle: Cycle) -> None:
    without_a_stamp(cycle)
    first = cycle.build("-v")
    assert cycle.stamps() == []
    assert cycle.build("-v") == first


def test_a_quiet_build_stays_quiet(cycle: Cycle) -> None:
    assert [cycle.build("-q") for _ in range(2)] == [Said(0, "", "")] * 2


def test_old_stamps_go(cycle: Cycle) -> None:
    (first,) = cycle.stamps()
    for number in range(110):
        twin = first.with_name(str(number))
        twin.write_bytes(b"old")
        os.utime(twin, ns=(ASIDE, ASIDE + number))
    first.unlink()
    assert cycle.build() == SUM
    assert [path.name for path in cycle.stamps()] == sorted([first.name, *(str(n) for n in range(11, 110))])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_stamp_is_none(cycle: Cycle, data: st.DataObject) -> None:
    (path,) = cycle.stamps()
    whole = path.read_bytes()
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    path.write_bytes(cut)
    try:
        assert stamp.repeat(["build"]) is (cut == whole)
    finally:
        path.write_bytes(whole)
        cycle.capsys.readouterr()


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {}, "{home}/.cache"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "{home}/.cache"),
        ("linux", {"XDG_CACHE_HOME": "/elsewhere"}, "/elsewhere"),
        ("darwin", {}, "{home}/Library/Caches"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
        ("win32", {}, "{home}"),
    ],
)
def test_what_is_kept_is_in_the_cache_folder_of_the_system(
    system: str, environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    home = os.path.expanduser("~")  # noqa: PTH111  # as the stamp, which cannot wait for pathlib
    assert cache._folder() == f"{expected.format(home=home)}/rencontres-feeds"
