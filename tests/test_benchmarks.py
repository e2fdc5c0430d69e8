"""The benchmarks: all build the same site, what differs is found, and the figures are told as they are."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aims
import bench
import compare
import contenders
import figures
import floor
import generate
import measure
from contenders import CONTENDERS
from figures import Figures
from measure import BARE, SCENARIOS, Cost, Failed
from rencontres_feeds import press
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.problems import Problem

if TYPE_CHECKING:
    from contenders import Contender
    from measure import Results

ROOT = Path(__file__).parent.parent
FEW = generate.meetings(4)
PLAIN = next(one for one in CONTENDERS if one.key == "plain")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the plain script makes of four meetings."""
    folder = tmp_path_factory.mktemp("plain")
    PLAIN.prepare(folder, FEW)
    contenders.wipe(folder)
    measure.cost(PLAIN.command(folder), folder)
    return folder / contenders.OUTPUT


# The data


@pytest.mark.parametrize("count", [1, 4, 50])
def test_the_made_up_source_is_one_that_we_publish_without_a_word(count: int) -> None:
    text = generate.source(generate.meetings(count))
    draft = press.read(text.encode(), lambda _: Problem(Message("missing")), generate.NOW)
    told = [load("en").say(problem.what) for problem in draft.problems]
    assert told == [f"{generate.URL} is an example, not yet an address of the web"]
    assert draft.programme
    assert len(draft.programme.sessions) == count


def test_the_meetings_are_the_same_each_time_and_one_title_changes() -> None:
    assert generate.meetings(4) == FEW
    changed = generate.retitled(FEW)
    assert [one.title for one in changed] != [one.title for one in FEW]
    assert [replace(one, title="") for one in changed] == [replace(one, title="") for one in FEW]


@pytest.mark.parametrize(("count", "to_come"), [(1, 1), (4, 1), (200, 12), (21_000, 12)])
def test_most_meetings_are_over_and_a_dozen_are_to_come(count: int, to_come: int) -> None:
    meetings = generate.meetings(count)
    days = [one.day for one in meetings]
    assert days == sorted(days)
    assert days[0].year >= 1970
    assert sum(day > generate.NOW.date() for day in days) == to_come
    assert len({one.id for one in meetings}) == count


def test_the_source_is_written_by_a_command(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), "4", str(tmp_path / "made")]
    measure.cost(command, tmp_path)
    assert (tmp_path / "made" / "sessions.yaml").read_text(encoding="utf-8") == generate.source(FEW)
    with pytest.raises(Failed, match="usage: python"):
        measure.cost(command[:2], tmp_path)


# The contenders


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda one: one.key)
def test_all_build_the_same_site_and_follow_a_change(contender: Contender, tmp_path: Path) -> None:
    if mend := contender.missing():
        pytest.skip(f"{contender.name}: {mend}")
    measure.prove(contender, tmp_path, FEW)
    assert contender.version()


def test_what_comes_from_npm_is_named_by_no_host_of_ours() -> None:
    lock = json.loads((ROOT / "benchmarks" / "node" / "package-lock.json").read_bytes())
    places = [one["resolved"] for one in lock["packages"].values() if "resolved" in one]
    assert [place for place in places if not place.startswith("https://registry.npmjs.org/")] == []
    assert all("integrity" in one for name, one in lock["packages"].items() if name)


