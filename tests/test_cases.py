"""Whole folders, byte for byte: `tests/cases/<name>/` holds a source, and the folder that it becomes.

`UPDATE_GOLDEN=1` writes the folders anew; the difference is then read like any other change.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from rencontres_feeds.cli import commands

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())


def _tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_a_source_becomes_exactly_this_folder(name: str, tmp_path: Path) -> None:
    case = CASES / name
    output = tmp_path / "output"
    arguments = ["build", str(case / "sessions.yaml"), "-o", str(output), "--now", "2018-01-10T12:00:00Z"]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.stderr
    if os.environ.get("UPDATE_GOLDEN") == "1":
        shutil.rmtree(case / "output", ignore_errors=True)
        shutil.copytree(output, case / "output")
    assert _tree(output) == _tree(case / "output")


def test_every_case_is_a_case() -> None:
    assert {path.name for case in CASES.iterdir() for path in case.iterdir()} == {
        "sessions.yaml",
        "output",
        "documents",
    }
