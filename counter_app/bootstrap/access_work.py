"""What the sign-in page can do beside signing in, joined to the running counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from counter_app.domain.access_facts import PasswordManner
from counter_app.domain.auth_policy import (
    PROFILES,
    AuthPolicy,
    PasswordStanding,
)
from counter_app.domain.errors import (
    CounterError,
    OtherMachine,
)
from counter_app.ui.access_parts import AccessParts, SignInPerson, UnlockCall

if TYPE_CHECKING:
    from counter_app.bootstrap.people_desk import PeopleDesk
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.password_rule import PasswordRule, PasswordVerdict
    from counter_app.storage.passwords import Passwords
    from counter_app.storage.profile_door import ProfileDoor
    from counter_app.storage.vault import OpenVault


class AccessWork:
    """Acts around signing in at one counter; parts are made when they are first needed."""

    def __init__(self, counter: RunningCounter) -> None:
        self._counter = counter

    def parts(self) -> AccessParts:
        """Return all of it for the sign-in page."""
        return AccessParts(
            people=self.people,
            rule=self.rule,
            idle_minutes=lambda: self.policy().idle_lock_minutes,
            standing=self.standing,
            judge=self.judge,
            choose=self.choose,
            call=self.call,
            unlock=self.unlock,
            lend=self.lend,
            leave=self.leave,
        )

    def people(self) -> Sequence[SignInPerson]:
        """Return who can sign in here; nobody when that cannot be read, and they type."""
        from counter_app.storage.profile_keys import people_of

        try:
            people = people_of(self._counter.paths.root)
        except CounterError:
            return ()
        return [SignInPerson(person.user, person.name, person.role) for person in people]

    def rule(self) -> PasswordRule:
        """Return what a password must be here."""
        return self.policy().password_rule

    def policy(self) -> AuthPolicy:
        """Return the sign-in policy that counts here."""
        try:
            return self._door().policy
        except OtherMachine:  # The sign-in itself will say so.
            return PROFILES[self._counter.settings.sign_in_profile]

    def standing(self) -> PasswordStanding:
        """Return how the password of whoever signed in last stands, by the best date there is."""
        return standing_of(self._counter, self._counter.let_in_with, self.policy())

    def judge(self, user: str, password: str) -> PasswordVerdict:
        """Say what a new password of somebody lacks."""
        from counter_app.bootstrap.people_desk import verdict_of

        return verdict_of(self._door(), self._counter.settings.counter, user, password)

    def choose(self, new: str) -> None:
        """Give whoever signed in last the password that they chose.

        Raises:
            PasswordTooWeak, PasswordUsedBefore: Nothing was changed.
        """
        opened = self._counter.let_in_with
        assert opened is not None, "nobody has signed in"
        self._people_desk().choose(opened, new)
        self._counter.let_in(opened.person.user, new)

    def call(self, user: str) -> UnlockCall:
        """Return what somebody reads out to the county.

        Raises:
            NoUnlockSlot: The county cannot help here.
        """
        door = self._door()
        challenge = self._passwords().slots.challenge(user, door.moment())
        device = challenge.device
        groups = " ".join(device[at : at + 4] for at in range(0, len(device), 4))
        until = door.now() + timedelta(milliseconds=challenge.left_ms)
        return UnlockCall(groups, challenge.words, until)

    def unlock(self, user: str, code: str, new: str) -> None:
        """Open the vault with the county's code and give somebody the password they chose.

        Raises:
            UnlockCodeWrong, NoUnlockSlot, SignInPaused, PersonDisabled: Nothing was changed.
            UnlockChallengeOver: What was read out holds no longer; nothing was judged.
            PasswordTooWeak, PasswordUsedBefore: Nothing was changed; the code still serves.
        """
        from counter_app.bootstrap.people_desk import require_strong

        passwords = self._passwords()
        passwords.slots.require_in_force(user, self._door().moment())
        person = passwords.person(user)
        require_strong(self._door(), self._counter.settings.counter, person, new)
        passwords.unlock(user, code, new, at=self._counter.timekeeper.estimate().now)
        self._counter.let_in(user, new)
        self._people_desk().replaced(person.staff, PasswordManner.COUNTY_CODE)
        self._counter.keep_access()

    def lend(self, chief: str, password: str, user: str, temporary: str) -> None:
        """Set a password for somebody's next sign-in; nobody works at the counter afterwards.

        Raises:
            NotAuthorised: Who signed is no chief, or means themselves.
            WrongPassword, SignInPaused, PersonDisabled: As at the door.
            PersonUnknown, PasswordTooWeak, PasswordUsedBefore: Nothing was changed.
        """
        self._counter.let_in(chief, password)
        try:
            opened = self._counter.let_in_with
            assert opened is not None
            self._people_desk().lend(opened, user, temporary)
        finally:
            self._counter.profile.desk.sign_out()

    def leave(self) -> None:
        """Let nobody work at the counter."""
        self._counter.profile.desk.sign_out()

    def _door(self) -> ProfileDoor:
        return self._counter.door

    def _passwords(self) -> Passwords:
        from counter_app.storage.passwords import Passwords

        return Passwords(self._door(), cost=self._counter.password_cost)

    def _people_desk(self) -> PeopleDesk:
        from counter_app.bootstrap.people_desk import PeopleDesk

        counter = self._counter
        return PeopleDesk(counter.profile, counter.door, cost=counter.password_cost)


def standing_of(
    counter: RunningCounter, opened: OpenVault | None, policy: AuthPolicy
) -> PasswordStanding:
    """Return how the password stands that opened a vault, by the best date there is."""
    from counter_app.bootstrap.password_judge import standing_on

    terms = opened.terms if opened is not None else None
    return standing_on(counter.timekeeper.estimate(), terms, policy)
