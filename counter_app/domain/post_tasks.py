"""What posts ask of somebody: hand-overs and take-overs that wait for a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from counter_app.domain.numbering import grouped
from counter_app.domain.permissions import Right, may
from counter_app.domain.post_book import Covering, PostBook
from counter_app.domain.staff import Operator
from counter_app.domain.task_codes import TaskCode
from counter_app.domain.tasks import Task
from counter_app.domain.two_persons import is_same_person

DoneMeanwhile = Callable[[Covering], Mapping[str, int]]
"""A take-over that was refused → number of a case of its post → acts of the taker upon it."""

CASES_TOLD_MAX: Final = 5


def nothing_done(covering: Covering) -> Mapping[str, int]:
    """Know of nothing that anybody did."""
    del covering
    return {}


def post_tasks(
    book: PostBook, operator: Operator, today: date, done: DoneMeanwhile = nothing_done
) -> Iterator[Task]:
    """Yield what waits before the giver, the taker and every chief; names are staff numbers.

    Args:
        done: What was done while a take-over waited that was then refused.
        book: Who holds which post.
        operator: Who looks.
        today: A take-over whose last day has passed is nobody's task any more.
    """
    is_chief = may(operator.role, Right.APPROVE_TAKEOVER)
    for passing in book.open_passings:
        fact = passing.fact
        parties = (fact.handed_by, fact.handed_to)
        if is_chief or any(is_same_person(operator.staff, party) for party in parties):
            detail = f"{fact.post}：{fact.handed_by} 交给 {fact.handed_to}，等接班确认"
            yield Task(code=TaskCode.HANDOVER_OPEN, detail=detail, due_on=fact.handed_at.date())
    for covering in book.open_coverings:
        parties = (covering.taken_by, covering.acting_for)
        is_theirs = any(is_same_person(operator.staff, party) for party in parties)
        if (is_chief or is_theirs) and not covering.is_over(today):
            who = f"{covering.taken_by} 申请顶 {covering.acting_for} 的岗"
            detail = f"{covering.post}：{who}，等批准"
            yield Task(code=TaskCode.TAKEOVER_OPEN, detail=detail, due_on=today)
    for covering in book.coverings.values():
        is_mine = is_same_person(operator.staff, covering.acting_for)
        if is_mine and book.holder(covering.post_code, today).by == covering.event_id:
            detail = f"{covering.post}：{covering.taken_by} 在顶您的岗，您回来后请结束顶岗"
            yield Task(code=TaskCode.POST_COVERED, detail=detail, due_on=covering.until)
    for covering in book.to_review:
        is_mine = is_same_person(operator.staff, covering.acting_for)
        is_taker = is_same_person(operator.staff, covering.taken_by)
        if (is_mine or is_chief) and not is_taker and (cases := done(covering)):
            detail = f"{covering.post}：{review_words(covering, cases)}"
            yield Task(code=TaskCode.TAKEOVER_REFUSED, detail=detail, due_on=today)


def review_words(covering: Covering, cases: Mapping[str, int]) -> str:
    """Say what somebody did on the cases of a post that they were not given."""
    shown = "、".join(grouped(number) for number in list(cases)[:CASES_TOLD_MAX])
    more = f"等{len(cases)}件" if len(cases) > CASES_TOLD_MAX else ""
    by = "县局" if covering.ruling is not None else ""
    return (
        f"{covering.taken_by} 申请顶岗，{by}不批准；其间办了 {sum(cases.values())} 项，"
        f"都保留，请复核：{shown}{more}"
    )
