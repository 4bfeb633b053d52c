"""What two counters disagree about, and what a chief representative says of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseFact
from counter_app.domain.conflict_facts import NOBODY, ConflictResolved
from counter_app.domain.conflict_record import Conflict, ConflictState, Side
from counter_app.domain.life_facts import CaseAmended
from counter_app.domain.service_facts import Amendment, DetailField

AMENDS: Final = 0.08
"""How often a clerk who goes on with a case puts a detail right instead."""

DECIDES: Final = 0.5
"""How often somebody who meets an open conflict decides it."""

_DETAILS: Final = (DetailField.PHONE, DetailField.PHONE, DetailField.NAME)


def disputed(dice: random.Random, case: Case, now: datetime) -> CaseFact | None:
    """Return a correction of a detail, or a decision about a conflict; mostly None."""
    waiting = (*case.open_conflicts, *case.other_values)
    if waiting and dice.random() < DECIDES:
        return _decision(dice, dice.choice(waiting), now)
    decided = [each for each in case.conflicts if each.state is ConflictState.RESOLVED]
    if decided and dice.random() < AMENDS:
        return replace(_decision(dice, dice.choice(decided), now), stands=NOBODY)
    return _amendment(dice, case, now) if dice.random() < AMENDS else None


def _decision(dice: random.Random, conflict: Conflict, now: datetime) -> ConflictResolved:
    has_two = conflict.kept is not None
    side = dice.choice(list(Side)) if has_two else Side.FIRST
    return ConflictResolved(
        settles=conflict.event_id,
        against=conflict.first_act,
        stands=conflict.event_id if side is Side.SECOND else conflict.first_act,
        follows=conflict.decided_by,
        reason="核对两份材料后裁决",
        resolved_at=now,
    )


def _amendment(dice: random.Random, case: Case, now: datetime) -> CaseAmended:
    detail = dice.choice(_DETAILS)
    before = case.applicant.phone if detail is DetailField.PHONE else case.applicant.name
    phone = f"1{dice.randint(3_000_000_000, 9_999_999_999)}"
    after = phone if detail is DetailField.PHONE else f"{before[:1]}{dice.choice('平安宁和')}"
    return CaseAmended(
        amendment=Amendment(
            detail=detail,
            before=before,
            after=after,
            reason="写错一处",
            is_on_the_spot=False,
            amended_at=now,
        )
    )
