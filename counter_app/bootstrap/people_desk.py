"""Who may sign in at a counter: enrolled, helped, given another password; each act is a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.bootstrap.password_judge import judged
from counter_app.bootstrap.profile import OpenProfile, profile_door
from counter_app.domain.access_facts import PasswordManner, PasswordReplaced, PersonEnrolled
from counter_app.domain.authority import require
from counter_app.domain.errors import NotAuthorised, PasswordTooWeak, PersonUnknown
from counter_app.domain.ids import CaseId
from counter_app.domain.people_here import GIVEN_HERE
from counter_app.domain.permissions import Right, may
from counter_app.domain.two_persons import is_same_person
from counter_app.storage.passwords import Passwords
from counter_app.storage.profile_door import ProfileDoor
from counter_app.storage.profile_keys import people_of
from counter_app.storage.vault import OpenVault, PasswordCost, Person

if TYPE_CHECKING:
    from datetime import datetime

    from counter_app.domain.access_facts import AccessFact
    from counter_app.domain.counter_profile import CounterProfile
    from counter_app.domain.password_rule import PasswordVerdict


class PeopleDesk:
    """Acts of whoever is signed in on who may sign in."""

    def __init__(
        self,
        profile: OpenProfile,
        door: ProfileDoor | None = None,
        *,
        cost: PasswordCost | None = None,
    ) -> None:
        """Work on an opened profile.

        Args:
            profile: Somebody is signed in at its desk.
            door: Of the same profile; None to make one.
            cost: What a guess shall cost; None for this machine's.
        """
        self._profile = profile
        self._door = door or profile_door(profile.paths.root, profile.settings, profile.clock)
        self.passwords = Passwords(self._door, cost=cost)

    def choose(self, opened: OpenVault, new: str) -> None:
        """Take the password that somebody has chosen for themselves.

        Raises:
            PasswordTooWeak, PasswordUsedBefore: Nothing was changed.
        """
        self._require_strong(opened.person, new)
        self.passwords.choose(opened, new, at=self._now())
        self.replaced(opened.person.staff, PasswordManner.OWN)

    def lend(self, opened: OpenVault, user: str, temporary: str) -> None:
        """Set a password for somebody's next sign-in.

        Raises:
            NotAuthorised: Who is signed in may not, or means themselves.
            PersonUnknown, PasswordTooWeak, PasswordUsedBefore: Nothing was changed.
        """
        operator = self._profile.desk.operator()
        require(operator.role, Right.LET_IN)
        person = self.passwords.person(user)
        if is_same_person(operator.staff, person.staff):
            raise NotAuthorised("临时密码由别人来设")
        self._require_strong(person, temporary)
        self.passwords.lend(opened, user, temporary, at=self._now())
        self.replaced(person.staff, PasswordManner.LENT)

    def enrol(self, opened: OpenVault, person: Person, temporary: str) -> None:
        """Let one more person sign in here, with a password for their first time.

        Where nobody may let people in yet, whoever set the counter up enrols the first chief.
        Director, administrator and auditor are enrolled only as what the county's signed list
        says that they are: a chief makes nobody their own superior.

        Raises:
            NotAuthorised: Who is signed in may not.
            PersonKnown, PasswordTooWeak: Nothing was changed.
        """
        people = people_of(self._profile.paths.root)
        if any(may(each.role, Right.LET_IN) for each in people):
            require(self._profile.desk.operator().role, Right.LET_IN)
        elif not may(person.role, Right.LET_IN):
            raise NotAuthorised("请先登记一位首席代表，再由首席代表登记其他人")
        self._require_given(person)
        self._require_strong(person, temporary)
        self.passwords.enrol(opened, person, temporary, at=self._now())
        fact = PersonEnrolled(staff=person.staff, role=person.role.value, enrolled_at=self._now())
        self._record(fact)

    def _require_given(self, person: Person) -> None:
        if person.role in GIVEN_HERE:
            return
        listed = self._profile.published.staff_list(self._profile.published.today())
        on_list = listed.person(person.staff) if listed else None
        if on_list is None or on_list.role is not person.role:
            raise NotAuthorised("这种身份由县局的人员名单给，本机不能自己登记")

    def replaced(self, staff: str, manner: PasswordManner) -> None:
        """Record that somebody has another password."""
        self._record(PasswordReplaced(staff=staff, manner=manner, replaced_at=self._now()))

    def _record(self, fact: AccessFact) -> None:
        with self._profile.office.unit_of_work() as unit:
            unit.record(CaseId(""), fact)
            unit.commit()

    def _require_strong(self, person: Person, password: str) -> None:
        require_strong(self._door, self._profile.settings.counter, person, password)

    def _now(self) -> datetime:
        return self._profile.office.now()


def verdict_of(
    door: ProfileDoor, counter: CounterProfile, user: str, password: str
) -> PasswordVerdict:
    """Say what a new password of somebody lacks; nobody need be signed in."""
    try:
        person = Passwords(door).person(user)
    except PersonUnknown:
        return judged(password, door.policy, counter, (user, "", ""))
    return judged(password, door.policy, counter, (user, person.staff, person.name))


def require_strong(
    door: ProfileDoor, counter: CounterProfile, person: Person, password: str
) -> None:
    """See that a password keeps the policy.

    Raises:
        PasswordTooWeak: It does not.
    """
    told = (person.user, person.staff, person.name)
    if not judged(password, door.policy, counter, told).will_do:
        raise PasswordTooWeak
