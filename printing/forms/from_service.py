"""Papers of service: money, originals, progress, rating, complaints; filled from a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import (
    COMPLAINT_LIMIT,
    case_clocks,
    supplement_deadline,
)
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.item import DayUnit
from counter_app.domain.material import outstanding
from counter_app.domain.print_job import FormId
from counter_app.domain.terms import name_of
from counter_app.domain.time_limit import due_by, is_over
from printing.forms.case_words import Paper, held, limit_words
from printing.forms.complaint_slip import ComplaintSlipData
from printing.forms.custody_slip import CustodySlipData
from printing.forms.data import FormData
from printing.forms.payment_slip import FeeCharged, PaymentSlipData
from printing.forms.progress_slip import ProgressSlipData
from printing.forms.rating_slip import RatingSlipData

TOKEN_CHARACTERS: Final = 16
TOKEN_DAYS: Final = 15

_PLAIN: Final = MappingProxyType(
    {
        CaseStatus.RECEIVED: ("已收材料", "窗口"),
        CaseStatus.AWAITING_SUPPLEMENT: ("等您补材料", "您本人"),
        CaseStatus.ACCEPTED: ("正在办理", ""),
        CaseStatus.DEEMED_ACCEPTED: ("正在办理", ""),
        CaseStatus.PROVISIONALLY_ACCEPTED: ("正在办理", ""),
        CaseStatus.UNDER_REVIEW: ("正在审查", ""),
        CaseStatus.PAUSED: ("正在鉴定评审", ""),
        CaseStatus.FORWARDED: ("上级正在审查", ""),
        CaseStatus.GRANTED: ("已经批准", "窗口"),
        CaseStatus.DENIED: ("没有批准", "窗口"),
        CaseStatus.CONCLUDED: ("可以来领", "窗口"),
        CaseStatus.DELIVERED: ("已经领走", "您本人"),
        CaseStatus.RETURNED: ("已经退件", "您本人"),
        CaseStatus.REFUSED: ("没有受理", "您本人"),
        CaseStatus.WITHDRAWN: ("已经撤回", "您本人"),
        CaseStatus.TERMINATED: ("已经终止", "您本人"),
        CaseStatus.VOID: ("已经作废", "窗口"),
    }
)
assert _PLAIN.keys() == set(CaseStatus), "every status has plain words"


def _payment(paper: Paper) -> FormData:
    slip = paper.case.service.slip
    assert slip is not None, "no slip to print"
    waiver = paper.case.service.waiver
    return PaymentSlipData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=slip.document_number,
        payer_name=paper.case.applicant.name,
        lines=tuple(
            FeeCharged(
                name=line.name,
                standard=line.standard,
                basis=line.basis,
                unit_fen=line.amount_fen,
                quantity=line.quantity,
            )
            for line in slip.lines
        ),
        reduction_fen=slip.total_fen if waiver else 0,
        reduction_basis=waiver.basis if waiver else "",
        collecting_unit=slip.collecting_unit or paper.profile.agency_name,
        account=slip.account,
        issued_on=slip.issued_at.date(),
        pay_by=slip.pay_by,
        printed_at=paper.printed_at,
    )


def _custody(paper: Paper) -> FormData:
    moves = paper.case.service.moves
    move = moves[-1]
    together = [one for one in moves if one.document_number == move.document_number]
    return CustodySlipData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=move.document_number,
        papers=held(tuple((one.material, one.originals) for one in together)),
        came_from=name_of(move.came_from),
        went_to=name_of(move.went_to),
        taken_by=move.person,
        moved_at=move.moved_at,
        printed_at=paper.printed_at,
    )


def _progress(paper: Paper) -> FormData:
    case = paper.case
    today = paper.printed_at.date()
    clocks = case_clocks(case, today, paper.context.calendar)
    deadline = clocks.binding
    supplement = supplement_deadline(case, paper.context.calendar)
    is_waiting = case.status is CaseStatus.AWAITING_SUPPLEMENT
    status, holder = _PLAIN[case.status]
    return ProgressSlipData(
        issuer=paper.issuer,
        case=paper.head,
        status=status,
        holder=holder or _holder(case),
        missing=tuple(line.name for line in outstanding(case.materials)) if is_waiting else (),
        missing_by=supplement.due_on if supplement and is_waiting else None,
        missing_is_provisional=bool(supplement and supplement.provisional),
        due_on=deadline.due_on if deadline else None,
        is_provisional=bool(deadline and deadline.provisional),
        counts_working_days=deadline is None or deadline.unit is DayUnit.WORKING,
        is_overdue=bool(deadline and is_over(deadline, today)),
        is_done=case.status in {CaseStatus.CONCLUDED, CaseStatus.DELIVERED},
        as_of=paper.printed_at,
        printed_at=paper.printed_at,
    )


def _holder(case: Case) -> str:
    if case.status is CaseStatus.FORWARDED and case.forwarding is not None:
        return case.forwarding.to
    return case.item.department or "窗口"


def _rating(paper: Paper) -> FormData:
    case = paper.case
    assert case.conclusion is not None, "rated when the service is done"
    served_at = case.conclusion.concluded_at
    return RatingSlipData(
        issuer=paper.issuer,
        document_number=case.number,
        item_names=(case.item.name,),
        served_at=served_at,
        token=case.status_set_by[:TOKEN_CHARACTERS].upper(),
        rating_phone=paper.profile.complaint_phone,
        paper_place="大厅意见箱",
        valid_until=served_at.date() + timedelta(days=TOKEN_DAYS),
        valid_words=f"{TOKEN_DAYS}个自然日",
        printed_at=paper.printed_at,
    )


def _complaint(paper: Paper) -> FormData:
    case, complaint = paper.case, paper.case.service.complaints[-1]
    answer_by = due_by(complaint.filed_at.date(), COMPLAINT_LIMIT, paper.context.calendar)
    return ComplaintSlipData(
        issuer=paper.issuer,
        document_number=complaint.document_number,
        complainant_name=case.applicant.name,
        phone_masked=paper.head.phone_masked,
        filed_at=complaint.filed_at,
        case_number=case.number,
        item_name=case.item.name,
        text=complaint.text,
        answered_by_unit=paper.profile.center_name,
        answer_by=complaint.answer_by,
        answer_words=limit_words(COMPLAINT_LIMIT),
        answer_is_provisional=answer_by.provisional,
        supervisor_name=paper.profile.county_name,
        supervisor_phone=paper.profile.complaint_phone,
        printed_at=paper.printed_at,
    )


SERVICE_PAPERS: Final[Mapping[FormId, Callable[[Paper], FormData]]] = MappingProxyType(
    {
        FormId.PAYMENT_SLIP: _payment,
        FormId.CUSTODY_SLIP: _custody,
        FormId.PROGRESS_SLIP: _progress,
        FormId.RATING_SLIP: _rating,
        FormId.COMPLAINT_SLIP: _complaint,
    }
)
