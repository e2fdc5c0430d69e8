"""The calendar to subscribe to, and those of the years that it has left behind (`cycle: calendar_from`)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, content, refused, session, source
from rencontres_feeds import addresses
from rencontres_feeds.catalogue import load
from rencontres_feeds.problems import Refusal
from stories import beginning

if TYPE_CHECKING:
    from rencontres_feeds.press import Run

NOW = "2019-03-01"
EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
HOURS: tuple[dict[str, str], ...] = (
    {},
    {"time": ""},
    {"time": "18h30"},
    {"status": "cancelled"},
    {"status": "postponed"},
)


@st.composite
def meetings(draw: st.DrawFn) -> list[str]:
    """Sessions around the turns of some years, in all their forms."""
    days = draw(st.lists(st.integers(-400, 1100), max_size=6))
    return [_meeting(number, days, draw) for number in range(len(days))]


def _meeting(number: int, days: list[int], draw: st.DrawFn) -> str:
    day = date(2016, 1, 1) + timedelta(days=days[number])
    fields = dict(draw(st.sampled_from(HOURS)))
    if draw(st.booleans()) and fields == {}:
        fields = {"time": "22h-1h", "until": str(day + timedelta(days=1))}
    return session(f"s{number}", f"Essai {number}", str(day), **fields)


def calendars(run: Run) -> dict[str, list[bytes]]:
    """The events of each calendar, as they are written, by its name."""
    return {name: EVENT.findall(content(run, name)) for name in run.site if addresses.is_calendar(name)}


def ids(events: list[bytes]) -> list[str]:
    return [re.findall(rb"^UID:([^@]+)@", event, re.MULTILINE)[0].decode() for event in events]


@given(sessions=meetings(), year=st.integers(2014, 2019))
@settings(max_examples=30)
def test_the_events_of_all_calendars_are_those_of_one_each_once_with_the_same_bytes(
    sessions: list[str], year: int
) -> None:
    one, parted = House().build(source(*sessions), NOW), House().build(beginning(year, *sessions), NOW)
    (whole,) = calendars(one).values()
    parts = calendars(parted)
    assert sorted(whole) == sorted(event for events in parts.values() for event in events)
    assert parted.ledger.editions == one.ledger.editions
    assert parted.ledger.items == one.ledger.items
    earlier = [name for name in parts if name != "calendar.ics"]
    assert all(parts[name] and int(name[9:13]) < year for name in earlier)
    same = {name for name in one.site if name not in ("calendar.ics", "index.html", "ledger.json")}
    assert {name: parted.site[name] for name in same} == {name: one.site[name] for name in same}


@given(sessions=meetings(), years=st.lists(st.sampled_from([0, *range(2015, 2020)]), min_size=1, max_size=3))
@settings(max_examples=15)
def test_however_it_was_typed_before_the_site_is_that_of_what_is_typed_now(
    sessions: list[str], years: list[int]
) -> None:
    texts = [beginning(year, *sessions) if year else source(*sessions) for year in years]
    house, fresh = House(), House()
    for number, text in enumerate(texts):
        house.build(text, f"2019-03-0{number + 1}")
    fresh.build(texts[-1], "2019-03-01")
    public = [{n: made for n, made in h.runs[-1].site.items() if n != "ledger.json"} for h in (house, fresh)]
    assert public[0] == public[1]


YEARS = [session(f"s{n}", f"Essai {n}", f"{2016 + n}-06-15") for n in range(3)]


@pytest.mark.parametrize(
    ("typed", "ended"),
    [
        ({"date": "2017-12-31", "time": "22h-0h", "until": "2018-01-01"}, 2017),
        ({"date": "2017-12-31", "time": "22h-0h01", "until": "2018-01-01"}, 2018),
        ({"date": "2017-12-31", "time": ""}, 2017),
        ({"date": "2017-12-31", "time": "", "until": "2018-01-01"}, 2018),
        ({"date": "2017-12-31", "time": "22h"}, 2017),
        ({"date": "2017-12-31", "time": "23h"}, 2018),  # it lasts two hours
        ({"date": "2018-01-01", "time": "0h30-1h"}, 2018),  # in UTC it is still 2017
        ({"date": "2017-12-31", "time": "20h-22h", "venue": "ailleurs"}, 2017),  # in UTC it is 2018 already
    ],
)
def test_a_session_is_of_the_year_in_which_it_ended_where_it_was_held(typed: dict[str, str], ended: int) -> None:
    text = beginning(2018, session("s1", "Un essai", **typed))
    text = text.replace("  calendar_from:", "  duration: 2h\n  calendar_from:")
    text = text.replace("venues:", "venues:\n  ailleurs: {name: Au loin, timezone: Pacific/Honolulu}")
    shown = {name: ids(events) for name, events in calendars(House().build(text, NOW)).items()}
    expected = {"calendar.ics": ["s1"]} if ended == 2018 else {"calendar.ics": [], "calendar-2017.ics": ["s1"]}
    assert shown == expected


def test_a_session_without_a_day_is_in_none_of_them() -> None:
    run = House().build(beginning(2018, session(date="2017-06", time="")), NOW)
    assert calendars(run) == {"calendar.ics": []}


def test_each_has_a_head_of_its_own_and_the_first_one_names_the_others() -> None:
    run = House().build(beginning(2018, *YEARS), NOW)
    heads: dict[str, Any] = {name: icalendar.Calendar.from_ical(content(run, name)) for name in calendars(run)}
    site = "https://essai.example/cycle/"
    assert {name: (str(head["NAME"]), str(head["X-WR-CALNAME"])) for name, head in heads.items()} == {
        "calendar.ics": ("Cycle d'essai",) * 2,
        "calendar-2016.ics": ("Cycle d'essai (2016)",) * 2,
        "calendar-2017.ics": ("Cycle d'essai (2017)",) * 2,
    }
    assert all(str(head["SOURCE"]) == site + name for name, head in heads.items())
    named = {name: head.get("X-RENCONTRES-FEEDS-EARLIER", []) for name, head in heads.items()}
    assert named == {
        "calendar.ics": [f"{site}calendar-2016.ics", f"{site}calendar-2017.ics"],
        "calendar-2016.ics": [],
        "calendar-2017.ics": [],
    }


def test_a_year_that_is_over_keeps_its_bytes_until_an_event_of_its_own_changes() -> None:
    house = House()
    first = house.build(beginning(2018, *YEARS), NOW)
    more = [session("s3", "Essai 3", "2019-06-15", time="19h-21h"), session("s4", "Essai 4", "2017-11-15")]
    later = house.build(beginning(2019, *YEARS, *more), "2019-03-02")
    assert [name for name in calendars(first) if later.site[name] == first.site[name]] == ["calendar-2016.ics"]
    corrected = house.build(
        beginning(2019, YEARS[0].replace("Essai", "Un essai"), *YEARS[1:], *more), "2019-03-03"
    )
    moved = [name for name in calendars(later) if corrected.site[name] != later.site[name]]
    assert moved == ["calendar-2016.ics"]


def test_the_index_says_where_the_years_before_are_and_what_became_of_them() -> None:
    run = House().build(beginning(2018, *YEARS), NOW)
    index = content(run, "index.html").decode().replace("\u00a0", " ").replace("\u202f", " ")
    before = "Le calendrier commence en 2018. Les années d’avant :"
    years = '<a href="calendar-2016.ics">2016</a>, <a href="calendar-2017.ics">2017</a> (.ics).'
    assert f'<p class="aside">{before} {years} Leurs rencontres ont quitté l’agenda des abonnés.' in index
    assert ">Les rencontres depuis 2018 dans un fichier (.ics)</a>" in index
    nothing_before = content(House().build(beginning(2016, *YEARS), NOW), "index.html")
    assert b"Le calendrier commence" not in nothing_before
    assert b"Toutes les rencontres" in nothing_before


# What the maintainer is told


def _mends(run: Run) -> list[str]:
    return [load("en").say(problem.mend) for problem in run.warnings if problem.mend]


def _large(kilobytes: dict[int, int]) -> list[str]:
    """Sessions whose events have about so many kB, by their years."""
    speakers = "[" + ", ".join(f"{{name: Personne Exemple {n} {'x' * 470}}}" for n in range(100)) + "]"
    return [
        session(f"s{year}-{n}", "Un essai", f"{year}-06-{n + 1:02}", speakers=speakers)
        for year, size in kilobytes.items()
        for n in range(size // 50)
    ]


@pytest.mark.parametrize(
    ("kilobytes", "begins", "proposed"),
    [
        ({2015: 200, 2016: 200, 2017: 200, 2018: 300}, 0, 2018),
        ({2015: 700, 2017: 150, 2018: 150}, 0, 2016),
        ({2015: 600, 2016: 300, 2017: 600}, 2016, 2018),
        ({2015: 100, 2019: 900}, 0, 2016),
        ({2019: 900}, 0, 0),
    ],
)
def test_the_line_to_type_names_the_first_year_that_makes_the_calendar_much_smaller(
    kilobytes: dict[int, int], begins: int, proposed: int
) -> None:
    sessions = _large(kilobytes)
    run = House().build(beginning(begins, *sessions) if begins else source(*sessions), NOW)
    said = [mend for mend in _mends(run) if "calendar_from" in mend]
    line = f"type “calendar_from: {proposed}” under “cycle:”"
    assert [line in mend for mend in said] == ([True] if proposed else [])
    size = len(content(run, "calendar.ics")) // 1000
    assert refused(Refusal(run.warnings)) == [
        f"the calendar has {size} kB; Google is said to read no more than about 1,000"
    ]


def test_meetings_that_leave_the_calendar_are_counted_once_and_those_that_come_back_are_not() -> None:
    house = House()
    house.build(source(*YEARS), NOW)
    said = []
    for number, year in enumerate((2017, 2018, 2018, 2016)):
        run = house.build(beginning(year, *YEARS), f"2019-03-0{number + 2}")
        said.append(refused(Refusal(run.warnings)))
    leaves = "1 meeting leaves the calendar that members subscribe to, for"
    assert said == [[f"{leaves} calendar-2016.ics"], [f"{leaves} calendar-2017.ics"], [], []]


def test_a_year_may_be_typed_once_it_has_begun_everywhere() -> None:
    text = beginning(2019, *YEARS)
    with pytest.raises(Refusal) as refusal:
        House().build(text, "2019-01-01T11:59:59")
    assert "2019 has not begun everywhere yet" in refused(refusal.value)
    assert House().build(text, "2019-01-01T12:00:00").site
