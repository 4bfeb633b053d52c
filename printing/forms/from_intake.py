"""Papers of intake and its outcomes, filled from a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from counter_app.domain.case_clocks import notice_deadline, supplement_deadline
from counter_app.domain.handling_rules import SupplementLapse
from counter_app.domain.item import HandlingType
from counter_app.domain.material import outstanding
from counter_app.domain.print_job import FormId
from counter_app.domain.terms import name_of
from printing.forms.authorization import AuthorizationData, Party
from printing.forms.case_words import Paper, demand, limit_words, taken
from printing.forms.data import (
    AcceptanceNoticeData,
    FormData,
    IntakeReceiptData,
    OneTimeNoticeData,
    RefusalNoticeData,
    SupplementReceiptData,
)
from printing.forms.informed_pledge import InformedPledgeData

_LAPSES: Final = MappingProxyType(
    {
        SupplementLapse.NONE: "",
        SupplementLapse.WITHDRAWN: "逾期未补正的，视为撤回申请",
        SupplementLapse.REFUSED: "逾期未补正的，终止办理并书面告知",
    }
)


def _receipt(paper: Paper) -> FormData:
    case = paper.case
    told_by = notice_deadline(case, paper.context.calendar)
    return IntakeReceiptData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=case.received_document_number,
        received_at=case.received_at,
        materials=tuple(taken(material) for material in case.received_materials),
        told_by=told_by.due_on,
        told_within_working_days=case.item.notice_limit_days,
        told_by_is_provisional=told_by.provisional,
        service_mode="、".join(name_of(mode) for mode in case.terms.modes),
        printed_at=paper.printed_at,
    )


def _notice(paper: Paper) -> FormData:
    case, notice = paper.case, paper.case.notices[-1]
    deadline = supplement_deadline(case, paper.context.calendar)
    override = notice.override
    return OneTimeNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=notice.document_number,
        received_at=case.received_at,
        issued_at=notice.issued_at,
        lines=tuple(demand(line) for line in notice.lines),
        received=notice.received,
        is_repeat=notice.is_repeat,
        supplement_due_on=deadline.due_on if deadline else None,
        supplement_is_provisional=bool(deadline and deadline.provisional),
        supplement_consequence=_LAPSES[case.item.supplement_lapse] if deadline else "",
        overridden_by=paper.context.staff_name(override.approved_by) if override else "",
        override_reason=override.reason if override else "",
        printed_at=paper.printed_at,
    )


def _supplement(paper: Paper) -> FormData:
    case, supplement = paper.case, paper.case.supplements[-1]
    return SupplementReceiptData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=supplement.document_number,
        supplemented_at=supplement.supplemented_at,
        materials=tuple(taken(material) for material in supplement.materials),
        still_missing=tuple(material.name for material in outstanding(case.materials)),
        is_complete=supplement.is_complete,
        printed_at=paper.printed_at,
    )


def _acceptance(paper: Paper) -> FormData:
    case, acceptance = paper.case, paper.case.acceptance
    assert acceptance is not None, "no acceptance to print"
    return AcceptanceNoticeData(
        issuer=paper.issuer,
        case=paper.head,
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
        next_step=_next_step(paper),
        printed_at=paper.printed_at,
    )


def _next_step(paper: Paper) -> str:
    department = paper.case.item.department
    match paper.case.item.handling_type:
        case HandlingType.INSTANT:
            return "当场办理，请稍候领取结果"
        case HandlingType.ESCALATED:
            return f"经初审后转报{department}主管部门决定，办结后通知您领取"
        case HandlingType.JOINT:
            return "由牵头部门会同有关部门办理，办结后通知您领取"
        case _:
            return f"由{department}主管部门审查，办结后通知您领取"


def _refusal(paper: Paper) -> FormData:
    case, refusal = paper.case, paper.case.refusal
    assert refusal is not None, "no refusal to print"
    return RefusalNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=refusal.document_number,
        applied_on=case.received_on,
        refused_on=refusal.refused_at.date(),
        ground=refusal.ground.value,
        reason=refusal.reason,
        competent_authority=refusal.competent_authority,
        review_body=paper.profile.review_body,
        court=paper.profile.court,
        printed_at=paper.printed_at,
    )


def _informed_pledge(paper: Paper) -> FormData:
    pledge = paper.case.informed_pledge
    assert pledge is not None, "nothing was promised"
    signed_on = pledge.signed_at.date()
    return InformedPledgeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=pledge.document_number,
        conditions=pledge.conditions,
        replaced_proofs=pledge.replaced,
        liability="承诺不实的，依法撤销决定，并记入信用记录",
        told_on=signed_on,
        signed_on=signed_on,
        printed_at=paper.printed_at,
    )


def _authorization(paper: Paper) -> FormData:
    case, head = paper.case, paper.head
    assert case.proxy is not None, "no agent to authorize"
    return AuthorizationData(
        issuer=paper.issuer,
        document_number=case.number,
        principal=Party(
            name=head.applicant_name,
            id_kind_name=head.id_kind_name,
            id_number_masked=head.id_number_masked,
            phone_masked=head.phone_masked,
        ),
        agent=Party(
            name=head.proxy_name,
            id_kind_name=head.id_kind_name,
            id_number_masked=head.proxy_number_masked,
        ),
        relation=case.proxy.authority,
        is_errand_runner=bool(case.terms.errand_runner),
        case_number=case.number,
        item_name=case.item.name,
        scope=("提交、补正申请材料", "签收办理中的文书", "领取办理结果"),
        valid_from=case.received_on,
        signed_on=case.received_on,
        printed_at=paper.printed_at,
    )


INTAKE_PAPERS: Final[Mapping[FormId, Callable[[Paper], FormData]]] = MappingProxyType(
    {
        FormId.INTAKE_RECEIPT: _receipt,
        FormId.ONE_TIME_NOTICE: _notice,
        FormId.SUPPLEMENT_RECEIPT: _supplement,
        FormId.ACCEPTANCE_NOTICE: _acceptance,
        FormId.REFUSAL_NOTICE: _refusal,
        FormId.AUTHORIZATION: _authorization,
        FormId.INFORMED_PLEDGE: _informed_pledge,
    }
)
