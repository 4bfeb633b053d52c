from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.hybrid_clock import HybridTime, tick
from counter_app.domain.numbering import (
    CASE_NUMBER_DIGITS,
    case_number,
    check_digit,
    document_number,
    grouped,
    is_case_number,
    sequence_key,
)
from counter_app.domain.privacy import mask_name, mask_number, mask_phone

NUMBER = case_number(counter_code="51089910101", on=date(2026, 11, 2), generation=1, sequence=1)
NUMBERS = st.builds(
    case_number,
    counter_code=st.from_regex(r"[0-9]{11}", fullmatch=True),
    on=st.dates(date(2024, 1, 1), date(2099, 12, 31)),
    generation=st.integers(1, 99),
    sequence=st.integers(1, 99_999),
)


def test_a_number_says_counter_date_generation_and_sequence():
    assert NUMBER[:-1] == "51089910101" + "20261102" + "01" + "00001"
    assert len(NUMBER) == CASE_NUMBER_DIGITS
    assert grouped(NUMBER) == f"51089910101-20261102-01-00001{NUMBER[-1]}"


def test_the_published_example_of_iso_7064_mod_11_10_holds():
    assert check_digit("0794") == "5"


@given(NUMBERS)
def test_every_number_made_is_a_case_number(number):
    assert is_case_number(number)
    assert set(number) <= set("0123456789")


@given(NUMBERS, st.integers(0, CASE_NUMBER_DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)

    assert not is_case_number(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS, NUMBERS)
def test_numbers_of_different_parts_differ(one, other):
    assert (one == other) == (one[:-1] == other[:-1])


@pytest.mark.parametrize("text", ["", "1" * 26, NUMBER + "0", NUMBER[:-1] + "٣", NUMBER[:-1] + "X"])
def test_other_texts_are_no_case_numbers(text):
    assert not is_case_number(text)
    assert grouped("临") == "临"


def test_the_sequence_starts_anew_each_day_and_generation():
    keys = {
        sequence_key(on=date(2026, 11, day), generation=generation)
        for day in (2, 3)
        for generation in (1, 2)
    }
    assert len(keys) == 4


def test_a_document_number_names_kind_year_and_counter():
    number = document_number(kind="受", counter_code="51089910101", year=2026, sequence=12)

    assert number == "受〔2026〕10101-00012号"


@given(st.lists(st.integers(0, 2**41), min_size=1, max_size=50))
def test_hybrid_time_never_runs_backwards(wall):
    last = HybridTime(0, 0)
    for ms in wall:
        now = tick(last, wall_ms=ms)
        assert now > last
        last = now


def test_hybrid_time_follows_an_honest_clock():
    assert tick(HybridTime(5, 7), wall_ms=6) == HybridTime(6, 0)
    assert tick(HybridTime(5, 7), wall_ms=4) == HybridTime(5, 8)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("110199199912310014", "110***********0014"),
        ("1234567", "*******"),
        ("12345678", "123*5678"),
        ("", ""),
    ],
)
def test_masking_keeps_three_and_four(number, masked):
    assert mask_number(number) == masked


def test_masked_names_and_phones():
    assert mask_phone("13800000000") == "138****0000"
    assert [mask_name(n) for n in ("张三丰", "欧阳小禾", "李", "欧阳")] == [
        "张**",
        "欧阳**",
        "李",
        "欧*",
    ]
