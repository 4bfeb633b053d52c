"""Why a step cannot be taken now: one answer for the service, the case page and the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from counter_app.domain.authority import ALWAYS_ALLOWED, may_override, why_not_act
from counter_app.domain.case import Case
from counter_app.domain.case_status import DECIDED, WORKING, CaseStatus
from counter_app.domain.conflict_record import ConflictState
from counter_app.domain.deemed import CaseOnDay
from counter_app.domain.errors import (
    AlreadyDone,
    AlreadyExtended,
    AuthorityMissing,
    CounterError,
    ExtensionTooLate,
    IllegalStep,
    MaterialsNotComplete,
    MaterialsNotJudged,
    NoFee,
    NotAuthorised,
    NotDeferrable,
    NotExtendable,
    NotForwardable,
    NothingMissing,
    NotLapsed,
    NotPledgeable,
    OverdueReasonMissing,
    PaymentOpen,
    PledgeOpen,
    SlipMissing,
    TakeoverPending,
)
from counter_app.domain.handling_rules import SupplementLapse
from counter_app.domain.item import HandlingType, Necessity, ServiceItem
from counter_app.domain.material import outstanding
from counter_app.domain.post_book import post_of
from counter_app.domain.staff import Operator, Role
from counter_app.domain.steps import AFTER_ACCEPTANCE, INSTANT_CONCLUSION, STEPS, Act
from counter_app.domain.terms import name_of
from counter_app.domain.time_limit import is_over


@dataclass(frozen=True, slots=True)
class Situation:
    """Who wants to act on which case, and when.

    Attributes:
        today: Best estimate of the date.
        item: In the version of the case; None where nobody looked it up.
    """

    seen: CaseOnDay
    operator: Operator
    today: date
    item: ServiceItem | None = None

    @property
    def case(self) -> Case:
        return self.seen.case


Guard = Callable[[Situation], CounterError | None]


def why_not(act: Act, situation: Situation) -> CounterError | None:
    """Return what stands against an act now, or None when it can be done.

    What depends on words still to be typed (a reason, a second person) is asked by the act.
    """
    case = situation.case
    denied = why_not_act(situation.operator, act, case.item.item_id, situation.today)
    if denied is not None:
        return denied
    is_covered = post_of(case.number) in situation.operator.unapproved_posts
    if is_covered and act not in ALWAYS_ALLOWED:
        return TakeoverPending(case.number)
    if not can_take(act, case):
        return IllegalStep(_standing(act, case))
    for guard in _GUARDS.get(act, ()):
        problem = guard(situation)
        if problem is not None:
            return problem
    return None


def can_take(act: Act, case: Case) -> bool:
    """Whether the table of steps allows an act from where a case is seen to stand."""
    status = case.status
    if status is CaseStatus.DEEMED_ACCEPTED and act in AFTER_ACCEPTANCE:
        status = CaseStatus.ACCEPTED
    if act is Act.CONCLUDE and case.item.handling_type is HandlingType.INSTANT:
        return status in STEPS[act].sources | INSTANT_CONCLUSION
    return status in STEPS[act].sources


def _standing(act: Act, case: Case) -> str:
    if case.status is CaseStatus.DEEMED_ACCEPTED and act in {Act.NOTICE, Act.REFUSE}:
        return "法定期限内没有告知，依法视为受理，不能再要求补正或不予受理"
    return f"办件现在是“{name_of(case.status)}”，不能办理这一步"


def _judged(situation: Situation) -> CounterError | None:
    open_lines = [
        line.name
        for line in situation.case.materials
        if line.verdict is None and line.necessity is not Necessity.OPTIONAL
    ]
    return MaterialsNotJudged("、".join(open_lines)) if open_lines else None


def _judged_unless_deemed(situation: Situation) -> CounterError | None:
    is_deemed = situation.case.status is CaseStatus.DEEMED_ACCEPTED
    return None if is_deemed else _judged(situation)


def _something_missing(situation: Situation) -> CounterError | None:
    return None if outstanding(situation.case.materials) else NothingMissing()


def _complete(situation: Situation) -> CounterError | None:
    if situation.case.status is CaseStatus.DEEMED_ACCEPTED:
        return None
    open_lines = outstanding(situation.case.materials)
    if open_lines:
        return MaterialsNotComplete("、".join(line.name for line in open_lines))
    return None


def _only_deferrable_open(situation: Situation) -> CounterError | None:
    principal = [
        line.name
        for line in outstanding(situation.case.materials)
        if line.necessity is not Necessity.DEFERRABLE
    ]
    return NotDeferrable("、".join(principal)) if principal else None


def _proxy_has_authority(situation: Situation) -> CounterError | None:
    proxy = situation.case.proxy
    if proxy is not None and proxy.name and not proxy.authority.strip():
        return AuthorityMissing(proxy.name)
    return None


def _supplement_expected(situation: Situation) -> CounterError | None:
    case = situation.case
    if case.status is CaseStatus.AWAITING_SUPPLEMENT or case.open_pledge:
        return None
    return IllegalStep("没有待补正的一次性告知，也没有容缺承诺")


def _extendable(situation: Situation) -> CounterError | None:
    case, clocks = situation.case, situation.seen.clocks
    if case.extensions:
        return AlreadyExtended(case.extensions[0].document_number)
    is_joint = case.item.handling_type is HandlingType.JOINT
    legal = clocks.statutory or clocks.promised
    if legal is None or not (case.item.may_be_extended or is_joint):
        return NotExtendable(case.item.name)
    if is_over(legal, situation.today):
        return ExtensionTooLate(f"{legal.due_on:%Y-%m-%d}")
    return None


def _escalated(situation: Situation) -> CounterError | None:
    item = situation.case.item
    if item.handling_type is not HandlingType.ESCALATED:
        return NotForwardable(name_of(item.handling_type))
    return None


def _pledge_kept(situation: Situation) -> CounterError | None:
    open_names = situation.case.open_pledge
    return PledgeOpen("、".join(open_names)) if open_names else None


def _paid(situation: Situation) -> CounterError | None:
    slip = situation.case.service.slip
    if situation.case.service.waits_for_payment and slip is not None:
        return PaymentOpen(slip.document_number)
    return None


def _overdue_explained(situation: Situation) -> CounterError | None:
    if situation.case.overdue_reason is None and is_overdue(situation):
        return OverdueReasonMissing(situation.case.number)
    return None


def _overdue(situation: Situation) -> CounterError | None:
    if situation.case.overdue_reason is not None:
        return AlreadyDone(situation.case.overdue_reason.document_number)
    return None if is_overdue(situation) else IllegalStep("办件没有超期，不用说明")


def _lapsed(situation: Situation) -> CounterError | None:
    """A lapse ends a case only where a rule says so; the chief representative names another."""
    case = situation.case
    has_rule = case.pledge is not None or case.item.supplement_lapse is not SupplementLapse.NONE
    if (situation.seen.has_lapsed and has_rule) or situation.operator.role is Role.CHIEF:
        return None
    return NotLapsed(name_of(situation.case.status))


def _return_by_chief(situation: Situation) -> CounterError | None:
    """An accepted case is owed a decision; only the chief representative sends it back."""
    accepted = WORKING | {CaseStatus.FORWARDED, CaseStatus.DEEMED_ACCEPTED}
    if situation.case.status in accepted and situation.operator.role is not Role.CHIEF:
        return NotAuthorised("已受理的办件应当作出决定，退件须由首席代表办理")
    return None


def _slip_open(situation: Situation) -> CounterError | None:
    service = situation.case.service
    if service.slip is None:
        return SlipMissing(situation.case.number)
    return None if service.waits_for_payment else AlreadyDone(service.slip.document_number)


def _has_fee(situation: Situation) -> CounterError | None:
    item = situation.item
    return NoFee(item.name) if item is not None and not item.fees else None


def _may_be_waived(situation: Situation) -> CounterError | None:
    item = situation.item
    if item is None or any(fee.is_reducible for fee in item.fees):
        return None
    return NoFee("收费目录没有减免规定")


def _published_for_pledges(situation: Situation) -> CounterError | None:
    item = situation.item
    return NotPledgeable(item.name) if item is not None and not item.informed_pledge else None


def _not_pledged_yet(situation: Situation) -> CounterError | None:
    pledge = situation.case.informed_pledge
    return AlreadyDone(pledge.document_number) if pledge is not None else None


def _pledged(situation: Situation) -> CounterError | None:
    has_pledge = situation.case.informed_pledge is not None
    return None if has_pledge else IllegalStep("这个办件没有告知承诺")


def _complained(situation: Situation) -> CounterError | None:
    is_open = bool(situation.case.service.open_complaints)
    return None if is_open else IllegalStep("没有待答复的投诉")


def _no_slip(situation: Situation) -> CounterError | None:
    slip = situation.case.service.slip
    return AlreadyDone(slip.document_number) if slip is not None else None


def _in_conflict(situation: Situation) -> CounterError | None:
    is_any = any(one.state in _DECIDABLE for one in situation.case.conflicts)
    return None if is_any else IllegalStep("这个办件没有冲突要裁决")


def _ruled_by_chief(situation: Situation) -> CounterError | None:
    """Only contacts (另有一值) may be ticked off by others."""
    is_for_chief = any(
        one.state in _DECIDABLE and one.is_for_chief for one in situation.case.conflicts
    )
    if is_for_chief and not situation.case.other_values and not may_override(situation.operator):
        return NotAuthorised("冲突由首席代表裁决；裁决前办件照常办理，以已出纸的为准")
    return None


def is_overdue(situation: Situation) -> bool:
    """Whether the promised date passed before the decision, or has passed by now without one."""
    promised = situation.seen.clocks.promised
    if promised is None:
        return False
    decision = situation.case.decision
    if situation.case.status in DECIDED | {CaseStatus.CONCLUDED} and decision is not None:
        return is_over(promised, decision.decided_at.date())
    return is_over(promised, situation.today)


_DECIDABLE: Final = frozenset({ConflictState.OPEN, ConflictState.RESOLVED})
"""An open conflict is decided; a decided one can be decided otherwise, or opened again."""

_GUARDS: Final[Mapping[Act, tuple[Guard, ...]]] = MappingProxyType(
    {
        Act.NOTICE: (_something_missing, _judged),
        Act.SUPPLEMENT: (_supplement_expected,),
        Act.ACCEPT: (_judged_unless_deemed, _complete),
        Act.ACCEPT_PROVISIONALLY: (
            _something_missing,
            _judged,
            _only_deferrable_open,
            _proxy_has_authority,
        ),
        Act.PLEDGE_CONDITIONS: (_published_for_pledges, _not_pledged_yet, _proxy_has_authority),
        Act.CHECK_PLEDGE: (_pledged,),
        Act.ANSWER_COMPLAINT: (_complained,),
        Act.EXTEND: (_extendable,),
        Act.FORWARD: (_escalated, _pledge_kept),
        Act.CONCLUDE: (_pledge_kept, _paid, _overdue_explained),
        Act.EXPLAIN_OVERDUE: (_overdue,),
        Act.RESOLVE: (_in_conflict, _ruled_by_chief),
        Act.RETURN: (_return_by_chief,),
        Act.TERMINATE: (_lapsed,),
        Act.PAYMENT_SLIP: (_has_fee, _no_slip),
        Act.PAYMENT_CONFIRMED: (_slip_open,),
        Act.WAIVE_FEE: (_slip_open, _may_be_waived),
    }
)

OF_THE_ITEM: Final = frozenset({Act.PLEDGE_CONDITIONS, Act.PAYMENT_SLIP, Act.WAIVE_FEE})
"""Acts that stand or fall with what the item publishes, so that it has to be looked up."""
