from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.case_event import PrintSettled, PrintUnknown
from counter_app.domain.case_fold import every_event, fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.clock_facts import SpecialProcedureKind
from counter_app.domain.conflict_record import ConflictState, Rule, Side
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.life_facts import CaseTerminated, CaseVoided, CaseWithdrawn
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import DetailField
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import conflict_detail
from tests.fakes.people import (
    COMPLETE,
    MONDAY,
    TWO_MISSING,
    accepted,
    event,
    material,
    noticed,
    received,
    refused,
    supplemented,
)
from tests.fakes.two_sides import (
    amended,
    concluded,
    decided,
    delivered,
    ended,
    on,
    paused,
    pledged,
    printed,
    resumed,
    ruling,
    visited,
)

INTAKE = event("e1", received())
ACCEPTED, REFUSED = event("a1", accepted(), "e1"), event("b1", refused(), "e1")
CONTRADICTION = (INTAKE, ACCEPTED, REFUSED)

pytestmark = pytest.mark.fault("F20")


def whole(case, *events):
    """Check that each event is found once, and return the case."""
    assert sorted(every_event(case)) == sorted(one.event_id for one in events)
    return case


def folded(*events):
    return whole(fold(events), *events)


def only(case):
    [conflict] = case.conflicts
    return conflict


class TestTheSameStepTwice:
    def test_the_second_acceptance_is_linked_to_the_first(self):
        case = folded(INTAKE, ACCEPTED, event("b1", accepted(), "e1"))
        assert (case.repeats, case.links["b1"], case.conflicts) == (("b1",), "a1", ())

    def test_even_when_the_first_counter_has_gone_on(self):
        case = folded(INTAKE, ACCEPTED, event("a2", decided(), "a1"), event("b1", accepted(), "e1"))
        assert case.status is CaseStatus.GRANTED
        assert case.links["b1"] == "a1"

    def test_what_rests_on_the_repeat_rests_on_the_first(self):
        twin = event("b1", accepted(), "e1")
        case = folded(INTAKE, ACCEPTED, twin, event("b2", decided(), "b1"))
        assert case.status is CaseStatus.GRANTED
        assert case.conflicts == ()

    def test_two_whole_lives_that_say_the_same_are_one(self):
        here = [
            event("a1", accepted(), "e1"),
            event("a2", decided(), "a1"),
            event("a3", concluded(), "a2"),
        ]
        there = [
            event("b1", accepted(), "e1"),
            event("b2", decided(), "b1"),
            event("b3", concluded(), "b2"),
            event("b4", delivered(), "b3"),
        ]
        case = folded(INTAKE, *here, *there)
        assert case.status is CaseStatus.DELIVERED
        assert case.repeats == ("b1", "b2", "b3")

    @pytest.mark.parametrize(
        ("base", "first", "later"),
        [
            (accepted(), decided(), decided(DecisionKind.DENIED)),
            (accepted(), paused(), paused(SpecialProcedureKind.APPRAISAL)),
            (decided(), concluded("1"), concluded("2")),
            (concluded(), delivered("沈桂兰"), delivered("别人")),
        ],
    )
    def test_the_same_step_with_another_meaning_is_for_a_person(self, base, first, later):
        chain = [INTAKE, event("e2", accepted(), "e1")]
        if base != accepted():
            chain.append(event("e3", decided(), "e2"))
        if isinstance(base, type(concluded())):
            chain.append(event("e4", concluded(), "e3"))
        top = chain[-1].event_id
        case = folded(*chain, event("a", first, top), event("b", later, top))
        assert case.status_set_by == "a"
        assert (only(case).first_act, only(case).second_ids) == ("a", ("b",))

    def test_two_promises_hold_until_the_later_date(self):
        early, late = date(2026, 11, 20), date(2026, 11, 27)
        events = [INTAKE, on("a", pledged(early), "e1"), on("b", pledged(late, "承2"), "e1")]
        case = folded(*events)
        assert case.repeats == ("b",)
        assert case.pledge.due_on == late
        assert (only(case).rule, only(case).is_open) == (Rule.LATER_DATE, True)
        one = folded(*events, *printed("p", "a", "承1"))
        assert (only(one).state, one.pledge.due_on) == (ConflictState.SETTLED, late)
        both = folded(*events, *printed("p", "a", "承1"), *printed("q", "b", "承2"))
        assert both.open_conflicts == both.conflicts
        ruled = folded(*events, event("r", ruling("b", "a", "a")))
        assert (ruled.pledge.due_on, ruled.open_conflicts) == (early, ())


