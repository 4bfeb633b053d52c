"""Every case that somebody still owes something stands in a list of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.case_card import WorkQueue
from counter_app.domain.handling_facts import DecisionKind, ForwardWay
from counter_app.domain.material import Verdict
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.forward_case import ForwardRequest
from counter_app.services.submit_intake import Outcome
from tests.law.requests import CONCLUDE, HANDED
from tests.law.test_clocks import REVIEW
from tests.services.life import ESCALATED

GRANT = DecisionRequest(kind=DecisionKind.GRANTED, decided_by="青禾县民政局")
DENY = replace(GRANT, kind=DecisionKind.DENIED, reason="年龄未满80周岁")


def lists(life):
    today = life.office.today()
    found = {
        queue
        for queue in WorkQueue
        for card in life.store.finder.worklist(queue, today=today).cards
        if card.case_id == life.case_id
    }
    return found - {WorkQueue.ALL, WorkQueue.NOT_AT_COUNTY}


@pytest.mark.parametrize(
    ("requests", "queues"),
    [
        ([], {WorkQueue.IN_PROGRESS}),
        ([REVIEW], {WorkQueue.IN_PROGRESS, WorkQueue.WAITING_FOR_COUNTY}),
        ([GRANT], {WorkQueue.IN_PROGRESS}),
        ([DENY], {WorkQueue.IN_PROGRESS}),
        ([GRANT, CONCLUDE], {WorkQueue.IN_PROGRESS, WorkQueue.TO_HAND_OUT}),
        ([DENY, CONCLUDE], {WorkQueue.TO_HAND_OUT}),
        ([GRANT, CONCLUDE, HANDED], set()),
    ],
)
def test_a_case_stands_where_its_next_step_is(life, requests, queues):
    life.begin()
    for request in requests:
        life.do(request)

    assert lists(life) == queues


def test_who_waits_for_whom_is_a_list_of_its_own(life):
    life.begin(Verdict.MISSING, outcome=Outcome.NOTICE)
    assert lists(life) == {WorkQueue.WAITING_FOR_CITIZEN}
    life.begin(item=ESCALATED)
    life.do(ForwardRequest(to="青禾县民政局", way=ForwardWay.NETWORK))
    assert WorkQueue.WAITING_FOR_COUNTY in lists(life)


def test_a_granted_case_is_due_when_the_ten_days_to_deliver_are_over(life):
    life.begin()
    life.do(GRANT)
    card = life.store.finder.card(life.case_id)

    assert card.next_due_on == date(2026, 11, 16)
    assert card.clock_from == date(2026, 11, 2)
    life.on(2026, 11, 17)
    assert WorkQueue.OVERDUE in lists(life)
