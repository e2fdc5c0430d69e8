"""What the documentation shows is true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from house import CYCLE
from rencontres_feeds import press, tables
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import Table
from rencontres_feeds.problems import Problem, errors

FORMAT = (Path(__file__).parent.parent / "docs" / "format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", FORMAT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_right(example: str) -> None:
    frame = CYCLE.format(language="fr", zone="Europe/Paris", url="https://essai.example/")
    text = example if example.startswith("cycle:") else frame.removesuffix("sessions:\n") + example
    draft = press.read(text.encode(), lambda _: Problem(Message("missing")), datetime(2018, 1, 10, tzinfo=UTC))
    assert errors(draft.problems) == ()


def test_every_key_is_documented_with_its_synonym_and_nothing_else() -> None:
    shown = re.findall(r"^\| `([a-z_]+)` \| (?:`([^`]+)`)? ?\| (yes)? ?\|$", FORMAT, re.MULTILINE)
    known = [
        (key.name, key.french, "yes" if key.required else "")
        for table in vars(tables).values()
        if isinstance(table, Table)
        for key in table.keys
    ]
    assert sorted(shown) == sorted(known)
