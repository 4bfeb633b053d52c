"""Hand-overs and take-overs as rows, and what can be answered to each; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Final

from counter_app.domain.permissions import Right, may
from counter_app.domain.post_book import Covering, Passing, PassState, PostBook
from counter_app.domain.post_tasks import DoneMeanwhile, nothing_done, review_words
from counter_app.domain.staff import Operator
from counter_app.domain.two_persons import is_same_person
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import day_time, tr
from counter_app.ui.tokens import Tone

ROWS_MAX: Final = 60

Named = Callable[[str], str]
"""Staff number → what a person is called here."""


class Answer(Enum):
    """What F10 does with the chosen row."""

    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    END = "end"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Choice:
    """What whoever is signed in can say to one row.

    Attributes:
        action: What F10 calls it; refusal: what saying no is called, "" when it cannot be said.
    """

    answer: Answer
    asked: str
    action: str
    refusal: str = ""


def holder_words(book: PostBook, code: str, today: date, who: Named) -> str:
    """Say who answers for the post of this counter."""
    holder = book.holder(code, today)
    if not holder.staff:
        return tr("本岗位没有交给别人，由本窗口的人负责。")
    at = "" if holder.counter == code else tr("（在窗口 {} 办）").format(holder.counter)
    if holder.acting_for:
        words = tr("本岗位由 {} 顶 {} 的岗{}。")
        return words.format(who(holder.staff), who(holder.acting_for), at)
    return tr("本岗位由 {} 负责{}。").format(who(holder.staff), at)


def rows_of(book: PostBook, who: Named) -> list[Row]:
    """Return everything as rows, the open ones first, then the latest."""
    rows = [*_passing_rows(book, who), *_covering_rows(book, who)]
    rows.reverse()
    rows.sort(key=lambda row: row.tone is not Tone.CAUTION)
    return rows[:ROWS_MAX]


def choice_of(
    book: PostBook,
    number: str,
    me: Operator,
    who: Named = str,
    done: DoneMeanwhile = nothing_done,
) -> Choice | None:
    """Return what somebody can say to a row; None when it is not theirs to answer."""
    if (passing := book.passings.get(number)) is not None:
        return _passing_choice(passing, me, who)
    if (covering := book.coverings.get(number)) is not None:
        return _review_choice(covering, me, who, done) or _covering_choice(covering, me, who)
    return None


def waiting_for(book: PostBook, me: Operator, done: DoneMeanwhile = nothing_done) -> int:
    """Return how many rows wait for somebody's word, their own gifts not counted."""
    waiting = [
        choice_of(book, number, me, str, done) for number in (*book.passings, *book.coverings)
    ]
    asked = (Answer.ACCEPT, Answer.APPROVE, Answer.REVIEW)
    return sum(choice is not None and choice.answer in asked for choice in waiting)


def _passing_choice(passing: Passing, me: Operator, who: Named) -> Choice | None:
    fact = passing.fact
    if passing.state is not PassState.OPEN or not may(me.role, Right.HOLD_POST):
        return None
    if is_same_person(fact.handed_to, me.staff):
        cases = len(fact.open_cases) + fact.more_cases
        asked = tr(
            "{} 把“{}”交给您：在办件 {} 件，原件 {} 份，草稿 {} 件，承诺 {} 项，要回的电话 {} 个。"
            "请清点抽屉里的原件后确认。"
        ).format(
            who(fact.handed_by),
            fact.post,
            cases,
            fact.in_drawer,
            fact.drafts,
            fact.promises,
            fact.calls,
        )
        return Choice(Answer.ACCEPT, asked, tr("接班确认"), tr("不接岗"))
    if is_same_person(fact.handed_by, me.staff):
        asked = tr("您把“{}”交给了 {}，对方还没有确认；确认以前可以撤回。")
        return Choice(Answer.WITHDRAW, asked.format(fact.post, who(fact.handed_to)), tr("撤回交班"))
    return None


