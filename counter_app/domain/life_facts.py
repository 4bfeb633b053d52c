"""Facts of a case after its intake: what happened, in the past tense, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.case import Acceptance
from counter_app.domain.clock_facts import Recount, SpecialProcedure, TimeExtension
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
from counter_app.domain.privacy import Pi
from counter_app.domain.service_facts import (
    Amendment,
    BankPayment,
    Complaint,
    ComplaintAnswer,
    DuplicateJudgement,
    FeeWaiver,
    OriginalMove,
    PaymentSlip,
    Rating,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseAmended:
    """更正: what was written down was put right; the old words stay in this event."""

    amendment: Annotated[Amendment, Pi.P3]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProvisionallyAccepted:
    """容缺受理: accepted, with a pledge for what follows later."""

    acceptance: Annotated[Acceptance, Pi.P1]
    pledge: Annotated[Pledge, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpecialProcedureStarted:
    """特别程序 (art. 45): its time is not counted; the applicant was told in writing."""

    procedure: Annotated[SpecialProcedure, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpecialProcedureEnded:
    """A special procedure ended; the clock runs again from the day after."""

    ended_at: Annotated[datetime, Pi.P1]
    result: Annotated[str, Pi.P2] = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LimitExtended:
    """延期 (art. 42), approved and told with its reason."""

    extension: Annotated[TimeExtension, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesRecounted:
    """A new calendar moved a date that had been provisional."""

    recount: Annotated[Recount, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SiteVisitRecorded:
    """现场踏勘 by two or more; the clock ran on."""

    visit: Annotated[SiteVisit, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InterestedPartyHeard:
    """利害关系人 was told, and said something or nothing (art. 36)."""

    party: Annotated[InterestedParty, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpinionRecorded:
    """A department gave its opinion (联办意见)."""

    opinion: Annotated[Opinion, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseForwarded:
    """转报: went up with the first opinion and all materials (art. 35)."""

    forwarding: Annotated[Forwarding, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UpperBodyAnswered:
    """The upper body took it over, or asked the township something."""

    answer: Annotated[UpperAnswer, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseDecided:
    """审批决定 on the merits."""

    decision: Annotated[Decision, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OverdueExplained:
    """逾期原因, stated publicly."""

    overdue_reason: Annotated[OverdueReason, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseConcluded:
    """办结: the result is there."""

    conclusion: Annotated[Conclusion, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResultDelivered:
    """送达: the result was handed over, or served otherwise."""

    delivery: Annotated[Delivery, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseReturned:
    """退件, in writing and with its reason."""

    ending: Annotated[Ending, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseWithdrawn:
    """撤回 by the applicant's own wish, or by a lapse that counts as such."""

    ending: Annotated[Ending, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseTerminated:
    """终止 by a rule."""

    ending: Annotated[Ending, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CaseVoided:
    """作废: made in error; two people, and the number is never used again."""

    ending: Annotated[Ending, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSlipIssued:
    """缴费通知单 given out; nothing was taken."""

    slip: Annotated[PaymentSlip, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfirmed:
    """The bank confirmed that a slip was paid."""

    payment: Annotated[BankPayment, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FeeWaived:
    """减免, with its basis."""

    waiver: Annotated[FeeWaiver, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OriginalMoved:
    """A paper original went from hand to hand."""

    move: Annotated[OriginalMove, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ServiceRated:
    """好差评 given, or knowingly not given."""

    rating: Annotated[Rating, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComplaintFiled:
    """投诉 taken in; its own clock runs."""

    complaint: Annotated[Complaint, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedPledgeSigned:
    """告知承诺: a written promise stands for proofs that need not be brought."""

    informed_pledge: Annotated[InformedPledge, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InformedPledgeChecked:
    """履诺核查: what was promised was looked at afterwards."""

    check: Annotated[PledgeCheck, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComplaintAnswered:
    """A complaint was answered."""

    answer: Annotated[ComplaintAnswer, Pi.P2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DuplicateJudged:
    """Another case of the same person and item is another matter, or may be the same after all."""

    judgement: Annotated[DuplicateJudgement, Pi.P2]


LifeFact = (
    CaseAmended
    | CaseProvisionallyAccepted
    | SpecialProcedureStarted
    | SpecialProcedureEnded
    | LimitExtended
    | DatesRecounted
    | SiteVisitRecorded
    | InterestedPartyHeard
    | OpinionRecorded
    | CaseForwarded
    | UpperBodyAnswered
    | CaseDecided
    | OverdueExplained
    | CaseConcluded
    | ResultDelivered
    | CaseReturned
    | CaseWithdrawn
    | CaseTerminated
    | CaseVoided
    | PaymentSlipIssued
    | PaymentConfirmed
    | FeeWaived
    | OriginalMoved
    | ServiceRated
    | ComplaintFiled
    | ComplaintAnswered
    | InformedPledgeSigned
    | InformedPledgeChecked
    | DuplicateJudged
)
