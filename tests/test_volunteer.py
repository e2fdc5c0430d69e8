"""The minute of a volunteer: the commands that edit the source, as she runs them, and what they leave on disk."""

from __future__ import annotations

import errno
import os
import pty
import re
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from house import instant, refused, session, source
from rencontres_feeds import ci, desk, disk, press, stock
from rencontres_feeds.cli import ALIASES, COMMANDS, commands
from rencontres_feeds.editing import edits
from rencontres_feeds.model import Cycle, Programme
from rencontres_feeds.problems import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOW = "2018-01-10T12:00:00Z"
PROGRAMME = Programme(Cycle("essai", "Cycle", "fr", "Europe/Paris", "https://essai.fr/cycle/"))
REAL = "https://essai.fr/cycle/"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, in English, outside of which files lie too."""
    folder = tmp_path / "ici"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, "--now", NOW])


def write(here: Path, *sessions: str, more: str = "") -> str:
    text = source(*sessions, url=REAL, more=more)
    (here / "sessions.yaml").write_bytes(text.encode())
    return text


def text(here: Path) -> str:
    return (here / "sessions.yaml").read_bytes().decode()


def dialogue(answers: list[str], *arguments: str) -> tuple[str, int]:
    """Run a command on a terminal, and answer each of its questions in turn."""
    child, terminal = pty.fork()
    if not child:  # pragma: no cover  # it becomes the command
        os.execv(sys.executable, [sys.executable, "-m", "rencontres_feeds", *arguments, "--now", NOW])
    said = b""
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:  # Linux says so when nobody holds the other end any more
            break
        if not read:
            break
        said += read
        if re.search(rb"(: |\? \[Y/n\] |y or n\.\r\n.*\] )$", said) and answers:
            os.write(terminal, answers.pop(0).encode() + b"\n")
    _, status = os.waitpid(child, 0)
    assert not answers
    shown = re.sub(r"\x1b\[[0-9;]*m", "", said.decode()).replace("\r\n", "\n")
    return shown, os.waitstatus_to_exitcode(status)


# A session more


def test_new_shows_the_difference_and_writes_it_at_its_place(here: Path) -> None:
    before = write(here, session("seance-1"), session("seance-2", date="2018-05-15"))
    result = run(
        *("new", "--yes", "--title", "Un essai : la suite", "--date", "15 avril 2018", "--time", "18h-20h"),
        *("--venue", "la", "--speaker", "Personne Exemple, sociologue, Université (Ville)", "--topic", "essais"),
        *("--link", "Un site https://lien.fr/", "--registration", "https://inscription.fr/", "--draft"),
        *(
            "--description",
            "Un texte.",
            "--status",
            "à confirmer",
            "--until",
            "16/4/2018",
            "--online",
            "https://v.fr/",
        ),
        *("--note", "Un mot"),
    )
    assert result.stderr == ""
    assert (
        result.stdout
        == """\
@@ -15,4 +15,27 @@
     time: 18h30-20h30
     venue: ici
+  - id: seance-3
+    title: "Un essai : la suite"
+    date: 2018-04-15
+    until: 2018-04-16
+    time: 18h-20h
+    venue: la
+    online: https://v.fr/
+    status: tentative
+    note: Un mot
+    description: Un texte.
+    speakers:
+      - name: Personne Exemple
+        role: sociologue
+        organization: Université
+        city: Ville
+    topics:
+      - essais
+    links:
+      - title: Un site
+        url: https://lien.fr/
+    registration:
+      url: https://inscription.fr/
+    draft: yes
   - id: seance-2
     title: Un essai
