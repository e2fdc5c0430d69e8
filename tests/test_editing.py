"""Edits of the source: no other byte changes, and the programme is the old one and exactly the edit."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from house import document, instant
from rencontres_feeds import press
from rencontres_feeds.editing import changes, edits, finding, revision
from rencontres_feeds.editing.handwriting import braced, scalar
from rencontres_feeds.editing.revision import Meant
from rencontres_feeds.model import Announcement, Report, Session, Speaker, When
from rencontres_feeds.nodes import Mapping, Scalar, Sequence
from rencontres_feeds.source import parse
from written import TEXT, sources

if TYPE_CHECKING:
    from rencontres_feeds.editing.handwriting import Value
    from rencontres_feeds.model import Programme

NOW = instant("2018-03-01")


def programme(text: str) -> Programme:
    draft = press.read(text.encode(), document, NOW)
    assert draft.programme, (text, draft.problems)
    return draft.programme


def inserted(before: str, after: str) -> bool:
    """`after` is `before` with something put in at one place."""
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return len(after) > len(before) and any(
        before == after[:n] + after[n + len(after) - len(before) :] for n in range(start + 1)
    )


NEW: dict[str, Value] = {
    "id": "neuve",
    "title": "Une : nouvelle #1",
    "date": "2018-06-15",
    "time": "18h30-20h30",
    "venue": "ici",
    "status": "tentative",
    "description": "Un texte.\n\n- et un autre",
    "speakers": ({"name": "Personne Exemple", "city": "Ville"}, {"name": "Autre Personne"}),
    "topics": ("a, b", "- c"),
    "draft": "yes",
}


@given(sources())
@settings(max_examples=60)
def test_a_session_more_changes_no_other_byte_and_is_exactly_what_was_asked(text: str) -> None:
    before = programme(text)
    edited = edits.add_session(text, NEW)
    after = programme(edited)
    (new,) = (s for s in after.sessions if s.id == "neuve")
    assert new == Session(
        "neuve",
        "Une : nouvelle #1",
        When((2018, 6), date(2018, 6, 15), None, time(18, 30), time(20, 30)),
        "Europe/Paris",
        new.venue,
        status="tentative",
        description="Un texte.\n\n- et un autre",
        speakers=(Speaker("Personne Exemple", city="Ville"), Speaker("Autre Personne")),
        topics=("a, b", "- c"),
        draft=True,
    )
    assert new.venue
    assert new.venue.key == "ici"
    assert replace(after, sessions=tuple(s for s in after.sessions if s != new)) == before
    assert inserted(text, edited) or ": []" in text
    assert ("\r\n" in edited) == ("\r\n" in text)
    assert "\n" not in edited.replace("\r\n", "") or "\r\n" not in text
    assert revision.holds(before, after, Meant(frozenset({"neuve"})))
    assert not revision.holds(before, after, Meant())


@given(sources())
@settings(max_examples=30)
def test_an_announcement_more_is_exactly_what_was_asked(text: str) -> None:
    before = programme(text)
    edited = edits.add_announcement(text, {"id": "n", "date": "2018-02-01", "title": "T", "text": "x"})
    after = programme(edited)
    assert inserted(text, edited)
    assert replace(after, announcements=before.announcements) == before
    assert set(after.announcements) - set(before.announcements) == {Announcement("n", date(2018, 2, 1), "T", "x")}


@given(sources(), TEXT, st.data())
@settings(max_examples=60)
def test_other_values_of_a_session_change_nothing_else(text: str, note: str, data: st.DataObject) -> None:
    before = programme(text)
    if not before.sessions:
        return
    old = data.draw(st.sampled_from(before.sessions))
    fields = {"status": "cancelled", "date": "2018-07-01", "venue": "la", "note": note}
    edited = edits.change_session(text, old.id, fields)
    after = programme(edited)
    (new,) = (s for s in after.sessions if s.id == old.id)
    when = When((2018, 7), date(2018, 7, 1), None, old.when.start, old.when.end)
    assert new == replace(old, status="cancelled", when=when, venue=new.venue, note=note)
    assert new.venue
    assert new.venue.key == "la"
    assert {s for s in after.sessions if s != new} == {s for s in before.sessions if s != old}
    assert revision.holds(before, after, changes.meant(old.id, fields))
    assert not revision.holds(before, after, Meant())
    gone = [line for line in text.splitlines(keepends=True) if line not in edited.splitlines(keepends=True)]
    assert len(gone) <= 3 or "{" in "".join(gone)


@given(sources(), st.data())
@settings(max_examples=60)
def test_a_report_takes_the_place_of_its_promise(text: str, data: st.DataObject) -> None:
    before = programme(text)
    if not before.sessions:
        return
    old = data.draw(st.sampled_from(before.sessions))
    edited = edits.report_session(text, old.id, {"file": "documents/Séance 1.pdf", "published": "2018-02-01"})
    after = programme(edited)
    (new,) = (s for s in after.sessions if s.id == old.id)
    found = document("documents/Séance 1.pdf")
    said = old.report.text if old.report else ""
    assert new == replace(old, report=Report("published", date(2018, 2, 1), said, found))
    assert {s for s in after.sessions if s != new} == {s for s in before.sessions if s != old}
    assert edits.report_session(edited, old.id, {"file": "documents/Séance 1.pdf"}) == edited


@given(st.text(min_size=1, max_size=30).filter(lambda t: t.isprintable() and t.strip()))
@example("null")
@example("18:30")
@example("a: b")
@example('"')
@example("\\")
def test_any_text_is_typed_so_that_it_is_read_as_it_is(text: str) -> None:
    for typed, flow in ((f"k: {scalar(text)}", False), (f"[{scalar(text, flow=True)}]", True)):
        root = parse(typed.encode()).root
        node = root.items[0] if isinstance(root, Sequence) and flow else root
        if isinstance(node, Mapping):
            node = node.pairs[0][1]
        assert isinstance(node, Scalar)
        assert node.text == unicodedata.normalize("NFC", text)


# The layouts, one by one

CYCLE = """\
cycle:
  id: essai
  title: Cycle
  language: fr
  timezone: Europe/Paris
  url: https://essai.example/
