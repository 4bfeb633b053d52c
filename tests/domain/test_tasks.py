"""What waits for somebody is derived from case, day and calendar; the stories show it in lives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain.case_fold import fold
from counter_app.domain.deemed import seen_on
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import case_tasks, desk_tasks
from counter_app.domain.terms import name_of
from counter_app.domain.trusted_time import AnchorSeen, estimate
from counter_app.runtime.shipped_data import shipped_calendar
from tests.fakes.people import MONDAY, TWO_MISSING, accepted, event, noticed, received


def codes(events, day: date) -> list[TaskCode]:
    calendar = shipped_calendar()
    seen = seen_on(fold(events), day, calendar)
    return [task.code for task in case_tasks(seen, day, calendar)]


RECEIVED = [event("e1", received())]
ACCEPTED = [*RECEIVED, event("e2", accepted(), "e1", 2)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 2), []),
        (date(2026, 11, 4), []),
        (date(2026, 11, 5), [TaskCode.NOTICE_DUE]),
        (date(2026, 11, 9), [TaskCode.NOTICE_DUE_TODAY]),
        (date(2026, 11, 10), [TaskCode.DEEMED_ACCEPTED]),
    ],
)
def test_the_notice_clock_is_watched(day, found):
    assert codes(RECEIVED, day) == found


def test_a_county_that_set_fewer_days_is_reminded_before_the_law_speaks():
    fact = received()
    quick = replace(fact, item=replace(fact.item, notice_limit_days=2))
    assert codes([event("e1", quick)], date(2026, 11, 5)) == [TaskCode.NOTICE_OVERDUE]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 30), [TaskCode.PROMISE_DUE]),
        (date(2026, 12, 2), [TaskCode.PROMISE_DUE]),
        (date(2026, 12, 3), [TaskCode.OVERDUE_EXPLAIN]),
    ],
)
def test_the_promise_is_watched(day, found):
    assert codes(ACCEPTED, day) == found


def test_while_the_citizen_has_to_act_nobody_else_is_reminded():
    events = [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1", 2)]
    assert codes(events, date(2027, 3, 1)) == []


def test_a_wrong_clock_is_the_desks_own_task():
    seen = AnchorSeen(MONDAY, 1_000, "b0070001")
    good = estimate(MONDAY, 1_000, "b0070001", seen)
    assert desk_tasks(good) == ()
    assert desk_tasks(None) == ()
    wrong = estimate(MONDAY + timedelta(hours=2), 1_000, "b0070001", seen)
    (task,) = desk_tasks(wrong)
    assert (task.code, task.case_id) == (TaskCode.CLOCK_OFF, None)
    assert "120分钟" in task.detail


def test_every_code_is_public_interface_and_has_words():
    assert all(code.value == code.name.lower().replace("_", "-") for code in TaskCode)
    assert all(name_of(code) for code in TaskCode)
