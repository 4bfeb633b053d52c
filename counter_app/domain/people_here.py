"""Who can sign in at a counter, as the page of people shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.auth_policy import PasswordStanding, PasswordState
from counter_app.domain.password_rule import PasswordRule
from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Role
from counter_app.domain.staff_list import StaffList

GIVEN_HERE: Final = (Role.CLERK, Role.BACKUP, Role.CHIEF, Role.FIELD, Role.TEMPORARY)
"""As whom a counter enrols people by itself; the others are given by the county's list of staff."""


class SignInState(Enum):
    """How somebody's sign-in stands, the gravest that is true of it.

    ENDED: the county's list says that they no longer work at a counter.  DISABLED: too many wrong
    tries.  PAUSED: some wrong tries, it passes.  TEMPORARY, EXPIRED: another password has to be
    chosen first.  ENDING: it expires soon.
    """

    ENDED = "ended"
    DISABLED = "disabled"
    PAUSED = "paused"
    TEMPORARY = "temporary"
    EXPIRED = "expired"
    ENDING = "ending"
    OPEN = "open"


_BY_PASSWORD: Final = {
    PasswordState.TEMPORARY: SignInState.TEMPORARY,
    PasswordState.EXPIRED: SignInState.EXPIRED,
    PasswordState.ENDING: SignInState.ENDING,
    PasswordState.GOOD: SignInState.OPEN,
}


def sign_in_state(
    password: PasswordStanding, *, is_disabled: bool, is_paused: bool, has_ended: bool
) -> SignInState:
    """Return the gravest thing that is true of somebody's sign-in."""
    if has_ended:
        return SignInState.ENDED
    if is_disabled:
        return SignInState.DISABLED
    return SignInState.PAUSED if is_paused else _BY_PASSWORD[password.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who is to sign in here.

    Attributes:
        user: What they will type to sign in, unique here.
        staff: Staff number, unique in the county.
    """

    user: Annotated[str, Pi.P1]
    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHere:
    """Somebody who can sign in here.

    Attributes:
        role: What the county's list says, else as what the counter enrolled them.
        minutes_left: Until a pause is over; 0 without one.
        days_left: Until the password expires; None where it does not.
        last_act_at: When they last recorded something at this counter; None where the newest
            records hold nothing of theirs.
        is_me: Whether it is whoever is signed in: nobody lends themselves a password.
    """

    user: Annotated[str, Pi.P1]
    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]
    state: Annotated[SignInState, Pi.P1]
    minutes_left: Annotated[int, Pi.P1] = 0
    days_left: Annotated[int | None, Pi.P1] = None
    last_act_at: Annotated[datetime | None, Pi.P1] = None
    is_me: Annotated[bool, Pi.P1] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody on the county's signed list who cannot sign in here yet."""

    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleHere:
    """Everything that the page of people shows.

    Attributes:
        people: In the order in which they were enrolled.
        candidates: Of the county's list; () where there is none.
        rule: What a password must be here.
    """

    people: tuple[PersonHere, ...]
    candidates: tuple[Candidate, ...]
    rule: PasswordRule


def candidates_of(
    listed: StaffList | None, known: frozenset[str], today: date
) -> tuple[Candidate, ...]:
    """Return who works somewhere by the county's list and is not among the staff numbers known."""
    if listed is None:
        return ()
    return tuple(
        Candidate(staff=person.staff, name=person.name, role=person.role)
        for person in listed.people
        if person.staff not in known and not listed.has_ended(person.staff, today)
    )
