"""The door of one profile: who may try, what a try costs, and what opens.

Every try is on the disk before anybody judges it: who ends the program while the password is
being stretched has used the try up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from counter_app.domain.auth_policy import DENGBAO3, AuthPolicy, policy_from
from counter_app.domain.errors import (
    CounterError,
    DatabaseDamaged,
    NoProfile,
    PersonDisabled,
    SettingsInvalid,
    SignInPaused,
    StorageError,
    WrongPassword,
)
from counter_app.domain.login_tries import (
    NO_TRIES,
    Moment,
    Tries,
    counted,
    left_before,
    minutes_up,
    without_record,
)
from counter_app.fault_points import fault_point
from counter_app.ports import Clock
from counter_app.storage.password_cost import kept_cost
from counter_app.storage.profile_keys import KEYS_NAME, ProfileKeys, keys_of
from counter_app.storage.secret_store import SecretStore, device_secret
from counter_app.storage.try_record import Kept, TryRecord
from counter_app.storage.vault import OpenVault, Vault

CODE_OF: Final = "code of "
"""Tries at somebody's unlock code are counted under their name with this before it."""

Opened = TypeVar("Opened")

log = logging.getLogger(__name__)
"""Who tried is told by what their name is kept under: people type passwords into that field too."""


@dataclass(frozen=True, slots=True)
class DoorStanding:
    """How the door stands for one name.

    Attributes:
        left_ms: How long nobody may try under it.
        is_disabled: Nobody may until the county or a chief has helped.
    """

    left_ms: int = 0
    is_disabled: bool = False


