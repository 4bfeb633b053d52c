"""One case inside a transaction, with everything that a step asks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseFact
from counter_app.domain.conflict import base_of
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.guards import Situation
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.domain.staff import Operator
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.see_case import see


@dataclass(frozen=True, slots=True)
class Standing:
    """One case inside a transaction, with everything a step asks about.

    Attributes:
        seen: As it must be seen today.
        now: The wall clock, for the paper.
        today: Best estimate of the date, for the rules.
    """

    office: Office
    work: UnitOfWork
    case_id: CaseId
    seen: CaseOnDay
    now: datetime
    today: date
    operator: Operator

    @property
    def case(self) -> Case:
        return self.seen.case

    @property
    def situation(self) -> Situation:
        return Situation(self.seen, self.operator, self.today)

    def record(self, fact: CaseFact) -> None:
        """Record a fact that rests on what the case says; its `base` names all of it."""
        self.work.record(self.case_id, fact, base=base_of(self.work.case(self.case_id), fact))

    def number(self, form: FormId) -> str:
        """Take the next number of a kind of paper."""
        return self.office.next_document_number(self.work, form)


def look(office: Office, work: UnitOfWork, case_id: CaseId) -> Standing:
    """Return where a case stands, whatever is to be done with it."""
    today = office.today()
    return Standing(
        office=office,
        work=work,
        case_id=case_id,
        seen=see(office, work.case(case_id), work.events_of),
        now=office.now(),
        today=today,
        operator=office.desk.operator(),
    )
