"""日清 with every list that its sheet explains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.day_report import (
    DayReport,
    LogState,
    VoidedCase,
    missed_notices,
    overdue_on,
    unknown_prints,
    voided_on,
)
from counter_app.domain.desk_contents import DeskCase
from counter_app.domain.drawer import DrawerLine, inventory_of
from counter_app.domain.life_facts import CaseVoided
from counter_app.domain.post_facts import DayClosed
from counter_app.services.close_day import CloseDay, DayClose, five_checks
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.office import Office


class DayLog(Protocol):
    """What a day's close asks of this device's record."""

    def state(self) -> LogState:
        """Return how the record stands now."""

    def last_closed(self) -> DayClosed | None:
        """Return the last close of a day that was recorded here."""


class ReportDay:
    """Closes the day, or shows what closing it would find."""

    def __init__(
        self,
        office: Office,
        close: CloseDay,
        read_desk: ReadDesk,
        log: DayLog,
    ) -> None:
        """Take the parts."""
        self._office = office
        self._close = close
        self._read_desk = read_desk
        self._log = log

    def look(self) -> DayReport:
        """Return what closing the day now would find, or what it found; nothing is kept."""
        fact = self._log.last_closed()
        if fact is None or fact.day != self._office.today():
            return self._report(self._close.preview(), is_closed=False)
        desk = self._read_desk().cases
        seen = [each.case for each in desk if each.is_open or each.case.received_on == fact.day]
        closed = DayClose(fact, five_checks(self._office, seen), len(seen))
        return self._report(closed, is_closed=True)

    def close(self) -> DayReport:
        """Close the day and return what was found.

        Raises:
            AlreadyDone: The day is closed.
        """
        return self._report(self._close(), is_closed=True)

    def _report(self, closed: DayClose, *, is_closed: bool) -> DayReport:
        desk = self._read_desk().cases
        day = closed.fact.day
        return DayReport(
            fact=closed.fact,
            checks=closed.checks,
            checked=closed.checked,
            log=self._log.state(),
            is_closed=is_closed,
            voided=self._voided(desk, day),
            unknown=unknown_prints((each.case for each in desk), day),
            overdue=overdue_on((each.seen for each in desk), day),
            missed=missed_notices((each.seen for each in desk), day),
            owed=tuple(line for line in self._drawer(desk) if line.is_owed),
        )

    def _drawer(self, desk: Sequence[DeskCase]) -> tuple[DrawerLine, ...]:
        return inventory_of((each.case for each in desk), self._office.now()).lines

    def _voided(self, desk: Sequence[DeskCase], day: date) -> tuple[VoidedCase, ...]:
        cases = [each.case for each in desk if voided_on(each.case, day)]
        with self._office.unit_of_work(as_system=True) as work:
            return tuple(
                VoidedCase(
                    case=case,
                    ending=case.ending,
                    voided_by=_voider(work.events_of(case.case_id)),
                )
                for case in cases
                if case.ending is not None
            )


def _voider(events: Sequence[CaseEvent]) -> str:
    """Return the staff number of who voided a case."""
    voiders = [event.staff for event in events if isinstance(event.fact, CaseVoided)]
    return voiders[-1] if voiders else ""
