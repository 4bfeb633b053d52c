"""What waits for a person because of the county and the exchange with it; derived, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from counter_app.domain.case_status import CaseStatus
from counter_app.domain.county_word import CountyWord
from counter_app.domain.delivery import SetAside
from counter_app.domain.ids import CaseId
from counter_app.domain.privacy import Pi
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import Task
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import WorkCalendar

AUTHORITY_WARNING: Final = timedelta(days=30)
"""How long before the last authority ends somebody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged:
    """A case that stands elsewhere because the county's order of the same events is another.

    Attributes:
        was, now: Status before the county was restored and since.
    """

    case_id: Annotated[CaseId, Pi.P1]
    was: Annotated[CaseStatus, Pi.P1]
    now: Annotated[CaseStatus, Pi.P1]


def order_task(changed: OrderChanged) -> Task:
    """Return the task to look at a case whose standing changed by itself.

    It goes when somebody at this counter opens the case.
    """
    detail = f"{name_of(changed.was)}→{name_of(changed.now)}，请打开核对"
    return Task(code=TaskCode.ORDER_CHANGED, case_id=changed.case_id, detail=detail)


def set_aside_task(aside: SetAside) -> Task:
    """Return the task to settle what the county did not take, with the field at fault."""
    return Task(code=TaskCode.NOT_TAKEN, case_id=aside.case_id or None, detail=aside.words)


def county_desk_tasks(word: CountyWord, calendar: WorkCalendar, today: date) -> Iterator[Task]:
    """Yield what is to be done about the desk itself.

    Args:
        word: What the county last said.
        calendar: The one in force.
        today: Best estimate of the date.
    """
    if word.forked_generation:
        yield Task(
            code=TaskCode.FORKED,
            detail=f"第{word.forked_generation}代密钥出现过两个副本，核实后由县局结案",
        )
    if calendar.is_near_its_end(today):
        yield Task(
            code=TaskCode.CALENDAR_ENDING,
            detail="之后的日期只能标“预计”，请向县局要下一年度的日历",
            due_on=calendar.valid_until,
        )


def authority_task(end: date | None, today: date) -> Iterator[Task]:
    """Yield the task to get a new authority for the line to the county, a month before.

    Args:
        end: When the last of those that are pinned ends; None where none is pinned.
        today: Best estimate of the date.
    """
    if end is not None and end - today < AUTHORITY_WARNING:
        detail = "请向县局要新的证书机构文件，运维人员用 counter authority --add 加上"
        yield Task(code=TaskCode.AUTHORITY_ENDING, detail=detail, due_on=end)
