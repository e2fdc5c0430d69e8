"""The QR codes: the same as another program's, read by a reader, and drawn as they are."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from rencontres_feeds.renderers import qr, symbol

if TYPE_CHECKING:
    from pathlib import Path

SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789-/.:"


def address(length: int) -> str:
    chance = random.Random(length)
    return "".join(chance.choice(SIGNS) for _ in range(length))


def filled() -> list[int]:
    """The lengths that fill a symbol: the largest of each version, and of the better level where that is used."""
    heads = [2] * 9 + [3] * 31
    full = [symbol._room(version, 0) - head for version, head in enumerate(heads, 1)]
    return full + [symbol._room(version, 1) - 2 for version in range(1, 5)]


def test_there_is_one_of_each_version() -> None:
    assert [symbol._fitting(length) for length in filled()] == [
        *((version, 0) for version in range(1, 41)),
        *((version, 1) for version in range(1, 5)),
    ]


@pytest.mark.parametrize("length", filled())
def test_a_code_is_that_of_another_program(length: int) -> None:
    """Of those that are full: segno puts a zero byte behind the others, which readers pass over."""
    theirs = segno.make_qr(address(length), error="m", mode="byte", encoding="latin1")
    assert symbol.modules(address(length).encode()) == ["".join(map(str, row)) for row in theirs.matrix]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="there is no reader of QR codes here")
@pytest.mark.parametrize("length", [1, 17, 30, 45, 60, 75, 100, 119, 152, 181, 200, 231, 300, 420, 600, 900])
def test_a_reader_reads_what_was_told(length: int, tmp_path: Path) -> None:
    rows = symbol.modules(address(length).encode())
    blank = "0" * (len(rows) + 8)
    framed = [*[blank] * 4, *(f"0000{row}0000" for row in rows), *[blank] * 4]
    scaled = ["".join(4 * module for module in row) for row in framed for _ in range(4)]
    (tmp_path / "code.pbm").write_text(f"P1\n{len(scaled)} {len(scaled)}\n" + "\n".join(scaled))
    command = ["zbarimg", "--quiet", "--nodbus", "--raw", str(tmp_path / "code.pbm")]
    read = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert read == address(length) + "\n"


@given(st.text(SIGNS, min_size=1, max_size=400))
def test_the_line_goes_through_the_dark_modules(text: str) -> None:
    rows = symbol.modules(text.encode())
    wide = len(rows) + 8
    start = f'<svg aria-hidden="true" viewBox="0 0 {wide} {wide}" class="qr"><path stroke="#000" d="M4 4.5'
    drawn = qr.svg(text)
    assert drawn.startswith(start)
    assert drawn.endswith('"/></svg>')
    found = [["0"] * len(rows) for _ in rows]
    x = y = 0
    for kind, across, down in re.findall(r"([mh])(-?\d+)(?: (\d+))?", drawn[len(start) :]):
        if kind == "h":
            found[y][x : x + int(across)] = "1" * int(across)
        x, y = x + int(across), y + int(down or 0)
    assert ["".join(row) for row in found] == rows


def test_an_address_that_is_too_long_has_no_code() -> None:
    assert qr.svg(address(symbol.MOST))
    assert qr.svg(address(symbol.MOST + 1)) == ""
    with pytest.raises(ValueError, match="2332"):
        symbol.modules(address(symbol.MOST + 1).encode())
