"""The one door by which a second person proves who they are, for every act that wants two."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from counter_app.ui.second_parts import Coworker, SecondParts

if TYPE_CHECKING:
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.staff import Role
    from counter_app.domain.two_persons import SecondPerson


def second_parts(counter: RunningCounter) -> SecondParts:
    """Return who could sign beside the person signed in, and what asks them to prove it."""
    return SecondParts(people=partial(people_here, counter), prove=partial(prove, counter))


def people_here(counter: RunningCounter) -> Sequence[Coworker]:
    """Return who can sign in at this computer."""
    from counter_app.storage.profile_keys import people_of

    return [
        Coworker(person.staff, person.name, person.role)
        for person in people_of(counter.profile.paths.root)
    ]


def prove(
    counter: RunningCounter, staff: str, password: str, roles: Collection[Role]
) -> SecondPerson:
    """Return a second person who typed their own password here; nobody is signed in by it.

    A temporary password is known to who set it, and an expired one wants another: neither signs.

    Args:
        counter: Somebody else is signed in at it.
        staff: Number of the second person.
        password: Theirs, counted like every try at it.
        roles: As one of which they may agree.

    Raises:
        NotAuthorised: They cannot sign in at this computer in such a role.
        WrongPassword, SignInPaused, PersonDisabled: As at the door.
        SignatureWantsOwnPassword: Somebody else knows their password, or it has expired.
        PermissionEnded: The county's list says that they no longer work at a counter.
    """
    from counter_app.bootstrap.access_work import standing_of
    from counter_app.bootstrap.profile import operator_of
    from counter_app.domain.errors import NotAuthorised, SignatureWantsOwnPassword
    from counter_app.domain.two_persons import KnownBy, SecondPerson, is_same_person
    from counter_app.storage.profile_keys import people_of

    users = [
        person.user
        for person in people_of(counter.profile.paths.root)
        if is_same_person(person.staff, staff) and person.role in roles
    ]
    if not users:
        raise NotAuthorised("第二人要能在本机登录，并且有签名的资格")
    opened = counter.door.prove(users[0], password)
    operator = operator_of(opened.person)
    counter.profile.published.require_at_work(operator)
    if standing_of(counter, opened, counter.door.policy).wants_new:
        raise SignatureWantsOwnPassword
    standing = counter.profile.published.standing_of(operator)
    if standing.role not in roles:
        raise NotAuthorised("县局名单上没有签名的资格")
    return SecondPerson(staff=standing.staff, role=standing.role, known_by=KnownBy.OWN_PASSWORD)
