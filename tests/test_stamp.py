"""A build that has nothing to do: told from a stamp, and never otherwise than without one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from house import session, source
from institutes import INSTITUTE, MEMBER, URL
from institutes import cycle as member
from interruptions import tree
from rencontres_feeds import cache, site, stamp, writer
from rencontres_feeds.__main__ import main
from rencontres_feeds.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = "documents/compte-rendu.pdf"
ASIDE = 10**9 * 1_500_000_000
"""An instant long before the tests: what was last changed then has come to rest."""
NOW = ("--now", "2026-11-24T12:00:00Z")
"""That twins mint the same instants. It is a part of the line, as by which a stamp is found."""


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
        return self.line("build", *NOW, *options)

    def line(self, *arguments: str) -> Said:
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setenv("XDG_CACHE_HOME", str(self.cache))
        self.monkeypatch.setattr(sys, "argv", ["rencontres-feeds", *arguments])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *self.capsys.readouterr())

    def begun(self) -> Stamp:
        """The stamp of a build, as it begins."""
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setenv("XDG_CACHE_HOME", str(self.cache))
        found = Stamp.of(["build", *NOW])
        assert found
        return found

    def stamps(self) -> list[Path]:
        return sorted(self.cache.glob("rencontres-feeds/stamps/*"))

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
    line = [sys.executable, "-S", "-c", told, "build", *NOW]
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
    edited_path(cycle.folder / "sessions.yaml")


def edited_path(path: Path) -> None:
    """Another title, as long."""
    text = path.read_text(encoding="utf-8")
    other = {"Essai": "Autre", "Autre": "Encor"}
    text = re.sub("title: (Essai|Autre)$", lambda found: f"title: {other[found[1]]}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


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


def with_its_documents_elsewhere(cycle: Cycle) -> None:
    """The very same files: but they lie outside of the source's folder now, where nothing is read."""
    elsewhere = cycle.folder.with_name("elsewhere")
    (cycle.folder / "documents").rename(elsewhere)
    (cycle.folder / "documents").symlink_to(elsewhere)


def with_its_report_elsewhere(cycle: Cycle) -> None:
    elsewhere = cycle.folder.with_name("elsewhere.pdf")
    (cycle.folder / REPORT).rename(elsewhere)
    (cycle.folder / REPORT).symlink_to(elsewhere)


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


def _told_otherwise(cycle: Cycle, **other: object) -> None:
    """The stamp, whole, but for this."""
    key = cycle.begun()._key
    cache.write("stamps", key, {**cache.read("stamps", key), "said": "not this", **other})


def of_the_day_before(cycle: Cycle) -> None:
    _told_otherwise(cycle, made=time.time_ns() - stamp._DAY)


def of_a_time_to_come(cycle: Cycle) -> None:
    """The clock was set back since."""
    _told_otherwise(cycle, made=time.time_ns() + stamp._DAY)


def of_another_program(cycle: Cycle) -> None:
    _told_otherwise(cycle, program="another")


def without_a_stamp(cycle: Cycle) -> None:
    shutil.rmtree(cycle.cache)


def with_a_cache_that_is_none(cycle: Cycle) -> None:
    without_a_stamp(cycle)
    cycle.cache.write_text("a file", encoding="ascii")


EVENTS = [
    edited, edited_unseen, commented, with_another_report, with_another_report_unseen, without_its_report,
    with_its_documents_elsewhere, with_its_report_elsewhere, with_a_page_less, with_a_page_altered,
    with_a_link_for_a_page, with_a_stranger, with_an_interrupted_build, without_its_ledger, without_output,
    in_french, of_the_day_before, of_a_time_to_come, of_another_program, without_a_stamp,
    with_a_cache_that_is_none,
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_whatever_happens_a_build_does_and_says_what_it_would_without_a_stamp(
    cycle: Cycle, event: Callable[[Cycle], None]
) -> None:
    event(cycle)
    twin = cycle.without_a_stamp()
    for _ in range(2):
        assert cycle.build() == twin.build()
        assert tree(cycle.folder / "output", mtimes=False) == tree(twin.folder / "output", mtimes=False)
        shutil.rmtree(twin.cache, ignore_errors=True)


SHOCKS = [edited, with_another_report, with_a_page_less, with_a_page_altered]


@pytest.mark.parametrize("event", SHOCKS, ids=lambda event: event.__name__)
def test_what_happens_within_the_same_tick_is_seen(cycle: Cycle, event: Callable[[Cycle], None]) -> None:
    """Nothing is at rest: sizes and times need not tell."""
    commented(cycle)
    (cycle.folder / REPORT).write_bytes(b"%PDF-0")
    cycle.build()
    event(cycle)
    assert cycle.build() != SUM


def _in_two_seconds(found: os.stat_result) -> tuple[int, ...]:
    """How a file stands on a disk that counts the time in steps of two seconds, as FAT does."""
    step = 2 * 10**9
    return tuple(each // step * step if each > 10**18 else each for each in TOLD(found))


TOLD = cache._told


@pytest.mark.parametrize("clock", [TOLD, _in_two_seconds])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.sampled_from(["sessions.yaml", REPORT, "output/index.html", ""]), min_size=1, max_size=3)
)
def test_however_fast_it_goes_a_build_does_and_says_what_it_would_without_a_stamp(
    cycle: Cycle, clock: Callable[[os.stat_result], tuple[int, ...]], changes: list[str]
) -> None:
    """A title, a report (by one character, their sizes stay) or a page that goes; and built at once."""
    cycle.monkeypatch.setattr(cache, "_told", clock)
    for number, name in enumerate(changes):
        path = cycle.folder / name
        if name.endswith(".html"):
            path.unlink()
        elif name:
            data = path.read_bytes()
            path.write_bytes(re.sub(rb"(Essa|PDF-).", rb"\g<1>%d" % number, data))
        twin = cycle.without_a_stamp()
        assert cycle.build() == twin.build()
        assert tree(cycle.folder / "output", mtimes=False) == tree(twin.folder / "output", mtimes=False)
        shutil.rmtree(twin.folder)
        shutil.rmtree(twin.cache)


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def overtaken(folder: Path) -> None:
    """Another build has begun."""
    (folder / site.STAGING).mkdir()


