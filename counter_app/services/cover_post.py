"""顶岗 with no chief in the room: asked for here, approved or refused wherever a chief sits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.domain.authority import require
from counter_app.domain.errors import FieldMissing, ReasonMissing, TakeoverNotOpen, TwoPersonsNeeded
from counter_app.domain.handover_facts import (
    TakeoverAnswer,
    TakeoverAnswered,
    TakeoverRequested,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right, may
from counter_app.domain.post_book import Covering, PassState
from counter_app.domain.print_job import FormId
from counter_app.domain.two_persons import is_same_person, require_two
from counter_app.services.office import Office

COVER_DAYS_MAX: Final = 31
"""Whoever is away for longer is replaced by a hand-over; our rule."""

_DEVICE: Final = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverRequest:
    """Whose post, whose absence, why and until when.

    Attributes:
        post_code: 11 digits; "" for the post of this counter.
    """

    post: str
    absent: str
    reason: str
    until: date
    post_code: str = ""


class CoverPost:
    """Asks for a take-over, and answers one."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ask(self, request: CoverRequest) -> TakeoverRequested:
        """Ask to stand in; until a chief approves, papers are taken in and nothing is decided.

        Raises:
            NotAuthorised: They may not hold a post (law.md 9).
            TwoPersonsNeeded: Nobody is away.
            ReasonMissing: Nobody says why.
            FieldMissing: The last day lies in the past, or too far off.
        """
        office = self._office
        operator = office.desk.operator()
        require(operator.role, Right.HOLD_POST)
        require_two(operator.staff, request.absent, "不能顶自己的岗")
        if not request.reason.strip():
            raise ReasonMissing("顶岗")
        days = (request.until - office.today()).days
        if not 0 <= days <= COVER_DAYS_MAX:
            raise FieldMissing(f"顶岗到哪一天（今天起{COVER_DAYS_MAX}天以内）")
        own = office.desk.profile.counter_code
        with office.unit_of_work() as work:
            fact = TakeoverRequested(
                document_number=office.next_document_number(work, FormId.HANDOVER_SHEET),
                post=request.post,
                post_code=request.post_code or own,
                taken_by=operator.staff,
                acting_for=request.absent,
                at_counter=own,
                requested_at=office.now(),
                until=request.until,
                reason=request.reason.strip(),
                login=operator.login,
            )
            work.record(_DEVICE, fact)
            work.commit()
        return fact

    def approve(self, document_number: str) -> TakeoverAnswered:
        """Agree to a take-over, on any computer of the township.

        Raises:
            TakeoverNotOpen: It was answered or ended.
            NotAuthorised: Only a chief representative or the director agrees.
            TwoPersonsNeeded: Neither the taker nor the absent holder agrees to it.
        """
        return self._answer(document_number, TakeoverAnswer.APPROVED, "")

    def refuse(self, document_number: str, reason: str) -> TakeoverAnswered:
        """Do not agree; the post stays where it was.

        Raises:
            TakeoverNotOpen, NotAuthorised, TwoPersonsNeeded: As `approve`.
            ReasonMissing: Nobody says why.
        """
        if not reason.strip():
            raise ReasonMissing("不批准顶岗")
        return self._answer(document_number, TakeoverAnswer.REFUSED, reason)

    def end(self, document_number: str, remarks: str = "") -> TakeoverAnswered:
        """Give the post back to whoever had it before: by the taker, the holder or a chief.

        Raises:
            TakeoverNotOpen: It is over.
            NotAuthorised: It is none of their business.
        """
        covering = self._one(document_number, (PassState.OPEN, PassState.IN_FORCE))
        operator = self._office.desk.operator()
        parties = (covering.taken_by, covering.acting_for)
        if not any(is_same_person(operator.staff, each) for each in parties):
            require(operator.role, Right.APPROVE_TAKEOVER)
        elif not may(operator.role, Right.APPROVE_TAKEOVER):
            require(operator.role, Right.HOLD_POST)
        return self._record(covering, TakeoverAnswer.ENDED, remarks)

    def review(self, document_number: str, remarks: str = "") -> TakeoverAnswered:
        """Say that what was done before a take-over was refused has been looked at.

        Raises:
            TakeoverNotOpen: It was not refused, or somebody has looked.
            NotAuthorised, TwoPersonsNeeded: The holder or a chief looks; never who did it.
        """
        covering = self._one(document_number, (PassState.REFUSED,))
        if covering.reviewed_by:
            raise TakeoverNotOpen(document_number)
        operator = self._office.desk.operator()
        if is_same_person(operator.staff, covering.taken_by):
            raise TwoPersonsNeeded("顶岗期间所办不能由本人复核")
        is_holder = is_same_person(operator.staff, covering.acting_for)
        if not is_holder or not may(operator.role, Right.HOLD_POST):
            require(operator.role, Right.APPROVE_TAKEOVER)
        return self._record(covering, TakeoverAnswer.REVIEWED, remarks)

    def _answer(
        self, document_number: str, answer: TakeoverAnswer, remarks: str
    ) -> TakeoverAnswered:
        covering = self._one(document_number, (PassState.OPEN,))
        operator = self._office.desk.operator()
        require(operator.role, Right.APPROVE_TAKEOVER)
        for party in (covering.taken_by, covering.acting_for):
            if is_same_person(operator.staff, party):
                raise TwoPersonsNeeded("顶岗不能由本人批准")
        return self._record(covering, answer, remarks)

    def _one(self, document_number: str, states: tuple[PassState, ...]) -> Covering:
        covering = self._office.posts().coverings.get(document_number)
        if covering is None or covering.state not in states:
            raise TakeoverNotOpen(document_number)
        return covering

    def _record(self, covering: Covering, answer: TakeoverAnswer, remarks: str) -> TakeoverAnswered:
        office = self._office
        fact = TakeoverAnswered(
            document_number=covering.document_number,
            post_code=covering.post_code,
            answer=answer,
            answered_by=office.desk.operator().staff,
            answered_at=office.now(),
            remarks=remarks.strip(),
        )
        with office.unit_of_work() as work:
            work.record(_DEVICE, fact)
            work.commit()
        return fact
