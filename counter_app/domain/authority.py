"""Who may do what: by role, by item, and for how long without the county."""

from __future__ import annotations

from datetime import date
from typing import Final

from counter_app.domain.errors import CounterError, NotAuthorised, PermissionExpired
from counter_app.domain.permissions import WORDS, Right, may
from counter_app.domain.staff import Operator, Role
from counter_app.domain.steps import LICENSED, STEPS, Act
from counter_app.domain.terms import name_of

ALWAYS_ALLOWED: Final = frozenset(
    {Act.AMEND, Act.SUPPLEMENT, Act.MOVE_ORIGINAL, Act.RATE, Act.COMPLAIN, Act.ATTACH}
)
"""What an expired permission still allows, beside taking papers in: nobody is sent away."""


def why_not(role: Role, right: Right) -> CounterError | None:
    """Return why a role may not do something that is no act of a case, or None.

    The program itself may all: what it does by itself was asked for by somebody who may.
    """
    if role is Role.SYSTEM or may(role, right):
        return None
    return NotAuthorised(f"{name_of(role)}不能{WORDS[right]}")


def require(role: Role, right: Right) -> None:
    """See that a role may do something that is no act of a case.

    Raises:
        NotAuthorised: It may not.
    """
    denied = why_not(role, right)
    if denied is not None:
        raise denied


def why_not_receive(operator: Operator, item_id: str) -> CounterError | None:
    """Return why somebody may not take a case in, or None."""
    if not may(operator.role, Right.RECEIVE):
        return NotAuthorised(name_of(operator.role))
    return _wrong_item(operator, item_id)


def why_not_act(operator: Operator, act: Act, item_id: str, today: date) -> CounterError | None:
    """Return why somebody may not do an act with an item, or None.

    Args:
        operator: Who is signed in.
        act: The row of the table of steps, which names the roles.
        item_id: Some people hold only some items.
        today: Best estimate of the date; permission to act without the county ends.
    """
    if operator.role not in STEPS[act].roles:
        return NotAuthorised(name_of(operator.role))
    until = operator.permitted_until
    if until is not None and today > until and act not in ALWAYS_ALLOWED:
        return PermissionExpired(f"{until:%Y-%m-%d}")
    return _wrong_item(operator, item_id)


def why_not_hold_post(role: Role) -> CounterError | None:
    """Return why somebody may not hold a post or cover it, or None.

    Source: law.md 9: temporary workers must not hold or cover a counter.
    """
    return None if may(role, Right.HOLD_POST) else NotAuthorised(f"{name_of(role)}不能在岗或顶岗")


def roles_of_second(act: Act, role: Role) -> frozenset[Role]:
    """Return as what somebody may be the second person of an act; nobody, where it wants none.

    Args:
        act: 作废 wants two, one of them a chief; a decision may be signed by a chief who is not
            signed in.
        role: Of whoever is signed in.
    """
    chiefs = frozenset({Role.CHIEF})
    if act is Act.VOID:
        return LICENSED if role is Role.CHIEF else chiefs
    return chiefs if act is Act.DECIDE else frozenset()


def may_override(operator: Operator) -> bool:
    """Whether somebody may let a new demand out after the first notice: 首席代表."""
    return operator.role is Role.CHIEF


def _wrong_item(operator: Operator, item_id: str) -> CounterError | None:
    if operator.items is not None and item_id not in operator.items:
        return NotAuthorised("该事项不在您的授权范围内")
    return None
