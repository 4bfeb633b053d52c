"""What the sign-in page works with beside name and password, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Role

if TYPE_CHECKING:
    from counter_app.domain.auth_policy import PasswordStanding
    from counter_app.domain.password_rule import PasswordRule, PasswordVerdict


@dataclass(frozen=True, slots=True)
class SignInPerson:
    """Somebody who can sign in here."""

    user: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]


@dataclass(frozen=True, slots=True)
class UnlockCall:
    """What is read out to the county over the telephone.

    Attributes:
        device: Number of this device, in groups of four.
        challenge: In groups of four.
        until: How long it holds, by this machine's own clock as it stands in the header.
    """

    device: Annotated[str, Pi.P1]
    challenge: Annotated[str, Pi.P1]
    until: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessParts:
    """Acts around signing in.

    `rule`, `idle_minutes` and `standing` are asked once somebody has signed in, or after another
    act, and answer at once; the others are called on the `database` thread, since stretching a
    password takes a while on purpose.

    Attributes:
        people: Who can sign in here, in the order in which they were enrolled.
        rule: What a password must be.
        idle_minutes: Without key or mouse until the window locks.
        standing: How the password of whoever signed in last stands.
        judge: Login name and new password → what it lacks.
        choose: New password of whoever signed in last.  Raises `PasswordTooWeak`,
            `PasswordUsedBefore`.
        call: Login name → what to read out to the county.  Raises `NoUnlockSlot`.
        unlock: Login name, the county's code, new password; signing in comes after it.  Raises
            `UnlockCodeWrong`, `UnlockChallengeOver`, `NoUnlockSlot`, `SignInPaused`, and as
            `choose` does.
        lend: A chief's login name and password, somebody's login name, and a password for their
            next sign-in.  Raises `NotAuthorised`, `WrongPassword`, and as `choose` does.
        leave: Whoever signed in last does not go on: nobody works at the counter.
    """

    people: Callable[[], Sequence[SignInPerson]]
    rule: Callable[[], PasswordRule]
    idle_minutes: Callable[[], int]
    standing: Callable[[], PasswordStanding]
    judge: Callable[[str, str], PasswordVerdict]
    choose: Callable[[str], None]
    call: Callable[[str], UnlockCall]
    unlock: Callable[[str, str, str], None]
    lend: Callable[[str, str, str, str], None]
    leave: Callable[[], None]
