from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.item import (
    DayUnit,
    Fee,
    HandlingType,
    MaterialSource,
    Necessity,
    RequiredMaterial,
    ServiceItem,
    TimeLimit,
)

CARD = RequiredMaterial("居民身份证", 1, 1, Necessity.REQUIRED, MaterialSource.APPLICANT)
PROOF = RequiredMaterial("住所证明", 1, 0, Necessity.DEFERRABLE, None)
SHARED = RequiredMaterial("营业执照", 0, 1, Necessity.REQUIRED, None, is_shared_data=True)

ITEM = ServiceItem(
    item_id="T1",
    code=None,
    name="虚构登记",
    department="农业农村",
    handling_type=HandlingType.COMMITTED,
    item_type="07",
    statutory_limit=None,
    promised_limit=TimeLimit(15, DayUnit.WORKING),
    materials=(CARD, PROOF, SHARED),
    materials_known=True,
)


def test_an_item_with_a_published_list_is_usable_even_without_a_limit():
    item = replace(ITEM, promised_limit=None)
    assert item.is_usable
    assert item.why_not_usable is None


def test_an_item_whose_list_is_known_to_be_empty_is_usable():
    assert replace(ITEM, materials=()).is_usable


def test_an_item_without_a_published_list_says_why_it_cannot_be_used():
    item = replace(ITEM, materials=(), materials_known=False)
    assert not item.is_usable
    assert "尚未公布" in item.why_not_usable


def test_what_data_sharing_supplies_is_not_demanded():
    assert ITEM.demanded_materials == (CARD, PROOF)


def test_only_deferrable_materials_may_follow_later():
    assert ITEM.deferrable_materials == (PROOF,)
    assert ITEM.may_defer
    assert not replace(ITEM, materials=(CARD,)).may_defer


def test_a_material_is_found_by_its_exact_name_only():
    assert ITEM.material("住所证明") is PROOF
    assert ITEM.material("住所") is None


def test_only_item_type_01_is_a_permit():
    assert replace(ITEM, item_type="01").is_permit
    assert not ITEM.is_permit


def test_free_means_zero_and_unknown_is_neither():
    assert Fee(0).is_free
    assert not Fee(500).is_free
    assert ITEM.fee is None


def test_a_limit_of_zero_days_is_on_the_spot_and_a_negative_one_is_a_bug():
    assert TimeLimit(0, DayUnit.WORKING).is_on_the_spot
    with pytest.raises(AssertionError):
        TimeLimit(-1, DayUnit.WORKING)
