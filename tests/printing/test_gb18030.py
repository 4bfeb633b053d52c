"""Which characters go to a printer as text, and as which bytes."""

from __future__ import annotations

import unicodedata

import pytest

from printing.gb18030 import encode_run, is_printable, two_byte_code
from printing.profiles import profile

CHARACTERS = [chr(point) for point in range(0x20, 0x30000) if not 0xD800 <= point < 0xE000]
GB2312_RATHER = {"·": b"\xa1\xa4", "—": b"\xa1\xaa"}
"""Codes that Python's gb2312 codec gives to U+30FB and U+2015; printers have these two."""


def test_the_sets_have_the_sizes_that_were_counted():
    counted = {
        character_set: sum(bool(two_byte_code(c, character_set)) for c in CHARACTERS if c > "~")
        for character_set in ("gb18030", "gbk", "gb2312", "ascii")
    }
    assert counted == {"gb18030": 21_872, "gbk": 21_791, "gb2312": 7_445, "ascii": 0}


@pytest.mark.parametrize("name", ["generic-80", "epson-180dpi-80"])
def test_every_character_agrees_with_the_codec(name):
    """Nothing of four bytes, nothing private, and never a byte that could be a command."""
    printer = profile(name)
    for char in CHARACTERS:
        if not is_printable(char, printer):
            continue
        code = encode_run(char, printer)
        assert code == char.encode("gb18030")
        assert len(code) == (1 if char <= "~" else 2)
        assert min(code) >= 0x20
        assert 0x7F not in code
        assert unicodedata.category(char) not in {"Co", "Cc", "Cs"}
        if printer.character_set == "gbk" and char > "~":
            assert code.decode("gbk") in {char, "・", "―"}


def test_the_small_set_is_what_decodes_as_gb2312():
    small = profile("generic-58").learnt(character_set="gb2312")
    for char, code in GB2312_RATHER.items():
        assert is_printable(char, small)
        assert encode_run(char, small) == code
    assert is_printable("镇", small)
    assert not is_printable("鎮", small)
    assert not is_printable("䶮", profile("generic-58"))
    assert is_printable("䶮", profile("epson-180dpi-80"))


@pytest.mark.parametrize("char", "□■√×①⑴→℃￥·—…“”《》【】㎡№〇～●○★※")
def test_the_symbols_of_forms_are_printable(char):
    assert is_printable(char, profile("generic-58"))


@pytest.mark.parametrize("char", "☐☑✓¥\u00a0²−•㐱𬘘鿋\ue000\x1b\x7f")
def test_what_has_no_two_byte_code_is_not_printable(char):
    assert not is_printable(char, profile("epson-180dpi-80"))


def test_a_character_that_the_test_page_showed_as_blank_is_not_printable():
    printer = profile("generic-80").learnt(missing=["㎡", "~"])
    assert not is_printable("㎡", printer)
    assert not is_printable("~", printer)
    assert is_printable("米", printer)


def test_a_printer_without_a_chinese_font_prints_ascii_only():
    printer = profile("generic-80").learnt(chinese_encoding="picture")
    assert is_printable("A", printer)
    assert not is_printable("中", printer)


def test_a_utf8_printer_gets_utf8():
    printer = profile("generic-80").learnt(chinese_encoding="utf-8")
    assert encode_run("中A", printer) == "中A".encode()
    assert not is_printable("㐱", printer)


@pytest.mark.threat("T13")
@pytest.mark.parametrize("text", ["张\x1b@三", "㐱", "\x7f", "\n", "\ue000"])
def test_an_unprintable_character_in_a_text_run_is_a_bug(text):
    with pytest.raises(AssertionError):
        encode_run(text, profile("generic-80"))


def test_a_glyph_of_our_own_is_sent_by_its_code():
    assert encode_run("张㐱", profile("generic-80"), {"㐱": b"\xfe\xa1"}) == b"\xd5\xc5\xfe\xa1"
