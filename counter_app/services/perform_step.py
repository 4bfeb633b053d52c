"""One door for every step of a case's later life: a request in, the papers it owes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.case import Case
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId
from counter_app.ports import UnitOfWork
from counter_app.services.accept_provisionally import PledgeRequest, accept_provisionally
from counter_app.services.amend_case import AmendRequest, amend
from counter_app.services.charge_fee import (
    PaymentRequest,
    SlipRequest,
    WaiverRequest,
    confirm_payment,
    issue_slip,
    waive_fee,
)
from counter_app.services.conclude_case import (
    ConcludeRequest,
    OverdueRequest,
    conclude,
    explain_overdue,
)
from counter_app.services.decide_case import DecisionRequest, decide
from counter_app.services.deliver_case import DeliverRequest, deliver
from counter_app.services.end_case import EndRequest, end
from counter_app.services.extend_case import ExtendRequest, extend
from counter_app.services.forward_case import (
    AnswerRequest,
    ForwardRequest,
    forward,
    record_answer,
)
from counter_app.services.hear_citizen import (
    AnswerComplaintRequest,
    ComplainRequest,
    RateRequest,
    answer_complaint,
    complain,
    rate,
)
from counter_app.services.move_original import MoveRequest, move_original
from counter_app.services.office import Office
from counter_app.services.pause_case import PauseRequest, ResumeRequest, pause, resume
from counter_app.services.pledge_conditions import (
    InformedPledgeRequest,
    PledgeCheckRequest,
    check_pledge,
    pledge_conditions,
)
from counter_app.services.print_document import intend
from counter_app.services.resolve_conflict import ResolveRequest, resolve_conflict
from counter_app.services.review_case import (
    OpinionRequest,
    PartyRequest,
    VisitRequest,
    hear_party,
    record_opinion,
    record_visit,
)
from counter_app.services.stale_base import Seen, refuse_stale
from counter_app.services.tell_apart import TellApartRequest, tell_apart

Request = (
    AmendRequest
    | PledgeRequest
    | PauseRequest
    | ResumeRequest
    | ExtendRequest
    | VisitRequest
    | PartyRequest
    | OpinionRequest
    | ForwardRequest
    | AnswerRequest
    | DecisionRequest
    | OverdueRequest
    | ConcludeRequest
    | DeliverRequest
    | EndRequest
    | SlipRequest
    | PaymentRequest
    | WaiverRequest
    | MoveRequest
    | RateRequest
    | ComplainRequest
    | AnswerComplaintRequest
    | InformedPledgeRequest
    | PledgeCheckRequest
    | ResolveRequest
    | TellApartRequest
)

_Step = Callable[[Office, UnitOfWork, CaseId, Any], tuple[FormId, ...]]
_STEPS: Final[Mapping[type[Any], _Step]] = MappingProxyType(
    {
        AmendRequest: amend,
        PledgeRequest: accept_provisionally,
        PauseRequest: pause,
        ResumeRequest: resume,
        ExtendRequest: extend,
        VisitRequest: record_visit,
        PartyRequest: hear_party,
        OpinionRequest: record_opinion,
        ForwardRequest: forward,
        AnswerRequest: record_answer,
        DecisionRequest: decide,
        OverdueRequest: explain_overdue,
        ConcludeRequest: conclude,
        DeliverRequest: deliver,
        EndRequest: end,
        SlipRequest: issue_slip,
        PaymentRequest: confirm_payment,
        WaiverRequest: waive_fee,
        MoveRequest: move_original,
        RateRequest: rate,
        ComplainRequest: complain,
        AnswerComplaintRequest: answer_complaint,
        InformedPledgeRequest: pledge_conditions,
        PledgeCheckRequest: check_pledge,
        ResolveRequest: resolve_conflict,
        TellApartRequest: tell_apart,
    }
)


def perform_step(
    office: Office, work: UnitOfWork, case_id: CaseId, request: Request
) -> tuple[FormId, ...]:
    """Do what a request asks inside a transaction of the caller; return the papers owed.

    Raises:
        CounterError: What stands against it; nothing was changed.
    """
    return _STEPS[type(request)](office, work, case_id, request)


class PerformStep:
    """Does one step and intends its papers: all of it, or nothing."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, case_id: CaseId, request: Request, seen: Seen | None = None) -> Case:
        """Return the case as it stands afterwards.

        Args:
            case_id: The case.
            request: What is asked for.
            seen: The case as the page showed it (`stale_base.seen_of`); None asks nothing.

        Raises:
            StaleBase: The case is not as the page showed it; nothing was changed.
            CounterError: What stands against it; nothing was changed.
            StorageError: See `UnitOfWork.commit`.
        """
        with self._office.unit_of_work() as work:
            refuse_stale(work, case_id, seen, request)
            forms = perform_step(self._office, work, case_id, request)
            intend(self._office, work, case_id, forms)
            case = work.case(case_id)
            work.commit()
        return case
