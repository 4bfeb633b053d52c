"""Passwords are given, changed and replaced here; each is a new wrap of the same data key."""

from __future__ import annotations

from datetime import datetime

from counter_app.domain.errors import (
    NoUnlockSlot,
    PasswordUsedBefore,
    PersonKnown,
    PersonUnknown,
    UnlockCodeWrong,
    WrongPassword,
)
from counter_app.domain.two_persons import is_same_person
from counter_app.storage.password_cost import PasswordCost, machine_cost
from counter_app.storage.password_history import PasswordHistory
from counter_app.storage.profile_door import CODE_OF, ProfileDoor
from counter_app.storage.profile_keys import people_of
from counter_app.storage.unlock_slots import UnlockSlots
from counter_app.storage.vault import OpenVault, Person, Terms
from sync.unlock_code import code_of


class Passwords:
    """Gives passwords at one door.

    Whether a password keeps the policy has been judged before; only what needs an open vault is
    judged here.
    """

    def __init__(self, door: ProfileDoor, *, cost: PasswordCost | None = None) -> None:
        """Work at a door.

        Args:
            door: Of the profile.
            cost: What a guess shall cost; None for this machine's, measured when first needed.
        """
        self._door = door
        self._given_cost = cost
        self.slots = UnlockSlots(door.folder, door.vault)

    def person(self, user: str) -> Person:
        """Return somebody who can sign in here.

        Raises:
            PersonUnknown: There is nobody of that login name.
        """
        for person in people_of(self._door.folder):
            if person.user == user:
                return person
        raise PersonUnknown

    def change(self, user: str, old: str, new: str, *, at: datetime) -> OpenVault:
        """Choose another password, as somebody who knows the present one.

        Raises:
            SignInPaused, PersonDisabled, WrongPassword: As at the door.
            PasswordUsedBefore: Nothing was changed.
        """
        opened = self._door.open(user, old).vault
        self._give(opened, opened.person, new, Terms(set_at=at))
        return opened

    def choose(self, opened: OpenVault, new: str, *, at: datetime) -> None:
        """Choose another password right after one's own opened the vault.

        Raises:
            PasswordUsedBefore: Nothing was changed.
        """
        self._give(opened, opened.person, new, Terms(set_at=at))

    def lend(self, opened: OpenVault, user: str, temporary: str, *, at: datetime) -> Person:
        """Give somebody a password for one sign-in, and forget their wrong tries.

        Raises:
            PersonUnknown: There is nobody of that name.
        """
        person = self.person(user)
        self._give(opened, person, temporary, Terms(set_at=at, is_temporary=True))
        return person

    def enrol(self, opened: OpenVault, person: Person, temporary: str, *, at: datetime) -> None:
        """Let one more person in, with a password for their first sign-in.

        Raises:
            PersonKnown: There is somebody of that login name or staff number, however written:
                capitals, full width and blanks make nobody another person.
        """
        for known in people_of(self._door.folder):
            is_user = is_same_person(known.user, person.user)
            if is_user or is_same_person(known.staff, person.staff):
                raise PersonKnown
        self._give(opened, person, temporary, Terms(set_at=at, is_temporary=True))

    def unlock(self, user: str, typed: str, new: str, *, at: datetime) -> OpenVault:
        """Open the vault with the county's code, and choose a new password at once.

        Raises:
            NoUnlockSlot: The county cannot help here.
            UnlockChallengeOver: What was read out holds no longer.
            UnlockCodeWrong: Nothing was changed.
            SignInPaused, PersonDisabled: Too many codes were tried.
            PasswordUsedBefore: Nothing was changed, and the code still serves.
        """
        self.slots.require_in_force(user, self._door.moment())
        if not code_of(typed):  # A slip of the tongue is found without asking anybody.
            raise UnlockCodeWrong
        try:
            person = self.person(user)
        except PersonUnknown as error:
            raise NoUnlockSlot from error
        try:
            now = self._door.moment()
            opened = self._door.judged(CODE_OF + user, lambda: self.slots.open(person, typed, now))
        except WrongPassword as error:
            raise UnlockCodeWrong(str(error)) from error
        self._give(opened, person, new, Terms(set_at=at))
        self.slots.burn(user)
        return opened

    def _give(self, opened: OpenVault, person: Person, password: str, terms: Terms) -> None:
        cost = self._given_cost or machine_cost(self._door.store)
        history = PasswordHistory(self._door.folder, opened)
        if history.has(person.user, password, max(self._door.policy.history, 1)):
            raise PasswordUsedBefore
        self._door.vault.enrol(opened, person, password, cost, terms=terms)
        history.note(person.user, password, cost)
        self._door.forgive(person.user)
