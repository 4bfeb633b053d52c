"""What a hostile string is before it meets paper."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from printing.paper_text import clusters, columns_of, is_mark, sanitise, substitute
from tests.printing.documents import ANY_TEXT, nasty_names


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("张\x1b@三", "张□@三"),
        ("a\x00b\x7fc\x85d", "a□b□c□d"),
        ("张\u202e三\u200b四\ufeff", "张三四"),
        ("葛\U000e0100\ufe0f", "葛"),
        ("一\u2028二\u2029三", "一□二□三"),
        ("\ud800\ufffe\uffff\U0010ffff", "□□□□"),
        ("e\u0301\u0302\u0303", "e\u0301"),
        ("\u0301a", "□a"),
        ("一\n二", "一□二"),
        ("a\u00adb", "ab"),
    ],
)
@pytest.mark.threat("T13")
def test_what_is_no_character_for_paper_is_replaced_or_removed(text, safe):
    assert sanitise(text) == safe


def test_a_hanzi_newer_than_this_python_is_kept():
    assert sanitise("\U00031400") == "\U00031400"
    assert sanitise("\U0002fffe") == "□"


def test_a_line_feed_stays_only_where_lines_are_allowed():
    assert sanitise("一\n二\r", keeps_line_feeds=True) == "一\n二□"


@pytest.mark.asvs("1.1.2", "1.3.3")
@given(ANY_TEXT)
@pytest.mark.threat("T13")
def test_a_sanitised_text_holds_no_control_and_stays_as_it_is(text):
    safe = sanitise(text)
    assert all(unicodedata.category(char) not in {"Cc", "Cs", "Cf", "Zl", "Zp"} for char in safe)
    assert sanitise(safe) == safe
    assert not any(is_mark(a) and is_mark(b) for a, b in pairwise(safe))


@pytest.mark.asvs("1.3.3")
def test_every_nasty_name_becomes_harmless():
    names = nasty_names()
    assert len(set(names)) >= 190
    for name in names:
        assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in sanitise(name))


@pytest.mark.parametrize(
    ("text", "for_paper"),
    [
        ("¥100\u00a0元", "￥100 元"),
        ("☑ 是 ☐ 否 ☒", "√ 是 □ 否 ×"),
        ("12.5m² 和 5²", "12.5㎡ 和 5²"),
        ("2026‑11‑21 −5", "2026-11-21 -5"),
        ("甲\t乙", "甲 乙"),
    ],
)
def test_look_alikes_stand_in_for_what_printer_fonts_lack(text, for_paper):
    assert substitute(text) == for_paper


def test_a_name_gets_only_the_substitutions_of_spaces_and_dots():
    assert substitute("买•买‧提・艾\u2003¥☑", is_name=True) == "买·买·提·艾 ¥☑"


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("张三", 4), ("·…Я─", 8), ("e\u0301国\u20dd", 3), ("𪟝x", 3)],
)
def test_columns_are_counted_as_the_printer_sets_them(text, columns):
    assert columns_of(text) == columns


@given(ANY_TEXT)
def test_columns_are_the_sum_over_the_clusters(text):
    safe = sanitise(text)
    assert "".join(clusters(safe)) == safe
    assert columns_of(safe) == sum(map(columns_of, clusters(safe)))
