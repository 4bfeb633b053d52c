"""What the page proposes is always what the law and the services allow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk, new_case_id
from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.item import Necessity
from counter_app.domain.material import Verdict, outstanding, require_all_judged
from counter_app.services.office import Office
from counter_app.services.preview_intake import PreviewIntake
from counter_app.services.scratch import ScratchWork
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.actions import form_actions, why_not_submit
from counter_app.ui.intake.conclusion import (
    Place,
    legal_outcomes,
    obstacle_of,
    outcome_of,
    proposed_outcome,
    submission_of,
)
from counter_app.ui.intake.outcome_words import heading_of, why_of
from counter_app.ui.intake.person import PersonEntry
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.keys import Action
from tests.fakes.clocks import START, SettableClock
from tests.fakes.people import CLERK, PROFILE
from tests.ui.intake.conftest import CARD
from tests.ui.intake.strategies import USABLE, made_up_item, pages, whole_person

ITEM = made_up_item(("申请书", Necessity.REQUIRED), ("照片", Necessity.OPTIONAL))
READ = IntakeState(person=PersonEntry().with_card(CARD))
STATUS = {
    Outcome.ACCEPT: CaseStatus.ACCEPTED,
    Outcome.NOTICE: CaseStatus.AWAITING_SUPPLEMENT,
    Outcome.REFUSE: CaseStatus.REFUSED,
    Outcome.RECEIVE: CaseStatus.RECEIVED,
}


def try_out(submission):
    """Submit on scratch paper, where the rules of the services hold."""
    desk, clock = SignedInDesk(PROFILE), SettableClock()
    desk.sign_in(CLERK)
    office = Office(
        unit_of_work=lambda **_more: ScratchWork(desk, clock),
        desk=desk,
        clock=clock,
        rulebook=PublishedRules(),
        new_case_id=new_case_id,
        new_query_code=lambda: "000000",
    )
    return PreviewIntake(office)(submission).case


@given(pages())
def test_the_proposed_outcome_is_always_legal(state):
    proposed = proposed_outcome(state)
    assert proposed is None or proposed in legal_outcomes(state)
    assert not {Outcome.ACCEPT, Outcome.NOTICE} <= legal_outcomes(state)


@given(pages())
def test_a_page_without_an_obstacle_is_taken_by_the_services(state):
    if obstacle_of(state) is None:
        case = try_out(submission_of(state))
        assert case.status is STATUS[outcome_of(state)]


@given(pages())
def test_acceptance_and_notice_wait_until_every_line_is_judged(state):
    if proposed_outcome(state) is not None:
        require_all_judged(state.materials)
        is_accepted = proposed_outcome(state) is Outcome.ACCEPT
        assert is_accepted == (not outstanding(state.materials))


@given(pages())
def test_the_page_always_says_in_words_where_it_stands(state):
    calendar = PublishedRules().calendar
    assert heading_of(state)
    assert why_of(state, today=START.date(), calendar=calendar)
    reasons = form_actions(state, is_locked=False, has_duplicate=False)
    assert (reasons[Action.SUBMIT] == "") == (obstacle_of(state) is None)


@pytest.mark.parametrize("item", USABLE, ids=lambda item: item.item_id)
def test_every_usable_item_is_accepted_when_everything_is_there(item):
    state = READ.pick(item).all_complete()
    assert obstacle_of(state) is None
    assert try_out(submission_of(state)).status is CaseStatus.ACCEPTED


def test_a_missing_optional_line_does_not_hold_a_case_up():
    state = READ.pick(ITEM).judge(0, Verdict.COMPLETE)
    assert proposed_outcome(state) is Outcome.ACCEPT
    assert proposed_outcome(state.judge(1, Verdict.MISSING)) is Outcome.ACCEPT


def test_a_rejected_line_needs_its_reason_before_anything_is_told():
    state = READ.pick(ITEM).judge(0, Verdict.DEFECTIVE)
    obstacle = obstacle_of(state)
    assert (obstacle.place, obstacle.row) == (Place.PROBLEM, 0)
    assert proposed_outcome(state.explain(0, "未签名")) is Outcome.NOTICE


def test_the_clerks_choice_stands_only_while_it_is_legal():
    chosen = replace(READ.pick(ITEM).all_complete(), choice=Outcome.RECEIVE)
    assert outcome_of(chosen) is Outcome.RECEIVE
    illegal = replace(chosen, choice=Outcome.NOTICE)
    assert outcome_of(illegal) is Outcome.ACCEPT


def test_a_refusal_needs_a_reason_and_where_to_go():
    state = replace(READ.pick(ITEM), choice=Outcome.REFUSE)
    assert obstacle_of(state).place is Place.REFUSAL
    reasoned = replace(state, reason="户籍不在本镇")
    assert "哪个机关" in obstacle_of(reasoned).words
    assert obstacle_of(replace(reasoned, authority="柳河镇人民政府")) is None


def test_no_permit_needed_is_another_refusal_and_names_no_agency():
    state = replace(
        READ.pick(USABLE[0]),
        choice=Outcome.REFUSE,
        ground=RefusalGround.NOT_REQUIRED,
        reason="自用无需许可",
        authority="某机关",
    )
    assert heading_of(state) == "不受理"
    refusal = submission_of(state).refusal
    assert refusal.ground is RefusalGround.NOT_REQUIRED
    assert refusal.competent_authority == ""


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (IntakeState(), Place.NAME),
        (IntakeState(person=PersonEntry(name="沈桂兰")), Place.NUMBER),
        (IntakeState(person=PersonEntry(name="沈" * 101, number="1")), Place.NAME),
        (IntakeState(person=whole_person()), Place.ENTRY_REASON),
        (replace(READ, proxy=PersonEntry()), Place.PROXY),
        (replace(READ, proxy=replace(whole_person(), name="欧" * 101)), Place.PROXY),
        (READ, Place.ITEM),
        (READ.pick(ITEM), Place.MATERIALS),
    ],
)
def test_the_first_thing_that_is_missing_is_named(state, place):
    assert obstacle_of(state).place is place
    assert obstacle_of(state).words


def test_an_open_case_of_the_same_kind_stands_in_the_way():
    state = READ.pick(ITEM).all_complete()
    assert why_not_submit(state, is_locked=False, has_duplicate=False) == ""
    assert "已有" in why_not_submit(state, is_locked=False, has_duplicate=True)
    assert why_not_submit(state, is_locked=True, has_duplicate=False)
