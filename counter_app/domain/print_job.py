"""Papers on their way: intended, sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy import Pi


class FormId(Enum):
    """A form by its identifier on the command line."""

    INTAKE_RECEIPT = "intake-receipt"
    ACCEPTANCE_NOTICE = "acceptance-notice"
    ONE_TIME_NOTICE = "one-time-notice"
    REFUSAL_NOTICE = "refusal-notice"
    SUPPLEMENT_RECEIPT = "supplement-receipt"
    SUPPLEMENT_PLEDGE = "supplement-pledge"
    PROVISIONAL_ACCEPTANCE_NOTICE = "provisional-acceptance-notice"
    INFORMED_PLEDGE = "informed-pledge"
    EXTENSION_NOTICE = "extension-notice"
    SPECIAL_PROCEDURE_NOTICE = "special-procedure-notice"
    SITE_VISIT_RECORD = "site-visit-record"
    RETURN_NOTICE = "return-notice"
    WITHDRAWAL_REQUEST = "withdrawal-request"
    TERMINATION_NOTICE = "termination-notice"
    DECISION_NOTICE = "decision-notice"
    TRANSFER_SLIP = "transfer-slip"
    COLLECTION_NOTICE = "collection-notice"
    DELIVERY_RECEIPT = "delivery-receipt"
    PAYMENT_SLIP = "payment-slip"
    OVERDUE_STATEMENT = "overdue-statement"
    RATING_SLIP = "rating-slip"
    COMPLAINT_SLIP = "complaint-slip"
    PROGRESS_SLIP = "progress-slip"
    GUIDE_SHEET = "guide-sheet"
    QUEUE_TICKET = "queue-ticket"
    APPOINTMENT_SLIP = "appointment-slip"
    AUTHORIZATION = "authorization"
    HANDOVER_SHEET = "handover-sheet"
    CUSTODY_SLIP = "custody-slip"
    DRAWER_INVENTORY = "drawer-inventory"
    DAY_CLOSE_SHEET = "day-close-sheet"
    BULLETIN = "bulletin"
    BUNDLE_SLIP = "bundle-slip"
    HANDWRITTEN_SLIP = "handwritten-slip"
    PERSONAL_DATA_SHEET = "personal-data-sheet"
    PRIVACY_NOTICE = "privacy-notice"
    DESTRUCTION_LIST = "destruction-list"


class PrintState(Enum):
    """Where a print job stands.  Only a person turns UNKNOWN into one of the others."""

    INTENDED = "intended"
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


FINAL_STATES = frozenset({PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDocument:
    """One print job of a case, as its events leave it.

    Attributes:
        job: Event that intended it; names the job.
        copy_number: 1 for the only unmarked one; copy n carries 补打 第 n - 1 次.
        came_out: The clerk's answer to 出纸了吗？ after UNKNOWN; None while unanswered.
        about: Event the paper speaks of; the form is rendered from the case as of `job`.
    """

    job: Annotated[EventId, Pi.P1]
    form: Annotated[FormId, Pi.P1]
    document_number: Annotated[str, Pi.P1]
    copy_number: Annotated[int, Pi.P1]
    intended_at: Annotated[datetime, Pi.P1]
    about: Annotated[EventId, Pi.P1]
    reason: Annotated[str, Pi.P1] = ""
    state: Annotated[PrintState, Pi.P1] = PrintState.INTENDED
    detail: Annotated[str, Pi.P1] = ""
    came_out: Annotated[bool | None, Pi.P1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """A row of the print queue: what a printer thread works on."""

    job: EventId
    case_id: CaseId
    form: FormId
    document_number: str
    copy_number: int
    state: PrintState
    run: str
