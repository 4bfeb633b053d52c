from __future__ import annotations

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import DiskFull
from counter_app.runtime.traceback_text import mask_numbers, safe_message, safe_traceback

NUMBER = "11019919900101123X"
NAME = "张三丰"


def caught(act):
    try:
        act()
    except Exception as error:  # noqa: BLE001 - any kind is what is looked at
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    "number",
    [
        NUMBER,
        NUMBER.lower(),
        "110199199001011234",
        "110199900101123",
        "１１０１９９１９９００１０１１２３４",
    ],
)
def test_a_number_of_a_person_is_masked(number):
    assert number not in mask_numbers(f"card {number}, read")
    assert number not in mask_numbers(f"申请人{number}号")
    assert f"<{len(number)}位号码>" in mask_numbers(number)


def test_a_mobile_telephone_is_masked():
    assert mask_numbers("tel 13900000001.") == "tel <11位号码>."


@pytest.mark.parametrize(
    "text", ["510899101012026110201000075", "51089910101", "2026-11-02 09:30:00", "a" * 64, "D301"]
)
def test_numbers_of_cases_and_counters_are_left(text):
    assert mask_numbers(text) == text


@given(st.text(), st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True), st.text())
def test_no_identity_number_comes_through_whole(before, number, after):
    separated = f"{before} {number} {after}"
    assert f" {number} " not in mask_numbers(separated)


def test_the_words_of_a_foreign_exception_are_withheld():
    error = caught(lambda: int(NAME))
    assert NAME in str(error)
    assert NAME not in safe_traceback(error)
    assert "builtins.ValueError: message withheld" in safe_traceback(error)


def test_our_own_words_are_kept_and_still_masked():
    assert safe_message(DiskFull(f"3 MB, {NUMBER}")) == "disk-full 3 MB, <18位号码>"


def test_a_failure_of_the_system_keeps_its_number_and_loses_its_path():
    error = OSError(errno.ENOSPC, "No space left", f"/home/{NAME}/x")
    assert safe_message(error) == f"errno {errno.ENOSPC}"


def test_causes_stand_before_what_they_caused():
    def act():
        try:
            int(NAME)
        except ValueError as error:
            raise DiskFull("full") from error

    text = safe_traceback(caught(act))
    assert text.index("ValueError") < text.index("DiskFull")
    assert "in act" in text
    assert NAME not in text


def test_a_ring_of_causes_ends():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert safe_traceback(first).count("ValueError") == 2


def test_a_deep_recursion_is_cut_short():
    def dive():
        dive()

    assert safe_traceback(caught(dive)).count("in dive") <= 40
