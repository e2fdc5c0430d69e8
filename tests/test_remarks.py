"""What the maintainer is told of a run, though it stops nothing."""

from __future__ import annotations

import pytest

from house import House, content, instant, refused, session, source
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

ANNOUNCED = "announcements:\n  - {id: nouvelle, date: 2018-01-05, title: Une nouvelle}\n"
LATE = "“s1” is less than 48 hours away: many calendars will not show this change in time"


def remarked(before: str, after: str, now: str, then: str = "2018-01-10") -> list[str]:
    """What is said of a build at `now` that follows one at `then`."""
    house = House()
    house.build(before, then)
    return refused(Refusal(house.build(after, now).warnings))


def test_an_announcement_that_left_the_file_stays_and_is_mentioned() -> None:
    house = House()
    house.build(source(session(), more=ANNOUNCED))
    run = house.build(source(session()), "2018-01-11")
    assert refused(Refusal(run.warnings)) == ["the announcement “nouvelle” left the file, and stays published"]
    assert "announcements/nouvelle.html" in run.site
    forgotten = house.build(source(session()), "2018-01-12", Consent(forget=frozenset({"nouvelle"})))
    assert forgotten.warnings == ()


def test_a_calendar_near_the_limit_of_google_is_mentioned() -> None:
    text = "x " * 45_000
    sessions = [
        session(f"s{n}", "T" * 450, f"2018-03-1{n}", description=f'"{text}"', speakers=_many()) for n in range(8)
    ]
    run = House().build(source(*sessions))
    size = len(content(run, "calendar.ics")) // 1000
    assert refused(Refusal(run.warnings)) == [
        f"the calendar has {size} kB; Google is said to read no more than about 1,000"
    ]


def _many() -> str:
    return "[" + ", ".join("{name: " + f"Personne Exemple {n} " + "x" * 380 + "}" for n in range(250)) + "]"


def test_a_site_that_moves_is_told_what_its_subscribers_need_and_only_once() -> None:
    house = House()
    house.build(source(session()))
    moved = source(session(), url="https://ailleurs.example/")
    run = house.build(moved, "2018-01-11")
    mend = (
        "Whoever subscribed still asks at the old address: keep the same folder at both, or redirect"
        " the old address to the new one for good (301)."
    )
    assert [load("en").say(p.mend) for p in run.warnings if p.mend] == [mend]
    assert refused(Refusal(run.warnings)) == [
        "the site moves from https://essai.example/cycle/ to https://ailleurs.example/"
    ]
    assert house.build(moved, "2018-01-12").warnings == ()


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ("2018-01-05", "2018-01-06", "Put back “announced: 2018-01-05”."),
        ("2018-01-05", "", "Put back “announced: 2018-01-05”."),
        ("", "2018-01-06", "Leave the line “announced” out."),
    ],
)
def test_a_day_of_announcement_typed_afterwards_has_no_effect_and_that_is_said(
    before: str, after: str, mend: str
) -> None:
    house = House()
    first = house.build(source(session(announced=before)))
    again = house.build(source(session(announced=after)), "2018-01-11")
    assert again.ledger == first.ledger
    assert refused(Refusal(again.warnings)) == [
        "“s1” is published: another day of its announcement has no effect"
    ]
    assert [load("en").say(p.mend) for p in again.warnings if p.mend] == [mend]


def test_a_clock_that_went_back_is_mentioned_and_what_is_new_is_dated_like_the_last_publication() -> None:
    house = House()
    house.build(source(session()), "2018-01-10")
    run = house.build(source(session(), session("s2", date="2018-06-15")), "2008-01-01")
    assert refused(Refusal(run.warnings)) == [
        "the clock of this machine says 2008-01-01 12:00 UTC, and the last publication is of 2018-01-10 12:00 UTC"
    ]
    assert {item.published for item in run.ledger.items} == {instant("2018-01-10")}
    assert house.build(source(session(), session("s2", date="2018-06-15")), "2018-01-11").warnings == ()


# s1 is on 2018-03-15 at 18:30 in Paris, 17:30 UTC.
@pytest.mark.parametrize(
    ("edit", "now", "said"),
    [
        ({"time": "19h-21h"}, "2018-03-13T17:30:00", [LATE]),
        ({"time": "19h-21h"}, "2018-03-13T17:29:59", []),
        ({"date": "2018-06-14"}, "2018-03-15T12:00:00", [LATE]),
        ({"status": "cancelled"}, "2018-03-15T17:29:59", [LATE]),
        ({"status": "cancelled"}, "2018-03-15T18:00:00", []),
        ({"title": "Un autre"}, "2018-03-15T12:00:00", []),
    ],
)
def test_a_change_within_48_hours_is_said_to_come_late(edit: dict[str, str], now: str, said: list[str]) -> None:
    assert remarked(source(session()), source(session(**edit)), now) == said


def test_a_session_first_published_within_48_hours_is_said_to_come_late() -> None:
    both = source(session(), session("s2", date="2018-01-12"), session("s3", date="2018-02", time=""))
    assert remarked(source(session()), both, "2018-01-11") == [
        "“s2” is less than 48 hours away: many calendars will not show it in time"
    ]
    assert remarked(source(session(), session("s2", draft="true")), both, "2018-01-20") == []


def test_a_month_alone_is_never_too_late() -> None:
    month = session(date="2018-04", time="")
    assert remarked(source(month), source(session(date="2018-04-20")), "2018-03-31") == []
