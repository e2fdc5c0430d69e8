"""Whole folders, byte for byte: `tests/cases/<name>/` holds a source, and the folder that it becomes.

`tests/institute/` is what the sample of an institute (docs/sample-institute) becomes.

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
HERE = Path(__file__).parent
GOLDEN = {path.name: (path / "sessions.yaml", path / "output") for path in sorted(CASES.iterdir())}
GOLDEN["institute"] = (HERE.parent / "docs" / "sample-institute" / "institut.yaml", HERE / "institute")


def _tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_source_becomes_exactly_this_folder(name: str, tmp_path: Path) -> None:
    (source, golden), output = GOLDEN[name], tmp_path / "output"
    arguments = ["build", str(source), "-o", str(output), "--now", "2018-01-10T12:00:00Z"]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.stderr
    if os.environ.get("UPDATE_GOLDEN") == "1":
        shutil.rmtree(golden, ignore_errors=True)
        shutil.copytree(output, golden)
    assert _tree(output) == _tree(golden)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize(
    "later", ["2018-01-10T12:00:01Z", "2018-01-12T00:30:00Z", "2018-03-01T12:00:00Z", "2031-01-01T00:00:00Z"]
)
def test_time_alone_changes_nothing(name: str, later: str, tmp_path: Path) -> None:
    """What was built stays as it is, whenever it is built again: a stamp may say so (docs/decisions/stamp.md)."""
    (source, golden), output = GOLDEN[name], tmp_path / "output"
    shutil.copytree(golden, output)
    again = CliRunner().invoke(commands, ["build", str(source), "-o", str(output), "--now", later])
    assert (again.exit_code, again.stderr, len(again.stdout.splitlines())) == (0, "", 1)
    assert _tree(output) == _tree(golden)


def test_every_case_is_a_case() -> None:
    assert {path.name for case in CASES.iterdir() for path in case.iterdir()} == {
        "sessions.yaml",
        "output",
        "documents",
    }
