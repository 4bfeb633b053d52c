"""Judges a new password against policy, shipped list, place and person."""

from __future__ import annotations

from counter_app.domain.auth_policy import AuthPolicy
from counter_app.domain.context_words import context_words, own_words
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.password_rule import PasswordVerdict, judge_password
from counter_app.runtime.shipped_data import shipped_common_passwords, shipped_pinyin


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
