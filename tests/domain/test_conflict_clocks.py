from __future__ import annotations

import pytest

from counter_app.domain.case_clocks import RunningClock, case_clocks
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from tests.domain.test_conflict_fold import ACCEPTED, INTAKE, REFUSED
from tests.fakes.people import TODAY, accepted, event, refused
from tests.fakes.rulebooks import ChangeableRules
from tests.fakes.two_sides import decided, paused, ruling

pytestmark = pytest.mark.fault("F20")


class TestClocks:
    def test_an_open_refusal_does_not_stop_the_clock_of_the_acceptance(self):
        calendar = ChangeableRules.shipped().calendar
        refused_first = fold([INTAKE, event("b1", refused(), "e1"), event("a1", accepted(), "e1")])
        clocks = case_clocks(refused_first, TODAY, calendar)
        assert clocks.running is RunningClock.DECISION
        assert (
            clocks.binding.due_on
            == case_clocks(fold([INTAKE, ACCEPTED]), TODAY, calendar).binding.due_on
        )

    def test_once_decided_only_what_stands_counts(self):
        calendar = ChangeableRules.shipped().calendar
        case = fold([INTAKE, REFUSED, ACCEPTED, event("r", ruling("a1", "b1", "b1"))])
        assert case_clocks(case, TODAY, calendar).running is RunningClock.NONE

    def test_a_running_clock_counts_more_than_one_that_is_stopped(self):
        calendar = ChangeableRules.shipped().calendar
        story = [INTAKE, ACCEPTED, event("a2", paused(), "a1"), event("b2", decided(), "a1")]
        assert fold(story).status is CaseStatus.PAUSED
        assert case_clocks(fold(story), TODAY, calendar).running is RunningClock.DELIVERY
