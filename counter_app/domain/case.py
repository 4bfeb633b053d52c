"""Cases (办件): one applicant's request, followed from intake to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.errors import IllegalStep
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.item import HandlingType, ServiceItem, TimeLimit
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.notice import OneTimeNotice
from counter_app.domain.print_job import PrintedDocument
from counter_app.domain.privacy import Pi


class CaseStatus(Enum):
    """Where a case stands.  补办件 and 退回件 are statuses, not handling types.

    DEEMED_ACCEPTED is never set by an event: nothing happened, and that is the point.  It is
    derived from the day (`deemed.seen_on`).
    """

    RECEIVED = "received"
    AWAITING_SUPPLEMENT = "awaiting-supplement"
    ACCEPTED = "accepted"
    DEEMED_ACCEPTED = "deemed-accepted"
    REFUSED = "refused"


_NEXT: Final = MappingProxyType(
    {
        CaseStatus.RECEIVED: frozenset(
            {CaseStatus.AWAITING_SUPPLEMENT, CaseStatus.ACCEPTED, CaseStatus.REFUSED}
        ),
        CaseStatus.AWAITING_SUPPLEMENT: frozenset(
            {CaseStatus.AWAITING_SUPPLEMENT, CaseStatus.ACCEPTED, CaseStatus.REFUSED}
        ),
        CaseStatus.ACCEPTED: frozenset[CaseStatus](),
        CaseStatus.DEEMED_ACCEPTED: frozenset({CaseStatus.ACCEPTED}),
        CaseStatus.REFUSED: frozenset[CaseStatus](),
    }
)
assert _NEXT.keys() == set(CaseStatus), "every status must say where it can go"


class AcceptanceBasis(Enum):
    """Why a case counts as accepted."""

    COMPLETE = "complete"
    SUPPLEMENTED = "supplemented"
    DEEMED = "deemed"


class RefusalGround(Enum):
    """Outcomes 1 and 2 of article 32; never merged with a denial on the merits."""

    NOT_REQUIRED = "not-required"
    NOT_COMPETENT = "not-competent"


class Channel(Enum):
    """How the application came in."""

    COUNTER = "counter"
    FIELD = "field"
    HANDWRITTEN = "handwritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSnapshot:
    """What a case keeps of its item: the version it was made under stays with it."""

    item_id: Annotated[str, Pi.P1]
    code: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    department: Annotated[str, Pi.P1]
    handling_type: Annotated[HandlingType, Pi.P1]
    statutory_limit: Annotated[TimeLimit | None, Pi.P1]
    promised_limit: Annotated[TimeLimit | None, Pi.P1]
    notice_limit_days: Annotated[int, Pi.P1]
    catalogue_version: Annotated[str, Pi.P1]

    @classmethod
    def of(cls, item: ServiceItem, *, catalogue_version: str) -> ItemSnapshot:
        return cls(
            item_id=item.item_id,
            code=item.code or "",
            name=item.name,
            department=item.department,
            handling_type=item.handling_type,
            statutory_limit=item.statutory_limit,
            promised_limit=item.promised_limit,
            notice_limit_days=item.notice_limit_days,
            catalogue_version=catalogue_version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """受理: the decision clock runs from `accepted_on`.

    Attributes:
        due_on: Promised date, as printed; None for an item without any limit.
        statutory_due_on: Date the law sets; stands behind the promised one.
        is_provisional: `due_on` lies beyond the published calendar: 预计.
        statutory_is_provisional: `statutory_due_on` does.
    """

    document_number: Annotated[str, Pi.P1]
    accepted_at: Annotated[datetime, Pi.P1]
    accepted_on: Annotated[date, Pi.P1]
    basis: Annotated[AcceptanceBasis, Pi.P1]
    due_on: Annotated[date | None, Pi.P1]
    statutory_due_on: Annotated[date | None, Pi.P1]
    is_provisional: Annotated[bool, Pi.P1]
    calendar_version: Annotated[str, Pi.P1]
    statutory_is_provisional: Annotated[bool, Pi.P1] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """不受理 or 不予受理, with its reason and, if not competent, where to go."""

    document_number: Annotated[str, Pi.P1]
    refused_at: Annotated[datetime, Pi.P1]
    ground: Annotated[RefusalGround, Pi.P1]
    reason: Annotated[str, Pi.P2]
    competent_authority: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Materials that came later; each gets its own receipt.

    Attributes:
        materials: The lines judged anew.
        is_complete: After it, nothing is outstanding; acceptance is as of this day.
    """

    document_number: Annotated[str, Pi.P1]
    supplemented_at: Annotated[datetime, Pi.P1]
    materials: Annotated[tuple[JudgedMaterial, ...], Pi.P2]
    is_complete: Annotated[bool, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A mistake put right on the spot (当场更正)."""

    field: Annotated[str, Pi.P1]
    before: Annotated[str, Pi.P2]
    after: Annotated[str, Pi.P2]
    corrected_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An act that no rule can settle; the chief representative (首席代表) decides."""

    event_id: EventId
    standing: CaseStatus
    wanted: CaseStatus


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """One case as its events leave it.  Only `case_fold.fold` makes cases.

    Attributes:
        received_document_number: Number of the intake receipt.
        status_set_by: The event that put the case where it stands.  An act names it as its
            base, so that an act made without knowing of a later one is noticed.
        materials: The checklist, each line with its latest verdict.
        history: Events that took effect, in order.
        repeats: Acts that had already been done elsewhere; the first one stands.
        conflicts: Acts that wait for a human.
        unknown: Events made by a newer program; kept and passed on, not understood.
    """

    case_id: CaseId
    number: str
    query_code: str
    received_document_number: str
    item: ItemSnapshot
    applicant: Applicant
    proxy: Proxy | None
    channel: Channel
    received_at: datetime
    receiver: str
    materials: tuple[JudgedMaterial, ...]
    status: CaseStatus
    status_set_by: EventId
    history: tuple[EventId, ...]
    acceptance: Acceptance | None = None
    notices: tuple[OneTimeNotice, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    refusal: Refusal | None = None
    corrections: tuple[Correction, ...] = ()
    documents: tuple[PrintedDocument, ...] = ()
    repeats: tuple[EventId, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unknown: tuple[EventId, ...] = ()

    def __repr__(self) -> str:
        """Name the case, not the person: a case in a log must tell nothing."""
        return f"Case(number={self.number!r}, status={self.status.value!r})"

    @property
    def received_on(self) -> date:
        """Local date of receipt; whatever the hour, the paper counts as received that day."""
        return self.received_at.date()

    def may_step_to(self, status: CaseStatus) -> bool:
        return status in _NEXT[self.status]

    def require_step(self, status: CaseStatus) -> None:
        """Raise `IllegalStep` unless the case may take this step now."""
        if not self.may_step_to(status):
            raise IllegalStep(f"{self.number}: {self.status.value} → {status.value}")

    def next_copy_number(self, *, form: object, document_number: str) -> int:
        """Return the number the next copy of a paper would bear.

        Copies whose outcome is certainly `failed` left no mark on paper and do not count.
        """
        made = [
            document
            for document in self.documents
            if document.form is form
            and document.document_number == document_number
            and document.state.value != "failed"
        ]
        return 1 + len(made)