@pytest.mark.parametrize(
    ("event", "name", "early"),
    [
        (edited_path, "sessions.yaml", True),  # it was read
        (altered, REPORT, True),
        (altered, "output/404.html", True),  # it was compared, and is kept
        (altered, "output/index.html", False),  # it was written
        (Path.unlink, "output/index.html", False),
        (Path.unlink, "output/404.html", False),
        (overtaken, "output", False),
    ],
)
def test_what_happens_while_it_is_built_is_seen_by_the_next_build(
    cycle: Cycle, event: Callable[[Path], object], name: str, *, early: bool
) -> None:
    edited(cycle)
    publish = writer.publish

    def happening(*arguments: Any) -> None:
        if early:
            event(cycle.folder / name)
        publish(*arguments)
        if not early:
            event(cycle.folder / name)
        come_to_rest(cycle.folder)

    with cycle.monkeypatch.context() as patched:
        patched.setattr(writer, "publish", happening)
        cycle.build()
    twin = cycle.without_a_stamp()
    for _ in range(2):
        assert cycle.build() == twin.build()
        assert tree(cycle.folder / "output", mtimes=False) == tree(twin.folder / "output", mtimes=False)


def test_of_two_builds_at_once_each_leaves_a_stamp_that_is_right(cycle: Cycle) -> None:
    edited(cycle)
    line = [sys.executable, "-m", "rencontres_feeds", "build", *NOW]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cycle.cache)}
    both = [
        subprocess.Popen(line, cwd=cycle.folder, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    assert [each.wait() for each in both] == [0, 0]
    again = subprocess.run(line, cwd=cycle.folder, env=environment, capture_output=True, text=True, check=True)
    assert Said(0, again.stdout, again.stderr) == SUM
    (cycle.folder / "output/index.html").unlink()
    mended = subprocess.run(line, cwd=cycle.folder, env=environment, capture_output=True, text=True, check=True)
    assert "new      index.html" in mended.stdout


def test_a_stamp_that_cannot_be_begun_changes_nothing(cycle: Cycle) -> None:
    """The working folder is gone, say."""
    gone = cycle.folder.with_name("gone")
    gone.mkdir()
    cycle.monkeypatch.chdir(gone)
    gone.rmdir()
    assert Stamp.of(["build"]) is None


def test_what_is_read_under_a_name_that_no_file_can_have_hinders_no_stamp(cycle: Cycle) -> None:
    cycle.begun().look("a\0b")


@pytest.mark.parametrize("consent", [["--first"], ["--replace"], ["--forget", "nobody"], ["--same", "s1"]])
def test_a_consent_is_given_once(cycle: Cycle, consent: list[str]) -> None:
    """What it is given for is gone afterwards: the same line may be refused then."""
    edited(cycle)
    twin = cycle.without_a_stamp()
    for _ in range(2):
        assert cycle.build(*consent) == twin.build(*consent)


def test_a_first_build_is_not_repeated(tmp_path: Path, cycle: Cycle) -> None:
    real = Cycle(tmp_path / "real", cycle.cache, cycle.monkeypatch, cycle.capsys)
    real.folder.mkdir()
    (real.folder / "sessions.yaml").write_text(source(session(), url="https://vrai.fr/"), encoding="utf-8")
    assert [real.build("--first").code for _ in range(2)] == [0, 1]
    assert [real.build().code for _ in range(2)] == [0, 0]


def test_a_build_of_an_institute_says_the_same_too(tmp_path: Path, cycle: Cycle) -> None:
    whole = Cycle(tmp_path / "whole", cycle.cache, cycle.monkeypatch, cycle.capsys)
    (whole.folder / "nord").mkdir(parents=True)
    (whole.folder / "institute.yaml").write_text(
        INSTITUTE.format(url=URL.replace("institut.fr", "institut.example")) + MEMBER.format(name="nord"),
        encoding="utf-8",
    )
    (whole.folder / "nord/sessions.yaml").write_text(
        member("nord", url=URL.replace("institut.fr", "institut.example") + "nord/"), encoding="utf-8"
    )
    come_to_rest(whole.folder)
    assert whole.build("nord/sessions.yaml").code == 0
    twin = whole.without_a_stamp()
    assert whole.build("nord/sessions.yaml") == twin.build("nord/sessions.yaml")
    path = whole.folder / "nord/sessions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Un essai", "Un autre"), encoding="utf-8")
    assert "nord/sessions/s1.html" in whole.build("nord/sessions.yaml").out


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
        assert cycle.begun().repeat() is (cut == whole)
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
