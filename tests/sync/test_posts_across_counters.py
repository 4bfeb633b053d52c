"""A post between two computers, by the county: handed over, objected to, taken over, come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.errors import (
    HandoverNotOpen,
    NotTheTaker,
    TakeoverNotOpen,
    TakeoverPending,
    TwoPersonsNeeded,
)
from counter_app.domain.post_book import PassState
from counter_app.domain.post_tasks import post_tasks
from counter_app.domain.service_facts import DetailField
from counter_app.domain.task_codes import TaskCode
from counter_app.services.accept_case import AcceptCase
from counter_app.services.amend_case import AmendRequest
from counter_app.services.cover_post import CoverRequest
from counter_app.services.refuse_case import RefusalReason, RefuseCase
from counter_app.storage.moved_cases import SqlMovedCases
from tests.sync.post_desks import CHIEF, POST, A, B, meet, township


@pytest.fixture
def two(silent, tmp_path):
    with township(silent, tmp_path, A, B) as desks:
        yield desks


@pytest.fixture
def three(silent, tmp_path):
    with township(silent, tmp_path, A, B, CHIEF) as desks:
        yield desks


def tasks_at(desk) -> list[TaskCode]:
    today = desk.office.today()
    return [task.code for task in post_tasks(desk.book(), desk.desk.operator(), today)]


def amend(phone: str) -> AmendRequest:
    return AmendRequest(details={DetailField.PHONE: phone}, reason="报错了")


@pytest.mark.law("9 ab-post")
def test_a_post_goes_to_another_computer_with_its_cases_and_both_agree_whose_it_is(two):
    a, b = two
    mine = {a.take_in().number for _ in range(2)}
    theirs = b.take_in().number
    fact = a.hand_over(B)
    assert fact.drafts == 0
    meet(a, b)
    assert tasks_at(a) == tasks_at(b) == [TaskCode.HANDOVER_OPEN]
    assert (a.open_numbers(), b.open_numbers()) == (mine, {theirs}), "nothing moved yet"
    with pytest.raises(NotTheTaker):
        a.passing.accept(fact.document_number, 0)
    sheet = b.passing.accept(fact.document_number, 0)
    assert {desk.case.number for desk in sheet.contents.cases} == mine
    meet(a, b)
    for desk in two:
        holder = desk.holder(a.code)
        assert (holder.staff, holder.counter) == (B.staff, b.code)
        assert tasks_at(desk) == []
    assert (a.open_numbers(), b.open_numbers()) == (set(), mine | {theirs})
    assert a.book() == b.book()


def test_an_objection_travels_back_and_a_withdrawal_in_time_wins(two):
    a, b = two
    first = a.hand_over(B)
    meet(a, b)
    b.passing.object(first.document_number, "今天休息")
    meet(a, b)
    passing = a.book().passings[first.document_number]
    assert (passing.state, passing.answer.remarks) == (PassState.OBJECTED, "今天休息")
    second = a.hand_over(B)
    meet(a, b)
    a.passing.withdraw(second.document_number)
    a.sync()
    accepted = b.passing.accept(second.document_number, 0)  # Not heard of it yet.
    assert b.holder(a.code).staff == B.staff
    meet(b, a)
    for desk in two:
        assert desk.holder(a.code).staff == ""
        assert desk.book().passings[second.document_number].late == (accepted.answer,)
    with pytest.raises(HandoverNotOpen):
        b.passing.accept(second.document_number, 0)


@pytest.mark.law("9 ab-post")
@pytest.mark.asvs("2.3.5")
def test_an_emergency_take_over_waits_for_a_chief_at_another_computer(three):
    a, b, chief = three
    case = a.take_in()
    meet(*three)
    until = b.office.today() + timedelta(days=2)
    asked = b.covering.ask(
        CoverRequest(post=POST, absent=A.staff, reason="急病", until=until, post_code=a.code)
    )
    with pytest.raises(TakeoverPending):
        AcceptCase(b.office)(case.case_id)
    b.do(case.case_id, amend("13900000001"))
    b.take_in()
    with pytest.raises(TakeoverNotOpen):
        chief.covering.approve(asked.document_number)  # It has not come there yet.
    meet(*three)
    assert [tasks_at(desk) for desk in three] == [[TaskCode.TAKEOVER_OPEN]] * 3
    twin = CHIEF.__class__(staff=B.staff.lower(), name="同一人", role=CHIEF.role, login="e" * 16)
    chief.sit(twin)
    with pytest.raises(TwoPersonsNeeded):
        chief.covering.approve(asked.document_number)
    chief.sit(CHIEF)
    chief.covering.approve(asked.document_number)
    meet(*three)
    assert b.desk.operator().acting_for == A.staff
    assert AcceptCase(b.office)(case.case_id).status is CaseStatus.ACCEPTED
    b.counter.clock.pass_time(timedelta(days=3))
    assert b.desk.operator().acting_for == "", "it ended by itself"


def test_who_took_a_case_in_reads_who_else_acted_on_it_here_and_elsewhere(two):
    a, b = two
    news = SqlMovedCases(a.store)
    case, other = a.take_in(), a.take_in()
    row = news.newest_row()
    a.do(other.case_id, amend("13900000001"))
    assert news.done_by_others(A.staff, row, limit=9) == {}
    a.sit(B)
    a.do(case.case_id, amend("13900000002"))
    a.sit(A)
    meet(a, b)
    b.do(other.case_id, amend("13900000003"))
    meet(b, a)
    assert news.done_by_others(A.staff, row, limit=9) == {
        other.case_id: (B.staff,),
        case.case_id: (B.staff,),
    }
    assert len(news.done_by_others(A.staff, row, limit=1)) == 1
    assert news.done_by_others(B.staff, row, limit=9) == {}, "B took neither in"
    assert news.done_by_others(A.staff, news.newest_row(), limit=9) == {}


def covered(a, b, chief):
    """Let B take A's post over with a chief's word from afar, while A hears of nothing."""
    asked = b.covering.ask(
        CoverRequest(
            post=POST,
            absent=A.staff,
            reason="停电",
            until=b.office.today() + timedelta(days=5),
            post_code=a.code,
        )
    )
    meet(b, chief)
    chief.covering.approve(asked.document_number)
    meet(chief, b)
    return asked


@pytest.mark.law("9 ab-post")
@pytest.mark.fault("F20")
def test_who_was_away_comes_back_and_nothing_that_either_did_is_lost(three):
    """A is offline for days, B covers; both act on the same cases: all is united or carded."""
    a, b, chief = three
    cases = [a.take_in().case_id for _ in range(4)]
    meet(*three)
    asked = covered(a, b, chief)
    same, against, phones, apart = cases
    refusal = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要许可")
    a.counter.clock.pass_time(timedelta(days=2))
    AcceptCase(a.office)(same)
    RefuseCase(a.office)(against, refusal)
    a.do(phones, amend("13900000001"))
    AcceptCase(a.office)(apart)
    own = a.take_in()
    b.counter.clock.pass_time(timedelta(days=2))
    AcceptCase(b.office)(same)
    AcceptCase(b.office)(against)
    b.do(phones, amend("13900000002"))
    meet(b, chief)
    made = a.event_ids() | b.event_ids()
    meet(a, b, chief)
    meet(a, b, chief)

    at_county = {
        row[0]
        for row in a.counter.rows("SELECT event_id FROM events WHERE server_sequence IS NOT NULL")
    }
    for desk in three:
        assert made <= desk.event_ids()
        assert made <= at_county
        assert desk.holder(a.code).staff == B.staff
        assert desk.case(same).status is CaseStatus.ACCEPTED
        assert desk.case(against).open_conflicts, "受理 against 不予受理 is a person's to decide"
        assert desk.case(phones).other_values, "the other number is kept and shown"
        assert desk.case(apart).status is CaseStatus.ACCEPTED
        assert desk.case(own.case_id).number == own.number
        assert desk.book() == a.book()
    assert tasks_at(a) == [TaskCode.POST_COVERED], "who comes back is told"
    assert b.open_numbers() >= {own.number}, "what A took in meanwhile belongs to the post too"
    a.covering.end(asked.document_number, "已回岗")
    meet(a, b, chief)
    assert {desk.holder(a.code).staff for desk in three} == {""}
    assert tasks_at(a) == []
    assert own.number in a.open_numbers()
    assert own.number not in b.open_numbers()
