"""Every mistake of a volunteer, and the whole of what she is told.

`tests/errors/<name>.yaml` is the source; `<name>.en.txt` and `<name>.fr.txt` are what is said of it. In
`tests/warnings/` is what may be published, and had better be looked at.

`UPDATE_GOLDEN=1` writes the texts anew; the difference is then read like any other change.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from rencontres_feeds.cli import commands

ERRORS = Path(__file__).parent / "errors"
WARNINGS = Path(__file__).parent / "warnings"
GALLERY = sorted([*ERRORS.glob("*.yaml"), *WARNINGS.glob("*.yaml")])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with some documents, and links that lead out of it and to themselves."""
    (tmp_path / "dehors.pdf").write_bytes(b"dehors")
    folder = tmp_path / "ici"
    (folder / "documents").mkdir(parents=True)
    for name in ("cr 1.pdf", "cr-1.pdf"):
        (folder / "documents" / name).write_bytes(b"%PDF")
    (folder / "lien.pdf").symlink_to(tmp_path / "dehors.pdf")
    (folder / "boucle.pdf").symlink_to(folder / "boucle.pdf")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_place_and_its_mend(path: Path, language: str, here: Path) -> None:
    shutil.copyfile(path, "sessions.yaml")
    result = CliRunner().invoke(commands, ["--lang", language, "check", "--now", "2026-06-01T10:00:00Z"])
    expected = path.with_suffix(f".{language}.txt")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_text(result.stderr, encoding="utf-8", newline="")
    assert result.stderr == expected.read_text(encoding="utf-8")
    stops = path.parent == ERRORS
    assert (result.exit_code, result.stdout == "", (here / "output").exists()) == (int(stops), stops, False)


def test_every_text_has_its_mistake() -> None:
    expected = {path.with_suffix(ending) for path in GALLERY for ending in (".yaml", ".en.txt", ".fr.txt")}
    assert {*ERRORS.iterdir(), *WARNINGS.iterdir()} == expected
