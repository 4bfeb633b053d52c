"""AB岗交接, the second half: the taker accepts or objects, or the giver takes it back."""

from __future__ import annotations

from typing import Final

from counter_app.domain.authority import require
from counter_app.domain.desk_contents import Handover, of_post
from counter_app.domain.errors import FieldMissing, HandoverNotOpen, NotTheTaker, ReasonMissing
from counter_app.domain.handover_facts import HandoverAnswer, HandoverAnswered
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import Passing, PassState
from counter_app.domain.two_persons import is_same_person
from counter_app.ports import Drafts
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.office import Office
from counter_app.services.settle_drafts import drafts_of

ORIGINALS_MAX: Final = 9_999
DRAFTS_NAMED_MAX: Final = 200
_DEVICE: Final = CaseId("")


class PassPost:
    """Records what becomes of a hand-over; whoever is signed in answers."""

    def __init__(self, office: Office, read_desk: ReadDesk, drafts: Drafts) -> None:
        self._office = office
        self._read_desk = read_desk
        self._drafts = drafts

    def accept(self, document_number: str, counted: int, remarks: str = "") -> Handover:
        """Take the post: from now on its cases, originals and promises are the taker's.

        The unfinished intakes that are here go along by name; on another computer they come on
        a stick, or stay where they are until somebody opens them there.

        Args:
            document_number: Of the sheet.
            counted: Paper originals that the taker counted by hand.
            remarks: What they found otherwise; asked for when the count differs.

        Returns:
            The sheet with the taker's word, to be printed and signed by both.

        Raises:
            HandoverNotOpen: It was answered or taken back.
            NotTheTaker: It was given to somebody else.
            NotAuthorised: They may hold no post.
            FieldMissing: It is no number of papers.
            ReasonMissing: The count differs, and nobody says how.
        """
        passing = self._open_one(document_number)
        self._require(passing.fact.handed_to)
        if not 0 <= counted <= ORIGINALS_MAX:
            raise FieldMissing("实际清点份数")
        if counted != passing.fact.in_drawer and not remarks.strip():
            raise ReasonMissing(f"原件应为{passing.fact.in_drawer}份，实清{counted}份")
        here = drafts_of(self._drafts, passing.fact.handed_by)
        drafts = tuple(draft.draft_id for draft in here)
        answer = self._record(
            passing, HandoverAnswer.ACCEPTED, remarks, (counted, drafts[:DRAFTS_NAMED_MAX])
        )
        contents = of_post(self._read_desk(), passing.fact.post_code)
        return Handover(fact=passing.fact, contents=contents, answer=answer)

    def object(self, document_number: str, reason: str) -> HandoverAnswered:
        """Do not take the post; it stays with the giver, who sees why.

        Raises:
            HandoverNotOpen, NotTheTaker, NotAuthorised: As `accept`.
            ReasonMissing: Nobody says why.
        """
        passing = self._open_one(document_number)
        self._require(passing.fact.handed_to)
        if not reason.strip():
            raise ReasonMissing("不接岗")
        return self._record(passing, HandoverAnswer.OBJECTED, reason)

    def withdraw(self, document_number: str) -> HandoverAnswered:
        """Take the post back before anybody has accepted it.

        Raises:
            HandoverNotOpen: It was answered already.
            NotTheTaker: Somebody else gave it.
            NotAuthorised: They may hold no post.
        """
        passing = self._open_one(document_number)
        self._require(passing.fact.handed_by)
        return self._record(passing, HandoverAnswer.WITHDRAWN, "")

    def _open_one(self, document_number: str) -> Passing:
        passing = self._office.posts().passings.get(document_number)
        if passing is None or passing.state is not PassState.OPEN:
            raise HandoverNotOpen(document_number)
        return passing

    def _require(self, entitled: str) -> None:
        operator = self._office.desk.operator()
        require(operator.role, Right.HOLD_POST)
        if not is_same_person(operator.staff, entitled):
            raise NotTheTaker(entitled)

    def _record(
        self,
        passing: Passing,
        answer: HandoverAnswer,
        remarks: str,
        found: tuple[int, tuple[str, ...]] = (0, ()),
    ) -> HandoverAnswered:
        office = self._office
        counted, drafts = found
        fact = HandoverAnswered(
            document_number=passing.fact.document_number,
            post_code=passing.fact.post_code,
            answer=answer,
            answered_by=office.desk.operator().staff,
            answered_at=office.now(),
            at_counter=office.desk.profile.counter_code,
            originals_counted=counted,
            drafts=drafts,
            remarks=remarks.strip(),
        )
        with office.unit_of_work() as work:
            work.record(_DEVICE, fact)
            work.commit()
        return fact
