"""电子监察: the light of a case, from its clocks and from trusted time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.deadline_verdict import DeadlineVerdict
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.time_limit import Deadline, days_over, is_over, working_days_left
from counter_app.domain.work_calendar import WorkCalendar


class SupervisionLight(Enum):
    """正常, 预警, 黄牌, 红牌, 存疑; values are public interface of the command line."""

    NORMAL = "normal"
    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class SupervisionRule:
    """Thresholds in working days; a county sets its own, no national text names any.

    Attributes:
        warning_days_left: So many left, or fewer, and the light warns.
        yellow_days_over: So many over, or fewer, is yellow; more is red.
    """

    warning_days_left: int = 2
    yellow_days_over: int = 5


USUAL_RULE: Final = SupervisionRule()


def light_of(
    seen: CaseOnDay,
    today: date,
    calendar: WorkCalendar,
    verdicts: Iterable[DeadlineVerdict] = (),
    rule: SupervisionRule = USUAL_RULE,
) -> SupervisionLight:
    """Return the light of a case as seen on a day.

    Args:
        seen: The case with its clocks.
        today: Best estimate of the date.
        calendar: The one in force.
        verdicts: What trusted time says about the acts that had a deadline.
        rule: The county's thresholds.
    """
    verdicts = set(verdicts)
    if DeadlineVerdict.DISPUTED in verdicts:
        return SupervisionLight.DISPUTED
    if seen.case.is_deemed_accepted or DeadlineVerdict.LATE in verdicts:
        return SupervisionLight.RED  # A notice limit missed is red whatever came after.
    lights = [_decided(seen, calendar, rule)]
    if seen.clocks.running is not RunningClock.PAUSED and seen.clocks.binding is not None:
        lights.append(_running(seen.clocks.binding, today, calendar, rule))
    return max(lights, key=_WORSE.index)


_WORSE: Final = (
    SupervisionLight.NORMAL,
    SupervisionLight.WARNING,
    SupervisionLight.YELLOW,
    SupervisionLight.RED,
)


def _running(
    deadline: Deadline, today: date, calendar: WorkCalendar, rule: SupervisionRule
) -> SupervisionLight:
    if is_over(deadline, today):
        return _late(days_over(deadline, today, calendar), rule)
    left = working_days_left(deadline, today, calendar)
    return SupervisionLight.WARNING if left <= rule.warning_days_left else SupervisionLight.NORMAL


def _decided(seen: CaseOnDay, calendar: WorkCalendar, rule: SupervisionRule) -> SupervisionLight:
    decision, promised = seen.case.decision, seen.clocks.promised
    if decision is None or promised is None:
        return SupervisionLight.NORMAL
    decided_on = decision.decided_at.date()
    if not is_over(promised, decided_on):
        return SupervisionLight.NORMAL
    return _late(days_over(promised, decided_on, calendar), rule)


def _late(over: int, rule: SupervisionRule) -> SupervisionLight:
    if over == 0:  # Over since a day off: no working day was lost yet.
        return SupervisionLight.WARNING
    is_yellow = over <= rule.yellow_days_over
    return SupervisionLight.YELLOW if is_yellow else SupervisionLight.RED