sessions.yaml is written. Next: “rencontres-feeds build” publishes it.
"""
    )
    added = [line[1:] for line in result.stdout.splitlines(keepends=True) if line.startswith("+")]
    assert text(here).replace("".join(added), "") == before
    assert not list(here.glob(".sessions*"))


def test_without_a_terminal_and_without_yes_nothing_is_written(here: Path) -> None:
    before = write(here, session("s1"))
    for arguments in (
        ["new", "--title", "T", "--date", "2018-04-15"],
        ["cancel", "s1"],
        ["move", "s1", "--date", "2018-04-15"],
        ["postpone", "s1"],
        ["minutes", "s1", "https://a.fr/"],
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr == "Nothing was written: there is nobody to ask. With --yes it is written.\n"
        assert "@@" in result.stdout
        assert text(here) == before


def test_an_id_is_free_among_drafts_and_among_all_that_was_ever_published(here: Path) -> None:
    write(here, session("seance-1"), session("Seance-2"))
    run("build", "--first")
    write(here, session("seance-1"), session("seance-3", draft="yes"))
    run("build", "--forget", "Seance-2")
    result = run("new", "--yes", "--title", "T", "--date", "2018-04-15")
    assert "+  - id: seance-4\n" in result.stdout
    write(here, session("seance-1"))
    assert "+  - id: seance-3\n" in run("new", "--title", "T", "--date", "2018-04-15").stdout
    write(here)
    assert "+  - id: seance-3\n" in run("new", "--title", "T", "--date", "2018-04-15").stdout


def test_a_series_is_written_as_single_sessions(here: Path) -> None:
    write(here, session("seance-1", date="2018-10-10"))
    result = run(
        *("new", "-y", "--title", "Permanence", "--every", "premier jeudi", "--from", "2018-09-01"),
        *("--until", "2018-12-31", "--except", "2018-11"),
    )
    dates = re.findall(r"id: (\S+)\n.*\n    date: (\S+)", text(here))
    assert dates == [
        ("seance-2", "2018-09-06"),
        ("seance-3", "2018-10-04"),
        ("seance-1", "2018-10-10"),
        ("seance-4", "2018-12-06"),
    ]
    assert result.exit_code == 0
    assert "date: 2018-01-11" in run("new", "--title", "P", "--every", "Thursday", "--until", "2018-01-31").stdout


def test_an_announcement_is_dated_today(here: Path) -> None:
    before = write(here, session("s1"))
    result = run("new", "announcement", "--yes", "--title", "Bienvenue", "--text", "Un\ndeux", "--session", "s1")
    assert result.exit_code == 0
    assert text(here) == before + (
        "\nannouncements:\n  - id: annonce-1\n    date: 2018-01-10\n    title: Bienvenue\n"
        "    text: |\n      Un\n      deux\n    session: s1\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--title", "T"], "missing: --date"),
        (["--date", "2018-04-15"], "missing: --title"),
        (["--date", "hier", "--title", "T"], "“hier” is not a day. Write it as 2017-11-28;"),
        (["--date", "2018-04-15", "--title", "T", "--text", "x"], "not with this: --text"),
        (["--title", "T", "--every", "lundi"], "a series needs its end: --until"),
        (["--title", "T", "--every", "lundi", "--until", "2018-12-31", "--id", "a"], "not with this: --id"),
        (["--title", "T", "--date", "2018-04-15", "--except", "2018-05"], "not with this: --except"),
        (["annonce", "--title", "T", "--speaker", "A"], "not with this: --speaker"),
        (["--status", "peut-être", "--date", "2018-04-15", "--title", "T"], "“peut-être” is not known here"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(arguments: list[str], said: str, here: Path) -> None:
    before = write(here, session("s1"))
    result = run("new", "--yes", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert text(here) == before


def test_what_would_be_wrong_in_the_file_is_told_with_its_line_and_not_written(here: Path) -> None:
    before = write(here, session("s1"))
    result = run("new", "--yes", "--title", "T", "--date", "2018-04-15", "--time", "20h-18h")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "Nothing was written. With this change there would be something to mend:\n"
        "sessions.yaml:21:11: it ends before it begins\n  21 |     time: 20h-18h\n"
    )
    result = run("new", "--yes", "--title", "T", "--date", "2018-04-15", "--venue", "lla")
    assert "no venue is called “lla”" in result.stderr
    assert text(here) == before


def test_a_file_with_errors_is_mended_first(here: Path) -> None:
    before = write(here, session("s1", date="2018-02-30"))
    for arguments in (["new", "--title", "T", "--date", "2018-04-15"], ["cancel", "s1"]):
        result = run(*arguments, "--yes")
        assert result.exit_code == 1
        assert "February 2018 has no day 30" in result.stderr
    assert text(here) == before
    assert "there is no file ailleurs.yaml" in run("cancel", "s1", "ailleurs.yaml").stderr


def test_a_warning_that_the_change_brings_is_told(here: Path) -> None:
    write(here, session("s1"))
    result = run("new", "-y", "--title", "T", "--date", "2018-10-28", "--time", "2h30-4h")
    assert "warning: 02:30 comes twice on 2018-10-28 in Europe/Paris" in result.stderr
    assert result.exit_code == 0


def test_the_file_may_be_named_and_be_a_link(here: Path) -> None:
    write(here, session("s1"))
    (here / "autre.yaml").symlink_to("sessions.yaml")
    (here / "sessions.yaml").chmod(0o640)
    assert run("new", "autre.yaml", "-y", "--title", "T", "--date", "2018-04-15").exit_code == 0
    assert run("new", "session", "autre.yaml", "-y", "--title", "T", "--date", "2018-04-16").exit_code == 0
    assert "2018-04-16" in text(here)
    assert (here / "autre.yaml").is_symlink()
    assert (here / "sessions.yaml").stat().st_mode & 0o777 == 0o640


def test_a_byte_order_mark_and_line_ends_are_kept(here: Path) -> None:
    before = b"\xef\xbb\xbf" + source(session("s1"), url=REAL).replace("\n", "\r\n").encode()
    (here / "sessions.yaml").write_bytes(before)
    assert run("cancel", "s1", "-y").exit_code == 0
    after = (here / "sessions.yaml").read_bytes()
    assert after == before + b"    status: cancelled\r\n"


# Other values


def test_cancel_postpone_move_and_their_notes(here: Path) -> None:
    before = write(here, session("s1", until="2018-03-16", time="9h-17h"))

    def typed(status: str, note: str) -> str:
        return before.replace("venue: ici\n", f"venue: ici\n    status: {status}\n    note: {note}\n")

    assert run("cancel", "s1", "--note", "Salle : inondée", "-y").exit_code == 0
    assert text(here) == typed("cancelled", '"Salle : inondée"')
    assert run("cancel", "s1", "--note", "Salle : inondée").stdout == "That is what the file says already.\n"
    assert run("postpone", "s1", "--note", "Grève", "-y").exit_code == 0
    assert text(here) == typed("postponed", '"Grève"')
    assert run("move", "s1", "--date", "31/3/2018", "-y").exit_code == 0
    moved = typed("confirmed", '"Grève"').replace("2018-03-15", "2018-03-31").replace("2018-03-16", "2018-04-01")
    assert text(here) == moved
    assert run("move", "s1", "--venue", "la", "--until", "2018-04-02", "-y").exit_code == 0
    assert text(here) == moved.replace("venue: ici", "venue: la").replace("2018-04-01", "2018-04-02")


def test_moving_to_a_month_keeps_no_hours_in_silence(here: Path) -> None:
    before = write(here, session("s1", until="2018-03-16", time="9h-17h"))
    result = run("move", "s1", "--date", "mai 2018", "-y")
    assert result.exit_code == 1
    assert "“time” without a day" in result.stderr
    assert text(here) == before


def test_an_unknown_id_is_told_with_the_near_one_or_with_all(here: Path) -> None:
    write(here, session("seance-1"))
    assert run("cancel", "seance1", "-y").stderr.endswith("  → Did you mean “seance-1”?\n")
    assert run("cancel", "xxx", "-y").stderr.endswith("  → The ids: seance-1.\n")
    assert run("move", "seance-1", "-y").exit_code == 2


# Reports


def test_a_report_from_elsewhere_is_copied_beside_the_source(here: Path) -> None:
    before = write(here, session("s1", report="{status: forthcoming}"))
    (here.parent / "Séance 1.pdf").write_bytes(b"%PDF")
    result = run("compte-rendu", "s1", "../Séance 1.pdf", "--published", "5/1/2018", "-y")
    assert result.stderr == ""
    assert (here / "documents" / "Séance 1.pdf").read_bytes() == b"%PDF"
    said = "{file: documents/Séance 1.pdf, published: 2018-01-05}"
    assert text(here) == before.replace("{status: forthcoming}", said)
    assert run("build", "--first").exit_code == 0
    again = run("minutes", "s1", "../Séance 1.pdf")
    assert again.stdout == "That is what the file says already.\n"
    (here.parent / "Séance 1.pdf").write_bytes(b"%PDF 2")
    other = run("minutes", "s1", "../Séance 1.pdf", "-y")
    assert other.stderr == (
        "another file is already called documents/Séance 1.pdf\n"
        "  → Rename one of the two, or replace that one by hand.\n"
    )


def test_a_report_in_the_folder_stays_where_it_is_and_an_address_is_one(here: Path) -> None:
    before = write(here, session("s1"), session("s2"))
    (here / "cr.pdf").write_bytes(b"%PDF")
    assert run("minutes", "s1", "cr.pdf", "-y").exit_code == 0
    assert run("minutes", "s2", "https://a.fr/cr.pdf", "--size", "240 ko", "-y").exit_code == 0
    first, second = before.split("  - id: s2")
    assert text(here) == (
        f"{first}    report:\n      file: cr.pdf\n  - id: s2{second}"
        "    report:\n      url: https://a.fr/cr.pdf\n      size: 240 ko\n"
    )
    assert not (here / "documents").exists()


def test_what_is_no_file_is_no_report(here: Path) -> None:
    before = write(here, session("s1"))
    assert (
        "nulle-part.pdf cannot be read: there is no such file"
        in run("minutes", "s1", "nulle-part.pdf", "-y").stderr
    )
    assert run("minutes", "s1", str(here), "-y").stderr == f"“{here}” is not a file\n"
    assert text(here) == before


def test_a_report_that_cannot_be_copied_leaves_no_half_and_the_old_source(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write(here, session("s1"))
    (here.parent / "cr.pdf").write_bytes(b"%PDF")

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(disk, "sync_folder", full)
    result = run("minutes", "s1", "../cr.pdf", "-y")
    assert result.stderr.startswith("documents/cr.pdf cannot be written: the disk is full\n")
    assert not (here / "documents" / "cr.pdf").exists()
    assert text(here) == before


# Writing


def test_a_file_that_was_changed_meanwhile_is_not_written_over(here: Path) -> None:
    path = here / "sessions.yaml"
    data = write(here, session("s1")).encode()
    now = instant("2018-01-10")
    opened = desk.opened(path, data, press.read(data, stock.of(here), now), now)
    path.write_bytes(data + b"# autre\n")
    with pytest.raises(Refusal) as stopped:
        desk.write(opened, b"x")
    assert refused(stopped.value) == [f"{path} was changed meanwhile, and is not written over"]
    assert path.read_bytes() == data + b"# autre\n"
    assert list(here.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_source(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write(here, session("s1"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(disk, "replace", full)
    assert run("cancel", "s1", "-y").stderr.startswith("sessions.yaml cannot be written: the disk is full\n")
    assert text(here) == before
    assert [path.name for path in here.iterdir()] == ["sessions.yaml"]


def test_an_edit_that_would_change_something_else_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write(here, session("s1"), session("s2"))
    monkeypatch.setattr(edits, "change_session", lambda text, *_: text.replace("Un essai", "Autre"))
    result = run("cancel", "s1", "-y")
    assert result.exit_code == 1
    assert result.stderr.startswith("this cannot be typed into the file without touching something else\n")
    assert text(here) == before


def test_a_file_to_be_copied_that_is_gone_is_told_as_missing(here: Path) -> None:
    data = write(here, session("s1", report="{file: documents/a.pdf}")).encode()
    now = instant("2018-01-10")
    opened = desk.Opened(here / "sessions.yaml", data, press.read(data, stock.of(here), now), PROGRAMME, now)
    draft = desk.read_again(opened, data, desk.Adopted("documents/a.pdf", here.parent / "a.pdf"))
    assert draft.programme is None
    (here.parent / "a.pdf").write_bytes(b"%PDF")
    (here / "documents").mkdir()
    draft = desk.read_again(opened, data, desk.Adopted("documents/a.pdf", here.parent / "a.pdf"))
    assert draft.programme
    desk.copy(opened.path, desk.Adopted("documents/a.pdf", here.parent / "a.pdf"))
    assert desk.read_again(opened, data).programme == draft.programme


# A new cycle


@pytest.mark.parametrize("language", ["fr", "en"])
def test_init_writes_a_file_that_passes_check_and_whose_keys_are_of_the_language(
    here: Path, language: str
) -> None:
    result = run(
        *("init", "--title", "L'été : un cycle", "--language", language, "--organizer", "Institut d'essai"),
        *("--email", "a@essai.fr", "--organizer-url", "https://essai.fr/"),
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("new      sessions.yaml\nnew      documents\n")
    assert list((here / "documents").iterdir()) == []
    assert run("check").stdout == "0 sessions: nothing to mend.\n"
    keys = {"fr": ["titre", "séances", "lieux"], "en": ["title", "sessions", "venues"]}[language]
    assert all(re.search(rf"^ *{key}:", text(here), re.MULTILINE) for key in keys)
    assert "L'été : un cycle\"" in text(here)
    assert str(date(2018, 2, 9)) in text(here)
    assert "id: l-ete-un-cycle\n" in text(here)
    before = text(here)
    assert run("new", "-y", "--title", "T", "--date", "2018-04-15").exit_code == 0
    name = {"fr": "seance-1", "en": "session-1"}[language]
    assert text(here) != before
    assert f"\n\n  - id: {name}\n    {keys[0]}: T\n    date: 2018-04-15\n" in text(here)


def test_init_never_writes_over_a_file(here: Path) -> None:
    (here / "sessions.yaml").write_text("à moi")
    result = run("init", "--title", "T")
    assert result.exit_code == 1
    assert result.stderr.startswith("sessions.yaml is already there, and is not written over\n")
    assert text(here) == "à moi"
    with pytest.raises(Refusal):
        desk.create(here / "sessions.yaml", b"x")
    assert "cannot be written: something else" in run("init", "sessions.yaml/s.yaml", "--title", "T").stderr


@pytest.mark.parametrize("forge", ci.FORGES)
def test_init_writes_the_workflow_of_a_forge_with_the_cycle_or_alone(here: Path, forge: ci.Forge) -> None:
    begun = run("init", "--title", "T", "--ci", forge)
    workflow = here / ci.file(forge)
    assert (begun.exit_code, workflow.read_text()) == (0, ci.workflow(forge))
    assert f"new      {ci.file(forge)}\nNext: commit {ci.file(forge)}" in begun.stdout
    before = text(here)
    again = run("init", "--ci", forge)
    assert (again.exit_code, again.stderr.partition("\n")[0]) == (
        1,
        f"{ci.file(forge)} is already there, and is not written over",
    )
    workflow.unlink()
    assert (run("init", "--ci", forge).exit_code, workflow.exists(), text(here)) == (0, True, before)


def test_a_workflow_that_cannot_be_written_leaves_the_rest(here: Path) -> None:
    (here / ".github").write_text("à moi")
    write(here)
    assert "cannot be written" in run("init", "--ci", "github").stderr
    with pytest.raises(Refusal):
        desk.place(here / "sessions.yaml", b"x")


def test_init_makes_the_folder_and_in_git_a_file_that_keeps_documents(here: Path) -> None:
    (here / ".git").mkdir()
    assert run("init", "neuf/sessions.yaml", "--title", "!").exit_code == 0
    assert (here / "neuf" / "documents" / ".gitkeep").read_bytes() == b""
    assert "  id: cycle\n" in (here / "neuf" / "sessions.yaml").read_text()
    (here / "neuf" / "sessions.yaml").unlink()
    assert run("init", "neuf/sessions.yaml", "--title", "T").stdout.startswith(
        "new      neuf/sessions.yaml\nNext: look at"
    )


def test_init_without_a_title_and_a_terminal_is_wrong_usage(here: Path) -> None:
    result = run("init")
    assert result.exit_code == 2
    assert "missing: --title" in result.stderr
    assert not list(here.iterdir())


def test_what_would_make_a_bad_beginning_is_told(here: Path) -> None:
    result = run("init", "--title", "T\u200e\u202ex")
    assert result.exit_code == 1
    assert "an invisible character (U+202E)" in result.stderr
    assert not list(here.iterdir())


# On a terminal


def test_a_new_session_on_a_terminal(here: Path) -> None:
    before = write(here, session("seance-1"))
    shown, code = dialogue(
        ["", "Un essai", "31/2/2018", "15 avril 2018", "", "nulle-part", "la", "", "peut-être", "y"], "new"
    )
    assert code == 0
    assert "This is needed." in shown
    assert "February 2018 has no day 31." in shown
    assert "  la  Autre salle\n" in shown
    assert "One of: ici, la." in shown
    assert "Type y or n." in shown
    assert text(here) == before + (
        "\n  - id: seance-2\n    title: Un essai\n    date: 2018-04-15\n    time: 18h30-20h30\n    venue: la\n"
    )


def test_no_is_no_and_a_hyphen_is_nothing(here: Path) -> None:
    before = write(here, session("s1"))
    shown, code = dialogue(["Un essai", "2018-04-15", "-", "-", "", "n"], "new")
    assert (code, text(here)) == (1, before)
    assert "+    date: 2018-04-15\nWrite this" in shown
    assert shown.endswith("Nothing was written.\n")


def test_the_other_commands_ask_for_what_they_need(here: Path) -> None:
    write(here, session("s1"))
    assert dialogue(["Salle inondée", ""], "cancel", "s1")[1] == 0
    assert "note: Salle inondée" in text(here)
    assert dialogue(["", "y"], "postpone", "s1")[1] == 0
    assert "status: postponed\n    note: Salle inondée" in text(here)
    assert dialogue(["2018-04-15", "", "y"], "move", "s1")[1] == 0
    assert "date: 2018-04-15" in text(here)
    assert dialogue(["Bienvenue", "", "y"], "new", "announcement")[1] == 0
    assert "title: Bienvenue\n" in text(here)
    assert dialogue(["n"], "new", "annonce", "--title", "T", "--text", "x")[1] == 1
    asked = ["new", "--every", "lundi", "--until", "2018-01-20", "--title", "P", "--time", "9h", "--venue", "ici"]
    assert dialogue(["y"], *asked)[1] == 0
    assert "date: 2018-01-15" in text(here)


def test_init_on_a_terminal_asks_for_the_rest(here: Path) -> None:
    answers = ["", "", "pas une adresse", "", "", ""]
    shown, code = dialogue(answers, "init", "--language", "en", "--title", "Un cycle")
    assert code == 0
    assert "is not an e-mail address." in shown
    assert "  url: https://rencontres.example/un-cycle/\n" in text(here)
    assert "  timezone: Europe/London\n" in text(here)


def test_an_alias_leads_to_a_command() -> None:
    assert set(ALIASES.values()) <= set(COMMANDS)
