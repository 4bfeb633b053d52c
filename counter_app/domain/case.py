"""Cases (办件): one applicant's request, followed from intake to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final

from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.attachment import NO_FILES, CaseFiles
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import (
    AcceptanceBasis,
    CaseStatus,
    Channel,
    RefusalGround,
    ReportClass,
)
from counter_app.domain.clock_facts import Recount, SpecialProcedure, TimeExtension
from counter_app.domain.conflict_record import Conflict, Recorded, Taken
from counter_app.domain.ending_facts import Conclusion, Delivery, Ending, OverdueReason
from counter_app.domain.handling_facts import (
    Decision,
    Forwarding,
    InformedPledge,
    InterestedParty,
    Opinion,
    Pledge,
    PledgeCheck,
    SiteVisit,
    UpperAnswer,
)
from counter_app.domain.handling_rules import DeemedDecision, SupplementLapse
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.item import PERMIT_ITEM_TYPE, HandlingType, ServiceItem, TimeLimit
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.notice import OneTimeNotice
from counter_app.domain.print_job import PrintedDocument
from counter_app.domain.privacy import Pi
from counter_app.domain.privacy_facts import DataCopy, SeenBy
from counter_app.domain.service_facts import (
    UNTOUCHED,
    USUAL_TERMS,
    DuplicateJudgement,
    Service,
    ServiceTerms,
)
from counter_app.domain.steps import Act, may_take, target_of


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
    item_type: Annotated[str, Pi.P1] = ""
    is_extendable: Annotated[bool, Pi.P1] = False
    supplement_limit: Annotated[TimeLimit | None, Pi.P1] = None
    supplement_lapse: Annotated[SupplementLapse, Pi.P1] = SupplementLapse.NONE
    deemed_decision: Annotated[DeemedDecision, Pi.P1] = DeemedDecision.NONE
    joint_departments: Annotated[tuple[str, ...], Pi.P1] = ()

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
            item_type=item.item_type or "",
            is_extendable=item.is_extendable,
            supplement_limit=item.supplement_limit,
            supplement_lapse=item.supplement_lapse,
            deemed_decision=item.deemed_decision,
            joint_departments=tuple(part.name for part in item.joint_departments),
        )

    @property
    def is_permit(self) -> bool:
        return self.item_type == PERMIT_ITEM_TYPE

    @property
    def may_be_extended(self) -> bool:
        """Whether the decision clock can be extended: by law for permits, else as published."""
        return self.is_permit or self.is_extendable


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusal:
    """不受理 or 不予受理, with its reason and, if not competent, where to go."""

    document_number: Annotated[str, Pi.P1]
    refused_at: Annotated[datetime, Pi.P1]
    ground: Annotated[RefusalGround, Pi.P1]
    reason: Annotated[str, Pi.P2]
    competent_authority: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Correction:
    """A mistake put right on the spot (当场更正)."""

    field: Annotated[str, Pi.P1]
    before: Annotated[str, Pi.P2]
    after: Annotated[str, Pi.P2]
    corrected_at: Annotated[datetime, Pi.P1]


NOTHING_SET: Final[Mapping[Field, EventId]] = MappingProxyType({})
NO_LINKS: Final[Mapping[EventId, EventId]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """One case as its events leave it.  Only `case_fold.fold` makes cases.

    Attributes:
        received_document_number: Number of the intake receipt.
        status_set_by: The event that put the case where it stands.  An act names it as its
            base, so that an act made without knowing of a later one is noticed.
        materials: The checklist, each line with its latest verdict.
        not_duplicate_reason: Why it was taken in beside a case like it; "" when nobody knew of one.
        history: Events that took effect, in order.
        trail: The steps that put the case where it stands, oldest first.
        set_by: Field → the event that set it, where that is not the intake or `status_set_by`.
        repeats: Acts that had already been done elsewhere; the first one stands.
        links: Act → the one it stands for: a repeat (重复受理), or what it had rested upon.
        merged: Acts made without knowing of another, which a rule let take effect.
        conflicts: Two sides each, decided or not; a side that is set aside is kept whole.
        rulings: Decisions about conflicts that have not come up in this order yet.
        unknown: Events made by a newer program; kept and passed on, not understood.
        duplicate_judgements: What was found out about cases like it, in order.
        reveals: Who has seen masked data in full, in order.
        data_copies: Sheets of what is held that the citizen was given (个人信息查询单).
        powerless: Acts of somebody who may not do them; kept and shown, and without effect.
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
    received_materials: tuple[JudgedMaterial, ...] = ()
    not_duplicate_reason: str = ""
    acceptance: Acceptance | None = None
    notices: tuple[OneTimeNotice, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    refusal: Refusal | None = None
    corrections: tuple[Correction, ...] = ()
    documents: tuple[PrintedDocument, ...] = ()
    terms: ServiceTerms = USUAL_TERMS
    pledge: Pledge | None = None
    informed_pledge: InformedPledge | None = None
    pledge_checks: tuple[PledgeCheck, ...] = ()
    procedures: tuple[SpecialProcedure, ...] = ()
    extensions: tuple[TimeExtension, ...] = ()
    recounts: tuple[Recount, ...] = ()
    visits: tuple[SiteVisit, ...] = ()
    parties: tuple[InterestedParty, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    forwarding: Forwarding | None = None
    answers: tuple[UpperAnswer, ...] = ()
    decision: Decision | None = None
    overdue_reason: OverdueReason | None = None
    conclusion: Conclusion | None = None
    delivery: Delivery | None = None
    ending: Ending | None = None
    service: Service = UNTOUCHED
    files: CaseFiles = NO_FILES
    paused_from: CaseStatus | None = None
    trail: tuple[Taken, ...] = ()
    set_by: Mapping[Field, EventId] = field(default_factory=lambda: NOTHING_SET)
    repeats: tuple[EventId, ...] = ()
    links: Mapping[EventId, EventId] = field(default_factory=lambda: NO_LINKS)
    merged: tuple[EventId, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    rulings: tuple[Recorded, ...] = ()
    unknown: tuple[EventId, ...] = ()
    powerless: tuple[EventId, ...] = ()
    duplicate_judgements: tuple[DuplicateJudgement, ...] = ()
    reveals: tuple[SeenBy, ...] = ()
    data_copies: tuple[DataCopy, ...] = ()

    def __repr__(self) -> str:
        """Name the case, not the person: a case in a log must tell nothing."""
        return f"Case(number={self.number!r}, status={self.status.value!r})"

    @property
    def received_on(self) -> date:
        """Local date of receipt; whatever the hour, the paper counts as received that day."""
        return self.received_at.date()

    @property
    def accepted_on(self) -> date | None:
        return self.acceptance.accepted_on if self.acceptance else None

    @property
    def is_deemed_accepted(self) -> bool:
        """Whether it counts as accepted because nobody was told in time, written down or not."""
        if self.acceptance is not None:
            return self.acceptance.basis is AcceptanceBasis.DEEMED
        return self.status is CaseStatus.DEEMED_ACCEPTED

    @property
    def open_conflicts(self) -> tuple[Conflict, ...]:
        """What waits for the chief representative, oldest first."""
        return tuple(one for one in self.conflicts if one.is_open and one.is_for_chief)

    @property
    def other_values(self) -> tuple[Conflict, ...]:
        """Contacts of which another value was written down elsewhere (另有一值)."""
        return tuple(one for one in self.conflicts if one.is_open and not one.is_for_chief)

    @property
    def told_apart(self) -> frozenset[CaseId]:
        """Other cases of the same person and item that are known to be other matters."""
        last = {one.other: one.is_duplicate for one in self.duplicate_judgements}
        return frozenset(other for other, is_duplicate in last.items() if not is_duplicate)

    def setter_of(self, part: Field) -> EventId:
        """Return the event that set a field; an act on it names this in its `base`."""
        if part is Field.STATUS:
            return self.status_set_by
        return self.set_by.get(part, self.history[0])

    @property
    def demands(self) -> int:
        """One-time notices that demanded something; repeats are not counted."""
        return sum(not notice.is_repeat for notice in self.notices)

    @property
    def open_pledge(self) -> tuple[str, ...]:
        """Names of deferred materials that have not come yet (容缺)."""
        if self.pledge is None:
            return ()
        open_names = {line.name for line in self.materials if line.is_outstanding}
        return tuple(name for name in self.pledge.deferred if name in open_names)

    @property
    def open_procedure(self) -> SpecialProcedure | None:
        """The special procedure (特别程序) that goes on now."""
        if self.status is not CaseStatus.PAUSED:
            return None
        running = [procedure for procedure in self.procedures if procedure.ended_at is None]
        return running[-1] if running else None

    @property
    def report_class(self) -> ReportClass:
        """Return under which of the six (六件) a case is counted; the first that fits.

        Source: law.md 10.
        """
        if self.status in {CaseStatus.RETURNED, CaseStatus.REFUSED}:
            return ReportClass.RETURNED
        if self.status is CaseStatus.AWAITING_SUPPLEMENT:
            return ReportClass.SUPPLEMENT
        return ReportClass(self.item.handling_type.value)

    def may_take(self, act: Act) -> bool:
        return may_take(act, self.status)

    def target_of(self, act: Act) -> CaseStatus:
        return target_of(act, self.status)

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
