"""Every promise of `docs/promises.md` names tests, and they exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
DOCUMENT = (TESTS.parent / "docs" / "promises.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^## (\d+)\. .+\n((?:(?!## ).*\n)*)", DOCUMENT, re.MULTILINE)


def names_in(path: Path) -> set[str]:
    """The names under which pytest finds tests in a file: functions, and cases given a name."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in found if name.startswith("test_")}


def test_there_are_twenty_promises_and_each_names_tests_that_exist() -> None:
    assert [int(number) for number, _ in PROMISES] == list(range(1, 21))
    known = {f"{path.name}::{name}" for path in TESTS.glob("test_*.py") for name in names_in(path)}
    for number, text in PROMISES:
        named = re.findall(r"^- `(.+)`$", text, re.MULTILINE)
        assert named, number
        assert set(named) <= known, (number, set(named) - known)


def test_no_other_test_is_spoken_of() -> None:
    """A name that is misspelt in a sentence, or listed outside of a promise, would go unseen."""
    listed = [name for _, text in PROMISES for name in re.findall(r"^- `(.+)`$", text, re.MULTILINE)]
    assert DOCUMENT.count("::") == len(listed)
