"""What a printer reads in text bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printing.printer_font import PrinterFont
from printing.raster import Bitmap

GLYPH = Bitmap(24, (1,) * 24)


def chinese_font(encoding: str = "gb18030") -> PrinterFont:
    font = PrinterFont(encoding)
    font.has_chinese_mode = True
    return font


def test_every_character_knows_its_place_in_the_stream_and_its_width():
    read = list(chinese_font().read("A张3".encode("gb18030"), 100))
    assert [(char.offset, char.char, char.width_dots) for char in read] == [
        (100, "A", 12),
        (101, "张", 24),
        (103, "3", 12),
    ]
    assert not any(char.finding for char in read)


def test_without_chinese_mode_two_bytes_are_two_western_letters():
    read = list(PrinterFont("gb18030").read("张".encode("gb18030"), 0))
    assert [char.char for char in read] == ["╒", "┼"]
    assert {char.finding.code for char in read} == {"bytes-outside-chinese-mode"}


def test_utf8_characters_take_as_many_bytes_as_their_first_one_says():
    read = list(chinese_font("utf-8").read("·张𬘘A".encode(), 0))
    assert [(char.offset, char.char) for char in read] == [
        (0, "·"),
        (2, "张"),
        (5, "□"),
        (9, "A"),
    ]


def test_a_code_without_a_character_is_a_box_and_a_finding_with_its_bytes():
    (char,) = chinese_font().read(b"\xff\xff", 7)
    assert (char.char, char.finding.offset) == ("□", 7)
    assert (char.finding.code, char.finding.detail) == ("not-in-font", "ff ff")


def test_a_glyph_of_the_job_goes_before_the_font_until_it_is_forgotten():
    for encoding in ("gb18030", "utf-8"):
        font = chinese_font(encoding)
        code = "张".encode(encoding)[:2]
        font.define(code, GLYPH)
        (own,) = font.read(code, 0)
        assert (own.char, own.own_glyph, own.finding) == ("\ufffc", GLYPH, None)
        font.forget_own_glyphs()
        (plain,) = font.read("张".encode(encoding), 0)
        assert (plain.char, plain.own_glyph) == ("张", None)


@given(st.binary(max_size=60), st.sampled_from(["gb18030", "utf-8"]), st.booleans())
def test_any_bytes_are_read_to_their_end_and_in_order(data, encoding, has_chinese_mode):
    font = PrinterFont(encoding)
    font.has_chinese_mode = has_chinese_mode
    read = list(font.read(data, 0))
    offsets = [char.offset for char in read]
    assert offsets == sorted(set(offsets))
    assert all(0 <= offset < len(data) for offset in offsets)
    assert all(len(char.char) == 1 for char in read)
    assert bool(read) == bool(data)
