from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counter_app.domain.money import FEN_MAX, yuan_in_capitals, yuan_in_figures

WRITTEN = [
    (0, "零元整"),
    (1, "壹分"),
    (5, "伍分"),
    (10, "壹角整"),
    (30, "叁角整"),
    (99, "玖角玖分"),
    (1_00, "壹元整"),
    (1_01, "壹元零壹分"),
    (1_10, "壹元壹角整"),
    (10_00, "壹拾元整"),
    (10_05, "壹拾元零伍分"),
    (11_00, "壹拾壹元整"),
    (20_50, "贰拾元伍角整"),
    (100_00, "壹佰元整"),
    (101_00, "壹佰零壹元整"),
    (110_00, "壹佰壹拾元整"),
    (325_04, "叁佰贰拾伍元零肆分"),
    (1_000_00, "壹仟元整"),
    (1_001_00, "壹仟零壹元整"),
    (1_010_00, "壹仟零壹拾元整"),
    (1_005_30, "壹仟零伍元叁角整"),
    (1_409_50, "壹仟肆佰零玖元伍角整"),
    (1_680_32, "壹仟陆佰捌拾元叁角贰分"),
    (6_007_14, "陆仟零柒元壹角肆分"),
    (10_000_00, "壹万元整"),
    (10_001_00, "壹万零壹元整"),
    (10_100_00, "壹万零壹佰元整"),
    (12_000_00, "壹万贰仟元整"),
    (16_409_02, "壹万陆仟肆佰零玖元零贰分"),
    (100_000_00, "壹拾万元整"),
    (100_010_00, "壹拾万零壹拾元整"),
    (107_000_53, "壹拾万柒仟元伍角叁分"),
    (1_000_000_00, "壹佰万元整"),
    (10_010_000_00, "壹仟零壹万元整"),
    (10_000_001_00, "壹仟万零壹元整"),
    (100_000_000_00, "壹亿元整"),
    (100_000_001_00, "壹亿零壹元整"),
    (100_010_000_00, "壹亿零壹万元整"),
    (100_010_001_00, "壹亿零壹万零壹元整"),
    (102_000_000_00, "壹亿零贰佰万元整"),
    (120_000_000_00, "壹亿贰仟万元整"),
    (100_001_000_00, "壹亿零壹仟元整"),
    (FEN_MAX, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
]
_VALUES = dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_capitals(words: str) -> int:
    """Read capitals as a bank clerk does, place by place; another way than they were written."""
    yuan, _, cents = words.rpartition("元")
    total = section = digit = 0
    for char in yuan:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _PLACES:
            section += digit * _PLACES[char]
            digit = 0
        elif char in "万亿":
            total += (section + digit) * {"万": 10**4, "亿": 10**8}[char]
            section = digit = 0
    fen = (total + section + digit) * 100
    for char in cents:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in "角分":
            fen += digit * {"角": 10, "分": 1}[char]
    return fen


@pytest.mark.parametrize(("fen", "words"), WRITTEN)
def test_an_amount_is_written_as_a_bank_writes_it(fen, words):
    assert yuan_in_capitals(fen) == words


@given(st.integers(0, FEN_MAX))
@example(10_001_000_100_00)
def test_capitals_read_back_are_the_amount(fen):
    assert read_capitals(yuan_in_capitals(fen)) == fen


@given(st.integers(1, FEN_MAX))
def test_zeros_never_double_never_lead_and_never_close(fen):
    words = yuan_in_capitals(fen)

    assert "零零" not in words
    assert not words.startswith("零")
    assert "零元" not in words
    assert "零万" not in words
    assert "零亿" not in words
    assert words.endswith("分") is bool(fen % 10)
    assert words.endswith("整") is not bool(fen % 10)


@given(st.integers(0, FEN_MAX), st.integers(0, FEN_MAX))
def test_different_amounts_have_different_words(one, other):
    assert (yuan_in_capitals(one) == yuan_in_capitals(other)) is (one == other)


@pytest.mark.parametrize(
    ("fen", "figures"), [(0, "0.00"), (5, "0.05"), (100_530, "1005.30"), (4_000, "40.00")]
)
def test_figures_have_two_decimals(fen, figures):
    assert yuan_in_figures(fen) == figures


@pytest.mark.parametrize("write", [yuan_in_capitals, yuan_in_figures])
@pytest.mark.parametrize("fen", [-1, FEN_MAX + 1])
def test_what_is_no_amount_is_a_bug(write, fen):
    with pytest.raises(AssertionError):
        write(fen)
