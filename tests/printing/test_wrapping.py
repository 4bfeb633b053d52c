"""Chinese line breaking in half-width columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.paper_text import columns_of, sanitise
from printing.wrapping import NO_LINE_END, NO_LINE_START, wrap
from tests.printing.documents import ANY_TEXT

CHINESE_TEXT = st.text(
    "张三李四申请材料，。、；：（）《》【】“”！？0123456789年月日份 abc-/*", max_size=200
)


def without_spaces(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")


@given(ANY_TEXT, st.integers(4, 60))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, width):
    safe = sanitise(text, keeps_line_feeds=True)
    lines = wrap(safe, width)
    assert all(columns_of(line) <= width for line in lines)
    assert without_spaces("".join(lines)) == without_spaces(safe)


@given(CHINESE_TEXT, st.integers(8, 60), st.integers(0, 4))
def test_later_lines_leave_room_for_the_indent(text, width, hanging):
    first, *later = wrap(text, width, hanging_columns=hanging)
    assert columns_of(first) <= width
    assert all(columns_of(line) <= width - hanging for line in later)


@pytest.mark.parametrize("width", [16, 22, 32, 42, 48])
def test_no_line_begins_or_ends_with_the_wrong_punctuation(width):
    text = (
        "请携带（居民身份证、户口簿、《申请表》），到“便民服务中心”办理；逾期不办的，视为放弃！" * 5
    )
    lines = wrap(text, width)
    assert len(lines) > 5
    assert not any(line[0] in NO_LINE_START for line in lines)
    assert not any(line[-1] in NO_LINE_END for line in lines)


@pytest.mark.parametrize(
    "token",
    [
        "20个工作日",
        "2026年11月21日",
        "2026-11-21",
        "〔2026〕000123号",
        "110199********001X",
        "QSZ-3-2026-000123",
        "12.50元",
    ],
)
@pytest.mark.parametrize("lead", range(1, 16))
def test_a_number_a_date_and_a_case_number_are_not_broken(token, lead):
    lines = wrap("字" * lead + token + "字" * 9, 32)
    assert any(token in line for line in lines)


def test_a_token_wider_than_the_paper_is_broken_rather_than_cut_off():
    assert wrap("1" * 70, 32) == ["1" * 32, "1" * 32, "1" * 6]


def test_punctuation_that_fits_nowhere_else_keeps_the_width():
    lines = wrap("，" * 40, 8)
    assert lines == ["，" * 4] * 10


def test_line_feeds_begin_new_lines_and_empty_ones_stay():
    assert wrap("甲\n\n乙", 10) == ["甲", "", "乙"]


def test_spaces_at_a_break_are_dropped_and_others_stay():
    assert wrap("ab  cd efgh", 6) == ["ab  cd", "efgh"]
    assert wrap("  甲乙", 6) == ["  甲乙"]


def test_another_measure_sets_proportional_characters():
    assert wrap("iiiiWW", 3, measure=lambda text: 0.5 * len(text)) == ["iiiiWW"]
