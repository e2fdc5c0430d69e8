"""What is printed, and how: quiet and verbose, colours only where somebody sees them, progress too."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

from house import session, source
from rencontres_feeds import annotations as forms
from rencontres_feeds import building, console
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.cli import commands
from rencontres_feeds.problems import Problem, Texts

if TYPE_CHECKING:
    from click.testing import Result

ROOT = Path(__file__).parent.parent
NOW = ["--now", "2018-01-10T12:00:00Z"]
PROBLEM = (
    "\x1b[1msessions.yaml:14:11:\x1b[0m \x1b[31m\x1b[1mFebruary 2018 has no day 30\x1b[0m\n"
    "  14 |     date: 2018-02-30\n"
    "     |           \x1b[31m^^^^^^^^^^\x1b[0m\n"
    "\x1b[32m  → The last day of February 2018 is the 28.\x1b[0m\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (tmp_path / "sessions.yaml").write_text(source(session()), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, *NOW])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("arguments", [["-q", "build"], ["build", "--quiet"]])
def test_quiet_says_nothing_but_problems(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("sessions.yaml:6:8: warning: ")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("arguments", [["-v", "build"], ["build", "--verbose"]])
def test_verbose_says_where_it_reads_and_what_stays(arguments: list[str]) -> None:
    run("build")
    result = run(*arguments)
    lines = result.stdout.splitlines()
    assert lines[:2] == ["source   sessions.yaml", "folder   output"]
    assert {line.split()[0] for line in lines[2:-1]} == {"same"}
    assert lines[-1].startswith("1 session: 0 files written")


def test_a_build_that_wrote_says_what_to_do_next(here: Path) -> None:
    page = os.path.join("output", "index.html")  # noqa: PTH118  # as the system writes it
    rehearsal = f"Next: look at {page} in a browser. It is a rehearsal until “cycle: url:” is the public address."
    assert run("build").stdout.splitlines()[-1] == rehearsal
    (here / "sessions.yaml").write_text(source(session(), url="https://vrai.fr/"), encoding="utf-8")
    real = "Next: put all that is in output on the web host, at https://vrai.fr/"
    assert run("build").stdout.splitlines()[-1] == real
    assert len(run("build").stdout.splitlines()) == 1


def _on_a_terminal(folder: Path, **environment: str) -> str:
    """What the program says where it finds a terminal, of a day that does not exist."""
    (folder / "sessions.yaml").write_text(source(session(date="2018-02-30"), url="https://a.fr/"), "utf-8")
    ours, theirs = pty.openpty()
    said = {**os.environ, "TERM": "xterm", **environment}
    command = [sys.executable, "-m", "rencontres_feeds", "check", *NOW]
    subprocess.run(command, stdout=theirs, stderr=theirs, env=said, cwd=folder, check=False)
    os.close(theirs)
    with open(ours, "rb", buffering=0) as end:  # noqa: PTH123  # a descriptor
        seen = b""
        try:
            while part := end.read(4096):
                seen += part
        except OSError:  # how Linux tells the end of a terminal
            pass
    # On a slow machine the progress was seen for a moment, and taken away.
    return re.sub(r"\r[^\n]*\r", "", seen.decode().replace("\r\n", "\n"))


def test_colours_are_for_terminals(here: Path) -> None:
    assert _on_a_terminal(here) == PROBLEM
    piped = run("check").stderr
    assert "\x1b" not in piped


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_colours_can_be_refused(environment: dict[str, str], here: Path) -> None:
    assert "\x1b" not in _on_a_terminal(here, **environment)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def shown(self, text: str) -> None:
        """Wait until it is."""
        end = time.monotonic() + 60
        while text not in self.getvalue():
            assert time.monotonic() < end, self.getvalue()
            os.sched_yield()


def test_progress_is_counted_on_one_line_that_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with console.Progress(after=0, every=0.001) as told:
        told(9, 10)
        terminal.shown("\r9/10")
        told(10, 10)
        terminal.shown("\r10/10")
    assert terminal.getvalue() == "\r9/10\r10/10\r     \r"


def test_progress_names_what_is_being_done_and_tells_for_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with console.Progress(after=0, every=0.001, language=lambda: load("fr")) as told:
        told.begun(building.READING)
        terminal.shown("\rLecture… 0 s")
        told.begun(Message("Writing"))
        told.staged(3, 10)
        terminal.shown("\rÉcriture… 3/10")
    assert terminal.getvalue().endswith("\r              \r")


@pytest.mark.parametrize(("stream", "after"), [(io.StringIO, 0), (_Terminal, 60)])
def test_progress_is_not_seen_elsewhere_or_of_short_work(
    stream: type[io.StringIO], after: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", written := stream())
    with console.Progress(after) as told:
        told(1, 10)
    assert written.getvalue() == ""


# For continuous integration


def _broken(here: Path) -> None:
    more = "annonces:\n  - {id: a, date: 2018-01-01, title: 'A, 100 %'}\n"
    text = source(session(date="2018-02-30"), more=more, url="https://a.fr/")
    (here / "sessions.yaml").write_text(text.replace("Un essai", "Un #1"), encoding="utf-8")


def test_github_annotates_each_problem_in_its_place(here: Path) -> None:
    _broken(here)
    result = run("check", "--format", "github")
    assert (result.exit_code, result.stderr) == (1, "")
    warning, error = result.stdout.splitlines()
    assert warning == (
        "::warning file=sessions.yaml,line=13,col=15,endColumn=16::from “#” on, the line is a comment: the text"
        ' is “Un”%0AIf the # belongs to the text, put it in quotes:%0A    title: "Un #1"%0AIf not, put a space'
        " behind it."
    )
    assert error == (
        "::error file=sessions.yaml,line=14,col=11,endColumn=20::February 2018 has no day 30%0A"
        "The last day of February 2018 is the 28."
    )


def test_github_is_told_too_what_is_not_in_the_source(here: Path) -> None:
    (here / "sessions.yaml").write_text(source(session(), url="https://a.fr/"), encoding="utf-8")
    result = CliRunner().invoke(commands, ["check", "--format", "github", "-o", "ailleurs", *NOW])
    assert result.exit_code == 1
    assert result.stdout == (
        "::error::there is no ledger: nothing tells what was already published at https://a.fr/%0AIf nothing was:"
        " rencontres-feeds build --first. If something was, take its memory back:"
        " rencontres-feeds restore https://a.fr/\n"
    )
    (here / "sessions.yaml").write_text(source(session(), url="http://localhost/"), encoding="utf-8")
    (warning,) = run("check", "--format", "github").stdout.splitlines()
    assert warning.startswith("::warning file=sessions.yaml,line=6,")


def test_a_problem_may_have_neither_place_nor_mend() -> None:
    assert forms.github([Problem(Message("no: 100 %"))], Texts("s.yaml"), load("en")) == "::error::no: 100 %25"


def test_github_is_told_nothing_where_all_is_well(here: Path) -> None:
    (here / "sessions.yaml").write_text(source(session(), url="https://a.fr/"), encoding="utf-8")
    run("build", "--first")
    result = run("check", "--format", "github")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_gitlab_knows_a_problem_again_when_its_line_moves(here: Path) -> None:
    _broken(here)
    first = json.loads(run("check", "--format", "gitlab").stdout)
    text = (here / "sessions.yaml").read_text(encoding="utf-8")
    (here / "sessions.yaml").write_text("# deux lignes\n# de plus\n" + text, encoding="utf-8")
    second = json.loads(run("check", "--format", "gitlab").stdout)
    assert [(issue["severity"], issue["location"]) for issue in first] == [
        ("minor", {"path": "sessions.yaml", "lines": {"begin": 13}}),
        ("major", {"path": "sessions.yaml", "lines": {"begin": 14}}),
    ]
    assert [issue["fingerprint"] for issue in first] == [issue["fingerprint"] for issue in second]
    assert len({issue["fingerprint"] for issue in first}) == 2


def test_two_problems_that_look_alike_are_two_for_gitlab(here: Path) -> None:
    line = "  - {id: s1, title: A, date: rien}\n"
    (here / "sessions.yaml").write_text(source(line, line.replace("s1", "s2"), line), encoding="utf-8")
    issues = json.loads(run("check", "--format", "gitlab").stdout)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 5


@pytest.mark.usefixtures("here")
def test_json_is_as_its_schema_says(here: Path) -> None:
    schema = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = []
    for text in (source(session()), source(session(date="2018-02-30")), None):
        if text is None:
            (here / "sessions.yaml").unlink()
        else:
            (here / "sessions.yaml").write_text(text, encoding="utf-8")
        result = run("check", "--format", "json")
        found.append(json.loads(result.stdout))
        jsonschema.validate(found[-1], schema)
        assert found[-1]["ok"] is (result.exit_code == 0)
    assert [len(one["problems"]) for one in found] == [1, 2, 1]
    assert found[1]["problems"][1] == {
        "severity": "error",
        "message": "February 2018 has no day 30",
        "mend": "The last day of February 2018 is the 28.",
        "line": 14,
        "column": 11,
        "end_column": 21,
    }
    assert found[2]["problems"][0]["line"] is None


def test_a_mistake_of_ours_is_not_told_as_a_problem(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del here

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("rencontres_feeds.press.run", broken)
    result = run("check", "--format", "json")
    assert (type(result.exception), result.stdout) == (ZeroDivisionError, "")


# A source that is not where it should be


@pytest.mark.parametrize(
    ("there", "mend"),
    [
        (
            "sessions.yaml.txt",
            (
                "There is “sessions.yaml.txt”: rename it to “sessions.yaml”. (Windows hides the end of a name; in"
                " the Explorer: View › Show › File name extensions.)"
            ),
        ),
        ("sessions.yml", "There is “sessions.yml”: rename it to “sessions.yaml”."),
        ("Sessions.YAML", "There is “Sessions.YAML”: rename it to “sessions.yaml”."),
        ("autre.yaml", "Go to its folder, or name the file: rencontres-feeds build path/to/sessions.yaml"),
    ],
)
def test_a_source_under_another_name_is_found(there: str, mend: str, here: Path) -> None:
    (here / "sessions.yaml").rename(here / there)
    result = run("check")
    assert (result.exit_code, result.stderr) == (1, f"there is no file sessions.yaml\n  → {mend}\n")


def test_a_source_in_a_folder_that_is_not_there_is_only_missing(here: Path) -> None:
    result = run("check", str(here / "nulle part" / "sessions.yaml"))
    assert result.stderr.splitlines()[1].startswith("  → Go to its folder")


def test_a_source_that_cannot_be_read_says_why(here: Path) -> None:
    (here / "dossier.yaml").mkdir()
    result = run("check", "dossier.yaml")
    assert (result.exit_code, result.stderr.partition(": ")[0]) == (1, "the file dossier.yaml cannot be read")
