"""Judges a new password against policy, shipped list, place and person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.domain.auth_policy import (
    AuthPolicy,
    PasswordStanding,
    PasswordState,
    password_standing,
)
from counter_app.domain.context_words import context_words, own_words
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.password_rule import PasswordVerdict, judge_password
from counter_app.runtime.shipped_data import shipped_common_passwords, shipped_pinyin

if TYPE_CHECKING:
    from counter_app.domain.trusted_time import Estimate
    from counter_app.storage.vault import Terms


def judged(
    password: str, policy: AuthPolicy, counter: CounterProfile, person: tuple[str, str, str]
) -> PasswordVerdict:
    """Say what a password lacks.

    Args:
        password: As typed; nothing of it is kept.
        policy: In force.
        counter: Whose names and numbers nobody may use.
        person: Login name, staff number and name of whose it will be.
    """
    pinyin = shipped_pinyin()
    return judge_password(
        password,
        policy.password_rule,
        own_words=(*context_words(counter, pinyin), *own_words(*person, pinyin)),
        common=shipped_common_passwords(),
    )


def standing_on(guess: Estimate, terms: Terms | None, policy: AuthPolicy) -> PasswordStanding:
    """Return how a password stands by the best date there is.

    Args:
        guess: At the present.
        terms: On which the password was given; None for one of an older program.
        policy: In force.
    """
    if terms is None:
        return PasswordStanding(PasswordState.GOOD)
    set_on, today = terms.set_at.date(), guess.now.date()
    earliest = guess.earliest.date() if guess.earliest is not None else set_on
    return password_standing(
        policy,
        set_on,
        today,
        is_temporary=terms.is_temporary,
        proven=today if guess.is_anchored else earliest,
    )
