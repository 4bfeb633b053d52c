"""From a case to what its papers say.  Pure: equal cases give equal papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counter_app.domain.case import Case
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.deemed import notice_deadline
from counter_app.domain.identity_number import NumberKind
from counter_app.domain.item import TimeLimit
from counter_app.domain.material import JudgedMaterial, outstanding
from counter_app.domain.notice import NoticeLine
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import mask_number, mask_phone
from counter_app.domain.terms import name_of
from counter_app.domain.work_calendar import WorkCalendar
from printing.forms.data import (
    AcceptanceNoticeData,
    CaseHead,
    Demand,
    FormData,
    IntakeReceiptData,
    Issuer,
    MaterialTaken,
    OneTimeNoticeData,
    RefusalNoticeData,
    SupplementReceiptData,
)


@dataclass(frozen=True, slots=True)
class PaperContext:
    """What a paper says beside the case.

    Attributes:
        staff_name: Staff number → name, for the foot.
    """

    profile: CounterProfile
    calendar: WorkCalendar
    staff_name: Callable[[str], str]


def form_data(form: FormId, case: Case, context: PaperContext, *, printed_at: datetime) -> FormData:
    """Return what a form says about a case.

    Args:
        form: Which paper; what it tells must have happened.
        case: The case as of the event that the paper speaks of.
        context: Counter, calendar and names of staff.
        printed_at: When the print was intended; stands in the foot.
    """
    issuer = _issuer(case, context)
    head = _head(case)
    match form:
        case FormId.INTAKE_RECEIPT:
            told_by = notice_deadline(case, context.calendar)
            return IntakeReceiptData(
                issuer=issuer,
                case=head,
                document_number=case.received_document_number,
                received_at=case.received_at,
                materials=tuple(_taken(material) for material in case.materials),
                told_by=told_by.due_on,
                told_within_working_days=case.item.notice_limit_days,
                told_by_is_provisional=told_by.provisional,
                printed_at=printed_at,
            )
        case FormId.ACCEPTANCE_NOTICE:
            return _acceptance(case, issuer, head, printed_at)
        case FormId.ONE_TIME_NOTICE:
            notice = case.notices[-1]
            return OneTimeNoticeData(
                issuer=issuer,
                case=head,
                document_number=notice.document_number,
                received_at=case.received_at,
                issued_at=notice.issued_at,
                lines=tuple(_demand(line) for line in notice.lines),
                received=notice.received,
                is_repeat=notice.is_repeat,
                printed_at=printed_at,
            )
        case FormId.REFUSAL_NOTICE:
            return _refusal(case, issuer, head, context, printed_at)
        case FormId.SUPPLEMENT_RECEIPT:
            return _supplement(case, issuer, head, printed_at)
        case _:
            raise AssertionError(f"{form.value} is not made of a case alone")


def _issuer(case: Case, context: PaperContext) -> Issuer:
    profile = context.profile
    return Issuer(
        agency_name=profile.agency_name,
        center_name=profile.center_name,
        counter_name=profile.counter_name,
        clerk_name=context.staff_name(case.receiver),
        clerk_number=case.receiver,
        enquiry_phone=profile.enquiry_phone,
        complaint_phone=profile.complaint_phone,
        address=profile.address,
        hours=profile.hours,
    )


def _head(case: Case) -> CaseHead:
    applicant = case.applicant
    return CaseHead(
        case_number=case.number,
        query_code=case.query_code,
        applicant_name=applicant.name,
        id_kind_name=_id_kind_name(applicant.id_kind),
        id_number_masked=mask_number(applicant.number),
        phone_masked=mask_phone(applicant.phone),
        proxy_name=case.proxy.name if case.proxy else "",
        proxy_number_masked=mask_number(case.proxy.number) if case.proxy else "",
        item_name=case.item.name,
        item_code=case.item.code,
        department=case.item.department,
        handling_type=name_of(case.item.handling_type),
    )


def _id_kind_name(kind: str) -> str:
    known = {member.value: member for member in NumberKind}
    return name_of(known.get(kind, NumberKind.UNKNOWN))


def _taken(material: JudgedMaterial) -> MaterialTaken:
    has_come = bool(material.originals or material.copies)
    return MaterialTaken(
        name=material.name,
        originals=material.originals,
        copies=material.copies,
        verdict=name_of(material.verdict) if material.verdict else "待审",
        handling=name_of(material.handling) if has_come else "",
    )


def _demand(line: NoticeLine) -> Demand:
    return Demand(
        name=line.name,
        verdict=name_of(line.verdict),
        problem=line.problem,
        standard=line.standard,
        originals=line.originals,
        copies=line.copies,
    )


def limit_words(limit: TimeLimit | None) -> str:
    """Write a limit with its unit: 22个工作日, 当场; "" when none is published."""
    if limit is None:
        return ""
    return "当场办结" if limit.is_on_the_spot else f"{limit.days}{name_of(limit.unit)}"


def _acceptance(
    case: Case, issuer: Issuer, head: CaseHead, printed_at: datetime
) -> AcceptanceNoticeData:
    acceptance = case.acceptance
    assert acceptance is not None, "no acceptance to print"
    return AcceptanceNoticeData(
        issuer=issuer,
        case=head,
        document_number=acceptance.document_number,
        applied_on=case.received_on,
        accepted_on=acceptance.accepted_on,
        issued_on=acceptance.accepted_at.date(),
        basis=acceptance.basis.value,
        limit_words=limit_words(case.item.promised_limit),
        due_on=acceptance.due_on,
        statutory_due_on=acceptance.statutory_due_on,
        is_provisional=acceptance.is_provisional,
        statutory_is_provisional=acceptance.statutory_is_provisional,
        printed_at=printed_at,
    )


def _refusal(
    case: Case, issuer: Issuer, head: CaseHead, context: PaperContext, printed_at: datetime
) -> RefusalNoticeData:
    refusal = case.refusal
    assert refusal is not None, "no refusal to print"
    return RefusalNoticeData(
        issuer=issuer,
        case=head,
        document_number=refusal.document_number,
        applied_on=case.received_on,
        refused_on=refusal.refused_at.date(),
        ground=refusal.ground.value,
        reason=refusal.reason,
        competent_authority=refusal.competent_authority,
        review_body=context.profile.review_body,
        court=context.profile.court,
        printed_at=printed_at,
    )


def _supplement(
    case: Case, issuer: Issuer, head: CaseHead, printed_at: datetime
) -> SupplementReceiptData:
    supplement = case.supplements[-1]
    return SupplementReceiptData(
        issuer=issuer,
        case=head,
        document_number=supplement.document_number,
        supplemented_at=supplement.supplemented_at,
        materials=tuple(_taken(material) for material in supplement.materials),
        still_missing=tuple(material.name for material in outstanding(case.materials)),
        is_complete=supplement.is_complete,
        printed_at=printed_at,
    )
