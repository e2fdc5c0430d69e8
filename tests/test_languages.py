"""People are spoken to in their language: which it is, and that click's own words are in it too."""

from __future__ import annotations

import ctypes
import gettext
import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import click
import pytest
from babel.messages.extract import extract_from_dir
from click.testing import CliRunner

from rencontres_feeds import clickwords, languages
from rencontres_feeds.catalogue import lent
from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from rencontres_feeds.model import Language

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
FOR_DEVELOPERS = (
    "windows error",
    "editing failed",
    "deprecat",
    "must be an iterable",
    "defined twice",
    "boolean option",
    "could not determine",
    "no options defined",
    "take exactly one",
    "%(prog)s",
    "shell completion",
    "unknown color",
    "unknown standard stream",
    "valid uuid",
    "choice({choices})",
)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def _on_windows(monkeypatch: pytest.MonkeyPatch, identifier: int) -> None:
    """A Windows whose menus are in the language of this LANGID."""
    kernel32 = SimpleNamespace(GetUserDefaultUILanguage=lambda: identifier)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel32), raising=False)


@pytest.mark.parametrize(
    ("identifier", "language"),
    [(0x040C, "fr"), (0x0C0C, "fr"), (0x0409, "en"), (0x0809, "en"), (0x0407, None)],
    ids=["France", "Canada", "United States", "United Kingdom", "Germany"],
)
def test_on_windows_the_language_is_that_of_its_menus(
    identifier: int, language: Language | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _on_windows(monkeypatch, identifier)
    assert languages.chosen() == language


def test_the_environment_comes_before_windows_and_what_was_asked_before_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _on_windows(monkeypatch, 0x040C)
    assert languages.chosen() == "fr"
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert languages.chosen() == "en"
    with languages.speaking(["check", "--lang", "fr"]):
        assert languages.chosen() == "fr"
        in_a_thread: list[Language | None] = []
        thread = threading.Thread(target=lambda: in_a_thread.append(languages.chosen()))
        thread.start()
        thread.join()
        assert in_a_thread == ["fr"]
    assert languages.chosen() == "en"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "", "LC_ALL": ""}, "fr"),
        ({"LC_ALL": "C", "LANG": "fr_FR"}, None),
        ({"LC_ALL": "fr@euro"}, "fr"),
        ({"LANG": "frp_CH"}, None),
    ],
)
def test_the_first_variable_that_is_set_decides(
    environment: dict[str, str], language: Language | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert languages.chosen() == language


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "fr", "check"],
        ["check", "--lang=fr"],
        ["check", "--lang", "en", "--lang", "fr"],
        ["check", "--lang", "fr", "--", "--lang", "en"],
        ["--lang=fr", "check", "--lang=de"],
    ],
)
def test_the_language_may_be_asked_for_before_and_after_the_command(arguments: list[str]) -> None:
    with languages.speaking(arguments):
        assert languages.chosen() == "fr"


@pytest.mark.parametrize("arguments", [["check", "fr"], ["--lang"], ["--language", "fr"], ["--", "--lang=fr"]])
def test_what_only_looks_like_it_asks_for_nothing(arguments: list[str]) -> None:
    with languages.speaking(arguments):
        assert languages.chosen() is None


def test_gettext_is_only_borrowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    before = gettext.textdomain()
    with lent("fr"):
        assert gettext.gettext("Usage:").startswith("Usage")
        assert gettext.gettext("Missing command.") == "Il manque la commande."
    assert (gettext.textdomain(), os.environ["LANGUAGE"]) == (before, "de")
    with lent("en"):
        assert gettext.gettext("Missing command.") == "Missing command."


def test_every_sentence_of_click_that_people_can_meet_is_translated() -> None:
    keywords = {"_": None, "ngettext": (1, 2)}
    folder = Path(click.__file__).parent
    said = {found[2] for found in extract_from_dir(folder, [("**.py", "python")], keywords=keywords)}
    people = {one for one in said if not any(word in str(one).casefold() for word in FOR_DEVELOPERS)} - {"d"}
    assert set(clickwords.SENTENCES) == people


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "La commande « biuld » n’existe pas. Vouliez-vous dire 'build' ?"),
        (["build", "--nwo"], "L’option « --nwo » n’existe pas. Vouliez-vous dire '--now' ?"),
        (["build", "a", "b"], "Argument inattendu (b)"),
        (["build", "--same"], "L’option « --same » attend une valeur."),
        (
            ["build", "--now", "hier"],
            "Valeur incorrecte pour '--now' : « hier » n’est pas un instant comme 2026-03-15T12:00:00Z",
        ),
        (
            ["build", "--now", "2026-03-15"],
            "Valeur incorrecte pour '--now' : « 2026-03-15 » demande son décalage, comme 2026-03-15T12:00:00Z",
        ),
        (["build", "--lang", "de"], "Valeur incorrecte pour '--lang' : « de » n’est pas parmi : 'fr', 'en'."),
    ],
)
def test_wrong_usage_is_told_in_french_to_a_french_person(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    result = CliRunner().invoke(commands, arguments)
    *usage, error = result.stderr.replace("\u00a0", " ").splitlines()
    assert (result.exit_code, error) == (2, f"Erreur : {said}")
    assert [line[:12] for line in usage] in (["Usage : comm", "Pour l’aide ", ""], [])
