"""What was made at the last build is not made again, and nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from house import House, instant, session, source
from rencontres_feeds import building, cache
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal
from rencontres_feeds.renderers import vevent
from rencontres_feeds.renderers.sheets import SessionSheet
from rencontres_feeds.site import Copied
from stories import STORIES
from test_lifecycle import reword

if TYPE_CHECKING:
    from pathlib import Path

    from lifecycle import Step

MANY = [session(f"s{n}", f"Essai {n}", f"2018-03-{n + 10}") for n in range(9)]
FEW = [session("s0", "Essai 0", "2018-03-10")]


def written(house: House, step: Step) -> dict[str, bytes | Copied] | list[str]:
    """All bytes of a build; or why it is refused."""
    try:
        run = house.build(step.text, step.now, step.consent, step.stock)
    except Refusal as refusal:
        return [repr(problem) for problem in refusal.problems]
    return {name: each if isinstance(each, Copied) else each.data for name, each in run.site.items()}


@pytest.mark.parametrize("name", STORIES)
def test_with_what_is_known_a_build_gives_the_same_bytes_as_without(name: str) -> None:
    forgetful, knowing = House(), House(known={})
    for step in STORIES[name]:
        if step.reworded:  # by another program, which is known nothing of
            knowing.known = {}
        with reword(step.reworded):
            assert written(knowing, step) == written(forgetful, step)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The events and pages that are made, one after the other."""
    told: list[str] = []
    event, draw = vevent.event, SessionSheet.draw

    def of_event(one: Any, *rest: Any) -> Any:
        told.append(f"event {one.id}")
        return event(one, *rest)

    def of_page(sheet: SessionSheet) -> bytes:
        told.append(f"page {sheet.subject.session.id}")
        return draw(sheet)

    monkeypatch.setattr(vevent, "event", of_event)
    monkeypatch.setattr(SessionSheet, "draw", of_page)
    return told


def test_only_what_changed_is_made_again(made: list[str]) -> None:
    house = House(known={})
    house.build(source(*MANY))
    assert sorted(made) == sorted(f"{kind} s{n}" for kind in ("event", "page") for n in range(9))
    made.clear()
    house.build(source(*MANY), "2018-01-11")
    assert made == []
    house.build(source(*MANY[:4], session("s4", "Autre", "2018-03-14"), *MANY[5:]), "2018-01-12")
    assert made == ["event s4", "page s3", "page s4", "page s5"]


def test_what_is_not_asked_for_any_more_is_forgotten() -> None:
    house = House(known={})
    house.build(source(*MANY))
    size = len(house.known or {})
    house.build(source(*FEW), consent=Consent(forget=frozenset(f"s{n}" for n in range(1, 9))))
    assert len(house.known or {}) < size / 4


def test_what_a_build_made_is_known_to_the_next_and_to_check(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path, output = tmp_path / "sessions.yaml", tmp_path / "output"
    path.write_text(source(*MANY), encoding="utf-8")
    now = instant("2018-01-10")
    draft = building.read(path, now)
    first = building.build(path, draft, output, now, Consent())
    made.clear()
    assert building.check(draft, output, now, Consent()).run.ledger == first.run.ledger
    assert building.build(path, draft, output, now, Consent()).plan.write == ()
    assert made == []
    monkeypatch.setattr(cache, "program", lambda: "another")
    assert building.check(draft, output, now, Consent()).run.ledger == first.run.ledger
    assert len(made) == 18
