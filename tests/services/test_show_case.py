from __future__ import annotations

from datetime import date, timedelta

import pytest

from counter_app.domain.case_card import SyncStage
from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.material import Verdict
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.services.show_case import ShowCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.services.intake import submission


@pytest.fixture
def show(office, store):
    return ShowCase(office, store.finder)


def test_before_an_outcome_the_notice_clock_runs(office, show):
    case = SubmitIntake(office)(submission(office, outcome=Outcome.RECEIVE))

    shown = show(case.case_id)

    assert shown.clock is RunningClock.NOTICE
    assert shown.deadline.due_on == date(2026, 11, 9)
    assert (
        not {Act.ACCEPT, Act.JUDGE, Act.REFUSE, Act.WITHDRAW, Act.AMEND} & shown.refused_acts.keys()
    )
    assert {Act.NOTICE, Act.SUPPLEMENT, Act.DECIDE, Act.PAUSE} <= shown.refused_acts.keys()


def test_after_acceptance_the_decision_clock_explains_itself(office, show):
    case = SubmitIntake(office)(submission(office))

    shown = show(case.case_id)

    assert shown.clock is RunningClock.DECISION
    assert shown.deadline.due_on == case.acceptance.due_on
    assert len(shown.deadline.counted_days) == 22
    assert {Act.ACCEPT, Act.NOTICE, Act.JUDGE, Act.REFUSE} <= shown.refused_acts.keys()
    assert not {Act.PAUSE, Act.EXTEND, Act.DECIDE, Act.WITHDRAW} & shown.refused_acts.keys()


def test_a_missing_line_says_why_the_case_cannot_be_accepted(office, show):
    case = SubmitIntake(office)(submission(office, [Verdict.MISSING], outcome=Outcome.NOTICE))

    shown = show(case.case_id)

    name = case.materials[0].name
    assert name in shown.refused_acts[Act.ACCEPT]
    assert Act.SUPPLEMENT not in shown.refused_acts
    assert shown.forms == (
        FormId.INTAKE_RECEIPT,
        FormId.ONE_TIME_NOTICE,
        FormId.PROGRESS_SLIP,
    )


def test_past_the_notice_clock_the_page_shows_deemed_acceptance(office, show, clock):
    case = SubmitIntake(office)(submission(office, [Verdict.MISSING], outcome=Outcome.RECEIVE))
    clock.pass_time(timedelta(days=8))

    shown = show(case.case_id)

    assert shown.case.status is CaseStatus.DEEMED_ACCEPTED
    assert shown.deemed_accepted_on == date(2026, 11, 2)
    assert "视为受理" in shown.refused_acts[Act.NOTICE]
    assert Act.ACCEPT not in shown.refused_acts


def test_no_event_counts_as_received_by_the_county_before_it_signs(office, show):
    case = SubmitIntake(office)(submission(office))

    shown = show(case.case_id)

    assert len(shown.events) == 4
    assert [shown.stages[event.event_id] for event in shown.events] == [SyncStage.STORED] * 4


def test_nobody_signed_in_means_nobody_acts(office, desk, stored_cases):
    desk.sign_out()

    with pytest.raises(NotSignedIn):
        SubmitIntake(office)(submission(office))
    assert stored_cases() == 0


@pytest.mark.law("6 sealed")
def test_no_page_of_a_clerk_writes_a_rating(office, show):
    case = SubmitIntake(office)(submission(office))

    assert "不能代填" in show(case.case_id).refused_acts[Act.RATE]