"""
JSON = """\
{
  "cycle": {"id": "essai", "title": "C", "language": "fr", "timezone": "UTC", "url": "https://essai.example/"},
  "sessions": [
    {"id": "s1", "title": "Un", "date": "2018-01-01"},
    {
      "id": "s2",
      "title": "Deux",
      "date": "2018-02-01"
    }
  ]
}
"""
SHORT: dict[str, Value] = {"id": "n", "title": "N", "date": "2018-01-15"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "\nsessions:\n  - id: n\n    title: N\n    date: 2018-01-15\n"),
        ("sessions:\n", "sessions:\n  - id: n\n    title: N\n    date: 2018-01-15\n"),
        ("sessions: [] # x\n", "sessions:  # x\n  - id: n\n    title: N\n    date: 2018-01-15\n"),
        (
            "sessions:\n- id: a\n  title: A\n  date: 2018-01-01\n  # a",
            (
                "sessions:\n- id: a\n  title: A\n  date: 2018-01-01\n  # a\n\n"
                "- id: n\n  title: N\n  date: 2018-01-15"
            ),
        ),
        ("sessions: []", "sessions:\n  - id: n\n    title: N\n    date: 2018-01-15"),
        (
            "sessions:\n- {id: a, title: A, date: 2018-01-01}\n-  {id: b, title: B, date: 2018-02-01}\n",
            (
                "sessions:\n- {id: a, title: A, date: 2018-01-01}\n- {id: n, title: N, date: 2018-01-15}\n"
                "-  {id: b, title: B, date: 2018-02-01}\n"
            ),
        ),
        (
            "sessions: [{id: b, title: B, date: 2018-02-01}]\n",
            "sessions: [{id: n, title: N, date: 2018-01-15}, {id: b, title: B, date: 2018-02-01}]\n",
        ),
        (
            "sessions: [\n  {id: b, title: B, date: 2018-02}\n  ]\n",
            "sessions: [\n  {id: n, title: N, date: 2018-01-15},\n  {id: b, title: B, date: 2018-02}\n  ]\n",
        ),
        (
            "sessions: [\n  {id: a, title: A, date: 2018-01} # a\n  ]\n",
            "sessions: [\n  {id: a, title: A, date: 2018-01}, # a\n  {id: n, title: N, date: 2018-01-15}\n  ]\n",
        ),
        (
            "sessions: [\n  {id: a, title: A, date: 2018-01}, # a\n  ]\n",
            "sessions: [\n  {id: a, title: A, date: 2018-01}, # a\n  {id: n, title: N, date: 2018-01-15},\n  ]\n",
        ),
        (  # the newest first: the comment above the first item is about it
            (
                "sessions:\n  # La liste\n\n  # B\n  - id: b\n    title: B\n    date: 2018-01-10\n\n"
                "  # A\n  - id: a\n    title: A\n    date: 2018-01-01\n"
            ),
            (
                "sessions:\n  # La liste\n\n  - id: n\n    title: N\n    date: 2018-01-15\n\n  # B\n  - id: b\n"
                "    title: B\n    date: 2018-01-10\n\n  # A\n  - id: a\n    title: A\n    date: 2018-01-01\n"
            ),
        ),
        (  # a comment at once below an item, as deep as it is, is about it; one at the dashes about the next
            (
                "sessions:\n  -\n    id: a\n    title: A\n    date: 2018-01-01\n    # a\n  # B\n"
                "  - {id: b, title: B, date: 2018-02-01}\n  -\n"
            ),
            (
                "sessions:\n  -\n    id: a\n    title: A\n    date: 2018-01-01\n    # a\n  - id: n\n"
                "    title: N\n    date: 2018-01-15\n  # B\n  - {id: b, title: B, date: 2018-02-01}\n  -\n"
            ),
        ),
        (
            "séances:\n  -\n",
            "séances:\n  -\n\n  - id: n\n    title: N\n    date: 2018-01-15\n",
        ),
        (
            "annonces:\n  - {id: x, date: 2018-01-01, titre: X}\n",
            (
                "\nsessions:\n  - id: n\n    title: N\n    date: 2018-01-15\nannonces:\n"
                "  - {id: x, date: 2018-01-01, titre: X}\n"
            ),
        ),
        (  # keys are spelled as in the file
            "Seances:\n- {id: a, TITRE: A, date: 2018-01-01}\n",
            "Seances:\n- {id: a, TITRE: A, date: 2018-01-01}\n- {id: n, TITRE: N, date: 2018-01-15}\n",
        ),
        (
            "venues:\n  ? [a]\n  : {name: X}\nsessions:\n  - id: a\n    title: A\n    date: 2018-01-01\n",
            (
                "venues:\n  ? [a]\n  : {name: X}\nsessions:\n  - id: a\n    title: A\n    date: 2018-01-01\n\n"
                "  - id: n\n    title: N\n    date: 2018-01-15\n"
            ),
        ),
    ],
)
def test_a_session_finds_its_place_in_every_layout(before: str, after: str) -> None:
    assert edits.add_session(CYCLE + before, SHORT) == CYCLE + after
    programme(CYCLE + after)


def test_what_has_no_day_comes_last() -> None:
    text = CYCLE + "sessions: [{id: a, title: A, date: 2018-01-01}]"
    assert edits.add_session(text, {"id": "n"}) == text.replace("}]", "}, {id: n}]")


def test_keys_of_a_file_that_tells_nothing_are_those_of_the_language_given() -> None:
    text = "cycle: {id: e, url: 'https://essai.example/'}\n"
    assert edits.add_session(text, {"title": "N", "draft": "yes"}, "fr") == (
        text + "\nséances:\n  - titre: N\n    brouillon: oui\n"
    )


def test_json_stays_json() -> None:
    with_session = edits.add_session(JSON, SHORT)
    assert json.loads(with_session)["sessions"][1] == SHORT
    both = edits.add_announcement(with_session, SHORT)
    assert json.loads(both)["announcements"] == [SHORT]
    cancelled = edits.change_session(both, "s2", {"status": "cancelled"})
    assert '"date": "2018-02-01",\n      "status": "cancelled"\n' in cancelled
    moved = edits.change_session(cancelled, "s2", {"date": "2018-03-01"})
    assert json.loads(moved)["sessions"][2]["date"] == "2018-03-01"
    assert json.loads(edits.add_session(JSON.replace('"sessions": [', '"sessions": [], "x": ['), SHORT))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    report:\n    note: x\n", "    report:\n      file: f.pdf\n    note: x\n"),
        ("    report: # à faire\n", "    report: # à faire\n      file: f.pdf\n"),
        ("    report: {}\n", "    report: {file: f.pdf}\n"),
        ("    report: {text: T}\n", "    report: {file: f.pdf, text: T}\n"),
        ("    report:\n       'status' : none # x\n", "    report:\n       'file' : f.pdf # x\n"),
        ("    report:\n      url: https://a.fr/\n", "    report:\n      file: f.pdf\n      url: https://a.fr/\n"),
    ],
)
def test_a_report_in_every_layout(before: str, after: str) -> None:
    head = CYCLE + "sessions:\n  - id: a\n    title: A\n    date: 2018-01-01\n"
    edited = edits.report_session(head + before, "a", {"file": "f.pdf"})
    if "text: T" in before or "url:" in before:
        assert programme(edited).sessions[0].report
        assert "file: f.pdf" in edited
    else:
        assert edited == head + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('    note: "a" # x\n', '    note: "b: c" # x\n'),
        ("    note: 'a'\n", "    note: 'b: c'\n"),
        ("    note: # x\n", '    note: "b: c" # x\n'),
        ("    note:\n", '    note: "b: c"\n'),
        ("    note: |  \n      a\n      b  \n\n    # x\n", '    note: "b: c"\n\n    # x\n'),
        ("    note: a\n     b\n    topics: [c]\n", '    note: "b: c"\n    topics: [c]\n'),
    ],
)
def test_a_value_takes_the_place_of_the_other(before: str, after: str) -> None:
    head = CYCLE + "sessions:\n  - id: a\n    title: A\n    date: 2018-01-01\n"
    assert edits.change_session(head + before, "a", {"note": "b: c"}) == head + after


def test_an_id_that_is_not_there_and_a_text_that_is_no_source_are_refused() -> None:
    with pytest.raises(finding.Unknown):
        edits.change_session(CYCLE, "a", {"note": "b"})
    with pytest.raises(finding.Unknown):
        edits.change_session(CYCLE + "sessions: [{title: A}, {id: b}]", "a", {"note": "b"})
    with pytest.raises(TypeError):
        edits.change_session("- a", "a", {"note": "b"})


def test_the_venues_are_told_by_key_and_name() -> None:
    text = CYCLE + "lieux: {a: {nom: A}, b: {}, c: x, ? [d] : {nom: D}}\n"
    assert finding.venues(text) == {"a": "A", "b": "", "c": ""}
    assert finding.venues(CYCLE) == {}


def test_texts_in_a_list_and_a_list_of_texts_in_braces() -> None:
    assert braced({"a": ("b", {"c": "d, e"}), "f": "un\ndeux"}) == '{a: [b, {c: "d, e"}], f: "un\\ndeux"}'