def _review_choice(
    covering: Covering, me: Operator, who: Named, done: DoneMeanwhile
) -> Choice | None:
    """Ask the holder or a chief to look at what was done before a take-over was refused."""
    is_refused = covering.state is PassState.REFUSED and not covering.reviewed_by
    is_holder = is_same_person(covering.acting_for, me.staff) and may(me.role, Right.HOLD_POST)
    is_taker = is_same_person(covering.taken_by, me.staff)
    if not is_refused or is_taker or not (is_holder or may(me.role, Right.APPROVE_TAKEOVER)):
        return None
    cases = done(covering)
    if not cases:
        return None
    told = replace(covering, taken_by=who(covering.taken_by))
    return Choice(Answer.REVIEW, tr("{}。").format(review_words(told, cases)), tr("已复核"))


def _covering_choice(covering: Covering, me: Operator, who: Named) -> Choice | None:
    is_chief = may(me.role, Right.APPROVE_TAKEOVER)
    parties = (covering.taken_by, covering.acting_for)
    is_party = any(is_same_person(party, me.staff) for party in parties)
    if covering.state is PassState.OPEN and is_chief and not is_party:
        asked = tr("{} 申请顶 {} 的岗（{}），原因：{}，到 {}。")
        words = asked.format(
            who(covering.taken_by),
            who(covering.acting_for),
            covering.post,
            covering.reason,
            _day(covering.until),
        )
        return Choice(Answer.APPROVE, words, tr("批准顶岗"), tr("不批准"))
    may_end = is_chief or (is_party and may(me.role, Right.HOLD_POST))
    if covering.state in {PassState.OPEN, PassState.IN_FORCE} and may_end:
        asked = tr("{} 正在顶 {} 的岗（{}）；结束后岗位回到原来负责的人。")
        words = asked.format(who(covering.taken_by), who(covering.acting_for), covering.post)
        return Choice(Answer.END, words, tr("结束顶岗"))
    return None


def _passing_rows(book: PostBook, who: Named) -> Iterator[Row]:
    for number, passing in book.passings.items():
        fact, answer = passing.fact, passing.answer
        said = {
            PassState.OPEN: tr("等 {} 确认").format(who(fact.handed_to)),
            PassState.IN_FORCE: tr("已接班"),
            PassState.OBJECTED: tr("不接岗：{}").format(answer.remarks if answer else ""),
            PassState.WITHDRAWN: tr("已撤回"),
        }.get(passing.state, "")
        if answer is not None and answer.remarks and passing.state is PassState.IN_FORCE:
            said = tr("已接班，{}").format(answer.remarks)
        if passing.late:
            said += tr("；另有一个晚到的答复，没有生效")
        cells = (
            tr("交班"),
            fact.post,
            f"{who(fact.handed_by)} → {who(fact.handed_to)}",
            day_time(fact.handed_at),
            said,
        )
        yield Row(cells, key=number, tone=_tone(passing.state), icon=_icon(passing.state))


def _covering_rows(book: PostBook, who: Named) -> Iterator[Row]:
    for number, covering in book.coverings.items():
        said = {
            PassState.OPEN: tr("等首席代表、中心主任或县局批准"),
            PassState.IN_FORCE: tr("{}{} 批准，到 {}").format(
                _county(covering), who(covering.approved_by), _day(covering.until)
            ),
            PassState.REFUSED: tr("{}不批准：{}").format(_county(covering), covering.remarks),
            PassState.ENDED: tr("已结束"),
        }.get(covering.state, "")
        cells = (
            tr("顶岗"),
            covering.post,
            tr("{} 替 {}").format(who(covering.taken_by), who(covering.acting_for)),
            "",
            said,
        )
        yield Row(cells, key=number, tone=_tone(covering.state), icon=_icon(covering.state))


def _county(covering: Covering) -> str:
    return tr("县局") if covering.ruling is not None else ""


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day is not None else tr("另行结束")


def _tone(state: PassState) -> Tone:
    if state is PassState.OPEN:
        return Tone.CAUTION
    return Tone.GOOD if state is PassState.IN_FORCE else Tone.NEUTRAL


def _icon(state: PassState) -> str:
    icons = {PassState.OPEN: "hourglass", PassState.IN_FORCE: "check"}
    return icons.get(state, "flag")
