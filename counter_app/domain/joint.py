"""联办: whose opinion a joint case waits for, in which order, and what silence means."""

from __future__ import annotations

from datetime import date

from counter_app.domain.case import Case
from counter_app.domain.handling_rules import JointDepartment, Silence
from counter_app.domain.item import DayUnit, ServiceItem
from counter_app.domain.time_limit import count_days, is_over
from counter_app.domain.work_calendar import WorkCalendar


def waiting_before(item: ServiceItem | None, case: Case, department: str) -> tuple[str, ...]:
    """Return the departments that must speak before one: those of a lower order.

    Departments of the same order are asked at the same time (并联).
    """
    parts = item.joint_departments if item is not None else ()
    own = next((part.order for part in parts if part.name == department), None)
    if own is None:
        return ()
    spoken = _spoken(case)
    return tuple(part.name for part in parts if part.order < own and part.name not in spoken)


def silent_departments(
    item: ServiceItem | None, case: Case, today: date, calendar: WorkCalendar
) -> tuple[str, ...]:
    """Return the departments whose opinion a grant still waits for.

    One that stayed silent beyond its limit agrees where a rule of the item says so, and only
    there; the silence is its own.

    Source: law.md 4.9.
    """
    known = {part.name: part for part in (item.joint_departments if item is not None else ())}
    spoken = _spoken(case)
    return tuple(
        name
        for name in case.item.joint_departments
        if name not in spoken and not _agreed_by_silence(known.get(name), case, today, calendar)
    )


def _agreed_by_silence(
    part: JointDepartment | None, case: Case, today: date, calendar: WorkCalendar
) -> bool:
    if part is None or part.silence is not Silence.AGREES or part.reply_limit_days is None:
        return False
    if case.accepted_on is None:
        return False
    limit = count_days(case.accepted_on, part.reply_limit_days, DayUnit.WORKING, calendar)
    return is_over(limit, today)


def _spoken(case: Case) -> frozenset[str]:
    return frozenset(opinion.department for opinion in case.opinions)
