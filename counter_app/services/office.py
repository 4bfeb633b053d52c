"""What every use case works with, handed in once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.numbering import document_number
from counter_app.domain.post_book import NO_POSTS, PostBook
from counter_app.domain.post_tasks import DoneMeanwhile, nothing_done
from counter_app.domain.print_job import FormId
from counter_app.ports import Clock, Desk, Rulebook, TimeKeeper, UnitOfWork, UnitOfWorkFactory
from counter_app.services.cases_in_hand import CasesInHand

_KIND_OF_PAPER = {
    FormId.INTAKE_RECEIPT: "收",
    FormId.ACCEPTANCE_NOTICE: "受",
    FormId.ONE_TIME_NOTICE: "告",
    FormId.REFUSAL_NOTICE: "拒",
    FormId.SUPPLEMENT_RECEIPT: "补",
    FormId.SUPPLEMENT_PLEDGE: "承",
    FormId.PROVISIONAL_ACCEPTANCE_NOTICE: "容",
    FormId.INFORMED_PLEDGE: "诺",
    FormId.EXTENSION_NOTICE: "延",
    FormId.SPECIAL_PROCEDURE_NOTICE: "特",
    FormId.SITE_VISIT_RECORD: "勘",
    FormId.RETURN_NOTICE: "退",
    FormId.WITHDRAWAL_REQUEST: "撤",
    FormId.TERMINATION_NOTICE: "终",
    FormId.DECISION_NOTICE: "决",
    FormId.TRANSFER_SLIP: "转",
    FormId.COLLECTION_NOTICE: "领",
    FormId.DELIVERY_RECEIPT: "送",
    FormId.PAYMENT_SLIP: "缴",
    FormId.OVERDUE_STATEMENT: "逾",
    FormId.RATING_SLIP: "评",
    FormId.COMPLAINT_SLIP: "诉",
    FormId.PROGRESS_SLIP: "进",
    FormId.GUIDE_SHEET: "指",
    FormId.QUEUE_TICKET: "号",
    FormId.APPOINTMENT_SLIP: "约",
    FormId.AUTHORIZATION: "托",
    FormId.HANDOVER_SHEET: "交",
    FormId.CUSTODY_SLIP: "流",
    FormId.DRAWER_INVENTORY: "册",
    FormId.DAY_CLOSE_SHEET: "清",
    FormId.BULLETIN: "报",
    FormId.BUNDLE_SLIP: "盘",
    FormId.HANDWRITTEN_SLIP: "手",
    FormId.PERSONAL_DATA_SHEET: "查",
    FormId.PRIVACY_NOTICE: "知",
    FormId.DESTRUCTION_LIST: "销",
}
assert _KIND_OF_PAPER.keys() == set(FormId), "every paper is numbered"


def no_posts() -> PostBook:
    """Know of no post that was ever handed on."""
    return NO_POSTS


def no_intervals(case_id: CaseId) -> Mapping[EventId, TimeInterval]:
    """Know of no anchor: nothing is judged by trusted time yet."""
    del case_id
    return {}


@dataclass(frozen=True, slots=True)
class Office:
    """The desk, its rules, its clock and its records.

    Attributes:
        new_case_id: Returns 32 random hex digits.
        new_query_code: Returns 6 random digits, the secret beside the case number.
        timekeeper: Knows the county's time; None before there was ever any.
        posts: Who holds which post, as everything that is kept here makes it.
        done_meanwhile: What somebody did on the cases of a post while they waited to take it over:
            number of the case → how many acts.
        intervals: When each event of a case happened, between trusted anchors.
        in_hand: Cases that somebody here has looked at of late.
    """

    unit_of_work: UnitOfWorkFactory
    desk: Desk
    clock: Clock
    rulebook: Rulebook
    new_case_id: Callable[[], CaseId]
    new_query_code: Callable[[], str]
    timekeeper: TimeKeeper | None = None
    intervals: Callable[[CaseId], Mapping[EventId, TimeInterval]] = no_intervals
    posts: Callable[[], PostBook] = no_posts
    done_meanwhile: DoneMeanwhile = nothing_done
    in_hand: CasesInHand = field(default_factory=CasesInHand)

    def now(self) -> datetime:
        """Return the moment that facts and papers bear.

        It is the machine's clock, unless that is proven wrong by five minutes or more: then it
        is the county's time carried on, so that no citizen gets a paper with a wrong date.  What
        the clock claimed stands signed in the header of the event all the same.
        """
        if self.timekeeper is None:
            return self.clock.now()
        estimate = self.timekeeper.estimate()
        return estimate.now if estimate.is_clock_wrong else self.clock.now()

    def today(self) -> date:
        """Return the best estimate of the local date, by which rules judge."""
        if self.timekeeper is None:
            return self.clock.now().date()
        return self.timekeeper.estimate().now.date()

    def posts_here(self) -> frozenset[str]:
        """Return the posts whose work is done at this counter: 11 digits each."""
        return self.posts().posts_at(self.desk.profile.counter_code, self.today())

    def next_document_number(self, work: UnitOfWork, form: FormId) -> str:
        """Take the next number of a kind of paper, by order of issue within the year."""
        year = self.now().year
        kind = _KIND_OF_PAPER[form]
        sequence = work.next_number(f"document/{form.value}/{work.generation:02d}/{year}")
        return document_number(
            kind=kind,
            counter_code=self.desk.profile.counter_code,
            year=year,
            sequence=sequence,
            generation=work.generation,
        )