class TestUnion:
    def test_materials_count_wherever_they_came_in(self):
        brought = supplemented(material("户口簿", Verdict.COMPLETE))
        more = supplemented(material("申请表", Verdict.COMPLETE))
        start = [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1")]
        case = folded(*start, event("a", brought, "e2"), event("b", more, "e2"))
        assert all(line.verdict is Verdict.COMPLETE for line in case.materials)
        assert (case.merged, case.conflicts) == (("b",), ())

    def test_materials_that_came_while_the_case_was_ended_elsewhere_are_for_a_person(self):
        start = [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1")]
        lapsed = event("a", ended(CaseTerminated), "e2")
        case = folded(*start, lapsed, event("b", supplemented(*COMPLETE), "e2"))
        assert case.status is CaseStatus.TERMINATED
        assert only(case).is_open
        turned = folded(
            *start,
            lapsed,
            event("b", supplemented(*COMPLETE), "e2"),
            event("r", ruling("b", "b", "a")),
        )
        assert turned.status is CaseStatus.AWAITING_SUPPLEMENT
        assert all(line.verdict is Verdict.COMPLETE for line in turned.materials)

    def test_an_acceptance_beside_a_supplement_needs_nobody(self):
        start = [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1")]
        case = folded(
            *start,
            event("a", supplemented(*COMPLETE), "e2"),
            event("b", accepted(), "e2"),
        )
        assert case.status is CaseStatus.ACCEPTED
        assert case.conflicts == ()

    def test_a_visit_is_kept_on_a_case_that_was_withdrawn_meanwhile(self):
        gone = event("a", ended(CaseWithdrawn), "e2")
        accept = event("e2", accepted(), "e1")
        case = folded(INTAKE, accept, gone, event("b", visited(), "e2"))
        assert case.status is CaseStatus.WITHDRAWN
        assert len(case.visits) == 1
        assert (case.merged, case.conflicts) == (("b",), ())

    def test_an_edit_of_a_void_case_is_kept_and_shown(self):
        void = event("a", ended(CaseVoided), "e1")
        edit = on("b", amended(DetailField.PHONE, "13911111111"), "e1", phone="e1")
        case = folded(INTAKE, void, edit)
        assert case.status is CaseStatus.VOID
        assert case.applicant.phone == "13911111111"


class TestTwoSides:
    def test_the_first_stands_and_the_other_is_kept_whole(self):
        case = folded(*CONTRADICTION)
        assert case.status is CaseStatus.ACCEPTED
        assert only(case).acts == (REFUSED,)
        assert [one.event_id for one in only(case).against] == ["a1"]

    def test_what_hangs_on_the_other_side_is_the_same_card(self):
        story = [
            INTAKE,
            event("a1", refused(), "e1"),
            event("b1", accepted(), "e1"),
            event("b2", visited(), "b1"),
            event("b3", decided(), "b2"),
        ]
        case = folded(*story)
        assert only(case).second_ids == ("b1", "b3")
        assert len(case.visits) == 1, "a visit took place, whoever is right"
        turned = folded(*story, event("r", ruling("b1", "b1", "a1")))
        assert (turned.status, turned.refusal) == (CaseStatus.GRANTED, None)
        assert turned.open_conflicts == ()

    def test_after_the_decision_the_winning_side_simply_goes_on(self):
        case = folded(
            *CONTRADICTION,
            event("r", ruling("b1", "a1", "a1")),
            event("a2", decided(), "a1"),
        )
        assert case.status is CaseStatus.GRANTED
        assert only(case).state is ConflictState.RESOLVED

    def test_the_other_side_of_a_case_that_went_on_takes_all_of_it_out_of_force(self):
        story = (*CONTRADICTION, event("a2", decided(), "a1"))
        assert fold(story).status is CaseStatus.GRANTED, "a card stops nobody"
        case = folded(*story, event("r", ruling("b1", "b1", "a1")))
        assert case.status is CaseStatus.REFUSED
        assert (case.acceptance, case.decision) == (None, None)

    def test_a_decision_is_undone_by_another(self):
        story = (*CONTRADICTION, event("r1", ruling("b1", "b1", "a1")))
        back = folded(*story, event("r2", ruling("b1", "a1", "a1", follows="r1")))
        assert back.status is CaseStatus.ACCEPTED
        assert back.acceptance == accepted().acceptance
        again = folded(*story, event("r2", ruling("b1", "", "a1", follows="r1")))
        assert again.status is CaseStatus.ACCEPTED
        assert again.open_conflicts == again.conflicts

    def test_deciding_the_same_twice_changes_nothing(self):
        story = (*CONTRADICTION, event("r1", ruling("b1", "b1", "a1")))
        once, twice = fold(story), folded(*story, event("r2", ruling("b1", "b1", "a1")))
        assert replace(twice, repeats=(), links=once.links) == once
        assert twice.links["r2"] == "r1"

    def test_two_decisions_that_did_not_know_of_each_other_open_it_again(self):
        case = folded(
            *CONTRADICTION,
            event("r1", ruling("b1", "b1", "a1")),
            event("r2", ruling("b1", "a1", "a1")),
        )
        assert case.status is CaseStatus.REFUSED, "the first decision is in force"
        assert (only(case).is_open, only(case).is_reopened) == (True, True)
        settled = event("r3", ruling("b1", "a1", "a1", follows="r2"))
        assert fold([*CONTRADICTION, *_two_rulings(), settled]).status is CaseStatus.ACCEPTED

    def test_whoever_worked_on_without_knowing_of_the_decision_is_seen(self):
        case = folded(
            *CONTRADICTION,
            event("r1", ruling("b1", "b1", "a1")),
            event("a2", decided(), "a1"),
        )
        assert case.status is CaseStatus.REFUSED
        assert only(case).is_reopened
        assert "又有新情况" in conflict_detail(only(case))
        turned = event("r2", ruling("b1", "a1", "a1", follows="r1"))
        assert _after(case, turned, "a2").status is CaseStatus.GRANTED

    def test_a_decision_that_comes_before_its_conflict_waits_for_it(self):
        decision = event("r1", ruling("b1", "b1", "a1"))
        early = folded(INTAKE, ACCEPTED, decision)
        assert early.rulings == (decision,)
        assert folded(INTAKE, ACCEPTED, decision, REFUSED).status is CaseStatus.REFUSED

    def test_in_another_order_the_sides_change_places_and_the_decision_stays(self):
        decision = event("r1", ruling("b1", "b1", "a1"))
        case = folded(INTAKE, REFUSED, ACCEPTED, decision)
        assert case.status is CaseStatus.REFUSED
        assert only(case).in_force is Side.FIRST
        assert case.open_conflicts == ()

    def test_a_decision_that_puts_aside_what_its_maker_never_saw_is_asked_again(self):
        meanwhile = event("a2", decided(), "a1")
        case = folded(*CONTRADICTION, meanwhile, event("r1", ruling("b1", "b1", "a1"), "a1"))
        assert case.status is CaseStatus.REFUSED
        assert (only(case).is_open, only(case).is_reopened) == (True, True)

    def test_of_somebody_who_may_not_decide_is_kept_and_changes_nothing(self):
        for role in ("clerk", "backup", "system", "", "CHIEF"):
            decision = replace(event("r1", ruling("b1", "b1", "a1")), role=role)
            for story in ((*CONTRADICTION, decision), (INTAKE, ACCEPTED, decision, REFUSED)):
                case = folded(*story)
                assert (case.status, case.powerless) == (CaseStatus.ACCEPTED, ("r1",))
                assert only(case).is_open

    def test_a_third_counter_is_a_card_of_its_own(self):
        case = folded(*CONTRADICTION, event("c1", ended(CaseWithdrawn), "e1"))
        assert [one.event_id for one in case.open_conflicts] == ["b1", "c1"]


def _two_rulings():
    return event("r1", ruling("b1", "b1", "a1")), event("r2", ruling("b1", "a1", "a1"))


def _after(case, decision, late):
    story = [
        *CONTRADICTION,
        event("r1", ruling("b1", "b1", "a1")),
        event(late, decided(), "a1"),
        decision,
    ]
    assert fold(story[:-1]) == case
    return fold(story)


class TestOnPaper:
    def test_what_alone_is_on_paper_stands_until_the_decision(self):
        number = refused().refusal.document_number
        case = folded(*CONTRADICTION, *printed("p", "b1", number))
        assert case.status is CaseStatus.REFUSED
        assert case.open_conflicts, "still for a person"

    def test_when_both_are_on_paper_the_first_stands(self):
        papers = (
            *printed("p", "b1", refused().refusal.document_number),
            *printed("q", "a1", accepted().acceptance.document_number),
        )
        assert folded(*CONTRADICTION, *papers).status is CaseStatus.ACCEPTED

    def test_paper_that_nobody_is_sure_of_counts_once_somebody_looked(self):
        intent, _ = printed("p", "b1", refused().refusal.document_number)
        unsure = (intent, event("p1", PrintUnknown(job="p", detail="")))
        assert folded(*CONTRADICTION, *unsure).status is CaseStatus.ACCEPTED
        looked = event("p2", PrintSettled(job="p", came_out=True))
        assert folded(*CONTRADICTION, *unsure, looked).status is CaseStatus.REFUSED

    def test_a_case_that_somebody_has_gone_on_with_is_not_turned_by_a_paper(self):
        number = refused().refusal.document_number
        story = (*CONTRADICTION, event("a2", decided(), "a1"), *printed("p", "b1", number))
        assert folded(*story).status is CaseStatus.GRANTED

    def test_a_decision_counts_more_than_paper(self):
        number = refused().refusal.document_number
        story = (*CONTRADICTION, event("r", ruling("b1", "a1", "a1")))
        assert folded(*story, *printed("p", "b1", number)).status is CaseStatus.ACCEPTED


class TestNotices:
    def test_the_earliest_is_the_notice_and_lists_are_united(self):
        late = replace(noticed().notice, issued_at=MONDAY.replace(hour=16), document_number="告9")
        start = event("e1", received(TWO_MISSING))
        case = folded(
            start,
            event("a", type(noticed())(notice=late), "e1"),
            event("b", noticed(TWO_MISSING[:2]), "e1"),
        )
        assert [notice.issued_at.hour for notice in case.notices] == [9, 16]
        assert case.open_conflicts == (), "the second demanded nothing new"

    def test_a_new_demand_is_flagged_and_taken_note_of(self):
        start = event("e1", received(TWO_MISSING))
        story = (
            start,
            event("a", noticed(TWO_MISSING[:2]), "e1"),
            event("b", noticed(), "e1"),
        )
        case = folded(*story)
        assert (only(case).is_breach, only(case).kept) == (True, None)
        assert "多要求" in conflict_detail(only(case))
        noted = folded(*story, event("r", ruling("b", "a", "a")))
        assert (noted.open_conflicts, len(noted.notices)) == ((), 2)


class TestMoot:
    def test_a_void_case_has_nothing_left_to_decide(self):
        case = folded(*CONTRADICTION, event("v", ended(CaseVoided), "a1"))
        assert only(case).state is ConflictState.MOOT

    def test_what_was_wanted_came_in_the_regular_way(self):
        story = (
            INTAKE,
            ACCEPTED,
            event("a2", paused(), "a1"),
            event("b2", decided(), "a1"),
            event("a3", resumed(), "a2"),
        )
        assert folded(*story).open_conflicts
        assert folded(*story, event("a4", decided(), "a3")).open_conflicts == ()


def test_an_act_that_rests_on_nothing_known_waits_for_a_person():
    case = folded(INTAKE, event("x", accepted(), "nowhere"))
    assert case.status is CaseStatus.RECEIVED
    assert only(case).first_act == "e1"
    assert (
        folded(INTAKE, event("x", accepted(), "nowhere"), event("r", ruling("x", "x", "e1"))).status
        is CaseStatus.ACCEPTED
    )


def test_each_conflict_is_one_task_and_another_telephone_is_a_smaller_one():
    codes = [TaskCode.CONFLICT.value, TaskCode.OTHER_VALUE.value, TaskCode.DUPLICATE.value]
    assert codes == ["conflict", "other-value", "duplicate"]
