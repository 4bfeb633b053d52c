"""A wrong clock moves no deadline, dates no paper wrongly, and stops nobody from saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.material import Verdict
from counter_app.domain.supervision import SupervisionLight
from counter_app.domain.trusted_time import AnchorSeen, estimate
from counter_app.services.issue_notice import IssueOneTimeNotice
from counter_app.services.submit_intake import Outcome
from tests.fakes.people import MONDAY

YEARS = [timedelta(days=-3 * 365), timedelta(days=3 * 365)]


class AnchoredTime:
    """The county's time as of the beginning, carried on by the honest clock of this boot."""

    def __init__(self, clock) -> None:
        self._clock = clock
        self._anchor = AnchorSeen(clock.now(), clock.monotonic_ms(), clock.boot_id)

    def estimate(self):
        clock = self._clock
        return estimate(clock.now(), clock.monotonic_ms(), clock.boot_id, self._anchor)


@pytest.fixture
def office(plain_office, rules, clock):
    return replace(plain_office, rulebook=rules, timekeeper=AnchoredTime(clock))


@pytest.mark.fault("F9")
@pytest.mark.law("11")
@pytest.mark.lesson(25)
@pytest.mark.parametrize("jump", YEARS)
def test_no_deadline_moves_when_the_clock_jumps(life, clock, jump):
    life.begin()
    before = life.file()
    clock.set_wall(clock.now() + jump)
    after = life.file()

    assert after.clocks == before.clocks
    assert after.light is before.light is SupervisionLight.NORMAL


@pytest.mark.fault("F9")
@pytest.mark.law("11")
@pytest.mark.parametrize("jump", YEARS)
def test_what_is_taken_in_under_a_wrong_clock_bears_the_right_date(life, clock, jump):
    clock.set_wall(clock.now() + jump)
    case = life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)

    assert case.received_on == date(2026, 11, 2)
    assert case.number[11:19] == "20261102"
    assert life.file().case.status is CaseStatus.RECEIVED
    with life.store.unit_of_work() as work:
        (first, *_) = work.events_of(case.case_id)
    assert first.made_at == MONDAY + jump, "the claim of the clock stays signed in the event"


@pytest.mark.threat("T5")
@pytest.mark.law("11")
def test_a_clock_set_back_buys_no_time(life, clock):
    life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)
    life.on(2026, 11, 10)
    clock.set_wall(MONDAY)

    assert life.file().case.status is CaseStatus.DEEMED_ACCEPTED


@pytest.mark.law("11")
@pytest.mark.parametrize(
    ("hours", "status", "light"),
    [
        ((24, 48), CaseStatus.AWAITING_SUPPLEMENT, SupervisionLight.NORMAL),
        ((24, 24 * 9), CaseStatus.AWAITING_SUPPLEMENT, SupervisionLight.DISPUTED),
        ((24 * 8, 24 * 9), CaseStatus.DEEMED_ACCEPTED, SupervisionLight.RED),
    ],
)
def test_a_notice_is_judged_by_its_interval(life, office, hours, status, light):
    case = life.begin(Verdict.MISSING, outcome=Outcome.RECEIVE)
    IssueOneTimeNotice(office)(case.case_id)
    start, end = (MONDAY + timedelta(hours=hour) for hour in hours)
    with life.store.unit_of_work() as work:
        notice = work.events_of(case.case_id)[-2].event_id
    told = {notice: TimeInterval(start, end)}
    life.office = replace(office, intervals=lambda _: told)

    assert life.file().case.status is status
    assert life.file().light is light


@pytest.mark.fault("F9")
@pytest.mark.lesson(19)
def test_saving_is_never_blocked_by_a_clock(life, clock):
    for wall in (MONDAY.replace(year=2009), MONDAY.replace(year=2031)):
        clock.set_wall(wall)
        assert life.begin().status is CaseStatus.ACCEPTED


@pytest.mark.law("11")
@pytest.mark.parametrize(
    ("hours", "light"),
    [((-1, 1), SupervisionLight.NORMAL), ((24, 48), SupervisionLight.DISPUTED)],
)
def test_a_receipt_dated_when_it_cannot_have_been_is_for_a_human(life, office, hours, light):
    case = life.begin()
    start, end = (MONDAY + timedelta(hours=hour) for hour in hours)
    with life.store.unit_of_work() as work:
        received = work.events_of(case.case_id)[0].event_id
    life.office = replace(office, intervals=lambda _: {received: TimeInterval(start, end)})

    assert life.file().light is light
