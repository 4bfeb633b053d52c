"""What signing in asks of a person: the policy, with the profiles that ship.

Assessors of 等级保护 ask for kinds of characters and a change every quarter; OWASP ASVS 5.0
(6.2.5, 6.2.10) and NIST SP 800-63B forbid both.  So a county chooses a profile, and may ask for
more than it, never for less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, Final

from counter_app.domain.errors import SettingsInvalid
from counter_app.domain.password_rule import PasswordRule
from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthPolicy:
    """One policy, as it counts at a counter.

    Attributes:
        name: Of the profile it started from.
        characters_min: Least length of a password, counted after NFKC.
        kinds_min: How many of upper case, lower case, digits and others; 1 asks for none.
        age_days_max: After so many days a new password is asked for; None for never.
        age_warning_days: How long before that somebody is told.
        history: How many former passwords may not be used again.
        tries_before_pause: Wrong tries in a row after which nobody may try for a while; None
            for no pause.
        pause_minutes: How long that is.
        tries_max: Wrong tries in a row after which only the county or a chief can help.
        idle_lock_minutes: Without key or mouse until the window locks.
    """

    name: Annotated[str, Pi.P1]
    characters_min: Annotated[int, Pi.P1]
    kinds_min: Annotated[int, Pi.P1]
    age_days_max: Annotated[int | None, Pi.P1]
    age_warning_days: Annotated[int, Pi.P1]
    history: Annotated[int, Pi.P1]
    tries_before_pause: Annotated[int | None, Pi.P1]
    pause_minutes: Annotated[int, Pi.P1]
    tries_max: Annotated[int, Pi.P1]
    idle_lock_minutes: Annotated[int, Pi.P1]

    @property
    def password_rule(self) -> PasswordRule:
        return PasswordRule(characters_min=self.characters_min, kinds_min=self.kinds_min)

    @property
    def pause_ms(self) -> int:
        return self.pause_minutes * 60_000

    def tightened(self, wanted: Mapping[str, int]) -> AuthPolicy:
        """Return this policy with what is asked for beyond it; what is weaker is passed over."""
        stricter: dict[str, int] = {}
        for name, value in wanted.items():
            mine = getattr(self, name)
            is_higher_stricter = name in _HIGHER_IS_STRICTER
            if mine is None or (value > mine if is_higher_stricter else value < mine):
                stricter[name] = value
        changes: dict[str, Any] = dict(stricter)
        return replace(self, **changes)


_HIGHER_IS_STRICTER: Final = frozenset({"characters_min", "kinds_min", "history", "pause_minutes"})

DENGBAO3: Final = AuthPolicy(
    name="dengbao3",
    characters_min=10,
    kinds_min=3,
    age_days_max=90,
    age_warning_days=14,
    history=5,
    tries_before_pause=5,
    pause_minutes=30,
    tries_max=10,
    idle_lock_minutes=5,
)
DENGBAO2: Final = replace(DENGBAO3, name="dengbao2")
"""The two levels ask the same of a password; they differ in what the machine itself must have."""
NIST: Final = replace(
    DENGBAO3,
    name="nist",
    characters_min=15,
    kinds_min=1,
    age_days_max=None,
    history=0,
    tries_before_pause=None,
)
PROFILES: Final = MappingProxyType({each.name: each for each in (DENGBAO2, DENGBAO3, NIST)})

_BOUNDS: Final = MappingProxyType(
    {
        "characters_min": range(8, 65),
        "kinds_min": range(1, 5),
        "age_days_max": range(1, 3_651),
        "history": range(25),
        "tries_before_pause": range(1, 11),
        "pause_minutes": range(1, 24 * 60 + 1),
        "tries_max": range(3, 11),
        "idle_lock_minutes": range(1, 31),
    }
)
"""What may be asked for at all: a slip of the pen may not lock a whole county out."""


def policy_from(table: Mapping[str, Any]) -> AuthPolicy:
    """Read a policy: `profile`, and whatever is asked for beyond it, under the names above.

    Raises:
        SettingsInvalid: No such profile, or a value that is none.
    """
    base = PROFILES.get(str(table.get("profile", DENGBAO3.name)))
    if base is None:
        raise SettingsInvalid("profile：应为 " + "、".join(PROFILES))
    wanted: dict[str, int] = {}
    for name, value in table.items():
        if name == "profile":
            continue
        bounds = _BOUNDS.get(name)
        if bounds is None or type(value) is not int or value not in bounds:
            raise SettingsInvalid(f"{name[:32]}：不是登录策略里的值")
        wanted[name] = value
    return base.tightened(wanted)


class PasswordState(Enum):
    """Whether a password will still do."""

    GOOD = "good"
    ENDING = "ending"
    EXPIRED = "expired"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class PasswordStanding:
    """How a password stands on a day.

    Attributes:
        days_left: Until it expires; None where it does not; 0 or less before `EXPIRED` when only
            the wall clock says that it has.
    """

    state: PasswordState
    days_left: int | None = None

    @property
    def wants_new(self) -> bool:
        """Whether a new one has to be chosen."""
        return self.state in {PasswordState.EXPIRED, PasswordState.TEMPORARY}


def password_standing(
    policy: AuthPolicy,
    set_on: date | None,
    today: date,
    *,
    is_temporary: bool,
    proven: date | None = None,
) -> PasswordStanding:
    """Return how a password stands.

    Args:
        policy: In force.
        set_on: When it was chosen; None for one of an older program, whose age nobody knows: it
            does not expire, and the next one will.
        today: Best estimate of the date.
        is_temporary: Somebody else chose it.
        proven: The present is surely not before it; `today` when None.  A wall clock alone, which
            may be years ahead, makes no password expire: it only warns.
    """
    if is_temporary:
        return PasswordStanding(PasswordState.TEMPORARY)
    if policy.age_days_max is None or set_on is None:
        return PasswordStanding(PasswordState.GOOD)
    left = policy.age_days_max - max(0, (today - set_on).days)
    if left <= 0 and (proven is None or (proven - set_on).days >= policy.age_days_max):
        return PasswordStanding(PasswordState.EXPIRED, left)
    state = PasswordState.ENDING if left <= policy.age_warning_days else PasswordState.GOOD
    return PasswordStanding(state, left)
