"""`message`: what is printed for whom, and what is to be known before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from house import session
from test_cli import run, tree, write

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "https://essai.example/cycle/sessions/s1.html"
UNPUBLISHED = """\
warning: what is told here is not published as it stands in the file
  → Before you send it: rencontres-feeds build, and put the folder on the web host.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where one session is published."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    write(tmp_path, session())
    run("build")
    return tmp_path


def test_a_letter_is_printed_with_its_subject_and_nothing_is_written(here: Path) -> None:
    before = tree(here)
    result = run("message", "s1")
    assert result.exit_code == 0
    assert result.stdout.replace("\u00a0", " ") == (
        "Subject: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai\n"
        "\n"
        "jeudi 15 mars 2018, de 18 h 30 à 20 h 30, Salle d'essai\n"
        "\n"
        f"La page de la séance : {PAGE}\n"
        "S’abonner au calendrier : https://essai.example/cycle/#s-abonner\n"
    )
    assert result.stderr == "189 characters\nKind: announcement. Also: --kind reminder\n"
    assert tree(here) == before


@pytest.mark.usefixtures("here")
def test_a_post_and_an_sms_are_printed_with_their_length() -> None:
    post = run("message", "s1", "--for", "mastodon", "--kind", "reminder")
    assert post.stdout.replace("\u00a0", " ") == (
        "Rappel, jeudi 15 mars 2018 à 18 h 30 : Un essai\n"
        "\n"
        "jeudi 15 mars 2018, de 18 h 30 à 20 h 30, Salle d'essai\n"
        "\n"
        f"{PAGE}\n"
    )
    assert post.stderr == "129 of 500 characters\nKind: reminder. Also: --kind announcement\n"
    short = run("message", "s1", "--for", "sms")
    assert short.stdout == f"Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai, Salle d'essai\n{PAGE}\n"
    assert short.stderr.startswith("116 characters of 160, one message\n")


def test_a_long_sms_says_how_many_it_takes(here: Path) -> None:
    write(here, session(title="Встреча"))
    assert "\n115 characters, 2 messages\n" in run("message", "s1", "--for", "sms").stderr


def test_what_is_not_published_yet_is_said(here: Path) -> None:
    write(here, session(title="Autrement"))
    assert run("message", "s1").stderr.startswith(UNPUBLISHED)
    write(here, session(), session("s2", draft="true"))
    result = run("message", "s2")
    assert "BROUILLON – Un essai" in result.stdout
    assert result.stderr.startswith(UNPUBLISHED)


def test_an_announcement_has_one_kind(here: Path) -> None:
    write(here, session(), more="announcements:\n  - {id: a, date: 2018-01-05, title: Une annonce}\n")
    run("build")
    result = run("message", "a")
    assert (result.stdout, result.stderr) == (
        "Subject: Une annonce\n\nhttps://essai.example/cycle/announcements/a.html\n",
        "48 characters\n",
    )


def test_an_id_that_nothing_has_is_answered_with_those_that_there_are(here: Path) -> None:
    def refused(name: str) -> str:
        result = run("message", name)
        assert (result.exit_code, result.stdout) == (1, "")
        return result.stderr.partition("répétition.\n")[2] or result.stderr.partition("rehearsal.\n")[2]

    said = "no session or announcement has the id “{}”\n"
    assert refused("seance") == f"{said.format('seance')}  → There is: s1\n"
    write(here, session(), session("autre"), session("encore"))
    assert refused("autres") == f"{said.format('autres')}  → There is: autre\n"
    write(here)
    (here / "output" / "ledger.json").unlink()
    assert refused("s1") == said.format("s1")


@pytest.mark.usefixtures("here")
def test_a_kind_of_which_there_is_nothing_is_answered_with_those_that_there_are() -> None:
    result = run("message", "s1", "--kind", "report")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(
        "of “s1” there is nothing to tell of the kind “report”\n  → There is: announcement, reminder\n"
    )


def test_what_a_build_would_refuse_is_no_matter_for_a_message(here: Path) -> None:
    write(here, session("s2"))
    result = run("message", "s2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "“s1” is published, and missing in the file" in result.stderr
