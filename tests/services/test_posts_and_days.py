"""AB岗 and 日清: what goes along with a post, and what a day's papers, cases and acks add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.case_event import PrintPrinted
from counter_app.domain.errors import AlreadyDone, NotAuthorised, TwoPersonsNeeded
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Operator, Role
from counter_app.services.close_day import CloseDay, five_checks
from counter_app.services.hand_over_post import (
    Colleague,
    HandOverPost,
    HandOverRequest,
    TakeOverPost,
    TakeOverRequest,
    open_cards,
)
from counter_app.services.submit_intake import Outcome, SubmitIntake
from tests.fakes.people import CLERK
from tests.fakes.second_person import proven
from tests.services.intake import submission

BACKUP = Colleague(staff="QH0108", role=Role.BACKUP)
CHIEF = Colleague(staff="QH0101", role=Role.CHIEF)
SIGNS = proven("QH0101")
PRIMARY = Colleague(staff=CLERK.staff, role=CLERK.role)


@pytest.fixture
def sit(desk):
    def sit(colleague: Colleague) -> None:
        desk.sign_in(
            Operator(staff=colleague.staff, name="某人", role=colleague.role, login="f" * 16)
        )

    return sit


@pytest.fixture
def hand_over(office, store):
    return HandOverPost(office, store.finder, store.drafts)


@pytest.fixture
def close_day(office, store):
    return CloseDay(office, store.finder)


def kept(given):
    """The same intake, with the first material's original kept in the drawer."""
    first, *others = given.form.materials
    first = replace(first, originals=2, handling=OriginalHandling.KEPT)
    return replace(given, form=replace(given.form, materials=(first, *others)))


def printed(store, case, forms):
    """Let papers of a case come out."""
    with store.unit_of_work(as_system=True) as work:
        for document in work.case(case.case_id).documents:
            if document.form in forms:
                work.record(case.case_id, PrintPrinted(job=document.job))
        work.commit()


def test_everything_open_goes_along_and_nothing_else(office, hand_over, store):
    submit = SubmitIntake(office)
    waiting = submit(kept(submission(office)))
    told = submit(submission(office, [Verdict.MISSING], outcome=Outcome.NOTICE))
    fact = hand_over(HandOverRequest(post="综合窗口1号", handed_to=BACKUP))
    assert set(fact.open_cases) == {waiting.number, told.number}
    assert fact.originals == 2
    assert fact.drafts == 0
    assert (fact.handed_by, fact.handed_to) == (CLERK.staff, BACKUP.staff)
    assert fact.document_number.startswith("交〔2026〕")
    assert len(list(open_cards(office, store.finder))) == 2


@pytest.mark.parametrize(
    ("taker", "countersign", "error"),
    [
        (PRIMARY, None, TwoPersonsNeeded),
        (BACKUP, proven("QH0108", Role.BACKUP), TwoPersonsNeeded),
        (Colleague(staff="QH0190", role=Role.TEMPORARY), None, NotAuthorised),
        (Colleague(staff="QH0900", role=Role.ADMINISTRATOR), None, NotAuthorised),
    ],
)
def test_a_post_goes_to_somebody_else_who_may_hold_it(hand_over, taker, countersign, error):
    request = HandOverRequest(post="综合窗口1号", handed_to=taker, countersign=countersign)
    with pytest.raises(error):
        hand_over(request)


def test_a_temporary_worker_has_no_post_to_give(hand_over, sit):
    sit(Colleague(staff="QH0190", role=Role.TEMPORARY))
    with pytest.raises(NotAuthorised):
        hand_over(HandOverRequest(post="综合窗口1号", handed_to=BACKUP))


def test_who_stands_in_acts_for_the_absent(office, sit):
    sit(BACKUP)
    operator = TakeOverPost(office)(
        TakeOverRequest(post="综合窗口1号", absent=PRIMARY, countersign=SIGNS, reason="请假")
    )
    assert (operator.staff, operator.acting_for) == (BACKUP.staff, CLERK.staff)


@pytest.mark.asvs("2.3.5")
@pytest.mark.parametrize(
    ("taker", "absent", "countersign", "error"),
    [
        (BACKUP, PRIMARY, None, TwoPersonsNeeded),
        (BACKUP, PRIMARY, proven(CLERK.staff, CLERK.role), TwoPersonsNeeded),
        (BACKUP, BACKUP, SIGNS, TwoPersonsNeeded),
        (CHIEF, PRIMARY, SIGNS, TwoPersonsNeeded),
        (Colleague(staff="QH0190", role=Role.TEMPORARY), PRIMARY, SIGNS, NotAuthorised),
    ],
)
def test_a_chief_has_to_agree_and_a_licence_has_to_be_there(
    office, sit, taker, absent, countersign, error
):
    sit(taker)
    with pytest.raises(error):
        TakeOverPost(office)(
            TakeOverRequest(post="综合窗口1号", absent=absent, countersign=countersign)
        )


def test_a_day_without_cases_agrees(close_day):
    closed = close_day()
    fact = closed.fact
    assert (fact.cases_stored, fact.receipts_printed, fact.acknowledged) == (0, 0, 0)
    assert fact.differences == ()
    assert closed.checks.is_clean


def test_every_difference_is_named_by_number(office, store, close_day, clock):
    submit = SubmitIntake(office)
    submit(submission(office))  # Of yesterday: it is not counted today.
    clock.pass_time(timedelta(days=1))
    whole, bare = submit(submission(office)), submit(submission(office))
    printed(store, whole, {FormId.INTAKE_RECEIPT, FormId.ACCEPTANCE_NOTICE})
    closed = close_day()
    fact = closed.fact
    assert (fact.cases_stored, fact.receipts_printed, fact.acknowledged) == (2, 1, 0)
    assert f"{bare.number}：收件凭证没有打印" in fact.differences
    assert f"{whole.number}：收件凭证没有打印" not in fact.differences
    assert {f"{case.number}：县局未收" for case in (whole, bare)} <= set(fact.differences)
    assert bare.number in closed.checks.not_informed
    assert whole.number not in closed.checks.not_informed
    assert not closed.checks.is_clean


def test_a_day_is_closed_once(close_day, clock):
    close_day()
    with pytest.raises(AlreadyDone):
        close_day()
    clock.pass_time(timedelta(days=1))
    assert close_day().fact.day == clock.now().date()


def test_who_was_kept_waiting_is_found_whatever_day_they_came(office, close_day, clock):
    case = SubmitIntake(office)(submission(office, outcome=Outcome.RECEIVE))
    clock.pass_time(timedelta(days=12))
    checks = close_day().checks
    assert checks.not_accepted == (case.number,)
    assert checks.not_displayed == ()
    assert checks.without_reason == ()


def test_an_item_that_is_no_longer_published_is_found(office):
    case = SubmitIntake(office)(submission(office))
    withdrawn = replace(case, item=replace(case.item, item_id="T999"))
    assert five_checks(office, [withdrawn]).not_displayed == (case.number,)
