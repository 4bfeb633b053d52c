from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.case_field import Field
from counter_app.domain.conflict_record import ConflictState
from counter_app.domain.service_facts import DetailField
from tests.domain.test_conflict_fold import ACCEPTED, INTAKE, folded, only
from tests.fakes.people import event
from tests.fakes.two_sides import amended, on, paid, ruling, slip

pytestmark = pytest.mark.fault("F20")


class TestValues:
    def test_one_correction_needs_nobody(self):
        case = folded(INTAKE, on("a", amended(DetailField.NAME, "沈桂蓝"), "e1", name="e1"))
        assert (case.applicant.name, case.conflicts) == ("沈桂蓝", ())

    def test_two_different_things_corrected_are_both_right(self):
        case = folded(
            INTAKE,
            on("a", amended(DetailField.NAME, "沈桂蓝"), "e1", name="e1"),
            on("b", amended(DetailField.ADDRESS, "新街2号"), "e1", address="e1"),
        )
        assert (case.applicant.name, case.applicant.address) == ("沈桂蓝", "新街2号")
        assert case.conflicts == ()

    def test_of_two_telephones_the_later_is_shown_and_the_other_kept(self):
        story = (
            INTAKE,
            on("a", amended(DetailField.PHONE, "111"), "e1", phone="e1"),
            on("b", amended(DetailField.PHONE, "222"), "e1", phone="e1"),
        )
        case = folded(*story)
        assert case.applicant.phone == "222"
        assert case.open_conflicts == (), "no card for the chief representative"
        assert [value.kept for value in case.other_values] == [("111",)]
        ticked = folded(*story, replace(event("r", ruling("b", "b", "a")), role="clerk"))
        assert (ticked.applicant.phone, ticked.other_values) == ("222", ())
        other = folded(*story, event("r", ruling("b", "a", "a")))
        assert (other.applicant.phone, other.other_values) == ("111", ())

    def test_of_two_names_a_person_chooses(self):
        story = (
            INTAKE,
            on("a", amended(DetailField.NAME, "甲"), "e1", name="e1"),
            on("b", amended(DetailField.NAME, "乙"), "e1", name="e1"),
            on("b2", amended(DetailField.NAME, "丙"), "e1", name="b"),
        )
        case = folded(*story)
        assert case.applicant.name == "甲"
        assert only(case).second_ids == ("b", "b2"), "one card, whatever hangs on it"
        assert len(case.service.amendments) == 3
        turned = folded(*story, event("r", ruling("b", "b2", "a")))
        assert turned.applicant.name == "丙"

    def test_the_same_correction_twice_is_no_conflict(self):
        twice = [on(name, amended(DetailField.NAME, "甲"), "e1", name="e1") for name in "ab"]
        later = on("a2", amended(DetailField.NAME, "丁"), "e1", name="a")
        also = on("b2", amended(DetailField.NAME, "丁"), "e1", name="b")
        assert folded(INTAKE, *twice).conflicts == ()
        assert folded(INTAKE, *twice, later).applicant.name == "丁"
        assert folded(INTAKE, *twice, also).conflicts == (), "the twin stands for it"

    def test_an_old_program_s_correction_is_judged_by_its_old_words(self):
        known = event("a", amended(DetailField.PHONE, "111", before="13800000000"), "e1")
        unknown = event("b", amended(DetailField.PHONE, "222", before="13800000000"), "e1")
        case = folded(INTAKE, known, unknown)
        assert [value.kept for value in case.other_values] == [("111",)]

    def test_writing_the_right_name_down_in_the_knowledge_of_both_settles_it(self):
        story = (
            INTAKE,
            on("a", amended(DetailField.NAME, "甲"), "e1", name="e1", conflicts="e1"),
            on("b", amended(DetailField.NAME, "乙"), "e1", name="e1", conflicts="e1"),
        )
        unknowing = on("c", amended(DetailField.NAME, "丙"), "e1", name="a", conflicts="e1")
        assert folded(*story, unknowing).open_conflicts
        knowing = on("c", amended(DetailField.NAME, "丙"), "e1", name="a", conflicts="b")
        case = folded(*story, knowing)
        assert (case.applicant.name, only(case).state) == ("丙", ConflictState.MOOT)

    def test_two_slips_with_two_amounts_are_for_a_person(self):
        start = (INTAKE, ACCEPTED)
        first, same, other = (event(n, slip(f), "a1") for n, f in (("s", 5), ("t", 5), ("u", 9)))
        assert folded(*start, first, same).repeats == ("t",)
        case = folded(*start, first, other)
        assert case.service.slip.total_fen == 5
        assert only(case).field is Field.AMOUNTS
        turned = folded(*start, first, other, event("r", ruling("u", "u", "s")))
        assert turned.service.slip.total_fen == 9

    def test_money_that_came_twice_is_seen(self):
        start = (INTAKE, ACCEPTED, event("s", slip(), "a1"))
        case = folded(*start, event("p", paid("b1"), "a1"), event("q", paid("b2"), "a1"))
        assert only(case).is_open
