"""Until when what is missing may follow (容缺)."""

from __future__ import annotations

from datetime import date

from counter_app.domain.case import ItemSnapshot
from counter_app.domain.case_clocks import legal_limit
from counter_app.domain.time_limit import due_by
from counter_app.domain.work_calendar import WorkCalendar


def latest_pledge_day(item: ItemSnapshot, today: date, calendar: WorkCalendar) -> date | None:
    """Return until when a pledge made today may run: the promised date; None without a limit."""
    limit = item.promised_limit or legal_limit(item)
    return due_by(today, limit, calendar).due_on if limit is not None else None
