"""What was probably meant: days, hours, keys and identifiers that are nearly right."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rencontres_feeds import guesses, slips, tables
from rencontres_feeds.identifiers import following
from rencontres_feeds.keys import Reading
from rencontres_feeds.misnomers import language_of
from rencontres_feeds.problems import Span
from rencontres_feeds.source import parse
from rencontres_feeds.spelling import fold


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28.11.2017", date(2017, 11, 28)),
        ("28-11-17", date(2017, 11, 28)),
        ("2017/11/28", date(2017, 11, 28)),
        ("20171128", date(2017, 11, 28)),
        ("mardi, le 28 nov. 2017", date(2017, 11, 28)),
        ("28th November 2017", date(2017, 11, 28)),
        ("1er-déc-2015", date(2015, 12, 1)),
        ("28 ju 2017", None),
        ("28 jui 2017", None),
        ("31/02/2017", None),
        ("demain", None),
    ],
)
def test_a_day_is_guessed_where_it_can_only_be_one(text: str, day: date | None) -> None:
    assert guesses.day(text) == day


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("28 novembre", True),
        ("mardi 28 nov", True),
        ("28/11", True),
        ("28 octobre 2017", False),
        ("28 fois", False),
    ],
)
def test_a_day_without_its_year_is_known(text: str, *, missing: bool) -> None:
    assert guesses.has_no_year(text) is missing


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1830", "18h30"),
        ("18.30 – 20.30", "18h30-20h30"),
        ("18 heures 30 à 20 heures", "18h30-20h"),
        ("entre midi et 14h", "12h-14h"),
        ("from 9 to 10", "9h-10h"),
        ("18h30 min", "18h30"),
        ("18h30 ou 19h", ""),
        ("9h, 10h, 11h", ""),
        ("25h", ""),
        ("bientôt", ""),
    ],
)
def test_hours_are_guessed_where_they_can_only_be_these(text: str, hours: str) -> None:
    assert guesses.hours(text) == hours


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ([], "seance-1"),
        (["premiere", "seconde"], "seance-1"),
        (["seance-1", "seance-3"], "seance-4"),
        (["s01", "s02"], "s03"),
        (["s09"], "s10"),
        (["seance-1", "seance-2", "atelier-30"], "seance-3"),
        (["seance-1", "seance-2", "SEANCE-3"], "seance-4"),
        (["2017-11", ""], "2017-12"),
    ],
)
def test_the_next_identifier_is_of_the_same_make_and_free(taken: list[str], name: str) -> None:
    assert following(taken, "seance-") == name


@given(st.lists(st.from_regex(r"[a-zA-Z-]{0,3}[0-9]{0,3}", fullmatch=True)))
def test_a_proposed_identifier_is_never_taken(taken: list[str]) -> None:
    assert following(taken, "s-").casefold() not in {name.casefold() for name in taken}


def test_no_word_is_listed_for_a_key_that_is_a_key_there_already() -> None:
    """A word that is right, or meant for two keys, would never be proposed, or not surely."""
    for table in tables.TABLES:
        words = [fold(word) for key in table.keys for word in key.meant]
        assert not {*words} & {*table.by_name}, table.name
        assert sorted(words) == sorted({*words}), table.name


def test_every_key_says_what_it_is() -> None:
    for table in tables.TABLES:
        for key in table.keys:
            assert key.about, key.name
            assert re.fullmatch(r"[a-z_]+", key.name)
            assert key.example or not key.required or key.name == "cycle"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("titre: A\ndate: B\nurl: C", "fr"),
        ("title: A\nsessions: [{titre: B, time: C}]", "en"),
        ("id: A", "en"),
        ("? [titre]\n: {titre: [lieu, {LIEU: A}]}", "fr"),
    ],
)
def test_the_language_of_the_keys_is_that_of_most_of_them(text: str, language: str) -> None:
    assert language_of(parse(text.encode()).words, tables.TABLES) == language


def test_a_line_is_shown_as_it_would_be_or_only_its_text_where_there_is_none() -> None:
    reading = Reading(lines=("a: bien # oui",))
    assert reading.line(Span(1, 4, 8), "mieux") == "a: mieux # oui"
    assert reading.line(Span(2, 4, 8), "mieux") == "mieux"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Atelier : la suite", '"Atelier : la suite"'),
        ("« Atelier : suite »", '"Atelier : suite"'),
        ('dit "oui"', "'dit \"oui\"'"),
        (r"C:\dossier", r"'C:\dossier'"),
        ('l\'un dit "oui"', '"l\'un dit \\"oui\\""'),
    ],
)
def test_quotes_hold_what_is_in_them(text: str, quoted: str) -> None:
    assert slips.quoted(text) == quoted
