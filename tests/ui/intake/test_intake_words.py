"""Words beside the fields: live checks that help and never stop anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.ui.intake.drafts import title_of
from counter_app.ui.intake.item_words import item_details
from counter_app.ui.intake.number_words import ID_KIND_WORDS, detected_kind, finding_of
from counter_app.ui.intake.person import ID_KINDS, PersonEntry, PersonField
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.tokens import Tone
from tests.ui.intake.strategies import USABLE

TODAY = date(2026, 11, 2)


def finding(number: str, *, is_known=lambda _code: True, **more):
    person = replace(PersonEntry().edited(PersonField.NUMBER, number), **more)
    return finding_of(person, today=TODAY, is_known_region=is_known)


@pytest.mark.parametrize(
    ("number", "tone", "words"),
    [
        ("", Tone.NEUTRAL, ""),
        ("510", Tone.NEUTRAL, "还差15位"),
        ("510899194203120023", Tone.GOOD, "84岁"),
        ("510899194203120025", Tone.BAD, "校验码"),
        ("510899194213120025", Tone.BAD, "出生日期"),
        ("5108991942031200231", Tone.BAD, "应为18位"),
        ("51089919420312002Ⅹ", Tone.BAD, "字符"),
    ],
)
def test_a_number_is_judged_while_it_is_typed(number, tone, words):
    found = finding(number)
    assert found.tone is tone
    assert words in found.words


def test_sex_and_age_are_told_so_that_the_clerk_can_compare_the_face():
    assert finding("510899194203120023").words == "号码无误 · 84岁 · 女"


def test_an_unknown_region_only_warns():
    found = finding("510899194203120023", is_known=lambda _code: False)
    assert found.tone is Tone.CAUTION
    assert "不影响办理" in found.words


@pytest.mark.parametrize(
    ("valid_to", "is_told"),
    [("2026-11-01", True), ("2026-11-02", False), ("长期", False), ("", False), ("x", False)],
)
def test_an_expired_card_is_told_from_the_day_after(valid_to, is_told):
    assert ("过期" in finding("510899194203120023", valid_to=valid_to).words) is is_told


def test_other_documents_are_not_judged_by_the_rules_of_identity_cards():
    assert finding("E12345678", id_kind="other").words == ""


def test_every_kind_of_number_has_a_name_and_whole_numbers_name_their_kind():
    assert ID_KIND_WORDS.keys() == set(ID_KINDS)
    assert detected_kind("510899194203120023", today=TODAY) == "resident-id"
    assert detected_kind("510", today=TODAY) is None


def test_an_item_says_limit_papers_and_department_or_why_it_cannot_be_used():
    catalogue = shipped_catalogue()
    assert item_details(catalogue.by_id("T006")) == "22个工作日 · 材料6项 · 民政"
    assert item_details(catalogue.by_id("T010")).startswith("当场办结")
    assert "不收材料" in item_details(catalogue.by_id("T046"))
    assert "尚未公布" in item_details(catalogue.by_id("T007"))
    assert "未公布时限" in item_details(catalogue.by_id("T002"))


def test_the_title_of_a_draft_never_tells_a_whole_name():
    person = PersonEntry().edited(PersonField.NAME, "欧阳福来")
    assert title_of(IntakeState(person=person).pick(USABLE[0])).endswith(" · 欧阳**")
    assert title_of(IntakeState()) == "未选事项 · 未填姓名"