class ProfileDoor:
    """Lets people into one profile, and counts who knocks.

    Raises, when made, `OtherMachine`: this machine's secret is not here.
    """

    def __init__(
        self,
        folder: Path,
        secret_store: SecretStore,
        clock: Clock,
        *,
        policy: AuthPolicy = DENGBAO3,
        machine: Path | None = None,
    ) -> None:
        """Stand in front of a profile.

        Args:
            folder: Of the profile.
            secret_store: The machine's.
            clock: Its monotonic side alone counts.
            policy: While the county has published none.
            machine: This machine's own folder, for the mirror of the head anchor.
        """
        self.folder = folder
        self.store = secret_store
        self.secret = device_secret(secret_store)
        self.vault = Vault(folder / KEYS_NAME, self.secret)
        self._clock = clock
        self._own_policy = policy
        self._machine = machine
        self._record = TryRecord(folder, secret_store, self.secret)

    @property
    def policy(self) -> AuthPolicy:
        """Return what counts here: the county's own policy as it was last known, else the own."""
        return self._policy_in(self._record.read())

    def keep_policy(self, published: dict[str, object] | None) -> None:
        """Remember the county's policy for the next time, before the database is open."""
        self._record.change(lambda kept: replace(kept, policy=published))

    def moment(self) -> Moment:
        """Return the moment of this boot, by which pauses and challenges are counted."""
        return Moment(self._clock.monotonic_ms(), self._clock.boot_id)

    def now(self) -> datetime:
        """Return the wall clock, for what is only told."""
        return self._clock.now()

    def standing(self, user: str) -> DoorStanding:
        """Return how the door stands for a name; a pause of another boot begins again now."""
        name, now = self._record.name_of(user), self.moment()
        kept = self._record.read()
        tries = self._tries(kept, name)
        if tries.is_of_another_boot(now):
            tries = self._change(name, lambda each, _: each.begun_again(now))
        return DoorStanding(tries.left_ms(now), tries.is_disabled)

    def open(self, user: str, password: str) -> ProfileKeys:
        """Open vault and identity for somebody.

        Raises:
            SignInPaused, PersonDisabled: Nobody may try under this name; nothing was judged.
            WrongPassword: No such person, or not their password; it says what is left.
            OtherMachine: The profile belongs to another machine.
            NoProfile, DatabaseDamaged: There is no vault, or a file cannot be read.
            DiskFull, DiskReadOnly: The try could not be counted, so it was not judged.
        """
        opened = self.judged(user, lambda: self.vault.unlock(user, password))
        stronger = kept_cost(self.store)
        if stronger and opened.cost is not None and opened.cost.work < stronger.work:
            with suppress(StorageError):  # A full disk keeps nobody out; the next time will do.
                opened = self.vault.made_dearer(opened, password, stronger)
        return self.keys_of(opened)

    def prove(self, user: str, password: str) -> OpenVault:
        """See that somebody's own password is theirs; nobody is signed in by it.

        Returns:
            Who they are and the terms of their password; the caller lets go of the rest.

        Raises:
            SignInPaused, PersonDisabled, WrongPassword, OtherMachine: As `open` does.
        """
        return self.judged(user, lambda: self.vault.unlock(user, password))

    def keys_of(self, opened: OpenVault) -> ProfileKeys:
        """Return everything that an opened vault opens; raises as `open` does."""
        return keys_of(self.folder, opened, self.secret, self._machine)

    def judged(self, name: str, judge: Callable[[], Opened]) -> Opened:
        """Count a try under a name, then judge it; a right one ends the counting.

        Raises:
            SignInPaused, PersonDisabled, WrongPassword: As `open` does.
        """
        key = self._record.name_of(name)
        by = "code" if name.startswith(CODE_OF) else "password"
        before: list[Tries] = []

        def count(tries: Tries, policy: AuthPolicy) -> Tries:
            now = self.moment()  # Asked in our turn: of two programs, one has the last try.
            _require_open(DoorStanding(tries.left_ms(now), tries.is_disabled))
            before.append(tries)
            return counted(tries, policy, now)

        try:
            _require_open(self.standing(name))
            after = self._change(key, count)
        except CounterError as error:
            log.info("sign-in of %s by %s not judged: %s", key, by, error.code)
            raise
        fault_point("access.judging")
        try:
            opened = judge()
        except WrongPassword as error:
            log.info("sign-in of %s by %s refused, %d in a row", key, by, after.failed)
            raise WrongPassword(_left_words(after, self.policy)) from error
        except CounterError as error:  # Nothing was judged: another machine's file, or a bad one.
            log.info("sign-in of %s by %s not judged: %s", key, by, error.code)
            self._change(key, lambda each, _: before[0] if each == after else each)
            raise
        self._change(key, lambda _each, _policy: NO_TRIES)
        log.info("sign-in of %s by %s opened", key, by)
        return opened

    def forgive(self, user: str) -> None:
        """Forget the tries at somebody's password and at their code: somebody has helped."""
        for name in (user, CODE_OF + user):
            self._change(self._record.name_of(name), lambda _each, _policy: NO_TRIES)

    def _change(self, name: str, act: Callable[[Tries, AuthPolicy], Tries]) -> Tries:
        def changed(kept: Kept) -> Kept:
            tries = act(self._tries(kept, name), self._policy_in(kept))
            here = kept.tries if kept.is_here else self._all_without_record(kept)
            return replace(kept, tries={**here, name: tries}, is_here=True)

        return self._record.change(changed, self._names_here()).tries.get(name, NO_TRIES)

    def _names_here(self) -> frozenset[str]:
        """Return under what the tries of people are kept, at their passwords and their codes."""
        with suppress(NoProfile, DatabaseDamaged):
            users = self.vault.users()
            return frozenset(map(self._record.name_of, (*users, *(CODE_OF + u for u in users))))
        return frozenset()

    def _tries(self, kept: Kept, name: str) -> Tries:
        if kept.is_here:
            return kept.tries.get(name, NO_TRIES)
        return self._all_without_record(kept).get(name, NO_TRIES)

    def _all_without_record(self, kept: Kept) -> dict[str, Tries]:
        """Return what counts when there is no record: nothing in a profile of an older program."""
        if not self.vault.has_terms():
            return {}
        left = without_record(self._policy_in(kept))
        return {self._record.name_of(user): left for user in self.vault.users()}

    def _policy_in(self, kept: Kept) -> AuthPolicy:
        if kept.policy is None:
            return self._own_policy
        try:
            return policy_from(kept.policy)
        except SettingsInvalid:  # A newer program had other names.
            return self._own_policy


def _require_open(standing: DoorStanding) -> None:
    if standing.is_disabled:
        raise PersonDisabled
    if standing.left_ms:
        raise SignInPaused(f"还要等 {minutes_up(standing.left_ms)} 分钟")


def _left_words(tries: Tries, policy: AuthPolicy) -> str:
    """Return what is told after a wrong try; the same words whether or not the name is known."""
    if tries.is_disabled:
        return "这个用户名已停用，要县局或首席代表解锁"
    if tries.pause_ms:
        return f"已输错 {tries.failed} 次，{policy.pause_minutes} 分钟后才能再试"
    left, is_end = left_before(tries, policy)
    then = "停用" if is_end else f"暂停 {policy.pause_minutes} 分钟"
    return f"再输错 {left} 次将{then}"
