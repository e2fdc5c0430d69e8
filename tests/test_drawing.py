"""How cards are drawn: every reader of PNG sees just what was drawn, and every text has its place."""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rencontres_feeds.renderers import cards, deflate, letters, lines, typeface
from rencontres_feeds.renderers.cards import HEIGHT, WIDTH, Card
from rencontres_feeds.renderers.deflate import compressed
from rencontres_feeds.renderers.letters import Pen
from rencontres_feeds.renderers.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

FACES: tuple[typeface.Face, ...] = ("sans", "serif-bold")


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, by the book: length, kind, data, and a sum that must be right."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">L", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">L", data, at + 8 + length) == (zlib.crc32(kind + body),)
        yield kind, body
        at += 12 + length


def pixels(data: bytes) -> list[bytes]:
    """The rows of a PNG of sixteen colours, a byte a pixel."""
    found = dict(chunks(data))
    width, height, *form = struct.unpack(">LLBBBBB", found[b"IHDR"])
    assert form == [4, 3, 0, 0, 0]
    assert len(found[b"PLTE"]) == 48
    raw = zlib.decompress(found[b"IDAT"])
    stride = 1 + width // 2
    assert len(raw) == stride * height
    rows: list[bytes] = []
    above = bytes(stride - 1)
    for at in range(0, len(raw), stride):
        assert raw[at] == (2 if at else 0)
        row = raw[at + 1 : at + stride]
        above = bytes((new + old) & 0xFF for new, old in zip(row, above, strict=True)) if at else row
        rows.append(bytes(half for byte in above for half in divmod(byte, 16)))
    return rows


# The file


MOSTLY_ZEROS = st.lists(st.binary(max_size=9) | st.integers(0, 700).map(bytes), max_size=9).map(b"".join)


@given(st.lists(MOSTLY_ZEROS, max_size=5))
@example([])
@example([bytes(range(256)), bytes(reversed(range(256)))])
def test_what_was_compressed_is_what_zlib_finds(pieces: list[bytes]) -> None:
    assert zlib.decompress(compressed(pieces)) == b"".join(pieces)


def test_every_number_of_zeros_is_told_right() -> None:
    for count in range(800):
        data = b"\1" + bytes(count) + b"\1"
        assert zlib.decompress(compressed([data])) == data


def test_what_is_remembered_has_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [bytes([number]) * 3 for number in range(1, 40)]
    before = compressed(pieces)
    deflate._coded.cache_clear()
    monkeypatch.setattr(deflate, "_PARTS", 270)
    assert compressed(pieces) == before
    assert len(deflate._parts()) <= 271


def test_each_symbol_has_a_code_and_no_code_is_free() -> None:
    """Some readers refuse a table with room left (zlib: « incomplete literal/length set »)."""
    assert sum(2 ** (15 - int(length, 16)) for length in deflate._LENGTHS) == 2**15
    assert len(deflate._LENGTHS) == 286


INK = bytes(left << 4 | right for left in range(16) for right in range(16))
"""Each coverage as the colour of its number."""


@pytest.mark.parametrize("left", [84, 85])
def test_a_picture_is_read_back_pixel_by_pixel(left: int) -> None:
    pen = Pen("sans", 40, INK)
    picture = Picture(200, 110, 28)
    picture.fill(151, 10, 9, 3, 15)
    picture.fill(152, 13, 1, 60, 4)
    picture.put(letters.line("Né", pen, left, 200), 90 - pen.rise, pen.tall)
    wanted = [bytearray(b"\x0f" * 28 + bytes(172)) for _ in range(110)]
    for row in wanted[10:13]:
        row[151:160] = b"\x0f" * 9
    for row in wanted[13:73]:
        row[152] = 4
    at = left
    for character in "Né":
        first, columns = letters._drawn(pen, character)
        for x, column in enumerate(columns, at + first):
            for y, level in enumerate(column, 90 - pen.rise):
                wanted[y][x] |= level
        at = left + typeface.advance("sans", character) * 40 // 1000
    assert pixels(picture.png(tuple((n, n, n) for n in range(16)))) == [bytes(row) for row in wanted]


