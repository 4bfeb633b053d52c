"""Everything about one case on one page: where it stands, why, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.attachment import AttachmentState
from counter_app.domain.case import Case
from counter_app.domain.case_card import SyncStage
from counter_app.domain.case_clocks import CaseClocks, RunningClock
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.errors import CounterError
from counter_app.domain.guards import Situation, why_not
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.permissions import Right
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.domain.supervision import SupervisionLight, light_of
from counter_app.domain.time_limit import Deadline
from counter_app.ports import CaseFinder
from counter_app.services.guarded_reading import reader_of, require_right
from counter_app.services.item_of_case import item_of
from counter_app.services.office import Office
from counter_app.services.print_document import available_forms
from counter_app.services.see_case import see, verdicts_of

NO_STATES: Final[Mapping[str, AttachmentState]] = MappingProxyType({})
ONLY_BY_CITIZENS: Final = "评价由群众在副屏、扫码、电话或纸质评价单上自己完成，窗口人员不能代填"
"""好差评 comes over the citizen's own channels; no page of a clerk writes one (law.md 6)."""


@dataclass(frozen=True, slots=True, repr=False)
class CaseFile:
    """One case, read for the case page and `counter case show`.

    Attributes:
        case: As seen today: deemed acceptance is already in its status.
        seen: The same with all its clocks.
        light: 电子监察.
        events: In fold order.
        stages: How far each event has come on its way to the county.
        forms: Papers that can be printed.
        refused_acts: Act → why it is not allowed now, in Chinese; an allowed act is absent.
        file_states: Where the bytes of each attached file are, by SHA-256.
        packed: Number of the courier bundle that holds all of it and waits for an answer.
    """

    seen: CaseOnDay
    light: SupervisionLight
    events: tuple[CaseEvent, ...]
    stages: Mapping[EventId, SyncStage]
    forms: tuple[FormId, ...]
    refused_acts: Mapping[Act, str]
    packed: int | None = None
    file_states: Mapping[str, AttachmentState] = field(default_factory=lambda: NO_STATES)

    @property
    def case(self) -> Case:
        return self.seen.case

    @property
    def clocks(self) -> CaseClocks:
        return self.seen.clocks

    @property
    def clock(self) -> RunningClock:
        return self.seen.clocks.running

    @property
    def deadline(self) -> Deadline | None:
        """Day by day, of the clock that binds; None when none does."""
        return self.seen.clocks.binding

    @property
    def deemed_accepted_on(self) -> date | None:
        return self.seen.deemed_accepted_on


PackedIn = Callable[[CaseId], int | None]


def in_no_bundle(_case_id: CaseId) -> int | None:
    """Know of no courier bundle."""
    return None


FileStates = Callable[[CaseId], Mapping[str, AttachmentState]]


def no_files(_case_id: CaseId) -> Mapping[str, AttachmentState]:
    """Know of no files."""
    return NO_STATES


class ShowCase:
    """Reads one case."""

    def __init__(
        self,
        office: Office,
        finder: CaseFinder,
        packed: PackedIn = in_no_bundle,
        file_states: FileStates = no_files,
    ) -> None:
        self._file_states = file_states
        self._office = office
        self._finder = finder
        self._packed = packed

    def __call__(self, case_id: CaseId) -> CaseFile:
        """Return the case as it must be seen today.

        Raises:
            NotAuthorised: Whoever is signed in may see no case.
            CaseBodiesAway: Only its header is here (`FetchCase.header`).
        """
        office = self._office
        require_right(office.desk, Right.READ_CASES)
        with office.unit_of_work(as_system=True) as work:
            stored = work.case(case_id)
            events = tuple(work.events_of(case_id))
        office.in_hand.take(case_id, office.clock)
        seen = see(office, stored, lambda _: events)
        light = light_of(
            seen, office.today(), office.rulebook.calendar, verdicts_of(office, stored, events)
        )
        return CaseFile(
            seen=seen,
            light=light,
            events=events,
            stages=self._finder.stages(case_id),
            forms=available_forms(stored),
            refused_acts=refused_acts(
                Situation(seen, reader_of(office.desk), office.today(), item_of(office, stored))
            ),
            packed=self._packed(case_id),
            file_states=self._file_states(case_id),
        )


def refused_acts(situation: Situation) -> dict[Act, str]:
    """Say of each act that cannot be done now why not."""
    reasons = {act: why_not(act, situation) for act in Act}
    told = {act: words_of(error) for act, error in reasons.items() if error is not None}
    return told | {Act.RATE: ONLY_BY_CITIZENS}


def words_of(error: CounterError) -> str:
    """Return what a clerk reads: what stands against it, and what to do."""
    detail = str(error)
    return f"{detail}。{error.advice}" if detail else error.advice
