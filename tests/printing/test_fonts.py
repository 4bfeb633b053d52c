"""The font chain, and our reading of TrueType against fontTools'."""

from __future__ import annotations

import struct
import subprocess
import sys
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from printing.cmap import parse_character_map
from printing.fonts import FontFile, font_chain, font_for, open_font, shipped_font
from printing.glyphs import glyph, has_glyph, line_bitmap
from printing.truetype import TrueTypeFont
from resources.fonts import FONT_FILES, font_path

HANA = [font for font in font_chain() if "Hana" in font.path.name]
needs_hana = pytest.mark.skipif(not HANA, reason="no HanaMin fonts on this machine")


def test_both_shipped_fonts_are_static_truetype_of_their_weight():
    for name, weight in (("regular", 400), ("bold", 700)):
        with TTFont(font_path(name), lazy=True) as font:
            assert "glyf" in font
            assert "fvar" not in font
            assert font["OS/2"].usWeightClass == weight
            assert font["name"].getDebugName(1) == "Noto Sans SC"
    assert font_path("regular").parent.joinpath("OFL.txt").is_file()


def test_the_regular_font_has_the_hanzi_of_the_printers():
    font = shipped_font()
    missing = []
    for lead in range(0x81, 0xFE):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            char = bytes((lead, trail)).decode("gb18030")
            if not "\ue000" <= char <= "\uf8ff" and not font.has(char):
                missing.append(char)
    assert len(missing) <= 1
    assert all(font.has(chr(point)) for point in (0x3400, 0x4DB5, 0x9FEF))


def test_the_build_does_nothing_when_the_fonts_are_up_to_date():
    before = {name: font_path(name).stat().st_mtime_ns for name in FONT_FILES}
    subprocess.run([sys.executable, "-m", "resources.fonts.build"], check=True, timeout=120)
    assert before == {name: font_path(name).stat().st_mtime_ns for name in FONT_FILES}


@pytest.mark.parametrize("font", [*font_chain(), shipped_font(is_bold=True)], ids=str)
def test_every_glyph_number_agrees_with_fonttools(font):
    with TTFont(font.path, fontNumber=font.index, lazy=True) as theirs:
        numbers = {name: number for number, name in enumerate(theirs.getGlyphOrder())}
        by_code_point = {point: numbers[name] for point, name in theirs.getBestCmap().items()}
    ours = open_font(font).character_map
    differing = [p for p in range(0x30000) if ours.glyph(p) != by_code_point.get(p, 0)]
    assert differing == []


def test_a_small_font_has_the_outlines_and_widths_of_the_large_one():
    large = TrueTypeFont(font_path("regular"))
    theirs = TTFont(BytesIO(font_path("regular").read_bytes()))
    text = "收件凭证Ag1é"
    numbers = [0, *(large.character_map.glyph(ord(char)) for char in text)]
    small = TTFont(BytesIO(large.subset(numbers)))
    assert small["maxp"].numGlyphs >= len(numbers)
    for place, number in enumerate(numbers):
        name = theirs.getGlyphName(number)
        new_name = small.getGlyphName(place)
        assert small["hmtx"][new_name] == theirs["hmtx"][name]
        ours = small["glyf"][new_name].getCoordinates(small["glyf"])[0]
        assert ours == theirs["glyf"][name].getCoordinates(theirs["glyf"])[0]
        assert large.advance(number) == theirs["hmtx"][name][0]


def test_parts_of_a_composite_glyph_come_along():
    dejavu = next((font for font in font_chain() if "DejaVu" in font.path.name), None)
    if dejavu is None:
        pytest.skip("no font with composite glyphs on this machine")
    large = TrueTypeFont(dejavu.path)
    theirs = TTFont(BytesIO(dejavu.path.read_bytes()))
    number = large.character_map.glyph(ord("é"))
    assert theirs["glyf"][theirs.getGlyphName(number)].isComposite()
    small = TTFont(BytesIO(large.subset([0, number])))
    assert small["maxp"].numGlyphs == 4
    outline = small["glyf"][small.getGlyphName(1)].getCoordinates(small["glyf"])[0]
    assert outline == theirs["glyf"]["eacute"].getCoordinates(theirs["glyf"])[0]


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"OTTO" + b"\0" * 40, b"ttcf" + b"\xff" * 40, b"\0\1\0\0\xff\xff" * 9]
)
def test_a_file_that_is_no_font_has_no_characters(tmp_path, content):
    path = tmp_path / "x.ttf"
    path.write_bytes(content)
    assert open_font(FontFile(path)) is None
    assert not FontFile(path).has("中")


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\0\0\0\1\0\3\0\1\0\0\0\x0c" + struct.pack(">HHIII", 12, 0, 16, 0, 99),
        b"\0\0\0\1\0\3\0\1\0\0\0\x0c" + struct.pack(">HHIII", 12, 0, 16, 0, 0xFFFFFFFF),
        b"\0\0\0\1\0\3\0\1\0\0\0\x0c" + struct.pack(">HHHH", 4, 999, 0, 400),
        b"\0\0\0\1\0\1\0\0\0\0\0\x0c" + struct.pack(">HHH", 6, 12, 0),
    ],
)
def test_a_broken_character_map_is_refused(table):
    with pytest.raises((ValueError, struct.error)):
        parse_character_map(table)


def test_common_characters_come_from_the_shipped_fonts():
    assert font_for("镇") == shipped_font()
    assert font_for("镇", is_bold=True) == shipped_font(is_bold=True)
    assert font_for("㐱", is_bold=True) == shipped_font()


@needs_hana
@pytest.mark.parametrize("char", ["\U00020001", "\U0002a6d6", "\U0002a7de"])
def test_rare_hanzi_come_from_the_chain(char):
    assert font_for(char) in HANA


def test_no_font_is_trusted_with_a_private_use_character():
    assert font_for("\ue000") is None
    assert not has_glyph("\U000f0000")


def test_a_character_without_a_glyph_is_a_box_with_its_code_point():
    box = glyph("\ue123")
    assert (box.width_dots, box.height_dots) == (24, 24)
    assert box.rows[1] == box.rows[22] == 0x7FFFFE
    assert glyph("\ue123").rows != glyph("\ue124").rows
    assert glyph("\ue123", size=2) == box.doubled()


def test_cells_are_as_wide_as_the_printers():
    assert [glyph(char).width_dots for char in "AWi中㐱·"] == [12, 12, 12, 24, 24, 24]
    assert glyph("中", size=2).height_dots == 48
    assert glyph(" ").rows == (0,) * 24
    assert glyph("_").rows[21] == (1 << 12) - 1


def test_bold_is_heavier_also_for_characters_that_only_the_regular_font_has():
    for char in "镇㐱":
        heavy, light = glyph(char, is_bold=True), glyph(char)
        assert sum(map(int.bit_count, heavy.rows)) > 1.15 * sum(map(int.bit_count, light.rows))


def test_a_mark_is_drawn_over_its_base():
    assert glyph("n\u0303").width_dots == 12
    assert sum(map(int.bit_count, glyph("n\u0303").rows)) > sum(map(int.bit_count, glyph("n").rows))


def test_a_line_is_its_cells_side_by_side():
    line = line_bitmap([("张A", False), ("三", True)], 1)
    assert line.width_dots == 60
    assert [row >> 36 for row in line.rows] == list(glyph("张").rows)
    assert [row & 0xFFFFFF for row in line.rows] == list(glyph("三", is_bold=True).rows)
