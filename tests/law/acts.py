"""Random acts as requests, and a counter in memory that keeps only what was committed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from hypothesis import strategies as st

from counter_app.bootstrap.desk import SignedInDesk, new_case_id
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.clock_facts import ApproverRank, SpecialProcedureKind
from counter_app.domain.ending_facts import (
    DeliveryManner,
    EndingKind,
    OverdueCategory,
    Result,
)
from counter_app.domain.errors import CounterError
from counter_app.domain.handling_facts import (
    DecisionKind,
    ForwardWay,
    PartyWord,
    Stance,
    UpperAnswerKind,
)
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import DetailField, Holder, RatingChannel
from counter_app.domain.staff import Role
from counter_app.domain.steps import Act
from counter_app.services.accept_case import accept
from counter_app.services.accept_provisionally import PledgeRequest
from counter_app.services.amend_case import AmendRequest
from counter_app.services.charge_fee import PaymentRequest, SlipRequest, WaiverRequest
from counter_app.services.conclude_case import ConcludeRequest, OverdueRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.end_case import EndRequest
from counter_app.services.extend_case import ExtendRequest
from counter_app.services.forward_case import AnswerRequest, ForwardRequest
from counter_app.services.hear_citizen import AnswerComplaintRequest, ComplainRequest, RateRequest
from counter_app.services.issue_notice import NoticeRequest, issue_notice
from counter_app.services.move_original import MoveRequest
from counter_app.services.office import Office
from counter_app.services.pause_case import PauseRequest, ResumeRequest
from counter_app.services.perform_step import Request, perform_step
from counter_app.services.pledge_conditions import InformedPledgeRequest, PledgeCheckRequest
from counter_app.services.refuse_case import RefusalReason, refuse
from counter_app.services.review_case import OpinionRequest, PartyRequest, VisitRequest
from counter_app.services.scratch import ScratchWork
from counter_app.services.submit_intake import Outcome, perform
from counter_app.services.supplement_case import supplement
from tests.fakes.clocks import SettableClock
from tests.fakes.people import PROFILE
from tests.fakes.rulebooks import ChangeableRules
from tests.fakes.second_person import proven
from tests.services.intake import judged, submission
from tests.services.life import PEOPLE

ITEMS = ("T006", "T069", "T001", "T060", "T044", "T062")
REASON = st.sampled_from(["因情况复杂", "因情况复杂", "因情况复杂", ""])
NAME = st.sampled_from(["青禾县民政局", "县住建局", "县林业局", ""])
ROLES = st.sampled_from(
    [Role.CLERK] * 3
    + [Role.CHIEF] * 5
    + [Role.BACKUP, Role.FIELD, Role.TEMPORARY, Role.DIRECTOR, Role.AUDITOR]
)

REQUESTS = st.one_of(
    st.builds(AmendRequest, details=st.just({DetailField.PHONE: "13900000000"}), reason=REASON),
    st.builds(PledgeRequest, due_on=st.sampled_from([date(2026, 11, 5), date(2026, 12, 30)])),
    st.builds(
        PauseRequest,
        kind=st.sampled_from(SpecialProcedureKind),
        expected_days=st.sampled_from([0, 1, 4, 9]),
        reason=REASON,
    ),
    st.builds(ResumeRequest),
    st.builds(ExtendRequest, approved_by=st.sampled_from(ApproverRank), reason=REASON),
    st.builds(
        VisitRequest,
        place=st.just("石桥镇"),
        staff=st.sampled_from([("甲", "乙"), ("甲", "乙"), ("甲",)]),
        finding=st.just("属实"),
    ),
    st.builds(PartyRequest, name=NAME, word=st.sampled_from(PartyWord)),
    st.builds(OpinionRequest, department=NAME, stance=st.sampled_from(Stance), text=REASON),
    st.builds(ForwardRequest, to=NAME, way=st.sampled_from(ForwardWay)),
    st.builds(AnswerRequest, kind=st.sampled_from(UpperAnswerKind), body=NAME),
    st.builds(DecisionRequest, kind=st.sampled_from(DecisionKind), reason=REASON, decided_by=NAME),
    st.builds(OverdueRequest, category=st.sampled_from(OverdueCategory), text=REASON),
    st.builds(ConcludeRequest, result=st.just(Result(name="批复", number="1"))),
    st.builds(
        DeliverRequest,
        manner=st.sampled_from(DeliveryManner),
        received_by=st.sampled_from(["沈桂兰", "沈桂兰", ""]),
        tracking_number=st.sampled_from(["", "SF1"]),
    ),
    st.builds(SlipRequest),
    st.builds(PaymentRequest, bank_reference=st.sampled_from(["x", "20261102000123"])),
    st.builds(WaiverRequest, reason=REASON),
    st.builds(
        MoveRequest,
        material=st.sampled_from(["户口簿", "申请表"]),
        originals=st.integers(0, 2),
        came_from=st.sampled_from(Holder),
        went_to=st.sampled_from(Holder),
    ),
    st.builds(
        RateRequest, grade=st.none() | st.integers(0, 6), channel=st.sampled_from(RatingChannel)
    ),
    st.builds(ComplainRequest, text=REASON),
    st.builds(AnswerComplaintRequest, text=REASON),
    st.builds(PledgeCheckRequest, is_kept=st.booleans(), text=REASON),
    st.builds(
        InformedPledgeRequest,
        replaced=st.just(("户口簿",)),
        conditions=st.just(("属实",)),
        is_free_choice=st.booleans(),
    ),
)
ENDS = st.builds(
    EndRequest,
    kind=st.sampled_from(EndingKind),
    reason=REASON,
    second=st.sampled_from([None, proven("QH0300")]),
)
VERDICTS = st.lists(
    st.sampled_from([Verdict.COMPLETE] * 5 + [Verdict.MISSING, Verdict.DEFECTIVE, None]), max_size=5
)


BODY = "青禾县民政局"
NEXT = {
    Act.RESUME: ResumeRequest(),
    Act.FORWARD: ForwardRequest(to=BODY, way=ForwardWay.HAND),
    Act.OPINION: OpinionRequest(department="县住建局", stance=Stance.AGREE),
    Act.DECIDE: DecisionRequest(kind=DecisionKind.GRANTED, reason="符合条件", decided_by=BODY),
    Act.EXPLAIN_OVERDUE: OverdueRequest(category=OverdueCategory.OTHER, text="数据核对"),
    Act.CONCLUDE: ConcludeRequest(result=Result(name="批复", number="1")),
    Act.DELIVER: DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰"),
}
"""For each act that leads on, a request that would be good if the act is possible."""


class Memory:
    """A counter that forgets what was not committed, as the store does."""

    def __init__(self, device: str = "d" * 16) -> None:
        self.clock = SettableClock()
        self.desk = SignedInDesk(PROFILE)
        self.desk.sign_in(PEOPLE[Role.CLERK])
        self.rules = ChangeableRules.shipped()
        self.events: list[CaseEvent] = []
        self._device = device
        codes = itertools.count(100_000)
        self.office = Office(
            unit_of_work=self._open,
            desk=self.desk,
            clock=self.clock,
            rulebook=self.rules,
            new_case_id=new_case_id,
            new_query_code=lambda: str(next(codes)),
        )

    @contextmanager
    def _open(self, *, as_system: bool = False) -> Iterator[ScratchWork]:
        del as_system
        yield ScratchWork(self.desk, self.clock, self.events)

    def receive(self, item: str, verdicts: list[Verdict | None]) -> CaseId | None:
        names = len(self.rules.catalogue.by_id(item).materials)
        request = submission(self.office, verdicts[:names], outcome=Outcome.RECEIVE, item_id=item)
        return self._try(lambda work: perform(self.office, work, request))

    def act(self, case_id: CaseId, request: Request) -> bool:
        return self._did(lambda work: perform_step(self.office, work, case_id, request))

    def accept(self, case_id: CaseId) -> bool:
        return self._did(lambda work: accept(self.office, work, case_id))

    def tell(self, case_id: CaseId, request: NoticeRequest) -> bool:
        return self._did(lambda work: issue_notice(self.office, work, case_id, request))

    def refuse(self, case_id: CaseId) -> bool:
        reason = RefusalReason(ground=RefusalGround.NOT_REQUIRED, reason="不需要许可")
        return self._did(lambda work: refuse(self.office, work, case_id, reason))

    def bring(self, case_id: CaseId, item: str, place: int, verdict: Verdict) -> bool:
        lines = judged(self.office, [verdict] * 0, item)
        line = lines[place % len(lines)] if lines else None
        if line is None:
            return False
        return self._did(lambda work: supplement(self.office, work, case_id, [line]))

    def _did(self, step: Callable[[ScratchWork], object]) -> bool:
        before = len(self.events)
        self._try(step)
        return len(self.events) > before

    def _try(self, step: Callable[[ScratchWork], CaseId | object]) -> CaseId | None:
        """Do a step; what it recorded is kept only if it ended well."""
        work = ScratchWork(self.desk, self.clock, self.events, device=self._device)
        try:
            result = step(work)
        except CounterError:
            return None
        self.events = work.all_events()
        return CaseId(result) if isinstance(result, str) else None


def every_id(events: list[CaseEvent]) -> set[EventId]:
    return {event.event_id for event in events}


DAY = timedelta(days=1)
