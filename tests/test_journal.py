"""The journal: one form, and only that form is believed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rencontres_feeds.journal import Journal, Move, Removal, dumps, loads
from rencontres_feeds.site import safe

A, B = "a" * 64, "b" * 64
JOURNAL = Journal((Move("index.html", A, ""), Move("séances/1.html", A, B)), (Removal("old", B),))


def test_a_journal_is_one_line_that_ends_with_its_own_sha256() -> None:
    body = (
        '{"format": 1, "moves": ['
        f'{{"name": "index.html", "sha256": "{A}", "before": ""}}, '
        f'{{"name": "s\\u00e9ances/1.html", "sha256": "{A}", "before": "{B}"}}], '
        f'"removals": [{{"name": "old", "sha256": "{B}"}}]'
    )
    digest = hashlib.sha256(f"{body}}}".encode()).hexdigest()
    assert dumps(JOURNAL).decode() == f'{body}, "sha256": "{digest}"}}\n'


@given(st.sets(st.text(max_size=5).map(lambda name: f"a/{name}b")), st.sampled_from(["", B]))
def test_what_is_written_is_read_if_its_names_are_safe(names: set[str], before: str) -> None:
    journal = Journal(tuple(Move(name, A, before) for name in names))
    assert loads(dumps(journal)) == (journal if all(map(safe, names)) else None)


def test_a_journal_cut_or_changed_anywhere_is_not_believed() -> None:
    data = dumps(JOURNAL)
    assert loads(data) == JOURNAL
    assert all(loads(data[:end]) is None for end in range(len(data)))
    assert all(loads(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) is None for at in range(len(data)))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"moves": 1}', b'{"moves": [{}]}']
)
def test_what_is_no_journal_is_not_believed(data: bytes) -> None:
    assert loads(data) is None


@pytest.mark.parametrize(
    "journal",
    [
        replace(JOURNAL, moves=(Move("../index.html", A, ""),)),
        replace(JOURNAL, removals=(Removal("/etc/passwd", A),)),
        replace(JOURNAL, removals=(Removal("index.html", A),)),
        replace(JOURNAL, moves=(Move("index.html", "a", ""),)),
        replace(JOURNAL, moves=(Move("index.html", A, "b"),)),
        replace(JOURNAL, moves=(Move(7, A, ""),)),  # type: ignore[arg-type]
    ],
)
def test_a_journal_that_names_what_none_of_ours_does_is_not_believed(journal: Journal) -> None:
    assert loads(dumps(journal)) is None


def test_a_journal_of_another_format_is_not_believed() -> None:
    value = json.loads(dumps(JOURNAL))
    assert loads((json.dumps({**value, "format": 2}) + "\n").encode()) is None
