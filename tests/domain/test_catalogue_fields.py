"""What a county can say of an item beside names, materials and limits."""

from __future__ import annotations

from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.guide import GuideTexts, Situation
from counter_app.domain.handling_rules import (
    DeemedDecision,
    JointDepartment,
    Seal,
    Silence,
    SupplementLapse,
)
from counter_app.domain.item import DayUnit, HandlingType, TimeLimit
from tests.domain.test_catalogue import CATALOGUE, FEE_LINE, JOINT, _item, altered


def test_what_came_later_to_the_format_is_optional_and_off():
    item = CATALOGUE.by_id("T001")
    assert (item.fees, item.joint_departments, item.situations) == ((), (), ())
    assert item.supplement_limit is None
    assert item.supplement_lapse is SupplementLapse.NONE
    assert item.deemed_decision is DeemedDecision.NONE
    assert item.guide == GuideTexts()
    assert item.is_free


def test_everything_a_county_can_say_about_an_item_is_read():
    published = {
        "lead_department": "自然资源",
        "joint_departments": [
            JOINT,
            JOINT | {"name": "水利", "silence": "agrees", "silence_basis": "虚构办法第9条"},
        ],
        "supplement_limit": {"days": 15, "unit": "working", "basis": "虚构条例第6条"},
        "supplement_lapse": "withdrawn",
        "deemed_decision": "granted",
        "deemed_decision_basis": "虚构办法第8条",
        "single_visit": True,
        "fees": [FEE_LINE | {"amount_fen": 1000, "unit": "证", "is_reducible": True}],
        "collecting_unit": "虚构县财政局",
        "bank_account": "虚构银行 0000",
        "seal": "department",
        "levels": ["4", "5"],
        "channels": ["窗口"],
        "guide": {"conditions": "年满80周岁\n本县户籍"},
        "situations": [{"name": "首次申请", "materials": ["审批表"]}],
        "remarks": ["办件类型：7（字典未登记）"],
    }
    item = parse_catalogue(altered(_item(**published))).items[5]
    assert item.joint_departments[0] == JointDepartment("林业", 1, 5)
    assert item.joint_departments[1].silence is Silence.AGREES
    assert item.supplement_limit == TimeLimit(15, DayUnit.WORKING, "虚构条例第6条")
    assert item.supplement_lapse is SupplementLapse.WITHDRAWN
    assert item.deemed_decision is DeemedDecision.GRANTED
    assert item.fees[0].amount_fen == 1000
    assert item.fees[0].is_reducible
    assert item.seal is Seal.DEPARTMENT
    assert item.guide.conditions.splitlines() == ["年满80周岁", "本县户籍"]
    assert item.situations == (Situation("首次申请", ("审批表",)),)
    assert item.single_visit
    assert not item.hosted_item
    assert not item.is_free


def test_what_goes_up_carries_the_departments_own_seal():
    assert CATALOGUE.by_id("T001").handling_type is HandlingType.ESCALATED
    assert CATALOGUE.by_id("T001").approval_seal is Seal.DEPARTMENT
    assert CATALOGUE.by_id("T006").approval_seal is Seal.CENTRE


def test_an_item_the_import_could_not_mend_says_why_it_cannot_be_used():
    item = parse_catalogue(altered(_item(blocked_because="名称为空"))).items[5]
    assert item.why_not_usable == "名称为空"
    assert not item.is_usable
