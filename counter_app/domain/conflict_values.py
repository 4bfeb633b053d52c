"""Values that two people wrote down differently: details of an application, and money."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_field import FIELD_OF_DETAIL, Field
from counter_app.domain.conflict import DETAIL_RULES, agree
from counter_app.domain.conflict_fold import (
    join_value,
    kept,
    link,
    linked,
    merged,
    repeat,
    set_aside,
)
from counter_app.domain.conflict_record import Conflict, ConflictState, Rule, Side
from counter_app.domain.conflict_sides import closed, detail_of, read_side
from counter_app.domain.ids import EventId
from counter_app.domain.life_facts import (
    CaseAmended,
    FeeWaived,
    PaymentConfirmed,
    PaymentSlipIssued,
)
from counter_app.domain.life_fold import amended

MONEY_FACTS: Final = (PaymentSlipIssued, PaymentConfirmed, FeeWaived)


def amend(case: Case, event: CaseEvent) -> Case:
    """Take a correction in; where somebody else corrected the same otherwise, both are kept."""
    fact = event.fact
    assert isinstance(fact, CaseAmended)
    words, detail = fact.amendment, fact.amendment.detail
    field = FIELD_OF_DETAIL[detail]
    recorded = replace(
        case, service=replace(case.service, amendments=(*case.service.amendments, words))
    )
    present, base = detail_of(case, detail), linked(case, event.base.get(field))
    # Programs before this rule named no base for a detail: the old words tell what they knew.
    knew = base == case.setter_of(field) if base is not None else words.before == present
    if knew:
        after = kept(amended(recorded, detail, words.after), event, field)
        return _closed_by(after, field, event, before=case)
    if words.after == present:
        agreed = link(kept(recorded, event), event.event_id, case.setter_of(field))
        return merged(agreed, event)
    if DETAIL_RULES[detail] is Rule.PERSON:
        joined = join_value(recorded, field, event, base)
        return joined or set_aside(recorded, _other_value(case, event, field, (present,)))
    shown = replace(
        _other_value(case, event, field, (present,)),
        rule=Rule.LATER_SHOWN,
        in_force=Side.SECOND,
        waiting=(),
    )
    after = kept(amended(recorded, detail, words.after), event, field)
    return merged(set_aside(after, shown), event)


def charge(case: Case, after: Case, event: CaseEvent) -> Case:
    """Take a slip, a payment or a waiver in; two that differ wait for a person."""
    fact = event.fact
    assert isinstance(fact, MONEY_FACTS)
    present = _present(case, fact)
    if present is not None and agree(present, fact):
        return repeat(case, event)
    if present is None and not _is_paid_and_waived(case, fact):
        return kept(after, event, Field.AMOUNTS)
    said = read_side(case, Field.AMOUNTS)
    return set_aside(case, _other_value(case, event, Field.AMOUNTS, said))


def _present(case: Case, fact: object) -> object | None:
    service = case.service
    match fact:
        case PaymentSlipIssued() if service.slip is not None:
            return PaymentSlipIssued(slip=service.slip)
        case PaymentConfirmed() if service.payment is not None:
            return PaymentConfirmed(payment=service.payment)
        case FeeWaived() if service.waiver is not None:
            return FeeWaived(waiver=service.waiver)
    return None


def _is_paid_and_waived(case: Case, fact: object) -> bool:
    """Whether money was taken that somebody had waived, or the other way round."""
    service = case.service
    is_waived = isinstance(fact, PaymentConfirmed) and service.waiver is not None
    return is_waived or (isinstance(fact, FeeWaived) and service.payment is not None)


def _other_value(case: Case, event: CaseEvent, field: Field, said: tuple[object, ...]) -> Conflict:
    setter: EventId = case.setter_of(field)
    return Conflict(
        event_id=event.event_id,
        standing=case.status,
        wanted=case.status,
        field=field,
        first_act=setter,
        acts=(event,),
        kept=said,
        waiting=(event,),
    )


def _closed_by(case: Case, field: Field, event: CaseEvent, *, before: Case) -> Case:
    """Close what a person settled by writing the right words down, knowing both."""
    knew_all = event.base.get(Field.CONFLICTS) == before.setter_of(Field.CONFLICTS)
    if not knew_all or not any(one.field is field and one.is_open for one in case.conflicts):
        return case
    conflicts = tuple(
        closed(one, ConflictState.MOOT) if one.field is field and one.is_open else one
        for one in case.conflicts
    )
    return replace(case, conflicts=conflicts)
