"""The run as a whole: what may and may not make bytes move, and what stops it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, content, document, instant, refused, session, source
from rencontres_feeds import ledger
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

if TYPE_CHECKING:
    from pathlib import Path

ALL = source(
    session(
        "a",
        description='"Un *texte* & des [liens](https://lien.example/)"',
        speakers="[{name: Personne Exemple, role: essayiste, city: Ville-Exemple}]",
        topics="[essais, exemples]",
        links="[{title: Un lien, url: https://lien.example/}]",
        registration="{text: Par courriel, url: https://inscription.example/}",
        report="{file: documents/cr.pdf}",
        online="https://visio.example/",
    ),
    session("b", "Deux jours", "2018-04-10", until="2018-04-11", time="9h-17h", status="tentative"),
    session("c", "Sans horaire", "2018-05-10", time="", venue=""),
    session("d", "Sans jour", "2018-06", time="", venue=""),
    session("e", "Sans fin", "2018-07-10", time="18h30"),
    session("f", "La nuit", "2018-08-10", until="2018-08-11", time="22h-1h"),
    session("g", "Annulée", "2018-09-10", status="cancelled", note="Salle fermée"),
    more="announcements:\n  - {id: nouvelle, date: 2018-01-05, title: Une annonce, text: Bonjour., session: a}\n",
)
STOCK = {"documents/cr.pdf": document("documents/cr.pdf", 240_000)}
FIRST = House().build(ALL, stock=STOCK)


def test_the_same_source_ledger_and_instant_give_the_same_bytes() -> None:
    one, two = House().build(ALL, stock=STOCK), House().build(ALL, stock=STOCK)
    assert one.site == two.site
    assert {name: each.sha256 for name, each in one.site.items()} == {n: e.sha256 for n, e in two.site.items()}


def test_a_build_years_later_changes_nothing() -> None:
    house = House()
    first = house.build(ALL, stock=STOCK)
    assert house.build(ALL, "2041-01-01", stock=STOCK).site == first.site


@given(st.permutations([session(name, f"Essai {name}", f"2018-03-1{n}") for n, name in enumerate("abcd")]))
@settings(max_examples=10)
def test_the_order_of_the_sessions_in_the_file_moves_nothing(order: list[str]) -> None:
    house = House()
    first = house.build(source(*sorted(order)))
    assert house.build(source(*order), "2018-01-11").site == first.site


def test_an_edit_moves_its_own_event_alone() -> None:
    house = House()
    before = house.build(ALL, stock=STOCK)
    after = house.build(ALL.replace("Deux jours", "Trois jours"), "2018-01-11", stock=STOCK)
    moved = {name for name in after.site if after.site[name] != before.site.get(name)}
    files = {name for name in moved if name.endswith(".ics")}
    assert files == {"calendar.ics", "sessions/b.ics"}
    untouched = {name for name, e in after.ledger.editions.items() if e == before.ledger.editions[name]}
    assert untouched == set("acdefg")


@pytest.mark.parametrize(
    "environment", [{"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"}, {"TZ": "America/Lima", "PYTHONHASHSEED": "77"}]
)
def test_bytes_depend_on_no_zone_locale_or_hash_seed(environment: dict[str, str], tmp_path: Path) -> None:
    text = ALL.replace("report: {file: documents/cr.pdf}", "report: {text: Dit.}")
    (tmp_path / "sessions.yaml").write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "rencontres_feeds", "build", "--now", "2018-01-10T12:00:00Z"],
        cwd=tmp_path,
        env=os.environ | environment | {"LC_ALL": "C"},
        check=True,
        capture_output=True,
    )
    expected = House().build(text)
    output = tmp_path / "output"
    found = {p.relative_to(output).as_posix(): p.read_bytes() for p in output.rglob("*") if p.is_file()}
    assert found == {name: content(expected, name) for name in expected.site}


def test_a_cycle_without_sessions_is_published() -> None:
    run = House().build(source())
    assert run.publication.sessions == ()
    assert b"BEGIN:VEVENT" not in content(run, "calendar.ics")


def test_drafts_are_checked_and_not_published() -> None:
    run = House().build(source(session(), session("s2", "Un brouillon", draft="true")))
    assert set(run.ledger.editions) == {"s1"}
    assert not [name for name in run.site if "s2" in name]


# Identity


def test_identity_is_minted_once_and_outlives_the_address() -> None:
    house = House()
    house.build(source(session()))
    run = house.build(source(session(), url="https://ailleurs.example/"), "2018-01-11")
    assert run.ledger.editions["s1"].uid == "s1@essai.essai.example"
    assert [item.id for item in run.ledger.items] == ["tag:essai.example,2005:essai/s1/session"]


def test_a_meeting_of_another_calendar_keeps_its_uid_and_goes_on_from_its_sequence() -> None:
    run = House().build(source(session(uid="ancien@ailleurs.example", sequence="4")))
    edition = run.ledger.editions["s1"]
    assert (edition.uid, edition.sequence) == ("ancien@ailleurs.example", 4)


def test_a_rehearsal_ends_with_the_first_real_address_and_everything_is_minted_anew() -> None:
    house = House()
    assert house.build(source(session())).ledger.rehearsal
    house.build(source(session(title="Autrement")), "2018-01-11")
    run = house.build(source(session(), url="https://rencontres-reelles.fr/"), "2018-01-12")
    edition = run.ledger.editions["s1"]
    assert (run.ledger.rehearsal, edition.uid, edition.sequence, edition.created) == (
        False,
        "s1@essai.rencontres-reelles.fr",
        0,
        instant("2018-01-12"),
    )
    assert run.ledger.files.keys() == run.site.keys() - {"ledger.json"}


REAL = source(session(), url="https://rencontres-reelles.fr/")


def test_a_real_address_without_a_ledger_wants_first() -> None:
    with pytest.raises(Refusal) as refusal:
        House().build(REAL)
    assert refused(refusal.value) == [
        "there is no ledger: nothing tells what was already published at https://rencontres-reelles.fr/"
    ]
    assert House().build(REAL, consent=Consent(first=True)).ledger.rehearsal is False


@pytest.mark.parametrize(
    ("text", "consent", "what"),
    [
        (REAL, Consent(first=True), "this was already published; --first is for the first time only"),
        (
            source(session()),
            Consent(),
            "this is published for real, and https://essai.example/cycle/ is an example",
        ),
        (
            REAL.replace("id: essai", "id: autre"),
            Consent(),
            "the folder belongs to another cycle, “essai”, not “autre”",
        ),
    ],
)
def test_a_ledger_is_not_taken_for_another(text: str, consent: Consent, what: str) -> None:
    house = House()
    house.build(REAL, consent=Consent(first=True))
    with pytest.raises(Refusal) as refusal:
        house.build(text, consent=consent)
    assert refused(refusal.value) == [what]


# The ledger


def test_the_ledger_names_its_last_hundred_predecessors() -> None:
    house, named = House(), []
    for number in range(ledger.PREDECESSORS + 3):
        house.build(source(session(title=f"Essai {number}")), "2018-01-10")
        assert house.ledger is not None
        named.append(ledger.sha256(house.ledger))
    assert list(house.runs[-1].ledger.predecessors) == named[-101:-1]


def test_a_ledger_that_is_read_and_written_is_the_same() -> None:
    house = House()
    run = house.build(ALL, stock=STOCK)
    house.build(ALL.replace("2018-03-15", "2018-03-16"), "2018-01-11", stock=STOCK)
    assert house.ledger is not None
    assert ledger.dumps(ledger.loads(house.ledger)) == house.ledger
    assert ledger.loads(content(run, "ledger.json")) == run.ledger


def _edited(data: bytes, **changes: object) -> bytes:
    """A ledger with other content, and the digest that goes with it."""
    fields = json.loads(data) | changes
    del fields["sha256"]
    body = json.dumps(fields, ensure_ascii=False, indent=1)
    digest = __import__("hashlib").sha256(body.encode()).hexdigest()
    return f'{body[:-2]},\n "sha256": "{digest}"\n}}\n'.encode()


def _damaged() -> dict[str, tuple[bytes, str]]:
    data = content(House().build(ALL, stock=STOCK), "ledger.json")
    sessions = json.loads(data)["sessions"]
    items = json.loads(data)["items"]
    broken = "the ledger (ledger.json) is damaged"

    def with_a(**changes: object) -> bytes:
        return _edited(data, sessions=sessions | {"a": sessions["a"] | changes})

    return {
        "cut": (data[: len(data) // 2], broken),
        "empty": (b"", broken),
        "not UTF-8": (b"\xff\xfe", broken),
        "a list": (b"[]\n", broken),
        "one byte changed": (data.replace(b'"sequence": 0', b'"sequence": 1', 1), broken),
        "line ends changed": (data.replace(b"\n", b"\r\n"), broken),
        "deep": (b"[" * 100_000, broken),
        "conflict": (
            b"<<<<<<< a\n" + data + b">>>>>>> b\n",
            "the ledger (ledger.json) holds the marks of a merge conflict",
        ),
        "newer": (_edited(data, format=2), "the ledger was written by a newer version of this program"),
        "an unknown field": (_edited(data, surprise=1), broken),
        "a wrong type": (_edited(data, cycle=1), broken),
        "a file without digest": (_edited(data, files={"index.html": 1}), broken),
        "sessions as a list": (_edited(data, sessions=[]), broken),
        "a sequence below zero": (with_a(sequence=-1), broken),
        "a status of no kind": (with_a(told=sessions["a"]["told"] | {"status": "perhaps"}), broken),
        "an item of no kind": (_edited(data, items=[items[0] | {"kind": "rumour"}]), broken),
        "one uid twice": (with_a(uid=sessions["b"]["uid"]), broken),
        "one item twice": (_edited(data, items=[items[0], items[0]]), broken),
    }


@pytest.mark.parametrize("name", _damaged())
def test_a_ledger_that_is_not_ours_to_the_byte_is_refused(name: str) -> None:
    data, what = _damaged()[name]
    with pytest.raises(Refusal) as refusal:
        House(data).build(ALL, stock=STOCK)
    assert refused(refusal.value) == [what]


@given(st.data())
@settings(max_examples=200)
def test_a_ledger_of_which_any_byte_is_another_or_the_end_is_missing_is_refused(data: st.DataObject) -> None:
    whole = content(FIRST, "ledger.json")
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    for broken in (flipped, whole[:at], whole + whole[at:]):
        with pytest.raises(Refusal) as refusal:
            ledger.loads(broken)
        (problem,) = refusal.value.problems
        assert "Install the newer version." in str(problem.mend) or "rencontres-feeds restore" in str(
            problem.mend
        )


# Warnings


def test_the_memory_of_an_empty_publication_begins_with_its_first_build() -> None:
    run = House().build(source(), "2018-01-10")
    assert replace(run.ledger, files={}) == ledger.Ledger(
        "essai",
        rehearsal=True,
        created=instant("2018-01-10"),
        updated=instant("2018-01-10"),
        url="https://essai.example/cycle/",
        feed="tag:essai.example,2005:essai",
    )
