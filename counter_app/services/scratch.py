"""A sheet of scratch paper: acts are tried here before they are done, and nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent, CaseFact
from counter_app.domain.case_field import Field
from counter_app.domain.case_fold import fold
from counter_app.domain.ids import CaseId, EventId
from counter_app.ports import Clock, Desk, UnitOfWork


class ScratchWork:
    """The `UnitOfWork` port in memory, for previews.

    It follows the real contract, so that a preview breaks the same rules the act would break;
    numbers come out as zeros, since a number is taken only when the act is done.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        case: list[CaseEvent] | None = None,
        *,
        device: str = "scratch",
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._device = device
        self._events: list[CaseEvent] = list(case or ())
        self._numbers: Counter[str] = Counter()

    @property
    def generation(self) -> int:
        return 1

    def case(self, case_id: CaseId) -> Case:
        case = fold(self.events_of(case_id))
        assert case is not None, f"{case_id} has no intake here"
        return case

    def find_case(self, number: str) -> CaseId | None:
        found = (event.case_id for event in self._events)
        return next((case_id for case_id in found if self.case(case_id).number == number), None)

    def events_of(self, case_id: CaseId) -> list[CaseEvent]:
        return [event for event in self._events if event.case_id == case_id]

    def all_events(self) -> list[CaseEvent]:
        """Return what stands on the sheet, in the order made."""
        return list(self._events)

    def next_number(self, key: str) -> int:
        self._numbers[key] += 1
        return self._numbers[key]

    def record(
        self, case_id: CaseId, fact: CaseFact, *, base: Mapping[Field, EventId] | None = None
    ) -> EventId:
        operator = self._desk.operator()
        n = len(self._events) + 1
        event = CaseEvent(
            event_id=EventId(f"{n:048x}{self._device:0>16}"[-64:]),
            case_id=case_id,
            fact=fact,
            base=dict(base or {}),
            made_at=self._clock.now(),
            staff=operator.staff,
            role=operator.role.value,
            place=(n, 0, self._device, 1, n),
        )
        self._events.append(event)
        return event.event_id

    def commit(self) -> None:
        """Keep nothing."""


@contextmanager
def scratch(desk: Desk, clock: Clock) -> Iterator[UnitOfWork]:
    """Open a sheet of scratch paper."""
    yield ScratchWork(desk, clock)
