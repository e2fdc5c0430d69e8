"""Series in words, the next id, and what is said of a session in one breath."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house import refused
from rencontres_feeds import identifiers
from rencontres_feeds.dates import Day
from rencontres_feeds.editing import phrases, series
from rencontres_feeds.editing.series import Rule
from rencontres_feeds.problems import Refusal

AUTUMN = date(2018, 9, 1), date(2018, 12, 31)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("first thursday", Rule((3,), (1,))),
        ("Every first Thursday of the month", Rule((3,), (1,))),
        ("premier jeudi", Rule((3,), (1,))),
        ("le 1er jeudi du mois", Rule((3,), (1,))),
        ("tous les premiers jeudis", Rule((3,), (1,))),
        ("second tuesday", Rule((1,), (2,))),
        ("2e mardi", Rule((1,), (2,))),
        ("last friday", Rule((4,), (-1,))),
        ("dernier vendredi de chaque mois", Rule((4,), (-1,))),
        ("premier et troisième jeudi", Rule((3,), (1, 3))),
        ("premier jeudi, tous les 2 mois", Rule((3,), (1,), 2)),
        ("jeudi", Rule((3,))),
        ("thursdays", Rule((3,))),
        ("tous les jeudis", Rule((3,))),
        ("lundi et jeudi", Rule((0, 3))),
        ("every 2 weeks on Thursday", Rule((3,), (), 2)),
        ("every other thursday", Rule((3,), (), 2)),
        ("jeudi, toutes les deux semaines", Rule((3,), (), 2)),
        ("un jeudi sur deux", Rule((3,), (), 2)),
        ("un jeudi sur trois", Rule((3,), (), 3)),
    ],
)
def test_a_rule_is_read_as_people_say_it(words: str, rule: Rule) -> None:
    assert series.read(words) == rule


@pytest.mark.parametrize(
    "words",
    [
        "",
        "souvent",
        "le 15 du mois",
        "jeudi 15",
        "premier",
        "jeudi tous les 2 mois",
        "premier jeudi toutes les 2 semaines",
    ],
)
def test_what_is_no_rule_is_refused_and_ways_to_say_it_are_shown(words: str) -> None:
    with pytest.raises(Refusal) as stopped:
        series.read(words)
    assert refused(stopped.value) == [f"“{words}” is no rule that is known here"]


def test_a_month_without_such_a_day_has_none() -> None:
    found = series.days(series.read("cinquième jeudi"), *AUTUMN)
    assert found == (date(2018, 11, 29),)


def test_weeks_are_counted_from_the_first_such_day() -> None:
    wednesday = date(2018, 9, 5)
    found = series.days(series.read("un mardi sur deux"), wednesday, date(2018, 10, 10))
    assert found == (date(2018, 9, 11), date(2018, 9, 25), date(2018, 10, 9))


def test_days_and_months_are_left_out_and_a_slip_is_told() -> None:
    rule = series.read("premier jeudi")
    first = Day((2018, 9), date(2018, 9, 6))
    assert series.days(rule, *AUTUMN, [first, Day((2018, 11), None)]) == (date(2018, 10, 4), date(2018, 12, 6))
    for slip, said in (
        (Day((2018, 9), date(2018, 9, 7)), "2018-09-07 is to be left out, and is not in the series"),
        (Day((2019, 1), None), "2019-01 is to be left out, and is not in the series"),
    ):
        with pytest.raises(Refusal) as stopped:
            series.days(rule, *AUTUMN, [slip])
        assert refused(stopped.value) == [said]
    with pytest.raises(Refusal):
        series.days(series.read("jeudi"), *AUTUMN, [Day((2019, 1), None)])


def test_no_day_and_too_many_are_refused() -> None:
    with pytest.raises(Refusal) as stopped:
        series.days(series.read("jeudi"), date(2018, 9, 1), date(2018, 8, 1))
    assert refused(stopped.value) == ["the series has no day from 2018-09-01 to 2018-08-01"]
    with pytest.raises(Refusal) as stopped:
        series.days(series.read("jeudi"), date(2018, 9, 1), date(2081, 8, 1))
    assert refused(stopped.value) == ["the series has more than 200 days"]


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 6), st.sampled_from([1, 2, 3, 4, 5, -1]))
def test_the_days_of_a_place_in_the_month_are_those_that_a_calendar_shows(
    first: date, weekday: int, place: int
) -> None:
    last = date(first.year + 1, 12, 31)
    found = series.days(Rule((weekday,), (place,)), first, last)
    everyday = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    expected = [
        day
        for day in everyday
        if day.weekday() == weekday
        and (
            date.fromordinal(day.toordinal() + 7).month != day.month if place < 0 else (day.day + 6) // 7 == place
        )
    ]
    assert list(found) == expected


@pytest.mark.parametrize(
    ("ids", "taken", "day", "following"),
    [
        (["seance-1", "seance-4"], [], "", "seance-5"),
        (["seance-4", "seance-1"], ["Seance-7"], "", "seance-8"),
        (["s09"], [], "", "s10"),
        (["exemple"], [], "", "usual-1"),
        (["exemple"], ["usual-1"], "", "usual-2"),
        (["seance-2", "la-fete"], [], "", "seance-3"),
        ([], [], "", "usual-1"),
        (["2018-03-15"], [], "2018-04-15", "2018-04-15"),
        (["jeudi-2018-03-15"], [], "2018-03-15", "jeudi-2018-03-15-2"),
        (["a-2018-03-15"], ["a-2018-04-15", "a-2018-04-15-2"], "2018-04-15", "a-2018-04-15-3"),
        (["s1", "2018-03-15"], [], "", "s2"),
    ],
)
def test_the_next_id_goes_on_as_the_others_do(ids: list[str], taken: list[str], day: str, following: str) -> None:
    assert identifiers.following(ids, "usual-", taken, day) == following


@pytest.mark.parametrize(
    ("phrase", "fields"),
    [
        ("Personne Exemple", {"name": "Personne Exemple"}),
        ("Personne Exemple, sociologue", {"name": "Personne Exemple", "role": "sociologue"}),
        ("A B (Ville)", {"name": "A B", "city": "Ville"}),
        (
            "A B, formatrice, ancienne élue, Institut d'essai (Ville)",
            {
                "name": "A B",
                "role": "formatrice, ancienne élue",
                "organization": "Institut d'essai",
                "city": "Ville",
            },
        ),
    ],
)
def test_a_speaker_in_one_breath(phrase: str, fields: dict[str, str]) -> None:
    assert phrases.speaker(phrase) == fields


def test_a_link_and_a_registration_in_one_breath() -> None:
    assert phrases.link("Un site : https://a.fr/") == {"title": "Un site", "url": "https://a.fr/"}
    assert phrases.link("https://a.fr/") == {"url": "https://a.fr/"}
    assert phrases.registration("https://a.fr/") == {"url": "https://a.fr/"}
    assert phrases.registration(" par courriel ") == {"text": "par courriel"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rencontres d’été à Ville-Exemple", "rencontres-d-ete-a-ville-exemple"),
        ("Une salle au nom si long qu’il faut bien le couper", "une-salle-au-nom-si-long-qu-il-faut-bien"),
        ("x" * 50, "x" * 40),
        ("?!", "otherwise"),
    ],
)
def test_a_slug_is_cut_between_words(name: str, slug: str) -> None:
    assert identifiers.slug(name, "otherwise") == slug
