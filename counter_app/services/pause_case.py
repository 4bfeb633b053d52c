"""特别程序: stopping the clock for one of the eight procedures, and starting it again."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.clock_facts import SpecialProcedure, SpecialProcedureKind
from counter_app.domain.errors import FieldMissing, ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.item import DayUnit
from counter_app.domain.life_facts import SpecialProcedureEnded, SpecialProcedureStarted
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.domain.time_limit import LIMIT_DAYS_MAX, count_days
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRequest:
    """Which procedure, how many working days, and why."""

    kind: SpecialProcedureKind
    expected_days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRequest:
    """What came of the procedure; may be ""."""

    result: str = ""


def pause(
    office: Office, work: UnitOfWork, case_id: CaseId, request: PauseRequest
) -> tuple[FormId, ...]:
    """Record that a special procedure began; the applicant is told in writing by this act.

    Raises:
        ReasonMissing, FieldMissing: Why, or how long, is not said.

    Source: 行政许可法 art. 45: not counted, and the time needed is told in writing.
    """
    standing = stand(office, work, case_id, Act.PAUSE)
    if not request.reason.strip():
        raise ReasonMissing("特别程序")
    if not 1 <= request.expected_days <= LIMIT_DAYS_MAX:
        raise FieldMissing("所需时间（工作日，1天以上）")
    expected = count_days(
        standing.now.date(), request.expected_days, DayUnit.WORKING, office.rulebook.calendar
    )
    procedure = SpecialProcedure(
        document_number=standing.number(FormId.SPECIAL_PROCEDURE_NOTICE),
        kind=request.kind,
        reason=request.reason.strip(),
        started_at=standing.now,
        expected_days=request.expected_days,
        expected_end_on=expected.due_on,
        expected_is_provisional=expected.provisional,
    )
    standing.record(SpecialProcedureStarted(procedure=procedure))
    return (FormId.SPECIAL_PROCEDURE_NOTICE,)


def resume(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ResumeRequest
) -> tuple[FormId, ...]:
    """Record that the procedure ended; the clock counts again from the next day."""
    standing = stand(office, work, case_id, Act.RESUME)
    standing.record(SpecialProcedureEnded(ended_at=standing.now, result=request.result.strip()))
    return ()
