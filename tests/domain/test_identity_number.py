from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain import credit_code
from counter_app.domain.identity_number import (
    NumberKind,
    check,
    check_character_mod11_2,
    fold,
)
from counter_app.domain.region import parse_regions
from resources import load_regions

VECTORS = json.loads((Path(__file__).parent / "vectors" / "identity.json").read_bytes())
TODAY = date.fromisoformat(VECTORS["as_of"])
REGIONS = parse_regions(load_regions().content)
NEVER_AREAS = ["110199", "310199", "371699", "440199", "510899", "513499", "540199", "650199"]

births = st.dates(date(1800, 1, 1), TODAY)


@st.composite
def resident_numbers(draw) -> str:
    birth = draw(births)
    sequence = draw(st.integers(0, 999))
    first17 = f"{draw(st.sampled_from(NEVER_AREAS))}{birth:%Y%m%d}".zfill(14) + f"{sequence:03d}"
    return first17 + check_character_mod11_2(first17)


@st.composite
def credit_codes(draw) -> str:
    first = draw(st.sampled_from("15ANY"))
    first8 = "".join(draw(st.lists(st.sampled_from(credit_code.ALPHABET), min_size=8, max_size=8)))
    core_check = credit_code.organization_check_character(first8)
    first17 = f"{first}1510899{first8}{core_check}"
    return first17 + credit_code.check_character_mod31(first17)


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_every_published_vector_is_judged_as_it_says(vector):
    result = check(vector["input"], today=TODAY, is_known_region=REGIONS.is_known)
    found = {
        "kind": result.kind.value,
        "valid": result.valid,
        "normalized": result.normalized,
        "birth_date": result.birth_date and result.birth_date.isoformat(),
        "sex": result.sex,
        "problems": list(result.problems),
        "warnings": list(result.warnings),
    }
    assert {key: found[key] for key in vector["expected"]} == vector["expected"]


def test_the_check_characters_of_the_standards_own_samples_come_out():
    assert check_character_mod11_2("11010519491231002") == "X"
    assert check_character_mod11_2("44052418800101001") == "4"


def test_a_credit_code_whose_sum_is_zero_ends_in_zero():
    first17 = next(
        code
        for serial in range(10_000)
        if credit_code.check_character_mod31(code := f"91510199MA{serial:07d}") == "0"
    )
    assert check(first17 + "0", today=TODAY).valid


def digit_code(registrar: str, area: str, *, is_sound: bool = True) -> str:
    """Return a right credit code of digits only; its birth date (99…) is no person's."""
    for serial in range(10_000):
        first8 = f"9999{serial:04d}"
        core_check = credit_code.organization_check_character(first8)
        if not is_sound:
            core_check = str((int(core_check, 36) + 1) % 10)
        first17 = f"{registrar}1{area}{first8}{core_check}"
        last = credit_code.check_character_mod31(first17)
        if first17.isdigit() and last in "0123456789X":
            return first17 + last
    raise AssertionError("no such code")


def test_digits_are_a_credit_code_only_when_everything_speaks_for_it():
    for area in ("510899", "100000"):
        code = digit_code("9", area)
        assert check(code, today=TODAY).kind is NumberKind.CREDIT_CODE
        assert check(code, today=TODAY).normalized == code
    for doubtful in (
        digit_code("2", "510899"),
        digit_code("9", "990000"),
        digit_code("9", "510899", is_sound=False),
    ):
        result = check(doubtful, today=TODAY)
        assert result.kind is not NumberKind.CREDIT_CODE
        assert "birth-date" in result.problems


@pytest.mark.asvs("2.2.3")
@given(resident_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_changing_any_one_digit_makes_a_persons_number_invalid(number, place, step):
    digit = str((int(number[place]) + step) % 10)
    changed = number[:place] + digit + number[place + 1 :]
    result = check(changed, today=TODAY)
    assert not result.valid or result.kind is NumberKind.CREDIT_CODE


@given(resident_numbers(), st.integers(0, 16))
def test_swapping_two_neighbours_makes_a_persons_number_invalid(number, place):
    if number[place] == number[place + 1]:
        return
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    result = check(swapped, today=TODAY)
    assert not result.valid or result.kind is NumberKind.CREDIT_CODE


@given(resident_numbers())
def test_a_right_number_tells_birth_and_sex_and_nothing_is_wrong_with_it(number):
    result = check(number, today=TODAY, is_known_region=REGIONS.is_known)
    assert (result.kind, result.valid, result.problems) == (NumberKind.RESIDENT, True, ())
    assert result.normalized == number
    assert f"{result.birth_date:%Y%m%d}" == number[6:14]
    assert result.sex == ("male" if number[16] in "13579" else "female")
    assert "unknown-region" in result.warnings


@given(credit_codes(), st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_changing_any_one_character_makes_a_credit_code_invalid(code, place, character):
    if character == code[place] or not any(c.isalpha() for c in code[:17]):
        return
    changed = code[:place] + character + code[place + 1 :]
    result = check(changed, today=TODAY)
    assert check(code, today=TODAY).valid
    assert not (result.valid and result.kind is NumberKind.CREDIT_CODE)


@given(resident_numbers())
def test_spaces_full_width_forms_and_lower_case_do_not_matter(number):
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number.lower())
    spaced = "\u3000" + " \u200b".join(wide) + "\n"
    assert fold(spaced) == number
    assert check(spaced, today=TODAY) == check(number, today=TODAY)


@given(st.text())
def test_anything_typed_is_answered_and_nothing_is_derived_from_what_is_invalid(text):
    result = check(text, today=TODAY, is_known_region=REGIONS.is_known)
    assert result.valid == (not result.problems)
    assert list(result.problems) == sorted(result.problems)
    assert list(result.warnings) == sorted(result.warnings)
    if not result.valid:
        assert (result.normalized, result.birth_date, result.sex) == (None, None, None)


@given(st.text("0123456789Xx -ABIOSVZ×Ⅹ٣", min_size=14, max_size=20))
def test_look_alike_texts_never_crash_the_check(text):
    assert check(text, today=TODAY).kind in NumberKind


@pytest.mark.parametrize("digits", ["٣" * 18, "1101051949123100٢٣", "११०१०५१९४९१२३१००२४"])
def test_digits_of_other_scripts_are_noticed_and_not_translated(digits):
    assert check(digits, today=TODAY).problems == ("alphabet",)


def test_a_birth_before_1800_or_after_today_is_a_problem():
    for day, is_right in [
        (date(1799, 12, 31), False),
        (date(1800, 1, 1), True),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
    ]:
        first17 = f"110199{day:%Y%m%d}001"
        number = first17 + check_character_mod11_2(first17)
        assert check(number, today=TODAY).valid is is_right, day


def test_an_old_foreigners_card_gets_the_latest_birth_that_is_not_in_the_future():
    tomorrow = TODAY + timedelta(days=1)
    for born, expected in [(TODAY, TODAY), (tomorrow, tomorrow.replace(year=tomorrow.year - 100))]:
        result = check(f"XXA1101{born:%y%m%d}00", today=TODAY)
        assert result.kind is NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD
        assert result.birth_date == expected
        assert "century-assumed" in result.warnings


def test_without_a_table_no_area_is_called_unknown():
    first17 = "11019919991231001"
    result = check(first17 + check_character_mod11_2(first17), today=TODAY)
    assert result.warnings == ()


def test_neither_number_nor_birth_stands_in_a_repr():
    shown = repr(check("110199199912310014", today=TODAY))
    assert "1999" not in shown
    assert "resident-id" in shown
