"""The one table of steps: which act a case can take from where, and who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.case_status import (
    BEFORE_DECISION,
    BEFORE_OUTCOME,
    DECIDED,
    ENDED,
    WORKING,
    CaseStatus,
)
from counter_app.domain.staff import Role

S = CaseStatus


class Act(Enum):
    """What can be done to a case that exists; the values name it on the command line."""

    JUDGE = "judge"
    AMEND = "correct"
    NOTICE = "issue_notice"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    ACCEPT_PROVISIONALLY = "accept_provisionally"
    PLEDGE_CONDITIONS = "pledge_conditions"
    CHECK_PLEDGE = "check_pledge"
    REFUSE = "refuse"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    VISIT = "record_site_visit"
    HEAR_PARTY = "hear_party"
    OPINION = "record_opinion"
    FORWARD = "forward"
    ANSWER = "record_answer"
    DECIDE = "decide"
    CONCLUDE = "conclude"
    DELIVER = "deliver"
    EXPLAIN_OVERDUE = "explain_overdue"
    RETURN = "return_case"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    VOID = "void"
    PAYMENT_SLIP = "payment_slip"
    PAYMENT_CONFIRMED = "payment_confirmed"
    WAIVE_FEE = "waive_fee"
    MOVE_ORIGINAL = "move_original"
    RATE = "rate"
    COMPLAIN = "complain"
    ANSWER_COMPLAINT = "answer_complaint"
    RESOLVE = "resolve_conflict"
    TELL_APART = "tell_apart"
    ATTACH = "attach_file"


LICENSED: Final = frozenset({Role.CLERK, Role.BACKUP, Role.CHIEF, Role.FIELD})
"""Holders of the desk's licence: on the establishment, trained, answerable for the act."""

AT_THE_DESK: Final = LICENSED | {Role.TEMPORARY}
"""Temporary workers may take papers in and print, but decide nothing (law.md 9)."""

_ANYBODY: Final = AT_THE_DESK | {Role.DIRECTOR}
_CHIEFS: Final = frozenset({Role.CHIEF})
_EXTENDERS: Final = LICENSED | {Role.DIRECTOR}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table.

    Attributes:
        sources: Where the case must stand, as seen today.  An act on a case deemed accepted
            writes the acceptance down first, so DEEMED_ACCEPTED counts as ACCEPTED there.
        target: Where it stands afterwards; None: it stays, or goes back to where it was paused.
        roles: Who may do it.  RECEIVE is not here: there is no case yet.
    """

    sources: frozenset[CaseStatus]
    target: CaseStatus | None
    roles: frozenset[Role] = LICENSED


_ALIVE: Final = frozenset(CaseStatus) - ENDED
_SUPPLEMENTED: Final = BEFORE_DECISION | {S.AWAITING_SUPPLEMENT}
_PAYING: Final = BEFORE_DECISION | DECIDED | {S.CONCLUDED}

STEPS: Final[Mapping[Act, Step]] = MappingProxyType(
    {
        Act.JUDGE: Step(frozenset({S.RECEIVED}), None),
        Act.AMEND: Step(_ALIVE, None, AT_THE_DESK),
        Act.NOTICE: Step(BEFORE_OUTCOME, S.AWAITING_SUPPLEMENT),
        Act.SUPPLEMENT: Step(_SUPPLEMENTED, None, AT_THE_DESK),
        Act.ACCEPT: Step(BEFORE_OUTCOME | {S.DEEMED_ACCEPTED}, S.ACCEPTED),
        Act.ACCEPT_PROVISIONALLY: Step(BEFORE_OUTCOME, S.PROVISIONALLY_ACCEPTED),
        Act.PLEDGE_CONDITIONS: Step(BEFORE_OUTCOME, None),
        Act.CHECK_PLEDGE: Step(BEFORE_DECISION | DECIDED | {S.CONCLUDED, S.DELIVERED}, None),
        Act.REFUSE: Step(BEFORE_OUTCOME, S.REFUSED),
        Act.PAUSE: Step(WORKING | {S.FORWARDED}, S.PAUSED),
        Act.RESUME: Step(frozenset({S.PAUSED}), None),
        Act.EXTEND: Step(BEFORE_DECISION, None, _EXTENDERS),
        Act.VISIT: Step(WORKING, S.UNDER_REVIEW),
        Act.HEAR_PARTY: Step(BEFORE_DECISION, None),
        Act.OPINION: Step(BEFORE_DECISION, S.UNDER_REVIEW),
        Act.FORWARD: Step(WORKING, S.FORWARDED),
        Act.ANSWER: Step(frozenset({S.FORWARDED}), None),
        Act.DECIDE: Step(WORKING | {S.FORWARDED}, None),
        Act.CONCLUDE: Step(DECIDED, S.CONCLUDED),
        Act.DELIVER: Step(frozenset({S.CONCLUDED}), S.DELIVERED),
        Act.EXPLAIN_OVERDUE: Step(_ALIVE, None, _EXTENDERS),
        Act.RETURN: Step(BEFORE_OUTCOME | WORKING | {S.FORWARDED}, S.RETURNED),
        Act.WITHDRAW: Step(BEFORE_OUTCOME | BEFORE_DECISION, S.WITHDRAWN),
        Act.TERMINATE: Step(BEFORE_DECISION | {S.AWAITING_SUPPLEMENT}, S.TERMINATED),
        Act.VOID: Step(_ALIVE, S.VOID),
        Act.PAYMENT_SLIP: Step(_PAYING, None),
        Act.PAYMENT_CONFIRMED: Step(_PAYING, None),
        Act.WAIVE_FEE: Step(_PAYING, None),
        Act.MOVE_ORIGINAL: Step(frozenset(CaseStatus), None, AT_THE_DESK),
        Act.RATE: Step(frozenset(CaseStatus), None, _ANYBODY),
        Act.COMPLAIN: Step(frozenset(CaseStatus), None, _ANYBODY),
        Act.ANSWER_COMPLAINT: Step(frozenset(CaseStatus), None, _EXTENDERS),
        Act.RESOLVE: Step(frozenset(CaseStatus), None, AT_THE_DESK),
        Act.TELL_APART: Step(frozenset(CaseStatus), None, AT_THE_DESK),
        Act.ATTACH: Step(frozenset(CaseStatus), None, AT_THE_DESK),
    }
)
assert STEPS.keys() == set(Act), "every act stands in the table"

AFTER_ACCEPTANCE: Final = frozenset(
    act
    for act, step in STEPS.items()
    if S.ACCEPTED in step.sources and act not in {Act.AMEND, Act.MOVE_ORIGINAL}
) - {
    Act.RATE,
    Act.COMPLAIN,
    Act.EXPLAIN_OVERDUE,
    Act.VOID,
    Act.RESOLVE,
    Act.ATTACH,
    Act.TELL_APART,
}
"""Acts that rest on an acceptance: on a case deemed accepted, it is written down first."""

INSTANT_CONCLUSION: Final = frozenset({S.ACCEPTED})
"""From where an 即办件 may be concluded at once; the decision is recorded with it (art. 34)."""


def may_take(act: Act, status: CaseStatus) -> bool:
    """Whether a case that stands there can take an act at all."""
    return status in STEPS[act].sources


def target_of(act: Act, status: CaseStatus) -> CaseStatus:
    """Return where a case stands after an act; for the ones that tell by themselves.

    A case that is paused or forwarded stays so when an opinion comes in.
    """
    target = STEPS[act].target
    if target is None or (act is Act.OPINION and status in {S.PAUSED, S.FORWARDED}):
        return status
    return target
