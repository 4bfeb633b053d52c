"""Both sides of every conflict next to each other: who, when, what, what is on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counter_app.domain.authority import may_override
from counter_app.domain.case import Case
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.conflict import row_of
from counter_app.domain.conflict_record import Conflict, ConflictState, Recorded, Side
from counter_app.domain.conflict_sides import DETAIL_OF_FIELD, detail_of, papers_of, switch
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.permissions import Right
from counter_app.domain.print_job import PrintedDocument
from counter_app.domain.staff import Operator
from counter_app.ports import CaseFinder
from counter_app.services.guarded_reading import reader_of, require_right
from counter_app.services.office import Office

_SHOWN = frozenset({ConflictState.OPEN, ConflictState.RESOLVED})


@dataclass(frozen=True, slots=True, repr=False)
class SideTold:
    """One side of a conflict.

    Attributes:
        acts: What was done on it, oldest first; the first of them contradicts the other side.
        interval: Between which two times of the county its first act happened; None when the
            county has signed for nothing around it.
        papers: Print jobs of its acts, whatever came of them.
        status: Where the case would go on from, if this side stands.
        value: What it says of a detail; "" where the conflict is about steps.
    """

    side: Side
    acts: tuple[CaseEvent, ...]
    interval: TimeInterval | None
    papers: tuple[PrintedDocument, ...]
    status: CaseStatus
    value: str
    is_in_force: bool


@dataclass(frozen=True, slots=True, repr=False)
class ConflictCard:
    """One conflict, as the chief representative reads it.

    Attributes:
        rule: The row of the table, in words.
        refused: Why the person signed in cannot decide it; "" when they can.
        is_decided: It was decided; deciding again changes that.
    """

    case: Case
    conflict: Conflict
    sides: tuple[SideTold, SideTold]
    rule: str
    refused: str
    is_decided: bool

    @property
    def is_single_choice(self) -> bool:
        """Whether there is nothing to choose: it happened, and somebody has to know."""
        return self.conflict.kept is None


class ShowConflicts:
    """Reads the conflicts of the counter's cases, or of one case."""

    def __init__(self, office: Office, finder: CaseFinder) -> None:
        self._office = office
        self._finder = finder

    def __call__(self, case_id: CaseId | None = None) -> tuple[ConflictCard, ...]:
        """Return cards, the open ones of each case first.

        Args:
            case_id: Of one case, decided ones and other values (另有一值) included; None for
                what waits for the chief representative in the newest 64 cases that have it, and
                then the other values of the newest 64 that have one.

        Raises:
            NotAuthorised: Whoever is signed in may see no case.
        """
        office = self._office
        require_right(office.desk, Right.READ_CASES)
        wanted = (case_id,) if case_id is not None else self._contested()
        cards: list[ConflictCard] = []
        operator = reader_of(office.desk)
        with office.unit_of_work(as_system=True) as work:
            for one in wanted:
                case, events = work.case(one), work.events_of(one)
                shown = _waiting(case) if case_id is None else _of_one(case)
                told = _Told(case, events, office.intervals(one), operator)
                cards += [told.card(conflict) for conflict in shown]
        if case_id is None:
            cards.sort(key=lambda card: not card.conflict.is_for_chief)
        return tuple(cards)

    def _contested(self) -> tuple[CaseId, ...]:
        page = self._finder.worklist(WorkQueue.IN_CONFLICT, today=self._office.today())
        contested = [card.case_id for card in page.cards]
        return tuple(dict.fromkeys((*contested, *self._finder.other_valued())))


def _waiting(case: Case) -> tuple[Conflict, ...]:
    return (*case.open_conflicts, *case.other_values)


def _of_one(case: Case) -> tuple[Conflict, ...]:
    shown = [one for one in case.conflicts if one.state in _SHOWN]
    return tuple(sorted(shown, key=lambda one: not one.is_open))


@dataclass(frozen=True, slots=True)
class _Told:
    case: Case
    events: Sequence[CaseEvent]
    intervals: Mapping[EventId, TimeInterval]
    operator: Operator

    def card(self, conflict: Conflict) -> ConflictCard:
        first = self._acts(conflict, Side.FIRST)
        second = self._acts(conflict, Side.SECOND)
        other = self.case if conflict.kept is None else switch(self.case, conflict)[0]
        seen = {conflict.in_force: self.case, conflict.in_force.other: other}
        sides = (
            self._side(conflict, Side.FIRST, first, seen[Side.FIRST]),
            self._side(conflict, Side.SECOND, second, seen[Side.SECOND]),
        )
        may_decide = not conflict.is_for_chief or may_override(self.operator)
        return ConflictCard(
            case=self.case,
            conflict=conflict,
            sides=sides,
            rule=row_of(type(first[0].fact), type(second[0].fact)).words if first else "",
            refused="" if may_decide else "冲突由首席代表裁决；裁决前办件照常办理",
            is_decided=conflict.state is ConflictState.RESOLVED,
        )

    def _acts(self, conflict: Conflict, side: Side) -> tuple[CaseEvent, ...]:
        if side is Side.SECOND:
            names = conflict.second_ids
        else:
            names = tuple(act.event_id for act in conflict.against) or (conflict.first_act,)
        return tuple(event for event in self.events if event.event_id in set(names))

    def _side(
        self, conflict: Conflict, side: Side, acts: tuple[CaseEvent, ...], seen: Case
    ) -> SideTold:
        papers: Sequence[Recorded] = acts if conflict.field is not Field.ORIGINALS else ()
        detail = DETAIL_OF_FIELD.get(conflict.field)
        return SideTold(
            side=side,
            acts=acts,
            interval=self.intervals.get(acts[0].event_id) if acts else None,
            papers=tuple(paper for act in papers for paper in papers_of(self.case, act)),
            status=seen.status,
            value=detail_of(seen, detail) if detail is not None else "",
            is_in_force=conflict.is_breach or side is conflict.in_force,
        )
