"""The ledger's file: one form, by which every byte is vouched for, and nothing in it that is not understood."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, content
from rencontres_feeds import ledger
from rencontres_feeds.problems import Refusal
from test_press import ALL, STOCK

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def _whole() -> Any:
    """A ledger with a session, an item and an announcement of every kind, as JSON."""
    house = House()
    house.build(ALL, stock=STOCK)
    house.build(ALL.replace("2018-03-15", "2018-03-16"), "2018-01-11", stock=STOCK)
    assert house.ledger is not None
    return json.loads(house.ledger)


WHOLE = _whole()


def _sealed(value: dict[str, Any]) -> bytes:
    """What a program would write that knows how a ledger ends, whatever else it has to say."""
    body = json.dumps(
        {name: each for name, each in value.items() if name != "sha256"}, ensure_ascii=False, indent=1
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-2]},\n "sha256": "{digest}"\n}}\n'.encode()


def _places(value: Any) -> list[Any]:
    """All objects of it, itself too."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [place for each in inside for place in _places(each)]


@given(JSON)
def test_the_form_is_that_of_json_with_an_indent_of_one(value: object) -> None:
    assert ledger._json(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_a_ledger_is_written_as_it_was_read() -> None:
    assert ledger.dumps(ledger.loads(_sealed(WHOLE))) == _sealed(WHOLE)


def _named(place: dict[str, Any]) -> bool:
    """Whether the keys of an object are names of fields, and not of sessions or files."""
    return not any(place is WHOLE[name] for name in ("sessions", "files"))


@pytest.mark.parametrize("at", [n for n, place in enumerate(_places(WHOLE)) if _named(place)])
def test_a_field_that_is_not_known_is_refused_wherever_it_is(at: int) -> None:
    value = copy.deepcopy(WHOLE)
    _places(value)[at]["surprise"] = "of another program"
    with pytest.raises(Refusal):
        ledger.loads(_sealed(value))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_value_that_is_another_is_refused_or_carried_on(data: st.DataObject) -> None:
    value = copy.deepcopy(WHOLE)
    place = data.draw(st.sampled_from([each for each in _places(value) if each]))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(JSON)
    try:
        known = ledger.loads(_sealed(value))
    except Refusal:
        return
    assert ledger.loads(ledger.dumps(known)) == known
    if place[key]:  # what is empty may as well be absent
        assert json.loads(ledger.dumps(known)) | {"sha256": ""} == value | {"sha256": ""}


@pytest.mark.parametrize(
    "wrong", [{"predecessors": {}}, {"predecessors": [1]}, {"files": {"a": 1}}, {"format": 0}]
)
def test_what_is_not_of_its_kind_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        ledger.loads(_sealed(WHOLE | wrong))


def test_one_side_of_a_conflict_that_is_no_ledger_is_refused() -> None:
    with pytest.raises(Refusal):
        ledger.loads_side(b"{}")


def test_what_is_published_is_sealed() -> None:
    data = content(House().build(ALL, stock=STOCK), "ledger.json")
    assert _sealed(json.loads(data)) == data
    assert ledger.sha256(data) == json.loads(data)["sha256"]
