from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import (
    MaterialsNotJudged,
    NothingMissing,
    UnknownMaterial,
)
from counter_app.domain.item import Necessity, RequiredMaterial
from counter_app.domain.material import (
    Verdict,
    checklist,
    outstanding,
    require_all_judged,
    require_known,
)
from counter_app.domain.notice import new_demands, notice_lines
from tests.fakes.people import COMPLETE, TWO_MISSING, material, noticed

FORTY = [f"第{n}项材料" for n in range(1, 41)]


def test_the_notice_names_all_that_is_not_complete():
    assert [line.name for line in notice_lines(TWO_MISSING)] == ["户口簿", "申请表"]


def test_a_line_without_a_verdict_stops_the_notice():
    with pytest.raises(MaterialsNotJudged, match="照片"):
        notice_lines((*TWO_MISSING, material("照片")))


def test_a_defect_without_words_stops_the_notice():
    with pytest.raises(MaterialsNotJudged, match="申请表"):
        notice_lines((material("申请表", Verdict.DEFECTIVE, problem="  "),))


def test_a_complete_list_is_accepted_and_not_noticed():
    with pytest.raises(NothingMissing):
        notice_lines(COMPLETE)


def test_an_optional_material_holds_nobody_up():
    optional = material("加分证明", necessity=Necessity.OPTIONAL)

    require_all_judged((*COMPLETE, optional))
    assert outstanding((*COMPLETE, optional)) == ()


def test_only_a_published_deferrable_material_can_be_deferred():
    with pytest.raises(MaterialsNotJudged, match="住所证明"):
        require_all_judged((material("住所证明", Verdict.DEFERRABLE),))

    require_all_judged((material("住所证明", Verdict.DEFERRABLE, necessity=Necessity.DEFERRABLE),))


def test_a_shorter_list_of_what_is_still_missing_is_a_repeat():
    told = (noticed().notice,)

    assert new_demands(notice_lines(TWO_MISSING[:2]), told) == ()
    assert new_demands(notice_lines(TWO_MISSING), ()) == ()


def test_a_second_notice_names_its_new_demand():
    told = (noticed().notice,)
    lines = notice_lines((*TWO_MISSING, material("照片", Verdict.MISSING)))

    assert new_demands(lines, told) == ("照片",)


def test_a_clerk_cannot_add_a_material_that_the_item_does_not_have():
    with pytest.raises(UnknownMaterial, match="无犯罪记录证明"):
        require_known((*COMPLETE, material("无犯罪记录证明")), ["身份证", "户口簿", "申请表"])


def test_a_clerk_cannot_leave_a_line_out():
    with pytest.raises(UnknownMaterial):
        require_known(COMPLETE[:2], ["身份证", "户口簿", "申请表"])


def test_the_checklist_repeats_what_the_item_asks_for():
    required = RequiredMaterial("户口簿", 1, 2, Necessity.REQUIRED, None, standard="内页清晰")

    [line] = checklist([required])

    assert (line.name, line.required_originals, line.required_copies) == ("户口簿", 1, 2)
    assert line.standard == "内页清晰"
    assert line.verdict is None


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=40))
def test_told_and_received_together_are_the_whole_list(verdicts):
    materials = tuple(
        material(name, verdict, necessity=Necessity.DEFERRABLE)
        for name, verdict in zip(FORTY, verdicts, strict=False)
    )
    complete = [line.name for line in materials if line.verdict is Verdict.COMPLETE]
    try:
        told = [line.name for line in notice_lines(materials)]
    except NothingMissing:
        told = []

    assert sorted(told + complete) == sorted(line.name for line in materials)


@given(
    st.lists(st.sampled_from(FORTY), min_size=1, unique=True),
    st.lists(st.sampled_from(FORTY), min_size=1, unique=True),
)
def test_no_two_notices_ever_ask_for_more_than_the_first(first, second):
    told = (noticed(tuple(material(name, Verdict.MISSING) for name in first)).notice,)
    lines = notice_lines(tuple(material(name, Verdict.MISSING) for name in second))

    assert set(new_demands(lines, told)) == set(second) - set(first)
