"""The QR codes: a reader reads what was told, however long."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from rencontres_feeds.renderers import qr

if TYPE_CHECKING:
    from pathlib import Path

START = "https://rencontres.example/essai/sessions/"


def address(length: int) -> str:
    return (START + "la-place-de-l-exemple-1789/" * (length // 27))[: length - 5] + ".html"


def modules(drawn: str) -> list[str]:
    """The rows that the path of an `svg` darkens, its margin included."""
    (wide,) = re.findall(r'viewBox="0 0 (\d+) \1"', drawn)
    rows = [["0"] * int(wide) for _ in range(int(wide))]
    x = y = 0
    for step, across, down in re.findall(r"([Mmh])(-?\d+)(?: (\d+))?", drawn[drawn.index(' d="') :]):
        if step == "h":
            rows[y][x : x + int(across)] = "1" * int(across)
        x, y = x + int(across), y + int(down or 0)
    return ["".join(row) for row in rows]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="there is no reader of QR codes here")
@pytest.mark.parametrize("length", [20, 42, 43, 62, 63, 84, 85, 106, 122, 152, 180, 213, 287, 450, 900])
def test_a_reader_reads_the_address(length: int, tmp_path: Path) -> None:
    rows = ["".join(4 * module for module in row) for row in modules(qr.svg(address(length))) for _ in range(4)]
    (tmp_path / "code.pbm").write_text(f"P1\n{len(rows)} {len(rows)}\n" + "\n".join(rows))
    command = ["zbarimg", "--quiet", "--nodbus", "--raw", str(tmp_path / "code.pbm")]
    read = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert read == address(length) + "\n"


def test_an_address_that_is_too_long_has_no_code() -> None:
    assert qr.svg(address(2331))
    assert qr.svg(address(2332)) == ""
