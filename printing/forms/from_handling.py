"""Papers between acceptance and decision, filled from a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from counter_app.domain.case_clocks import promised_deadline
from counter_app.domain.clock_facts import ApproverRank
from counter_app.domain.item import DayUnit
from counter_app.domain.print_job import FormId
from counter_app.domain.terms import name_of
from printing.forms.case_words import Paper, deferred, held, limit_words
from printing.forms.data import FormData
from printing.forms.decision_notice import DecisionNoticeData
from printing.forms.extension_notice import ExtensionNoticeData
from printing.forms.overdue_statement import OverdueStatementData
from printing.forms.provisional_acceptance_notice import ProvisionalAcceptanceNoticeData
from printing.forms.site_visit_record import SiteVisitRecordData
from printing.forms.special_procedure_notice import SpecialProcedureNoticeData
from printing.forms.supplement_pledge import SupplementPledgeData
from printing.forms.transfer_slip import TransferredCase, TransferSlipData


def _pledge(paper: Paper) -> FormData:
    case, pledge = paper.case, paper.case.pledge
    assert pledge is not None, "no pledge to print"
    assert case.acceptance is not None, "a pledge comes with an acceptance"
    return SupplementPledgeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=pledge.document_number,
        deferred=deferred(case, pledge.deferred),
        due_on=pledge.due_on,
        due_is_provisional=not paper.context.calendar.is_certain(pledge.due_on),
        consequence=pledge.consequence,
        authority_paper=case.proxy.authority if case.proxy else "",
        signed_on=case.acceptance.accepted_at.date(),
        printed_at=paper.printed_at,
    )


def _provisional(paper: Paper) -> FormData:
    case, pledge, acceptance = paper.case, paper.case.pledge, paper.case.acceptance
    assert pledge is not None, "no pledge to print"
    assert acceptance is not None, "no acceptance to print"
    return ProvisionalAcceptanceNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=acceptance.document_number,
        applied_on=case.received_on,
        accepted_on=acceptance.accepted_on,
        issued_on=acceptance.accepted_at.date(),
        deferred=deferred(case, pledge.deferred),
        supplement_due_on=pledge.due_on,
        supplement_is_provisional=not paper.context.calendar.is_certain(pledge.due_on),
        consequence=pledge.consequence,
        limit_words=limit_words(case.item.promised_limit),
        printed_at=paper.printed_at,  # No due date: the promise runs from the last supplement.
    )


def _extension(paper: Paper) -> FormData:
    case, extension = paper.case, paper.case.extensions[-1]
    limit = case.item.promised_limit
    unit = limit.unit if limit else DayUnit.WORKING
    assert case.acceptance is not None, "only an accepted case is extended"
    return ExtensionNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=extension.document_number,
        accepted_on=case.acceptance.accepted_on,
        old_due_on=extension.old_due_on,
        new_due_on=extension.new_due_on,
        extended_by=f"{extension.days}{name_of(unit)}",
        is_provisional=extension.is_provisional,
        is_joint=extension.approved_by is ApproverRank.GOVERNMENT_HEAD,
        reason=extension.reason,
        approver_rank=name_of(extension.approved_by),
        approver=extension.approver,
        extended_on=extension.extended_at.date(),
        printed_at=paper.printed_at,
    )


def _special(paper: Paper) -> FormData:
    case, procedure = paper.case, paper.case.procedures[-1]
    started_on = procedure.started_at.date()
    promised = promised_deadline(case, started_on, paper.context.calendar)
    return SpecialProcedureNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=procedure.document_number,
        procedure=name_of(procedure.kind),
        reason=procedure.reason,
        started_on=started_on,
        needed_days=procedure.expected_days,
        expected_end_on=procedure.expected_end_on,
        expected_is_provisional=procedure.expected_is_provisional,
        due_on=promised.due_on if promised else None,
        due_is_provisional=bool(promised and promised.provisional),
        issued_on=started_on,
        printed_at=paper.printed_at,
    )


def _visit(paper: Paper) -> FormData:
    visit = paper.case.visits[-1]
    return SiteVisitRecordData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=visit.document_number,
        visited_at=visit.visited_at,
        place=visit.place,
        staff=visit.staff,
        finding=visit.finding,
        printed_at=paper.printed_at,
    )


def _transfer(paper: Paper) -> FormData:
    case, forwarding = paper.case, paper.case.forwarding
    assert forwarding is not None, "nothing was forwarded"
    return TransferSlipData(
        issuer=paper.issuer,
        document_number=forwarding.document_number,
        to=forwarding.to,
        carrier=forwarding.carrier,
        cases=(
            TransferredCase(
                case_number=case.number,
                applicant_name=case.applicant.name,
                item_name=case.item.name,
                first_opinion=forwarding.first_opinion,
                opinion_on=forwarding.forwarded_at.date(),
                originals=held(forwarding.originals),
            ),
        ),
        forwarded_at=forwarding.forwarded_at,
        printed_at=paper.printed_at,
    )


def _decision(paper: Paper) -> FormData:
    case, decision = paper.case, paper.case.decision
    assert decision is not None, "nothing was decided"
    assert case.acceptance is not None, "only an accepted case is decided"
    return DecisionNoticeData(
        issuer=paper.issuer,
        case=paper.head,
        document_number=decision.document_number,
        accepted_on=case.acceptance.accepted_on,
        decided_on=decision.decided_at.date(),
        outcome=decision.kind.value,
        is_permit=case.item.is_permit,
        reason=decision.reason,
        decided_by=paper.context.staff_name(decision.decided_by),
        result_title=case.conclusion.result.name if case.conclusion else "",
        result_number=case.conclusion.result.number if case.conclusion else "",
        review_body=paper.profile.review_body,
        court=paper.profile.court,
        printed_at=paper.printed_at,
    )


def _overdue(paper: Paper) -> FormData:
    case, reason = paper.case, paper.case.overdue_reason
    assert reason is not None, "nothing was explained"
    explained_on = reason.explained_at.date()
    promised = promised_deadline(case, explained_on, paper.context.calendar)
    return OverdueStatementData(
        issuer=paper.issuer,
        document_number=reason.document_number,
        item_name=case.item.name,
        item_code=case.item.code,
        department=case.item.department,
        promised_on=promised.due_on if promised else None,
        days_over=reason.days_over,
        category=name_of(reason.category),
        reason=reason.text,
        explained_on=explained_on,
        printed_at=paper.printed_at,
    )


HANDLING_PAPERS: Final[Mapping[FormId, Callable[[Paper], FormData]]] = MappingProxyType(
    {
        FormId.SUPPLEMENT_PLEDGE: _pledge,
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE: _provisional,
        FormId.EXTENSION_NOTICE: _extension,
        FormId.SPECIAL_PROCEDURE_NOTICE: _special,
        FormId.SITE_VISIT_RECORD: _visit,
        FormId.TRANSFER_SLIP: _transfer,
        FormId.DECISION_NOTICE: _decision,
        FormId.OVERDUE_STATEMENT: _overdue,
    }
)
