"""Sentences on hard cases, in both languages."""

from __future__ import annotations

from datetime import date, time

import pytest

from rencontres_feeds.catalogue import load
from rencontres_feeds.model import Report, Session, When
from rencontres_feeds.publication import Facts, Former
from rencontres_feeds.renderers.wording import Words

FRENCH, ENGLISH = Words(load("fr")), Words(load("en"))
DAY = When((2018, 3), date(2018, 3, 15), None, time(18, 30), time(20, 30))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        (DAY, "jeudi 15 mars 2018, de 18 h 30 à 20 h 30", "Thursday 15 March 2018, from 18:30 to 20:30"),
        (When((2018, 3)), "mars 2018 (jour à fixer)", "March 2018 (day to be fixed)"),
        (
            When((2018, 3), date(2018, 3, 1), date(2018, 3, 2)),
            "du 1er au 2 mars 2018 (horaire à confirmer)",
            "from 1 to 2 March 2018 (hours to be confirmed)",
        ),
        (
            When((2018, 3), date(2018, 3, 31), date(2018, 4, 1)),
            "du 31 mars au 1er avril 2018 (horaire à confirmer)",
            "from 31 March to 1 April 2018 (hours to be confirmed)",
        ),
        (
            When((2018, 12), date(2018, 12, 31), date(2019, 1, 1)),
            "du 31 décembre 2018 au 1er janvier 2019 (horaire à confirmer)",
            "from 31 December 2018 to 1 January 2019 (hours to be confirmed)",
        ),
        (
            When((2018, 3), date(2018, 3, 15), date(2018, 3, 16), time(22), time(1)),
            "jeudi 15 mars 2018, de 22 h à 1 h le lendemain",
            "Thursday 15 March 2018, from 22:00 to 1:00 the next day",
        ),
        (
            When((2018, 3), date(2018, 3, 15), None, time(18, 30)),
            "jeudi 15 mars 2018 à 18 h 30 (fin non précisée)",
            "Thursday 15 March 2018 at 18:30 (end not stated)",
        ),
    ],
)
def test_days_and_hours_read(when: When, french: str, english: str) -> None:
    assert (plain(FRENCH.when(when)), plain(ENGLISH.when(when))) == (french, english)


@pytest.mark.parametrize(
    ("former", "now", "french"),
    [
        (
            Former(When((2018, 3), date(2018, 3, 8), None, time(18, 30), time(20, 30))),
            Facts(DAY),
            ["Nouvelle date : jeudi 15 mars 2018, au lieu du 8 mars"],
        ),
        (
            Former(When((2017, 12), date(2017, 12, 8))),
            Facts(DAY),
            ["Nouvelle date : jeudi 15 mars 2018, au lieu du 8 décembre 2017"],
        ),
        (Former(When((2018, 3), date(2018, 3, 15))), Facts(DAY), []),
        (
            Former(place="Ancien lieu"),
            Facts(DAY, venue="a", place="Nouveau"),
            ["Nouveau lieu : Nouveau, au lieu de Ancien lieu"],
        ),
        (Former(), Facts(DAY), []),
        (
            Former(When((2018, 3), date(2018, 3, 15), None, time(18), time(20))),
            Facts(DAY),
            ["Nouvel horaire : 18 h 30, au lieu de 18 h"],
        ),
        (
            Former(When((2018, 3), date(2018, 3, 15), None, time(18, 30), time(21))),
            Facts(DAY),
            ["Nouvel horaire : de 18 h 30 à 20 h 30"],
        ),
        (
            Former(When((2018, 4))),
            Facts(DAY),
            ["Nouvelle date : jeudi 15 mars 2018, et non plus avril 2018"],
        ),
    ],
)
def test_what_was_is_told_beside_what_is(former: Former, now: Facts, french: list[str]) -> None:
    assert [plain(sentence) for sentence in FRENCH.instead(former, now)] == french


@pytest.mark.parametrize(
    ("when", "status"),
    [
        (DAY, ""),
        (When((2018, 3)), "Jour à fixer"),
        (When((2018, 3), date(2018, 3, 15)), "Horaire à confirmer"),
    ],
)
def test_the_status_says_what_is_not_fixed(when: When, status: str) -> None:
    assert FRENCH.status(Session("s", "Un essai", when, "UTC")) == status


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (999, "999 octets", "999 bytes"),
        (240_499, "240 ko", "240 kB"),
        (1_250_000, "1,2 Mo", "1.2 MB"),
    ],
)
def test_sizes_are_in_decimal_thousands(size: int, french: str, english: str) -> None:
    assert (plain(FRENCH.size(size)), plain(ENGLISH.size(size))) == (french, english)


@pytest.mark.parametrize(
    ("when", "title"),
    [
        (DAY, "Compte rendu du 15 mars 2018 (PDF)"),
        (When((2018, 3)), "Compte rendu (PDF)"),
    ],
)
def test_a_report_has_a_title_of_its_own(when: When, title: str) -> None:
    report = Report("published", url="https://cr.example/a.PDF")
    assert plain(FRENCH.report(Session("s", "Un essai", when, "UTC"), report)) == title


@pytest.mark.parametrize(
    ("when", "french"),
    [
        (DAY, "séance du jeudi 15 mars 2018"),
        (When((2018, 3), date(2018, 3, 15), date(2018, 3, 16)), "séance du 15 au 16 mars 2018"),
        (When((2018, 3)), "séance prévue en mars 2018"),
    ],
)
def test_a_session_is_named_by_its_days(when: When, french: str) -> None:
    assert plain(FRENCH.session_of(when)) == french
