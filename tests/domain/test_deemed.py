from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from counter_app.domain.case_clocks import notice_deadline
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.deemed import seen_on
from counter_app.domain.steps import Act
from counter_app.runtime.shipped_data import shipped_calendar
from tests.fakes.people import CHINA, ITEM, TWO_MISSING, event, noticed, received

CALENDAR = shipped_calendar()
# Friday before the spring festival: five working days end on 27 February.
FRIDAY = datetime(2026, 2, 13, 16, 50, tzinfo=CHINA)


def case_of(*more, item=ITEM):
    return fold([event("e1", received(TWO_MISSING, at=FRIDAY, item=item)), *more])


def test_the_notice_clock_counts_make_up_days_and_skips_the_festival():
    assert notice_deadline(case_of(), CALENDAR).due_on == date(2026, 2, 27)


def test_on_the_last_day_a_notice_is_still_in_time():
    on_day = seen_on(case_of(), date(2026, 2, 27), CALENDAR)

    assert on_day.case.status is CaseStatus.RECEIVED
    assert on_day.deemed_accepted_on is None


def test_from_the_day_after_the_case_counts_as_accepted_from_receipt():
    on_day = seen_on(case_of(), date(2026, 2, 28), CALENDAR)

    assert on_day.case.status is CaseStatus.DEEMED_ACCEPTED
    assert on_day.deemed_accepted_on == FRIDAY.date()
    assert not on_day.case.may_take(Act.NOTICE)
    assert on_day.case.may_take(Act.ACCEPT)


def test_a_notice_in_time_stops_the_clock_for_ever():
    case = case_of(event("e2", noticed(), "e1"))

    assert seen_on(case, date(2027, 2, 28), CALENDAR).deemed_accepted_on is None


@pytest.mark.parametrize("days", [0, 2])
def test_a_county_may_promise_less_but_only_the_law_deems(days):
    case = case_of(item=replace(ITEM, notice_limit_days=days))

    promised = notice_deadline(case, CALENDAR).due_on
    assert promised == {0: date(2026, 2, 13), 2: date(2026, 2, 24)}[days]
    assert seen_on(case, date(2026, 2, 27), CALENDAR).deemed_accepted_on is None
    assert seen_on(case, date(2026, 2, 28), CALENDAR).deemed_accepted_on == FRIDAY.date()