def test_who_is_missing_is_left_out_and_told_how_to_come(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert [one.key for one in CONTENDERS if bench.at_hand(one)] == ["ours", "plain"]
    assert capsys.readouterr().err == (
        "Hugo is left out; it is missing: apt-get install hugo\n"
        "Eleventy is left out; Node is missing: apt-get install nodejs npm\n"
        "script in Node is left out; Node is missing: apt-get install nodejs npm\n"
    )


# The comparison


FIRST, SECOND, THIRD = (f"sessions/{meeting.id}.html" for meeting in FEW[:3])
CHANGES = {
    "an hour of the calendar": ("calendar.ics", "T183000", "T193000", "seance-00001: start"),
    "a title of the calendar": ("calendar.ics", "SUMMARY:", "SUMMARY:Autre", "seance-00001: summary"),
    "a place of the calendar": ("calendar.ics", "Grange", "Ferme", "seance-00001: location"),
    "a word of a description": ("calendar.ics", "DESCRIPTION:", "DESCRIPTION:Et ", "seance-00001: description"),
    "a page in the calendar": ("calendar.ics", "Page : ", "Voir : ", "seance-00001: pages"),
    "a session's own file": ("sessions/seance-00003.ics", "T190000", "T180000", "start"),
    "a title of RSS": ("rss.xml", "Nouvelle séance,", "Séance :", "title"),
    "a day of Atom": ("atom.xml", "<published>2026-10-29", "<published>2026-10-28", "date of “Séance du jeudi"),
    "a link of JSON Feed": ("feed.json", "seance-00003.html", "seance-00002.html", "link of “Séance du jeudi"),
    "a text of JSON Feed": ("feed.json", "essayer", "essuyer", "text of “Séance du jeudi"),
    "a feed that is no XML": ("rss.xml", "<title>", "<title", "<unknown>"),
    "an hour of the index": ("index.html", "T19:00:00", "T20:00:00", "seance-00004: times"),
    "a title of the index": ("index.html", "consensus", "discorde", "seance-00004: title"),
    "a card of the index": ("index.html", "h-event", "other", "to come"),
    "a report that is not": ("index.html", "</article>", '<a href="#compte-rendu">', "seance-00004: reports"),
    "a heading": (FIRST, '<h1 class="p-name">', "<h1>X", "heading"),
    "an hour of a page": (FIRST, "de 18 h 30", "de 18 h", "“jeudi 22 octobre 2026 de 18 h 30 à 20 h 30”"),
    "a speaker": (SECOND, "<li>Dominique", "<li>Sacha", "“Dominique Modèle"),
    "a text left as Markdown": (THIRD, "<em>essayer</em>", "*essayer*", "marks rendered"),
    "a link of a text": (THIRD, "/dossier-", "/d-", "links of the text"),
    "a neighbour": (THIRD, 'rel="prev"', 'rel="up"', "prev"),
    "a canonical link": (THIRD, 'rel="canonical"', 'rel="me"', "links in the head"),
    "Open Graph": (THIRD, "og:title", "og:name", "og:title"),
    "JSON-LD": (THIRD, '"startDate": "2026-11-19T19', '"startDate": "2026-11-19T18', "JSON-LD"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "found"), CHANGES.values(), ids=CHANGES.keys())
def test_what_differs_is_found(  # noqa: PLR0913, PLR0917  # a table of four columns
    name: str, before: str, after: str, found: str, built: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(built, tmp_path / "output")
    whole = (output / name).read_bytes()
    assert before.encode() in whole
    (output / name).write_bytes(whole.replace(before.encode(), after.encode(), 1))
    told = list(compare.differences(output, FEW))
    assert [line for line in told if line.startswith(f"{name}: {found}")], told


def test_nothing_differs_where_nothing_was_changed_and_a_missing_page_is_found(
    built: Path, tmp_path: Path
) -> None:
    output = shutil.copytree(built, tmp_path / "output")
    assert list(compare.differences(output, FEW)) == []
    (output / SECOND).unlink()
    (output / "sessions" / "seance-00005.ics").touch()
    told = ["sessions/: missing, or too many: seance-00002.html, seance-00005.ics"]
    assert list(compare.differences(output, FEW)) == told


def test_who_says_something_else_is_not_measured(tmp_path: Path) -> None:
    forgetful = replace(PLAIN, prepare=lambda folder, _: PLAIN.prepare(folder, FEW))
    with pytest.raises(
        Failed, match=r"\Aplain script says something else:\ncalendar.ics: seance-00004: summary: "
    ):
        measure.prove(forgetful, tmp_path, FEW)


# The figures


def test_a_cost_is_that_of_the_command_and_its_failure_is_told(tmp_path: Path) -> None:
    busy = measure.cost(
        [sys.executable, "-c", "x = bytearray(90_000_000); [n for n in range(2_000_000)]"], tmp_path
    )
    bare = measure.cost([sys.executable, "-c", "pass"], tmp_path)
    assert 0 < bare.cpu < busy.cpu
    assert 0 < bare.wall < busy.wall
    assert bare.peak < 80_000 < busy.peak
    with pytest.raises(Failed, match="exit code 3\nwhy\n"):
        measure.cost([sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"], tmp_path)


def _results(ours: float, hugo: float, peak: int) -> Results:
    """By CPU seconds; none of Hugo: it was not measured."""

    def each(cpu: float) -> dict[measure.Scenario, Cost]:
        return {scenario: Cost(2 * cpu, cpu, peak) for scenario in SCENARIOS}

    measured = {BARE: each(0.01), "ours": each(ours), "plain": each(1.5)}
    return measured | ({"hugo": each(hugo)} if hugo else {})


SAMPLE = Figures(
    machine="2 processors",
    runs=3,
    names={"ours": "ours (1)", "plain": "plain (2)", "hugo": "Hugo (3)"},
    by_size={200: _results(0.3, 0.4, 40_000), 100_000: _results(97, 0, 900_000)},
)
CPU = """\
| CPU time, nothing changed | 200 | 100,000 |
| --- | ---: | ---: |
| ours (1) | 300 ms | 97.0 s |
| … × Hugo | 0.75 |  |
| … × plain script | 0.20 | 64.67 |
| … above `python -c pass` | 290 ms | 97.0 s |
| plain (2) | 1.50 s | 1.50 s |
| Hugo (3) | 400 ms |  |
| `python -c pass` | 10 ms | 10 ms |
"""
AIMS = """\
| aim | sessions | at most | times that | reached |
| --- | ---: | --- | ---: | --- |
| cold | 200 | 1.0 × Hugo | 0.75 | yes |
| cold | 200 | 0.25 × plain script | 0.80 | yes |
| nothing changed | 200 | `python -c pass` + 40 ms | 7.25 | no |
| nothing changed | 200 | 1.0 × Hugo | 0.75 | yes |
| cold | 200 | 45 MB of memory | 0.89 | yes |
| one session changed | 200 | 45 MB of memory | 0.89 | yes |
"""


def test_figures_are_told_in_tables_with_ratios_and_aims() -> None:
    told = figures.tables(SAMPLE)
    assert told.startswith(
        "Medians of 3 runs, on 2 processors.\n\n| CPU time, cold (nothing was ever built) | 200 | "
    )
    assert CPU in told
    assert "| ours (1) | 40 MB | 900 MB |\n" in told
    assert told.endswith(AIMS)


def test_each_aim_is_judged_where_it_was_measured() -> None:
    by_size = {count: _results(0.02, 1, 1) for count in (4, 200, 1000, 10_000)}
    assert [aim for aim, share in aims.judged(by_size) if share <= 1] == list(aims.AIMS)
    assert aims.judged({4: {}}) == []


def test_figures_are_kept_and_joined_and_written_into_a_document(tmp_path: Path) -> None:
    whole = figures.dumps(SAMPLE)
    assert figures.loads(whole) == SAMPLE
    parts = [figures.dumps(replace(SAMPLE, by_size={n: SAMPLE.by_size[n]})) for n in (100_000, 200)]
    assert figures.loads(*parts) == SAMPLE
    document = tmp_path / "performance.md"
    document.write_text(f"Before.\n{figures.BEGIN}old\n{figures.END}After.\n", encoding="utf-8")
    figures.write(SAMPLE, document)
    told = document.read_text(encoding="utf-8")
    assert told == f"Before.\n{figures.BEGIN}\n{figures.tables(SAMPLE)}\n{figures.END}After.\n"


def test_the_document_has_a_place_for_the_figures() -> None:
    text = bench.DOCUMENT.read_text(encoding="utf-8")
    assert text.count(figures.BEGIN) == text.count(figures.END) == 1
    assert text.index(figures.BEGIN) < text.index(figures.END)


def test_the_machine_is_told_without_its_name() -> None:
    assert "Python 3." in figures.machine()


def test_a_run_measures_prints_and_keeps_what_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "DOCUMENT", tmp_path / "performance.md")
    bench.DOCUMENT.write_text(figures.BEGIN + figures.END, encoding="utf-8")
    kept = str(tmp_path / "kept.json")
    asked = ["--sizes", "3", "--runs", "1", "--only", "plain", "--json", kept, "--docs", "--work", str(tmp_path)]
    assert bench.main(asked) == ""
    told = capsys.readouterr()
    assert told.err.endswith(
        "3 sessions: whether plain script says what it must\n3 sessions, run 1 of 1: plain script\n"
    )
    assert told.out in bench.DOCUMENT.read_text(encoding="utf-8")
    assert bench.main(["--read", kept]) == ""
    assert capsys.readouterr().out == told.out


def test_a_run_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = replace(PLAIN, command=lambda _: [sys.executable, "-c", "raise SystemExit('no')"])
    monkeypatch.setattr(bench, "CONTENDERS", (broken,))
    said = bench.main(["--sizes", "3", "--runs", "1", "--unproven", "--work", str(tmp_path)])
    assert said.endswith("exit code 1\nno\n")
    assert capsys.readouterr().out == ""


def test_the_floor_reads_and_writes_everything(tmp_path: Path) -> None:
    took = floor.floor(3, 1, tmp_path)
    assert [(name, cpu >= 0, wall > 0) for name, cpu, wall in took] == [
        (name, True, True) for name in floor.STEPS
    ]
    assert floor.events(b"- a\n- b\n") == 8
    floor.write({"a/b.txt": b"b", "c.txt": b"c"}, tmp_path / "x", durable=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "x").rglob("*.txt")} == {
        "b.txt": b"b",
        "c.txt": b"c",
    }


def test_all_know_the_instant_of_the_first_build() -> None:
    told = generate.NOW.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("hugo/hugo.toml", "node/programme.mjs"):
        assert told in (ROOT / "benchmarks" / name).read_text(encoding="utf-8")