def test_what_stands_in_the_same_rows_is_all_there() -> None:
    pen = Pen("sans", 10, INK)
    strip = letters.line("I", pen, 30, 100)
    picture = Picture(100, 40, 4)
    for left, top in ((10, 12), (20, 14)):
        picture.fill(left, top, 8, 6, 9)
    picture.put(strip, 10, pen.tall)
    rows = pixels(picture.png(((0, 0, 0),) * 16))
    for left, top in ((10, 12), (20, 14)):
        assert {row[left : left + 8] for row in rows[top : top + 6]} == {b"\t" * 8}
        assert not any(row[left] for row in (*rows[:top], *rows[top + 6 :]))
    (first, columns) = letters._drawn(pen, "I")
    assert [bytes(row[30 + first : 30 + first + len(columns)]) for row in rows[10 : 10 + pen.tall]] == [
        bytes(row) for row in zip(*columns, strict=True)
    ]


def test_what_reaches_over_the_edge_is_cut_off() -> None:
    pen = Pen("sans", 10, INK)
    whole, cut = letters.line("MMMM", pen, 2, 60), letters.line("MMMM", pen, 2, 10)
    assert len(cut) == 5 * pen.tall
    assert whole.startswith(cut)


# Letters


@pytest.mark.parametrize("face", FACES)
def test_outlines_have_the_bounds_that_the_font_states(face: typeface.Face) -> None:
    """And none reaches out of the cell of a letter."""
    font = typeface.font(face)
    for glyph in font.characters.values():
        if points := [point for contour in font.outline(glyph) for point in contour]:
            xs, ys, _ = zip(*points, strict=True)
            at = font._at["glyf"] + font._places[glyph]
            assert (min(xs), min(ys), max(xs), max(ys)) == struct.unpack_from(">4h", font._data, at + 2)
            assert -0.3 * font.units < min(ys) < max(ys) < font.units


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("character", list("IlHoO0&éÀçœŒßŷ«€Ωж…—?"))
def test_a_letter_covers_what_its_outline_encloses(face: typeface.Face, character: str) -> None:
    size = 64
    _, columns = letters._drawn(Pen(face, size, INK), character)
    doubled = 0
    for corners in typeface.polygons(face, character):
        sides = zip(corners, [*corners[1:], corners[0]], strict=True)
        doubled += sum(x * b - a * y for (x, y), (a, b) in sides)
    area = abs(doubled) / 2 * (size / typeface.font(face).units / typeface.PARTS) ** 2
    assert sum(map(sum, columns)) / letters.LEVELS == pytest.approx(area, rel=0.01)


@pytest.mark.parametrize("face", FACES)
def test_a_pixel_is_as_dark_as_much_of_it_is_covered(face: typeface.Face) -> None:
    """Held against points in each pixel, and whether the outline goes around them."""
    pen = Pen(face, 20, INK)
    for character in "Rgé&ß":
        first, columns = letters._drawn(pen, character)
        scale = 20 / typeface.font(face).units / typeface.PARTS
        polygons = [[(x * scale, -y * scale) for x, y in p] for p in typeface.polygons(face, character)]
        for x, column in enumerate(columns, first):
            for y, level in enumerate(column, -pen.rise):
                inside = sum(around(polygons, x + a, y + b) for a in NINTHS for b in NINTHS)
                assert level == pytest.approx(inside / 81 * letters.LEVELS, abs=2.5)


NINTHS = [(number + 0.5) / 9 for number in range(9)]


def around(polygons: list[list[tuple[float, float]]], x: float, y: float) -> bool:
    """How often the outlines go around a point is not zero."""
    winding = 0
    for corners in polygons:
        for (a, b), (c, d) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (b <= y) != (d <= y) and a + (y - b) * (c - a) / (d - b) > x:
                winding += 1 if d > b else -1
    return winding != 0


