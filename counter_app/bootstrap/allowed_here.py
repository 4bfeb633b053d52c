"""What is asked of whoever works over a command, besides the acts of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import TYPE_CHECKING

from counter_app.domain.authority import require
from counter_app.domain.errors import PasswordToReplace
from counter_app.domain.permissions import Right, may

if TYPE_CHECKING:
    from counter_app.domain.staff import Role
    from counter_app.storage.vault import Person, Terms


def require_here(role: Role, right: Right, people: Iterable[Person]) -> None:
    """See that somebody may do what only some may.

    Where nobody who can sign in has the right, whoever set the counter up has it: a counter of
    one person must be able to restore its data and to find its county.

    Args:
        role: Of who acts.
        right: Which.
        people: Everybody who can sign in at this counter.

    Raises:
        NotAuthorised: Somebody else here has it, and they have not.
    """
    if any(may(person.role, right) for person in people):
        require(role, right)


def require_own_password(terms: Terms | None, people: Sized) -> None:
    """See that a lent password serves to choose another one only, as at the window.

    Where nobody else can sign in, nobody has lent it: it is the weak one of the set-up.

    Args:
        terms: Of the password; None for one of an older program.
        people: Everybody who can sign in at this counter.

    Raises:
        PasswordToReplace: Whoever lent it could work with it in somebody's name.
    """
    if terms is not None and terms.is_temporary and len(people) > 1:
        raise PasswordToReplace
