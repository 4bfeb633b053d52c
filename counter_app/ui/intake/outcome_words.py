"""Words of the conclusion: what is proposed, why, and what the clerk does next."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_status import CaseStatus, RefusalGround
from counter_app.domain.item import DayUnit, ServiceItem, TimeLimit
from counter_app.domain.time_limit import due_by
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.services.accept_provisionally import CONSEQUENCES
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.conclusion import judgement_of, legal_outcomes, outcome_of
from counter_app.ui.intake.item_words import limit_words
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone

OUTCOME_WORDS: Final = MappingProxyType(
    {
        Outcome.ACCEPT: "受理",
        Outcome.NOTICE: "一次性告知",
        Outcome.REFUSE: "不予受理",
        Outcome.RECEIVE: "先收件",
        Outcome.PROVISIONAL: "容缺受理",
    }
)
OUTCOME_LOOKS: Final = MappingProxyType(
    {
        Outcome.ACCEPT: Look(Tone.GOOD, "check-circle"),
        Outcome.NOTICE: Look(Tone.CAUTION, "hourglass"),
        Outcome.REFUSE: Look(Tone.BAD, "ban"),
        Outcome.RECEIVE: Look(Tone.INFO, "tray-in"),
        Outcome.PROVISIONAL: Look(Tone.CAUTION, "check"),
    }
)
NOT_YET: Final = Look(Tone.NEUTRAL, "circle")
assert OUTCOME_WORDS.keys() == OUTCOME_LOOKS.keys() == set(Outcome), "every outcome has words"


def refusal_words(ground: RefusalGround) -> str:
    """Return the outcome's legal name: 不受理 and 不予受理 are two things."""
    return "不受理" if ground is RefusalGround.NOT_REQUIRED else "不予受理"


def day_words(day: date) -> str:
    """Return a day of this or the next months as people say it."""
    return f"{day.month}月{day.day}日"


def notice_until(item: ServiceItem, today: date, calendar: WorkCalendar) -> date:
    """Return the last day on which the applicant can be told what is missing."""
    limit = TimeLimit(item.notice_limit_days, DayUnit.WORKING)
    return due_by(today, limit, calendar).due_on


def heading_of(state: IntakeState) -> str:
    """Return the outcome as a heading."""
    outcome = outcome_of(state)
    if outcome is None:
        return "还不能下结论"
    if outcome is Outcome.REFUSE:
        return refusal_words(state.ground)
    return OUTCOME_WORDS[outcome]


def why_of(state: IntakeState, *, today: date, calendar: WorkCalendar) -> str:
    """Return why this outcome stands there and what it means."""
    outcome = outcome_of(state)
    judgement = judgement_of(state.materials)
    if state.item is None:
        return "选好事项、判完材料后，这里给出依法应作的结论。"
    if outcome is None and judgement.unjudged:
        return f"还有{len(judgement.unjudged)}项材料没有判定。一次告知要写全，所以先逐项看完。"
    if outcome is None:
        return f"{len(judgement.wordless)}项材料不合格，还没有写明原因。"
    names = "、".join(line.name for line in judgement.open_lines)
    until = day_words(notice_until(state.item, today, calendar))
    words = {
        Outcome.ACCEPT: _accept_words(state.item, today, calendar),
        Outcome.NOTICE: f"{len(judgement.open_lines)}项材料未齐，一次告知全部内容：{names}。"
        + _pledge_offer(state),
        Outcome.REFUSE: "当场书面告知，写明理由和救济途径。",
        Outcome.RECEIVE: f"只收材料，不作结论。最迟{until}一次性告知或受理，逾期视为受理。",
        Outcome.PROVISIONAL: f"申请人自愿承诺后补：{names}。签承诺书后受理；"
        f"{CONSEQUENCES[state.item.supplement_lapse]}。",
    }
    return words[outcome]


def next_step_words(case: Case, calendar: WorkCalendar) -> str:
    """Return what happens next with a case just submitted, for clerk and applicant."""
    if case.status is CaseStatus.ACCEPTED and case.acceptance is not None:
        limit = case.item.promised_limit
        if limit is not None and limit.is_on_the_spot:
            return "当场办结：现在办理，办完即发结果。"
        due_on = case.acceptance.due_on
        until = f"最迟{day_words(due_on)}办结" if due_on else "该事项未公布办结时限"
        return f"已受理，{until}。请申请人保管好受理通知书。"
    if case.status is CaseStatus.PROVISIONALLY_ACCEPTED and case.pledge is not None:
        names, due_on = "、".join(case.pledge.deferred), case.pledge.due_on
        return f"已容缺受理。请申请人在承诺书上签字，最迟{day_words(due_on)}补齐：{names}。"
    if case.status is CaseStatus.AWAITING_SUPPLEMENT and case.notices:
        count = len(case.notices[-1].lines)
        return f"请申请人补齐{count}项材料，带告知书再来。补齐当天受理，不再要求别的材料。"
    if case.status is CaseStatus.REFUSED:
        return "请把不予受理通知书交给申请人，并告知可以申请行政复议或者提起行政诉讼。"
    limit = TimeLimit(case.item.notice_limit_days, DayUnit.WORKING)
    until = day_words(due_by(case.received_on, limit, calendar).due_on)
    return f"最迟{until}要一次性告知或受理；逾期没有告知，依法自收件之日起视为受理。"


def _pledge_offer(state: IntakeState) -> str:
    is_possible = Outcome.PROVISIONAL in legal_outcomes(state)
    return "申请人愿意后补的，可选容缺受理。" if is_possible else ""


def _accept_words(item: ServiceItem, today: date, calendar: WorkCalendar) -> str:
    limit = item.promised_limit
    if limit is None:
        return "材料齐全，当场受理。该事项未公布办结时限。"
    if limit.is_on_the_spot:
        return "材料齐全，当场受理、当场办结。"
    due = due_by(today, limit, calendar)
    about = "预计" if due.provisional else "最迟"
    return f"材料齐全，当场受理。承诺{limit_words(limit)}，{about}{day_words(due.due_on)}办结。"
