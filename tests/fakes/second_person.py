"""Second people who have proved who they are, and a door that asks them to."""

from __future__ import annotations

from counter_app.domain.errors import WrongPassword
from counter_app.domain.staff import Role
from counter_app.domain.two_persons import KnownBy, SecondPerson
from counter_app.ui.second_parts import Coworker, SecondParts


def proven(staff: str, role: Role = Role.CHIEF) -> SecondPerson:
    """Return somebody who typed their own password."""
    return SecondPerson(staff=staff, role=role, known_by=KnownBy.OWN_PASSWORD)


def second_of(*people: Coworker) -> SecondParts:
    """Return a door at which everybody's password is their staff number backwards."""

    def prove(staff, password, roles):
        who = next(each for each in people if each.staff == staff and each.role in roles)
        if password != staff[::-1]:
            raise WrongPassword("还可以试 4 次")
        return proven(staff, who.role)

    return SecondParts(people=lambda: people, prove=prove)
