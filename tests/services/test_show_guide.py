from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.errors import ItemNotFound
from counter_app.domain.fee_table import Fee, FeeLine
from counter_app.domain.guide import GuideTexts, Situation
from counter_app.domain.handling_rules import JointDepartment, SupplementLapse
from counter_app.domain.item import DayUnit, TimeLimit
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.services.show_guide import NOT_PUBLISHED, ShowGuide, guide_of, item_sections
from tests.fakes.people import PROFILE

ITEM = shipped_catalogue().by_id("T006")
FIVE_PARTS = ["办理内容", "办理程序", "申请材料", "办理时限", "收费和依据"]


def told(item) -> str:
    return "\n".join(
        f"{line.label}：{line.text}" for section in item_sections(item) for line in section.lines
    )


def test_the_five_parts_are_there_in_their_order(office):
    guide = ShowGuide(office)("T006")
    assert [section.title for section in guide.sections][:5] == FIVE_PARTS
    assert guide.item.name == "80周岁以上老年人高龄津贴"
    assert (guide.catalogue_version, guide.published_on) == (1, date(2024, 1, 1))
    assert guide.expired_on is None
    assert PROFILE.address in [line.text for line in guide.sections[-1].lines]


def test_an_item_that_is_not_in_the_catalogue_is_told(office):
    with pytest.raises(ItemNotFound):
        ShowGuide(office)("T999")


def test_an_expired_catalogue_says_so():
    guide = guide_of(shipped_catalogue(), "T006", PROFILE, date(2027, 1, 1))
    assert guide.expired_on == date(2026, 12, 31)


@pytest.mark.parametrize("item", shipped_catalogue().items, ids=lambda item: item.item_id)
@pytest.mark.law("XKF 30")
def test_every_item_that_ships_has_a_guide_without_an_empty_part(item):
    for section in item_sections(item):
        assert section.title
        assert section.lines, section.title
        assert all(line.text for line in section.lines)


def test_what_is_not_published_is_said_and_not_made_up():
    bare = replace(ITEM, materials=(), materials_known=False, fee=None, promised_limit=None)
    assert told(bare).count(NOT_PUBLISHED) == 4


def test_the_countys_own_place_stands_before_the_counters(office):
    item = replace(ITEM, guide=GuideTexts(service_address="县政务大厅2楼"))
    catalogue = replace(shipped_catalogue(), items=(item,))
    places = guide_of(catalogue, "T006", PROFILE, date(2026, 1, 1)).sections[-1].lines
    assert places[0].text == "县政务大厅2楼"
    assert places[3].text == PROFILE.complaint_phone


def test_everything_special_about_an_item_is_told():
    item = replace(
        ITEM,
        applicant_must_attend=True,
        civil_document=True,
        informed_pledge=True,
        restricted_item=True,
        hosted_item=True,
        single_visit=True,
        is_dormant=True,
        joint_departments=(JointDepartment("林业", 1, 5),),
        supplement_limit=TimeLimit(15, DayUnit.WORKING),
        supplement_lapse=SupplementLapse.WITHDRAWN,
        fees=(
            FeeLine(name="工本费", standard="10元/证", basis="虚构办法", reduction_note="低保免"),
        ),
        fee=Fee(1000, "首次免收"),
        situations=(Situation("首次", ("申请书",)),),
        remarks=("办件类型：7（字典未登记）",),
    )
    text = told(item)
    for words in (
        *("须申请人本人到场", "电子签名法", "告知承诺", "书面答复", "代主管部门", "最多来一次"),
        *(
            "零办理",
            "林业",
            "15个工作日；逾期未补正视为撤回申请",
            "10元/证；依据：虚构办法；减免：低保免",
        ),
        *("首次免收", "不收现金", "情形“首次”：申请书", "办件类型：7"),
    ):
        assert words in text
    assert "不收费" not in text
