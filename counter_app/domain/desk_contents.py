"""What one post answers for: its cases as seen today, originals, drafts and promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from counter_app.domain.case import Case
from counter_app.domain.case_status import ENDED, CaseStatus
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.drawer import DrawerInventory, inventory_of
from counter_app.domain.handover_facts import HandoverAnswered
from counter_app.domain.post_book import post_of
from counter_app.domain.post_facts import PostHandedOver, PostTakenOver
from counter_app.domain.privacy import Pi
from counter_app.domain.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeskCase:
    """One case with what is to be done about it."""

    seen: CaseOnDay
    tasks: tuple[Task, ...] = ()

    @property
    def case(self) -> Case:
        return self.seen.case

    @property
    def is_open(self) -> bool:
        """Whether anybody still owes something."""
        return self.case.status not in ENDED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DraftAtDesk:
    """An intake that was begun and not submitted.

    Attributes:
        applicant_name, item_name: "" where nothing was filled in yet.
    """

    applicant_name: Annotated[str, Pi.P2]
    item_name: Annotated[str, Pi.P1]
    saved_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenPromise:
    """What somebody promised about a case, and by when.

    Attributes:
        words: What will be done; names no person.
    """

    case: Case
    words: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeskContents:
    """Everything of one post at one moment.

    Attributes:
        cases: Own cases: all that are open, and those lately over.
        unacknowledged: Facts that the county has not signed for.
    """

    read_at: datetime
    cases: tuple[DeskCase, ...] = ()
    drafts: tuple[DraftAtDesk, ...] = ()
    desk_tasks: tuple[Task, ...] = ()
    unacknowledged: int = 0

    @property
    def open_cases(self) -> tuple[DeskCase, ...]:
        return tuple(case for case in self.cases if case.is_open)

    @property
    def drawer(self) -> DrawerInventory:
        return inventory_of((desk.case for desk in self.cases), self.read_at)

    @property
    def promises(self) -> tuple[OpenPromise, ...]:
        """What falls due by somebody's word, the nearest first."""
        found = [promise for desk in self.cases for promise in _promises_of(desk)]
        return tuple(sorted(found, key=lambda promise: promise.due_on))

    @property
    def calls(self) -> tuple[Case, ...]:
        """Cases about which the applicant waits for a call: the result is here to be fetched."""
        return tuple(desk.case for desk in self.cases if desk.case.status is CaseStatus.CONCLUDED)

    @property
    def tasks(self) -> tuple[tuple[Task, DeskCase | None], ...]:
        """What is to be done, the longest due first; what has no date stands behind."""
        found: list[tuple[Task, DeskCase | None]] = [(task, None) for task in self.desk_tasks]
        found += [(task, desk) for desk in self.cases for task in desk.tasks]
        found.sort(key=lambda pair: pair[0].due_on or date.max)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Handover:
    """A post that changed hands, with all that went along.

    Attributes:
        cause: 休假, 外出 …
        remarks: What else the other one must know; stands on the paper only.
        answer: What the taker said to it; None before they did.
    """

    fact: PostHandedOver | PostTakenOver
    contents: DeskContents
    cause: str = ""
    remarks: str = ""
    answer: HandoverAnswered | None = None


def of_post(contents: DeskContents, post_code: str) -> DeskContents:
    """Return what of a desk belongs to one post: 11 digits."""
    cases = (desk for desk in contents.cases if post_of(desk.case.number) == post_code)
    return replace(contents, cases=tuple(cases))


def _promises_of(desk: DeskCase) -> list[OpenPromise]:
    case = desk.case
    found = []
    if desk.is_open and case.pledge is not None:
        found = [
            OpenPromise(case=case, words=f"补交{name}（容缺）", due_on=case.pledge.due_on)
            for name in case.open_pledge
        ]
    return found + [
        OpenPromise(
            case=case,
            words=f"答复投诉 {complaint.document_number}",
            due_on=complaint.answer_by,
        )
        for complaint in case.service.complaints
    ]
