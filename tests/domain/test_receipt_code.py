from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.ids import DeviceId
from counter_app.domain.numbering import case_number
from counter_app.domain.print_job import FormId
from counter_app.domain.receipt_code import (
    CLAIM_BYTES,
    COUNT_MAX,
    FORM_NUMBERS,
    PREVIEW_CODE,
    ReceiptClaim,
    item_mark,
    looks_like_receipt,
    pack_claim,
    unpack_claim,
)
from printing.forms.from_case import PAPERS_OF_A_CASE

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2199, 6, 1))
CLAIM = ReceiptClaim(
    form=FormId.INTAKE_RECEIPT,
    case_number=case_number(
        counter_code="51089910101", on=date(2026, 11, 2), generation=1, sequence=7
    ),
    item=item_mark("T006"),
    received_on=date(2026, 11, 2),
    accepted_on=None,
    due_on=None,
    materials=3,
    copy=1,
    device=DeviceId("0123456789abcdef"),
    generation=1,
    head="0011223344",
)
CLAIMS = st.builds(
    replace,
    st.just(CLAIM),
    form=st.sampled_from(sorted(FORM_NUMBERS, key=lambda form: form.value)),
    received_on=DAYS,
    accepted_on=st.none() | DAYS,
    due_on=st.none() | DAYS,
    materials=st.integers(0, COUNT_MAX),
    copy=st.integers(1, COUNT_MAX),
    generation=st.integers(1, 99),
)


@given(CLAIMS)
def test_a_claim_comes_back_as_it_was(claim):
    data = pack_claim(claim)
    assert len(data) == CLAIM_BYTES
    assert unpack_claim(data) == claim


@given(st.binary(min_size=CLAIM_BYTES - 1, max_size=CLAIM_BYTES + 1))
def test_noise_is_refused_or_is_exactly_what_it_says(data):
    try:
        claim = unpack_claim(data)
    except ValueError:
        return
    assert pack_claim(claim) == data


def test_every_paper_of_a_case_has_a_number_of_its_own_that_stays():
    assert set(PAPERS_OF_A_CASE) <= set(FORM_NUMBERS)
    assert len(set(FORM_NUMBERS.values())) == len(FORM_NUMBERS)
    assert FORM_NUMBERS[FormId.INTAKE_RECEIPT] == 1
    assert FORM_NUMBERS[FormId.ONE_TIME_NOTICE] == 3


def test_counts_beyond_a_byte_stay_at_its_end():
    claim = unpack_claim(pack_claim(replace(CLAIM, materials=900, copy=300)))
    assert (claim.materials, claim.copy) == (COUNT_MAX, COUNT_MAX)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (PREVIEW_CODE, True),
        ("tc1:abc", True),
        ("\nTC1:", True),
        ("TC2:ABC", False),
        ("张三", False),
        ("", False),
        ("http://TC1:", False),
    ],
)
def test_the_search_box_knows_our_codes_by_how_they_begin(text, is_one):
    assert looks_like_receipt(text) is is_one
