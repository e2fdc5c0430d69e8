"""What must not happen by accident to what was published, and how the maintainer says that it may."""

from __future__ import annotations

import pytest

from house import House, refused, session, source
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

ONE = source(session())


@pytest.mark.parametrize(
    ("text", "now", "what"),
    [
        (source(), "2018-01-12", "“s1” is published, and missing in the file"),
        (
            source(session("s1-bis")),
            "2018-01-12",
            "“s1” is published, and missing in the file",
        ),
        (source(session(draft="true")), "2018-01-12", "“s1” is published, and cannot become a draft"),
        (
            source(session(title="L'an prochain", date="2019-03-14")),
            "2018-06-01",
            "the session “s1” was held on 2018-03-15; here is another title, and a date to come",
        ),
        (
            source(session(status="postponed", date="2018-03-22")),
            "2018-01-12",
            "a postponed session keeps the day that members know",
        ),
        (
            source(session(date="2018-03", time="")),
            "2018-01-12",
            "members know the day already (2018-03-15)",
        ),
        (source(session(uid="autre@exemple")), "2018-01-12", "this session is published with another uid"),
        (
            source(session(), session("s2", uid="s1@essai.essai.example")),
            "2018-01-12",
            "the uid “s1@essai.essai.example” belongs to “s1”",
        ),
    ],
)
def test_what_was_published_cannot_vanish_by_accident(text: str, now: str, what: str) -> None:
    house = House()
    house.build(ONE, "2018-01-10")
    with pytest.raises(Refusal) as refusal:
        house.build(text, now)
    assert refused(refusal.value) == [what]


def test_the_same_meeting_may_change_its_title_and_date_with_same() -> None:
    house = House()
    house.build(ONE, "2018-01-10")
    text = source(session(title="L'an prochain", date="2019-03-14"))
    run = house.build(text, "2018-06-01", Consent(same=frozenset({"s1"})))
    assert run.ledger.editions["s1"].sequence == 1


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("s1", ONE, "“s1” is still in the file, and cannot be forgotten"),
        ("s9", ONE, "nothing published has the id “s9”"),
    ],
)
def test_only_what_left_the_file_is_forgotten(name: str, text: str, what: str) -> None:
    house = House()
    house.build(ONE, "2018-01-10")
    with pytest.raises(Refusal) as refusal:
        house.build(text, consent=Consent(forget=frozenset({name})))
    assert refused(refusal.value) == [what]
