"""What the page of people works with, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter_app.domain.password_rule import PasswordVerdict
    from counter_app.domain.people_here import NewPerson, PeopleHere


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleParts:
    """Acts on who may sign in; all are called on the `database` thread.

    Attributes:
        people: Who can sign in and who could be enrolled.  Raises `NotAuthorised`.
        judge: What a password for somebody lacks.
        enrol: Lets one more person sign in, with a password for the first time.  Raises
            `NotAuthorised`, `PersonKnown`, `PasswordTooWeak`.
        lend: Login name and a password for their next sign-in; their wrong tries are forgotten.
            Raises `NotAuthorised`, `PersonUnknown`, `PasswordTooWeak`, `PasswordUsedBefore`.
    """

    people: Callable[[], PeopleHere]
    judge: Callable[[NewPerson, str], PasswordVerdict]
    enrol: Callable[[NewPerson, str], None]
    lend: Callable[[str, str], None]
