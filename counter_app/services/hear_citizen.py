"""好差评 and 投诉: what the citizen says of the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from counter_app.domain.case_clocks import COMPLAINT_LIMIT
from counter_app.domain.errors import GradeInvalid, ReasonMissing
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import ComplaintAnswered, ComplaintFiled, ServiceRated
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Complaint, ComplaintAnswer, Rating, RatingChannel
from counter_app.domain.steps import Act
from counter_app.domain.time_limit import due_by
from counter_app.ports import UnitOfWork
from counter_app.services.office import Office
from counter_app.services.standing import stand

GRADES: Final = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRequest:
    """What came over a channel of the citizen's; None when they did not rate."""

    grade: int | None
    channel: RatingChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplainRequest:
    """What the citizen complains of, in their words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComplaintRequest:
    """What the oldest open complaint was answered."""

    text: str


def rate(
    office: Office, work: UnitOfWork, case_id: CaseId, request: RateRequest
) -> tuple[FormId, ...]:
    """Record a rating as it came; 未评 stays 未评.

    Raises:
        GradeInvalid: None of the five levels.

    Source: 国办发〔2019〕51号; GB/T 39734-2020; law.md 6.
    """
    standing = stand(office, work, case_id, Act.RATE)
    if request.grade is not None and request.grade not in GRADES:
        raise GradeInvalid(str(request.grade))
    rating = Rating(grade=request.grade, channel=request.channel, rated_at=standing.now)
    standing.record(ServiceRated(rating=rating))
    return ()


def complain(
    office: Office, work: UnitOfWork, case_id: CaseId, request: ComplainRequest
) -> tuple[FormId, ...]:
    """Record a complaint with its number and the day by which it is answered."""
    standing = stand(office, work, case_id, Act.COMPLAIN)
    if not request.text.strip():
        raise ReasonMissing("投诉内容")
    answer_by = due_by(standing.now.date(), COMPLAINT_LIMIT, office.rulebook.calendar)
    complaint = Complaint(
        document_number=standing.number(FormId.COMPLAINT_SLIP),
        text=request.text.strip(),
        filed_at=standing.now,
        answer_by=answer_by.due_on,
    )
    standing.record(ComplaintFiled(complaint=complaint))
    return (FormId.COMPLAINT_SLIP,)


def answer_complaint(
    office: Office, work: UnitOfWork, case_id: CaseId, request: AnswerComplaintRequest
) -> tuple[FormId, ...]:
    """Record the answer to the oldest open complaint of a case."""
    standing = stand(office, work, case_id, Act.ANSWER_COMPLAINT)
    if not request.text.strip():
        raise ReasonMissing("答复内容")
    answer = ComplaintAnswer(
        complaint_number=standing.case.service.open_complaints[0].document_number,
        text=request.text.strip(),
        answered_by=standing.operator.staff,
        answered_at=standing.now,
    )
    standing.record(ComplaintAnswered(answer=answer))
    return ()
