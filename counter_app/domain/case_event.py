"""What happened: facts in the past tense, never changed and never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.access_facts import AccessFact
from counter_app.domain.applicant import Applicant, Proxy
from counter_app.domain.attachment import AttachmentFact
from counter_app.domain.case import Acceptance, Correction, ItemSnapshot, Refusal, Supplement
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import Channel
from counter_app.domain.conflict_facts import ConflictResolved
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.life_facts import LifeFact
from counter_app.domain.material import JudgedMaterial
from counter_app.domain.notice import OneTimeNotice
from counter_app.domain.post_facts import PostFact
from counter_app.domain.print_job import FormId
from counter_app.domain.privacy import Pi
from counter_app.domain.privacy_facts import PrivacyFact
from counter_app.domain.publication_facts import PublicationFact
from counter_app.domain.service_facts import USUAL_TERMS, ServiceTerms


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseReceived:
    """收件: the materials were handed in.  Not an acceptance; starts the notice clock.

    Attributes:
        not_duplicate_reason: Why it was taken in although the same person had an open case of
            the same item; "" when there was none.
    """

    number: Annotated[str, Pi.P1]
    query_code: Annotated[str, Pi.P2]
    document_number: Annotated[str, Pi.P1]
    item: Annotated[ItemSnapshot, Pi.P1]
    applicant: Annotated[Applicant, Pi.P3]
    proxy: Annotated[Proxy | None, Pi.P3]
    channel: Annotated[Channel, Pi.P1]
    received_at: Annotated[datetime, Pi.P1]
    materials: Annotated[tuple[JudgedMaterial, ...], Pi.P2]
    not_duplicate_reason: Annotated[str, Pi.P2] = ""
    terms: Annotated[ServiceTerms, Pi.P2] = USUAL_TERMS


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseCorrected:
    """当场更正: a mistake that could be put right at the counter was put right."""

    correction: Annotated[Correction, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MaterialsJudged:
    """Materials of a case that was taken in without an outcome were judged, line by line."""

    materials: Annotated[tuple[JudgedMaterial, ...], Pi.P2]
    judged_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OneTimeNoticeIssued:
    """一次性告知: the applicant was told everything that is missing, once."""

    notice: Annotated[OneTimeNotice, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseSupplemented:
    """补正: materials that a notice had named came in."""

    supplement: Annotated[Supplement, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted:
    """受理: the decision clock runs."""

    acceptance: Annotated[Acceptance, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AcceptanceRefused:
    """不受理 or 不予受理, in writing."""

    refusal: Annotated[Refusal, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintIntended:
    """A paper is to come out of this counter's printer.  Later events tell what came of it."""

    form: Annotated[FormId, Pi.P1]
    document_number: Annotated[str, Pi.P1]
    copy_number: Annotated[int, Pi.P1]
    about: Annotated[EventId, Pi.P1]
    intended_at: Annotated[datetime, Pi.P1]
    reason: Annotated[str, Pi.P1] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSent:
    """The first byte of a job may leave now; recorded before it does."""

    job: Annotated[EventId, Pi.P1]
    printer: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPrinted:
    """The printer took the whole job and was well afterwards."""

    job: Annotated[EventId, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFailed:
    """Certainly no mark on paper."""

    job: Annotated[EventId, Pi.P1]
    detail: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintUnknown:
    """Nobody knows whether paper came out; a person is asked 出纸了吗？."""

    job: Annotated[EventId, Pi.P1]
    detail: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSettled:
    """The clerk's answer to 出纸了吗？."""

    job: Annotated[EventId, Pi.P1]
    came_out: Annotated[bool, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnchored:
    """The county signed what time it is; evidence for every event after it.

    Attributes:
        data: Canonical bytes that the county signed, base64.
        signature: Ed25519 with purpose `anchor`, base64.
    """

    data: Annotated[str, Pi.P1]
    signature: Annotated[str, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFact:
    """An event of a type or version that this program does not know yet."""

    type: str


CaseFact = (
    CaseReceived
    | CaseCorrected
    | MaterialsJudged
    | OneTimeNoticeIssued
    | CaseSupplemented
    | CaseAccepted
    | AcceptanceRefused
    | PrintIntended
    | PrintSent
    | PrintPrinted
    | PrintFailed
    | PrintUnknown
    | PrintSettled
    | ConflictResolved
    | TimeAnchored
    | GenerationStarted
    | PostFact
    | PublicationFact
    | AccessFact
    | LifeFact
    | AttachmentFact
    | PrivacyFact
    | UnknownFact
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One fact, with what the fold and the timeline must know about how it was made.

    Attributes:
        case_id: "" for facts of the device itself.
        base: For each field the act rests on, the event that had set it as the clerk saw it.
        made_at: The device's wall clock: a claim.
        place: (hybrid ms, hybrid counter, device, generation, n): order before the county's.
    """

    event_id: EventId
    case_id: CaseId
    fact: CaseFact
    base: Mapping[Field, EventId]
    made_at: datetime
    staff: str
    role: str
    place: tuple[int, int, str, int, int]
