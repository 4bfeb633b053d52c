"""Which papers a case has to show for itself, and the number that each bears."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.print_job import FormId

_ENDINGS: Final = MappingProxyType(
    {
        EndingKind.RETURNED: FormId.RETURN_NOTICE,
        EndingKind.WITHDRAWN: FormId.WITHDRAWAL_REQUEST,
        EndingKind.TERMINATED: FormId.TERMINATION_NOTICE,
    }
)


def document_numbers(case: Case) -> dict[FormId, str]:
    """Return form → number of the newest paper of that kind, in the order of a case's life.

    A paper tells of something that happened; what has not happened has none.  The progress slip
    and the rating slip are views of the case and bear its own number.
    """
    found = {FormId.INTAKE_RECEIPT: case.received_document_number}
    if case.proxy is not None:
        found[FormId.AUTHORIZATION] = case.number
    if case.notices:
        found[FormId.ONE_TIME_NOTICE] = case.notices[-1].document_number
    if case.supplements:
        found[FormId.SUPPLEMENT_RECEIPT] = case.supplements[-1].document_number
    if case.informed_pledge is not None:
        found[FormId.INFORMED_PLEDGE] = case.informed_pledge.document_number
    if case.refusal is not None:
        found[FormId.REFUSAL_NOTICE] = case.refusal.document_number
    return found | _of_acceptance(case) | _of_handling(case) | _of_the_end(case) | _of_service(case)


def _of_acceptance(case: Case) -> dict[FormId, str]:
    if case.acceptance is None:
        return {}
    if case.pledge is None:
        return {FormId.ACCEPTANCE_NOTICE: case.acceptance.document_number}
    return {
        FormId.SUPPLEMENT_PLEDGE: case.pledge.document_number,
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE: case.acceptance.document_number,
    }


def _of_handling(case: Case) -> dict[FormId, str]:
    found: dict[FormId, str] = {}
    if case.procedures:
        found[FormId.SPECIAL_PROCEDURE_NOTICE] = case.procedures[-1].document_number
    if case.extensions:
        found[FormId.EXTENSION_NOTICE] = case.extensions[-1].document_number
    if case.visits:
        found[FormId.SITE_VISIT_RECORD] = case.visits[-1].document_number
    if case.forwarding is not None:
        found[FormId.TRANSFER_SLIP] = case.forwarding.document_number
    if case.decision is not None:
        found[FormId.DECISION_NOTICE] = case.decision.document_number
    if case.overdue_reason is not None:
        found[FormId.OVERDUE_STATEMENT] = case.overdue_reason.document_number
    return found


def _of_the_end(case: Case) -> dict[FormId, str]:
    found: dict[FormId, str] = {}
    if case.conclusion is not None:
        found[FormId.COLLECTION_NOTICE] = case.conclusion.document_number
        found[FormId.RATING_SLIP] = case.number
    if case.delivery is not None:
        found[FormId.DELIVERY_RECEIPT] = case.delivery.document_number
    if case.ending is not None and case.ending.kind in _ENDINGS:
        found[_ENDINGS[case.ending.kind]] = case.ending.document_number
    return found


def _of_service(case: Case) -> dict[FormId, str]:
    found: dict[FormId, str] = {}
    service = case.service
    if service.slip is not None:
        found[FormId.PAYMENT_SLIP] = service.slip.document_number
    if service.moves:
        found[FormId.CUSTODY_SLIP] = service.moves[-1].document_number
    if service.complaints:
        found[FormId.COMPLAINT_SLIP] = service.complaints[-1].document_number
    found[FormId.PROGRESS_SLIP] = case.number
    return found
