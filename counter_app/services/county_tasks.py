"""Collects what waits for a person because of the county, for the list of tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from counter_app.domain.county_tasks import (
    OrderChanged,
    authority_task,
    county_desk_tasks,
    order_task,
    set_aside_task,
)
from counter_app.domain.county_word import CountyWord
from counter_app.domain.delivery import SetAside
from counter_app.domain.ids import CaseId
from counter_app.domain.tasks import Task
from counter_app.domain.work_calendar import WorkCalendar


class CountyTasks:
    """Asked once for each slice of cases, and once for the desk."""

    def __init__(
        self,
        word: Callable[[], CountyWord],
        order_changed: Callable[[], Sequence[OrderChanged]],
        set_aside: Callable[[], Sequence[SetAside]],
        authorities_end: Callable[[], date | None] = lambda: None,
    ) -> None:
        """Take what is known of the county, its order, what it did not take, and its line."""
        self._authorities_end = authorities_end
        self._word = word
        self._order_changed = order_changed
        self._set_aside = set_aside

    def by_case(self) -> Mapping[CaseId, Sequence[Task]]:
        """Return the tasks of every case that has any."""
        found: dict[CaseId, list[Task]] = defaultdict(list)
        for changed in self._order_changed():
            found[changed.case_id].append(order_task(changed))
        for aside in self._set_aside():
            if aside.case_id:
                found[aside.case_id].append(set_aside_task(aside))
        return found

    def of_desk(self, calendar: WorkCalendar, today: date) -> tuple[Task, ...]:
        """Return the tasks that are about no case."""
        asides = [set_aside_task(each) for each in self._set_aside() if not each.case_id]
        line = authority_task(self._authorities_end(), today)
        return (*county_desk_tasks(self._word(), calendar, today), *line, *asides[:1])


class NoCounty(CountyTasks):
    """Knows of no county: nothing waits because of one."""

    def __init__(self) -> None:
        super().__init__(CountyWord, tuple, tuple)

    def of_desk(self, calendar: WorkCalendar, today: date) -> tuple[Task, ...]:
        """Return nothing: a calendar is the county's to publish."""
        del calendar, today
        return ()
