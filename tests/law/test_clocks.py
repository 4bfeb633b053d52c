"""Clocks: which limits run, what stops and lengthens them, and what lateness asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.case_clocks import (
    DECISION_LIMIT,
    FIRST_EXAMINATION_LIMIT,
    JOINT_LIMIT,
    RunningClock,
    case_clocks,
    legal_limit,
)
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import OverdueCategory, Result
from counter_app.domain.errors import (
    AlreadyExtended,
    CalendarInvalid,
    ExtensionTooLate,
    ExtensionTooLong,
    FieldMissing,
    IllegalStep,
    NotExtendable,
    OverdueReasonMissing,
    ReasonMissing,
    WrongApprover,
)
from counter_app.domain.handling_rules import DeemedDecision, JointDepartment, Silence
from counter_app.domain.item import DayUnit, HandlingType, TimeLimit
from counter_app.domain.supervision import SupervisionLight
from counter_app.domain.time_limit import Pause, count_days
from counter_app.domain.work_calendar import LocalHoliday
from counter_app.runtime.shipped_data import shipped_calendar
from counter_app.services.conclude_case import ConcludeRequest, OverdueRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.recount_dates import RecountDates
from counter_app.services.review_case import VisitRequest
from tests.fakes.people import ITEM
from tests.services.life import COMMITTED, INSTANT, JOINT

REVIEW = PauseRequest(kind=SpecialProcedureKind.EXPERT_REVIEW, expected_days=4, reason="需专家评审")
TEN = ExtendRequest(approved_by=ApproverRank.DIRECTOR, reason="需要补充调查")
FIFTEEN = ExtendRequest(approved_by=ApproverRank.GOVERNMENT_HEAD, reason="多部门会商")
CERTIFICATE = Result(name="高龄津贴审批表", number="青津〔2026〕1号")
LATE = OverdueRequest(category=OverdueCategory.COUNTY, text="等待上级数据核对")


@pytest.mark.law("4.10")
@pytest.mark.law("XKF 74")
def test_the_promise_is_shown_and_the_law_stands_behind_it(life):
    life.begin()
    clocks = life.file().clocks

    assert clocks.running is RunningClock.DECISION
    assert (clocks.promised.due_on, clocks.statutory.due_on) == (
        date(2026, 12, 2),
        date(2026, 12, 14),
    )


@pytest.mark.law("XKF 37, 42")
@pytest.mark.parametrize(
    ("handling", "limit"),
    [
        (HandlingType.COMMITTED, DECISION_LIMIT),
        (HandlingType.JOINT, JOINT_LIMIT),
        (HandlingType.ESCALATED, FIRST_EXAMINATION_LIMIT),
    ],
)
def test_a_permit_without_a_published_limit_has_that_of_the_law(handling, limit):
    item = replace(ITEM, handling_type=handling, statutory_limit=None, item_type="01")

    assert legal_limit(item) == limit
    assert legal_limit(replace(item, item_type="20")) is None


class TestExtension:
    @pytest.mark.law("3 decision-one-agency")
    def test_ten_days_with_the_head_of_the_agency(self, life):
        life.begin()
        case = life.do(TEN)

        assert case.extensions[0].old_due_on == date(2026, 12, 2)
        assert case.extensions[0].new_due_on == date(2026, 12, 16)
        assert life.file().clocks.statutory.due_on == date(2026, 12, 28)

    @pytest.mark.law("3 decision-joint")
    def test_fifteen_in_a_joint_case_with_the_head_of_the_government(self, life):
        life.begin(item=JOINT)
        with pytest.raises(WrongApprover):
            life.do(TEN)

        assert life.do(FIFTEEN).extensions[0].days == 15

    @pytest.mark.asvs("2.3.2")
    @pytest.mark.law("4.5")
    def test_once_only(self, life):
        life.begin()
        life.do(TEN)
        with pytest.raises(AlreadyExtended):
            life.do(TEN)

    @pytest.mark.law("4.5")
    @pytest.mark.parametrize(
        ("request_", "error"),
        [
            (replace(TEN, reason=" "), ReasonMissing),
            (replace(TEN, days=11), ExtensionTooLong),
            (replace(TEN, days=0), ExtensionTooLong),
            (FIFTEEN, WrongApprover),
        ],
    )
    def test_with_its_reason_its_rank_and_not_too_long(self, life, request_, error):
        life.begin()
        with pytest.raises(error):
            life.do(request_)

    @pytest.mark.law("XKF 37, 42")
    def test_not_after_the_limit(self, life):
        life.begin()
        life.on(2026, 12, 15)
        with pytest.raises(ExtensionTooLate):
            life.do(TEN)

    @pytest.mark.law("XKF 37, 42")
    def test_not_where_no_rule_allows_it(self, life):
        life.begin(item=INSTANT)
        with pytest.raises(NotExtendable):
            life.do(TEN)


class TestPauses:
    @pytest.mark.law("XKF 45")
    def test_only_the_eight_procedures_exist(self):
        assert len(SpecialProcedureKind) == 8

    @pytest.mark.law("4.6")
    def test_the_days_of_a_procedure_do_not_count(self, life):
        life.begin()
        life.on(2026, 11, 9)
        assert life.do(REVIEW).status is CaseStatus.PAUSED
        assert life.file().clocks.running is RunningClock.PAUSED
        life.on(2026, 11, 13)
        case = life.do(ResumeRequest(result="通过"))

        assert case.status is CaseStatus.ACCEPTED
        assert life.file().deadline.due_on == date(2026, 12, 8), "four days later than 12-02"
        assert life.file().clocks.statutory.due_on == date(2026, 12, 18)

    @pytest.mark.law("4.6")
    def test_a_procedure_that_takes_longer_than_told_keeps_the_clock_stopped(self, life):
        life.begin()
        life.on(2026, 11, 9)
        life.do(REVIEW)
        told = life.file().clocks.promised.due_on
        life.on(2026, 11, 20)

        assert life.file().clocks.promised.due_on > told
        assert life.file().light is SupervisionLight.NORMAL

    @pytest.mark.law("XKF 45")
    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            (replace(REVIEW, reason=""), ReasonMissing),
            (replace(REVIEW, expected_days=0), FieldMissing),
        ],
    )
    def test_the_applicant_is_told_why_and_how_long(self, life, wrong, error):
        life.begin()
        with pytest.raises(error):
            life.do(wrong)

    @pytest.mark.law("4.6")
    def test_a_site_visit_stops_nothing(self, life):
        life.begin()
        before = life.file().clocks.promised.due_on
        life.do(VisitRequest(place="石桥镇", staff=("周小禾", "李青"), finding="情况属实"))

        assert life.file().clocks.promised.due_on == before
        assert life.file().clocks.running is RunningClock.DECISION


class TestCounting:
    @pytest.mark.law("4.7")
    @pytest.mark.parametrize("hour", [0, 12, 23])
    def test_the_hour_of_receipt_moves_no_date(self, life, hour):
        life.on(2026, 11, 3, hour)
        life.begin()

        assert life.file().clocks.promised.due_on == date(2026, 12, 3)

    @pytest.mark.law("4.7")
    def test_a_period_of_calendar_days_ends_on_a_working_day(self, life, rules):
        rules.change(
            COMMITTED,
            promised_limit=TimeLimit(5, DayUnit.CALENDAR),
            statutory_limit=TimeLimit(5, DayUnit.CALENDAR),
        )
        life.begin()

        assert life.file().clocks.promised.due_on == date(2026, 11, 9), "11-07 is a Saturday"

    @pytest.mark.law("XKF 82")
    @given(
        start=st.dates(date(2024, 1, 1), date(2026, 9, 1)),
        days=st.integers(1, 60),
        extra=st.integers(0, 15),
        paused=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=3),
    )
    def test_pauses_and_extensions_never_bring_a_date_forward(self, start, days, extra, paused):
        calendar = shipped_calendar()
        pauses = [
            Pause(_later(start, offset), _later(start, offset + length))
            for offset, length in paused
        ]
        plain = count_days(start, days, DayUnit.WORKING, calendar)
        longer = count_days(start, days + extra, DayUnit.WORKING, calendar)
        stopped = count_days(start, days, DayUnit.WORKING, calendar, pauses)
        both = count_days(start, days + extra, DayUnit.WORKING, calendar, pauses)

        assert plain.due_on <= min(longer.due_on, stopped.due_on)
        assert both.due_on >= max(longer.due_on, stopped.due_on)
        assert len(stopped.counted_days) == days

    @pytest.mark.law("3 calendar")
    def test_beyond_the_calendar_a_date_is_only_expected_and_is_logged_when_it_moves(
        self, life, rules
    ):
        life.on(2026, 12, 7)
        case = life.begin()
        assert case.acceptance.is_provisional
        holiday = LocalHoliday(date(2026, 12, 25), "地方节日", "县政府公告")
        rules.calendar = replace(
            rules.calendar.with_local_holidays([holiday]), version=rules.calendar.version + 1
        )
        assert RecountDates(life.office)([life.case_id]) == 1
        assert RecountDates(life.office)([life.case_id]) == 0, "logged once"

        recount = life.file().case.recounts[0]
        assert recount.old_due_on == case.acceptance.due_on
        assert recount.new_due_on > recount.old_due_on

    @pytest.mark.law("3 calendar")
    def test_a_calendar_that_cannot_be_right_is_refused(self):
        from counter_app.domain.work_calendar import parse_calendar

        with pytest.raises(CalendarInvalid):
            parse_calendar(b"{}")


def _later(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)


class TestLateness:
    @pytest.mark.law("4.8")
    def test_an_overdue_case_is_not_concluded_without_a_public_reason(self, life):
        life.begin()
        life.on(2026, 12, 4)
        life.grant()
        with pytest.raises(OverdueReasonMissing):
            life.do(ConcludeRequest(result=CERTIFICATE))
        life.do(LATE)

        case = life.do(ConcludeRequest(result=CERTIFICATE))
        assert case.status is CaseStatus.CONCLUDED
        assert case.overdue_reason.days_over == 2

    @pytest.mark.law("4.8")
    def test_what_is_not_late_has_nothing_to_explain(self, life):
        life.begin()
        with pytest.raises(IllegalStep):
            life.do(LATE)

    @pytest.mark.law("11")
    @pytest.mark.parametrize(
        ("day", "light"),
        [
            ((11, 27), SupervisionLight.NORMAL),
            ((11, 30), SupervisionLight.WARNING),
            ((12, 2), SupervisionLight.WARNING),
            ((12, 3), SupervisionLight.YELLOW),
            ((12, 9), SupervisionLight.YELLOW),
            ((12, 10), SupervisionLight.RED),
        ],
    )
    def test_the_light_warns_then_shows_yellow_then_red(self, life, day, light):
        life.begin()
        life.on(2026, *day)

        assert life.file().light is light

    @pytest.mark.law("XKF 44")
    def test_ten_days_to_deliver_after_a_grant(self, life):
        life.begin()
        life.on(2026, 11, 10)
        life.grant()
        clocks = life.file().clocks

        assert clocks.running is RunningClock.DELIVERY
        assert clocks.binding.due_on == date(2026, 11, 24)

    @pytest.mark.law("4.9")
    def test_silence_grants_only_where_the_item_says_so(self, life, rules):
        life.begin()
        life.on(2026, 12, 15)
        assert not life.file().seen.is_deemed_granted
        rules.change(
            COMMITTED, deemed_decision=DeemedDecision.GRANTED, deemed_decision_basis="县规"
        )
        life.begin()
        life.on(2027, 2, 26)

        assert life.file().seen.is_deemed_granted
        assert life.grant().decision.is_deemed

    @pytest.mark.law("4.9")
    def test_a_silent_department_agrees_only_where_a_rule_says_so(self, life, rules):
        from counter_app.domain.joint import silent_departments

        parts = (
            JointDepartment("县住建局", 1, 5, Silence.AGREES, "县规"),
            JointDepartment("县林业局", 1, 5),
        )
        rules.change(JOINT, joint_departments=parts)
        case = life.begin(item=JOINT)
        item = rules.catalogue.by_id(JOINT)
        asked = (rules.calendar,)

        assert silent_departments(item, case, date(2026, 11, 9), *asked) == (
            "县住建局",
            "县林业局",
        )
        assert silent_departments(item, case, date(2026, 11, 10), *asked) == ("县林业局",)


def test_every_clock_of_a_case_explains_itself_day_by_day(life):
    life.begin()
    clocks = case_clocks(life.file().case, date(2026, 11, 2), shipped_calendar())
    for deadline in (clocks.notice, clocks.promised, clocks.statutory):
        days = [*deadline.counted_days, *(row.day for row in deadline.excluded_days)]
        assert len(days) == len(set(days))
        assert max(days) == deadline.due_on
