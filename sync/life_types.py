"""Names on the wire of the facts of a case's later life, and of a post."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.access_facts import DisasterModeSet, PasswordReplaced, PersonEnrolled
from counter_app.domain.attachment import MaterialAttached, MaterialDetached
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.handover_facts import (
    HandoverAnswered,
    ReceiverAnnounced,
    TakeoverAnswered,
    TakeoverRequested,
    TakeoverRuled,
)
from counter_app.domain.life_facts import (
    CaseAmended,
    CaseConcluded,
    CaseDecided,
    CaseForwarded,
    CaseProvisionallyAccepted,
    CaseReturned,
    CaseTerminated,
    CaseVoided,
    CaseWithdrawn,
    ComplaintAnswered,
    ComplaintFiled,
    DatesRecounted,
    DuplicateJudged,
    FeeWaived,
    InformedPledgeChecked,
    InformedPledgeSigned,
    InterestedPartyHeard,
    LimitExtended,
    OpinionRecorded,
    OriginalMoved,
    OverdueExplained,
    PaymentConfirmed,
    PaymentSlipIssued,
    ResultDelivered,
    ServiceRated,
    SiteVisitRecorded,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    UpperBodyAnswered,
)
from counter_app.domain.post_facts import DayClosed, PostHandedOver, PostTakenOver
from counter_app.domain.privacy_facts import (
    CopiesDestroyed,
    DataCopyGiven,
    DataRevealed,
    PersonSearched,
)
from counter_app.domain.publication_facts import PublicationInstalled, PublicationRefused

LIFE_TYPES: Final = MappingProxyType[str, type[Any]](
    {
        "case.amended": CaseAmended,
        "case.provisionally_accepted": CaseProvisionallyAccepted,
        "case.special_procedure_started": SpecialProcedureStarted,
        "case.special_procedure_ended": SpecialProcedureEnded,
        "case.limit_extended": LimitExtended,
        "case.dates_recounted": DatesRecounted,
        "case.site_visit_recorded": SiteVisitRecorded,
        "case.interested_party_heard": InterestedPartyHeard,
        "case.opinion_recorded": OpinionRecorded,
        "case.forwarded": CaseForwarded,
        "case.upper_body_answered": UpperBodyAnswered,
        "case.decided": CaseDecided,
        "case.overdue_explained": OverdueExplained,
        "case.concluded": CaseConcluded,
        "case.result_delivered": ResultDelivered,
        "case.returned": CaseReturned,
        "case.withdrawn": CaseWithdrawn,
        "case.terminated": CaseTerminated,
        "case.voided": CaseVoided,
        "case.payment_slip_issued": PaymentSlipIssued,
        "case.payment_confirmed": PaymentConfirmed,
        "case.fee_waived": FeeWaived,
        "case.original_moved": OriginalMoved,
        "case.service_rated": ServiceRated,
        "case.complaint_filed": ComplaintFiled,
        "case.complaint_answered": ComplaintAnswered,
        "case.informed_pledge_signed": InformedPledgeSigned,
        "case.informed_pledge_checked": InformedPledgeChecked,
        "case.duplicate_judged": DuplicateJudged,
        "access.disaster_mode_set": DisasterModeSet,
        "access.password_replaced": PasswordReplaced,
        "access.person_enrolled": PersonEnrolled,
        "device.generation_started": GenerationStarted,
        "material.attached": MaterialAttached,
        "material.detached": MaterialDetached,
        "post.handed_over": PostHandedOver,
        "post.taken_over": PostTakenOver,
        "post.handover_answered": HandoverAnswered,
        "post.takeover_requested": TakeoverRequested,
        "post.takeover_answered": TakeoverAnswered,
        "post.takeover_ruled": TakeoverRuled,
        "post.day_closed": DayClosed,
        "device.receiver_announced": ReceiverAnnounced,
        "privacy.copies_destroyed": CopiesDestroyed,
        "privacy.data_copy_given": DataCopyGiven,
        "privacy.data_revealed": DataRevealed,
        "privacy.person_searched": PersonSearched,
        "publication.installed": PublicationInstalled,
        "publication.refused": PublicationRefused,
    }
)
"""Type on the wire → fact; the names are for ever."""