def test_letters_stand_side_by_side_and_accents_above() -> None:
    pen = Pen("sans", 40, INK)
    (left, plain), (same, accented) = (letters._drawn(pen, character) for character in "eé")
    assert typeface.advance("sans", "é") == typeface.advance("sans", "e")
    assert left == same
    assert [column[20:] for column in accented] == [column[20:] for column in plain]
    assert not any(any(column[:18]) for column in plain)
    assert any(any(column[:18]) for column in accented)


def test_what_a_face_has_not_is_shown_without_its_accents_or_not_at_all() -> None:
    pen = Pen("sans", 40, INK)
    assert letters.letter(pen, "\u1e17") == letters.letter(pen, "e")
    assert letters.line("e漢e", pen, 10, 100) == letters.line("ee", pen, 10, 100)
    assert not any(any(columns) for columns in letters.letter(pen, " ").columns)
    assert typeface.advance("sans", " ") > 0


# Lines


def test_a_text_is_set_as_large_as_it_fits_and_cut_where_it_never_does() -> None:
    sizes = ((40, 1), (30, 2), (20, 2))
    assert lines.largest("Un titre", "sans", sizes, 300) == (40, ["Un titre"])
    longer = ["Un titre qui est plus", "long"]
    assert lines.largest(" ".join(longer), "sans", sizes, 300) == (30, longer)
    assert all(lines.width(line, "sans", 30) <= 300 for line in longer)
    assert lines.largest("Anticonstitutionnellement", "sans", sizes, 300) == (20, ["Anticonstitutionnellement"])
    size, cut = lines.largest("mot " * 60, "sans", sizes, 300)
    assert (size, len(cut)) == (20, 2)
    assert cut[1].endswith("m…")
    assert all(lines.width(line, "sans", 20) <= 300 for line in cut)


# Whole cards


def full(text: str) -> Card:
    return Card(text, text, True, text, text, text, text)  # noqa: FBT003  # a row


@given(
    st.builds(
        Card, *[st.text(max_size=300)] * 2, st.booleans(), st.text(max_size=80), *[st.text(max_size=300)] * 3
    )
)
@example(full("Anticonstitutionnellement" * 20))
@example(full("mot " * 200))
@example(full(""))
@settings(max_examples=40)
def test_any_text_has_its_place_on_a_card(card: Card) -> None:
    data = card.draw()
    rows = pixels(data)
    assert (len(rows[0]), len(rows)) == (WIDTH, HEIGHT)
    assert len(data) < 40_000
    assert not any(any(row[WIDTH - 60 :]) for row in rows)
    assert not any(any(row[30:]) for row in (*rows[:50], *rows[-30:]))


def test_a_status_stands_in_a_frame() -> None:
    rows = pixels(Card("", "Annulée", True, "", "", "", "").draw())  # noqa: FBT003  # a row
    inked = [number for number, row in enumerate(rows) if any(row[28:])]
    wide = lines.width("Annulée", "sans", 32) + 40
    assert inked == list(range(inked[0], inked[0] + 60))
    frame = [rows[number][84 : 84 + wide] for number in inked]
    assert set(frame[:3]) == set(frame[-3:]) == {b"\x0f" * wide}
    assert {row[:3] + row[-3:] for row in frame} == {b"\x0f" * 6}
    assert {row[3:10] + row[-10:-3] for row in frame[3:-3]} == {bytes(14)}
    assert {level for row in frame for level in row} <= {0, *range(11, 16)}
    assert not any(any(row[28:84]) or any(row[84 + wide :]) for row in rows)


def test_a_card_is_drawn_to_the_byte_as_it_always_was() -> None:
    """Whoever has it drawn otherwise moves `_DRAWING`: the name of a card in somebody's cache must not stay."""
    text = "« Fidèle, ça ! » Ŵǫ€ Ωж"
    digest = hashlib.sha256(full(text).draw()).hexdigest()
    assert (cards._DRAWING, digest[:16]) == ("2", "fd7f73e7c26b3878")
