"""AB岗: a post goes from one holder to the other, and a backup takes over for an absent one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from counter_app.domain.authority import why_not_hold_post
from counter_app.domain.case_card import CaseCard, WorkQueue
from counter_app.domain.custody import held_by
from counter_app.domain.errors import PostHeldByAnother, TwoPersonsNeeded
from counter_app.domain.ids import CaseId
from counter_app.domain.post_book import post_of
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.print_job import FormId
from counter_app.domain.service_facts import Holder
from counter_app.domain.staff import Operator, Role
from counter_app.domain.two_persons import SecondPerson, is_same_person, require_two
from counter_app.ports import CaseFinder, Drafts, UnitOfWork
from counter_app.services.office import Office

OPEN_QUEUES: Final = (
    WorkQueue.OVERDUE,
    WorkQueue.DUE_TODAY,
    WorkQueue.IN_PROGRESS,
    WorkQueue.WAITING_FOR_CITIZEN,
    WorkQueue.WAITING_FOR_COUNTY,
    WorkQueue.TO_HAND_OUT,
)
"""Every case that somebody still owes something stands in one of these."""

CASES_NAMED_MAX: Final = 500
"""So many numbers fit into an event with room to spare; the post goes as a whole anyway."""

_DEVICE: Final = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who takes a post, or is away from it."""

    staff: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverRequest:
    """Which post goes to whom; the taker is the second person, the chief may sign as a third.

    Attributes:
        to_counter: 11 digits, where the taker works; "" for this counter.
        post_code: 11 digits, the counter whose cases go along; "" for this counter's own.
    """

    post: str
    handed_to: Colleague
    countersign: SecondPerson | None = None
    to_counter: str = ""
    post_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverRequest:
    """Which post is taken over, for whom who is away, and which chief representative agreed.

    Attributes:
        post_code: 11 digits, the counter whose cases are looked after; "" for this one's own.
        until: Last day of it; None until it is ended.
    """

    post: str
    absent: Colleague
    countersign: SecondPerson | None
    reason: str = ""
    post_code: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Along:
    """How many promises fall due, how many people wait for a call, what is owed to owners."""

    promises: int = 0
    calls: int = 0
    owed_originals: int = 0


NOTHING_ALONG: Final = Along()


class HandOverPost:
    """Records what goes along when a post changes hands."""

    def __init__(self, office: Office, finder: CaseFinder, drafts: Drafts) -> None:
        self._office = office
        self._finder = finder
        self._drafts = drafts

    def __call__(self, request: HandOverRequest, along: Along = NOTHING_ALONG) -> PostHandedOver:
        """Do it; the person signed in hands over.

        Args:
            request: Which post, to whom.
            along: What goes along besides cases, originals and drafts.

        Raises:
            PostHeldByAnother: Somebody else took it; they hand it over, or a chief does.
            NotAuthorised: One of the two may not hold a post (law.md 9).
            TwoPersonsNeeded: Nobody else takes it, or who countersigns is no chief.
        """
        operator = self._office.desk.operator()
        taker = request.handed_to
        for role in (operator.role, taker.role):
            if (denied := why_not_hold_post(role)) is not None:
                raise denied
        require_two(operator.staff, taker.staff, "交接须有交班人和接班人")
        if request.countersign is not None:
            _require_chief(request.countersign, operator)
        office = self._office
        own = office.desk.profile.counter_code
        post_code = request.post_code or own
        self._require_holder(post_code)
        cards = [
            card for card in open_cards(office, self._finder) if post_of(card.number) == post_code
        ]
        drafts = len(self._drafts.all())
        with self._office.unit_of_work() as work:
            fact = PostHandedOver(
                document_number=self._office.next_document_number(work, FormId.HANDOVER_SHEET),
                post=request.post,
                handed_by=operator.staff,
                handed_to=taker.staff,
                handed_at=self._office.now(),
                open_cases=tuple(card.number for card in cards[:CASES_NAMED_MAX]),
                more_cases=max(0, len(cards) - CASES_NAMED_MAX),
                originals=_held(work, cards),
                owed_originals=along.owed_originals,
                drafts=drafts,
                countersigned_by=request.countersign.staff if request.countersign else "",
                post_code=post_code,
                to_counter=request.to_counter if request.to_counter != own else "",
                promises=along.promises,
                calls=along.calls,
                second=request.countersign,
            )
            work.record(_DEVICE, fact)
            work.commit()
        return fact

    def _require_holder(self, post_code: str) -> None:
        """See that nobody gives away what another person took; a chief may, in their place."""
        office = self._office
        operator = office.desk.operator()
        holder = office.posts().holder(post_code, office.today())
        is_theirs = not holder.staff or is_same_person(holder.staff, operator.staff)
        if not is_theirs and operator.role is not Role.CHIEF:
            raise PostHeldByAnother(holder.staff)


def _held(work: UnitOfWork, cards: Iterable[CaseCard]) -> int:
    held = (held_by(work.case(card.case_id), Holder.COUNTER) for card in cards)
    return sum(count for lines in held for _, count in lines)


class TakeOverPost:
    """Records that a backup stands in for an absent holder (顶岗)."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, request: TakeOverRequest) -> Operator:
        """Do it and return the person signed in as who they act from now on.

        Raises:
            NotAuthorised, TwoPersonsNeeded: See `record`.
        """
        fact = self.record(request)
        return replace(self._office.desk.operator(), acting_for=fact.acting_for)

    def record(self, request: TakeOverRequest) -> PostTakenOver:
        """Do it and return what was recorded.

        Raises:
            NotAuthorised: They may not hold a post (law.md 9).
            TwoPersonsNeeded: No chief representative agreed, or nobody is away.
        """
        operator = self._office.desk.operator()
        if (denied := why_not_hold_post(operator.role)) is not None:
            raise denied
        if request.countersign is None:
            raise TwoPersonsNeeded("顶岗须首席代表签名")
        _require_chief(request.countersign, operator)
        require_two(operator.staff, request.absent.staff, "不能顶自己的岗")
        require_two(request.countersign.staff, request.absent.staff, "顶岗不能由本人批准")
        own = self._office.desk.profile.counter_code
        with self._office.unit_of_work() as work:
            fact = PostTakenOver(
                document_number=self._office.next_document_number(work, FormId.HANDOVER_SHEET),
                post=request.post,
                taken_by=operator.staff,
                acting_for=request.absent.staff,
                countersigned_by=request.countersign.staff,
                taken_at=self._office.now(),
                reason=request.reason.strip(),
                login=operator.login,
                post_code=request.post_code or own,
                at_counter=own,
                until=request.until,
                second=request.countersign,
            )
            work.record(_DEVICE, fact)
            work.commit()
        return fact


def open_cards(office: Office, finder: CaseFinder) -> Iterator[CaseCard]:
    """Yield every case of the posts held at this counter that is not over, once each.

    Cases of the township's other counters are here too, and belong to their posts.
    """
    today = office.today()
    here = office.posts_here()
    seen: set[CaseId] = set()
    for queue in OPEN_QUEUES:
        after: str | None = None
        while True:
            page = finder.worklist(queue, today=today, after=after)
            for card in page.cards:
                if post_of(card.number) in here and card.case_id not in seen:
                    seen.add(card.case_id)
                    yield card
            after = page.next_key
            if after is None:
                break


def _require_chief(second: SecondPerson, operator: Operator) -> None:
    is_own = is_same_person(second.staff, operator.staff)
    if second.role is not Role.CHIEF or is_own:
        raise TwoPersonsNeeded("须由另一位首席代表签名")
