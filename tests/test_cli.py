"""The commands as people run them: what they print, their exit codes, and what they leave on disk."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from house import session, source
from rencontres_feeds import console, folder, press, writer
from rencontres_feeds.cli import commands, main

if TYPE_CHECKING:
    from click.testing import Result

NOW = ["--now", "2018-01-10T12:00:00Z"]
WARNED = """\
sessions.yaml:6:8: warning: https://essai.example/cycle/ is an example, not yet an address of the web
  6 |   url: https://essai.example/cycle/
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  → Put the public address here before you publish; until then this is a rehearsal.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, *([] if "--now" in arguments else NOW)])


def write(folder: Path, *sessions: str, **more: str) -> None:
    (folder / "sessions.yaml").write_text(source(*sessions, **more), encoding="utf-8")


def tree(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file with its bytes, mode and mtime."""
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes(),
            path.stat().st_mode & 0o777,
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_says_each_file_that_changed_and_one_line_of_sum(here: Path) -> None:
    write(here, session())
    first = run("build")
    assert (first.exit_code, first.stderr) == (0, WARNED)
    lines, page = first.stdout.splitlines(), Path("output", "index.html")
    assert lines[-5:] == [
        "new      feed.json",
        "new      index.html",
        "new      ledger.json",
        "1 session: 20 files written, 0 unchanged, 0 removed.",
        f"Next: look at {page} in a browser. It is a rehearsal until “cycle: url:” is the public address.",
    ]
    assert {line.split()[1] for line in lines[:-2]} == set(tree(here / "output"))
    write(here, session(title="Autrement"))
    second = run("build", "--now", "2018-01-11T12:00:00+01:00")
    assert re.sub(r"[0-9a-f]{12}", "…", second.stdout) == (
        "new      cards/s1.….png\n"
        "changed  embed.html\n"
        "changed  sessions/s1.html\n"
        "changed  sessions/s1.ics\n"
        "changed  sitemap.xml\n"
        "changed  calendar.ics\n"
        "changed  rss.xml\n"
        "changed  atom.xml\n"
        "changed  feed.json\n"
        "changed  index.html\n"
        "changed  ledger.json\n"
        "removed  cards/s1.….png\n"
        "1 session: 11 files written, 9 unchanged, 1 removed.\n"
        f"Next: look at {page} in a browser. It is a rehearsal until “cycle: url:” is the public address.\n"
    )


def test_a_second_build_writes_nothing_and_keeps_every_mtime(here: Path) -> None:
    write(here, session())
    run("build")
    before = tree(here / "output")
    again = run("build", "--now", "2031-01-01T00:00:00Z")
    assert again.stdout == "1 session: 0 files written, 20 unchanged, 0 removed.\n"
    assert tree(here / "output") == before
    assert {mode for _, mode, _ in before.values()} == {0o644}


def test_a_bad_source_changes_no_byte_mode_or_mtime(here: Path) -> None:
    write(here, session())
    run("build")
    before = tree(here)
    (here / "sessions.yaml").write_text(source(session(date="2018-02-30")), encoding="utf-8")
    after = run("build")
    assert (after.exit_code, after.stdout) == (1, "")
    assert "sessions.yaml:14:11: February 2018 has no day 30" in after.stderr
    assert {k: v for k, v in tree(here).items() if k != "sessions.yaml"} == {
        k: v for k, v in before.items() if k != "sessions.yaml"
    }


@pytest.mark.parametrize("bad", [source(session(date="2018-02-30")), source(session(), url="https://vrai.fr/")])
def test_what_stops_a_first_build_stops_it_before_the_folder_is_made(here: Path, bad: str) -> None:
    (here / "sessions.yaml").write_text(bad, encoding="utf-8")
    assert run("build").exit_code == 1
    assert not (here / "output").exists()


def test_check_writes_nothing_and_finds_what_stops_a_build(here: Path) -> None:
    write(here, session())
    checked = run("check")
    assert (checked.exit_code, checked.stdout) == (0, "1 session: nothing to mend.\n")
    assert not (here / "output").exists()
    run("build")
    write(here)
    stopped = run("check")
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "“s1” is published, and missing in the file" in stopped.stderr
    assert run("build").stderr == stopped.stderr


def test_a_publication_without_its_ledger_is_refused(here: Path) -> None:
    write(here, session())
    run("build")
    (here / "output" / "ledger.json").unlink()
    before = tree(here)
    for command in ("check", "build"):
        result = run(command)
        assert result.exit_code == 1
        assert "holds a publication (atom.xml …) without its ledger.json" in result.stderr
    assert tree(here) == before


def test_a_file_that_is_not_ours_is_not_written_over(here: Path) -> None:
    write(here, session())
    (here / "output").mkdir()
    (here / "output" / "index.html").write_text("à moi")
    (here / "output" / "autre.txt").write_text("à moi aussi")
    for command in ("check", "build"):
        result = run(command)
        assert result.exit_code == 1
        assert result.stderr.endswith(
            "index.html is in the way: this program did not write it\n"
            "  → Move it out of the output folder, then run the same command again.\n"
        )
    (here / "output" / "index.html").unlink()
    assert run("build").exit_code == 0
    assert (here / "output" / "autre.txt").read_text() == "à moi aussi"


def test_a_file_of_ours_that_somebody_changed_is_replaced_only_when_told(here: Path) -> None:
    write(here, session())
    run("build")
    before = {k: v[0] for k, v in tree(here / "output").items()}
    (here / "output" / "rss.xml").write_text("changé")
    write(here, session(title="Autrement"))
    refused = run("build")
    assert refused.exit_code == 1
    assert "rss.xml was changed by somebody since it was published" in refused.stderr
    write(here, session())
    assert run("build", "--replace").exit_code == 0
    assert {k: v[0] for k, v in tree(here / "output").items()} == before


def test_a_document_is_copied_and_goes_with_its_report(here: Path) -> None:
    (here / "documents").mkdir()
    (here / "documents" / "Séance 1.pdf").write_bytes(b"%PDF")
    write(here, session(report="{file: documents/Séance 1.pdf}"))
    assert run("build").exit_code == 0
    assert (here / "output" / "documents" / "Seance-1.pdf").read_bytes() == b"%PDF"
    write(here, session())
    result = run("build", "--now", "2018-01-11T12:00:00Z")
    assert "removed  documents/Seance-1.pdf\n" in result.stdout
    assert not (here / "output" / "documents").exists()


def test_a_source_that_is_not_there_says_how_to_name_it(here: Path) -> None:
    result = run("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("there is no file sessions.yaml\n  → Go to its folder, or name the file: ")
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["build", "--now", "hier"], ["build", "--now", "2018-01-10T12:00:00"], ["biuld"], ["build", "--nope"]],
)
def test_wrong_usage_has_an_exit_code_of_its_own(arguments: list[str], here: Path) -> None:
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 2
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
        ({"LC_ALL": "C", "LANG": "en_US"}, "fr"),
        ({"LC_ALL": "french"}, "fr"),
        ({"LC_ALL": ""}, "fr"),
    ],
)
def test_messages_are_in_the_language_of_the_person_else_of_the_file(
    environment: dict[str, str], language: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write(here, session())
    said = {"fr": "1 séance : rien à corriger.\n", "en": "1 session: nothing to mend.\n"}[language]
    assert run("check").stdout.replace("\u00a0", " ") == said


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en_GB.UTF-8", ["publish the source into the output folder", "It is the same meeting, much changed."]),
        (
            "fr_FR.UTF-8",
            ["publier la source dans le dossier de sortie", "C’est la même rencontre, bien que très"],
        ),
    ],
)
def test_the_help_is_in_the_language_of_the_person(
    language: str, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    for arguments, what in zip(["--help", "build --help"], said, strict=True):
        assert what in CliRunner().invoke(commands, arguments).stdout


def test_the_program_runs_as_a_command_and_as_a_module(here: Path) -> None:
    command = [sys.executable, "-m", "rencontres_feeds"]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout == "rencontres-feeds 0.1.0\n"
    write(here, session("s1", "Un – “essai”"))
    built = subprocess.run(
        [*command, "build"], capture_output=True, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, check=False
    )
    assert (built.returncode, (here / "output" / "calendar.ics").exists()) == (0, True)


def test_a_mistake_of_ours_is_said_to_be_ours(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    write(here, session())
    monkeypatch.setattr(press, "run", broken)
    monkeypatch.setattr(sys, "argv", ["rencontres-feeds", "check"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == console.OUR_FAULT
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert said.endswith("This is a mistake of the program, not yours. Nothing more was done.\n")


def test_of_very_many_mistakes_a_hundred_are_shown(here: Path) -> None:
    (here / "sessions.yaml").write_text(source(*["  - non\n"] * 150), encoding="utf-8")
    said = run("check").stderr.splitlines()
    assert sum(line.startswith("sessions.yaml:") for line in said) == 100
    assert said[-1] == "… and 51 more"  # the warning of the example's address is one as well


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_publication_is_named_by_check_and_finished_by_build(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, session())
    with monkeypatch.context() as patched:
        patched.setattr(writer, "_settle", _interrupt)
        run("build")
    assert not (here / "output" / "index.html").exists()
    checked = run("check")
    assert (checked.exit_code, checked.stdout) == (1, "")
    assert checked.stderr == (
        f"{WARNED}a publication was interrupted, and is not finished\n  → “rencontres-feeds build” finishes it.\n"
    )
    assert run("build").stdout == (
        "An interrupted publication was finished first.\n1 session: 0 files written, 20 unchanged, 0 removed.\n"
    )


def test_a_first_publication_that_was_interrupted_is_finished_by_the_same_command(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, session(), url="https://vrai.fr/")
    with monkeypatch.context() as patched:
        patched.setattr(writer, "_settle", _interrupt)
        run("build", "--first")
    assert run("build", "--first").exit_code == 0
    refused = run("build", "--first")
    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (
        1,
        "this was already published; --first is for the first time only",
    )


def test_a_ledger_that_changes_while_it_is_read_stops_the_build(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, session())
    run("build")
    stale = (here / "output" / "ledger.json").read_bytes()
    write(here, session(title="Autrement"))
    run("build", "--now", "2018-01-11T12:00:00Z")
    monkeypatch.setattr(folder, "read", lambda *_: stale)
    assert "ledger.json was changed while it was being read" in run("build").stderr
