"""Going on under a new key: when the past was restored, when there are two of us, every year.

The identity is written first, durably, with the reason; then the first event of the new chain in
one transaction; then the anchor.  A program that ends between two of these steps goes on with
the next one at its next start, and never begins a second new generation for the same cause.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.device_facts import GenerationReason, GenerationStarted
from counter_app.domain.errors import DeviceUnknown, NoProfile, WrongKey
from counter_app.domain.ids import CaseId
from counter_app.domain.staff import SYSTEM
from counter_app.ports import Clock
from counter_app.storage.device_identity import DeviceIdentity, IdentityFile
from counter_app.storage.event_log import Origin, Signatory
from counter_app.storage.head_anchor import HeadCheck, HeadKeeper
from counter_app.storage.ledger import Ledger
from sync.signing import HeldKey, Purpose, sign

GENERATION_MAX: Final = 99


class DeviceKeyring:
    """This device's keys, and the chain that is written with the present one.

    Implements `sync.client.key_change.Keyring`.  Used by the sync thread and at opening; the
    file is read again before each change, because another process may have changed it.
    """

    def __init__(
        self, file: IdentityFile, ledger: Ledger, head: HeadKeeper, *, counter: str, clock: Clock
    ) -> None:
        """Take the opened parts; `counter` is the 11 digits that events of the device name."""
        self._clock = clock
        self._file = file
        self._ledger = ledger
        self._head = head
        self._origin = Origin(counter, SYSTEM)
        self._turn = threading.RLock()
        self._identity = file.load()
        ledger.other_key = self._changed_elsewhere

    @property
    def identity(self) -> DeviceIdentity:
        return self._identity

    def begin_if_restored(self, *, is_restored: bool = False) -> GenerationStarted | None:
        """Begin a new generation if the database is not what had been written; at opening.

        `is_restored`: a backup was put in its place, perhaps of this very state.

        Returns:
            What was begun, or what an earlier start did not come to the end of; else None.
        """
        check = self._head.check
        identity = self._identity
        if not is_restored and check.is_sound and (identity.started is None or check.inside_n):
            return None
        outside = check.outside
        if not _is_half_begun(identity, check):
            last = max(identity.generation, outside.generation if outside else 0)
            fact = self._fact(GenerationReason.RESTORED, check)
            key = Ed25519PrivateKey.generate()
            identity = identity.under(
                _numbered(last + 1), key, fact, is_registered=False, at_ms=self._now_ms()
            )
            self._save(identity)
        assert identity.started is not None
        self._write_first_event(identity)
        return identity.started

    def present(self) -> HeldKey:
        """Return the key in use."""
        identity = self._identity
        return _held(identity.generation, identity.signing_key)

    @property
    def is_registered(self) -> bool:
        return self._identity.is_registered

    @property
    def made_at_ms(self) -> int:
        return self._identity.made_at_ms

    @property
    def reason(self) -> str:
        """Why the present generation began; "" for the first."""
        started = self._identity.started
        return started.reason.value if started else ""

    def vouchers(self) -> list[HeldKey]:
        """Return the former keys that may vouch for one that is not registered, newest first.

        A county that was put back may have forgotten the last few of them.
        """
        identity = self._identity
        return [] if identity.is_registered else _former(identity, is_registered=True)[::-1]

    def forgotten(self) -> bool:
        """Take note that the county forgot the present key; False when no former one can vouch."""
        with self._turn:
            identity = self._identity.forgotten()
            if not _former(identity, is_registered=True):
                return False
            self._save(identity)
            return True

    def unknown_former(self) -> list[HeldKey]:
        """Return the former keys that the county has never been told of, oldest first."""
        return _former(self._identity, is_registered=False)

    def next(self) -> HeldKey:
        """Return the key to go on under, made and kept when it is first asked for."""
        with self._turn:
            self._refresh()
            identity = self._identity
            if identity.next_key is None:
                identity = replace(identity, next_key=Ed25519PrivateKey.generate())
                self._save(identity)
            assert identity.next_key is not None
            return _held(_numbered(identity.generation + 1), identity.next_key)

    def registered(self, generation: int) -> None:
        """Take note that the county knows the present key, and go on under the number it gave.

        Another number means that a copy of this device has taken ours: what we signed under it
        stays good, and the next event begins the chain of the new number.
        """
        with self._turn:
            identity = self._identity
            if generation > identity.generation:
                fact = self._fact(GenerationReason.CLONED)
                identity = identity.under(
                    generation, identity.signing_key, fact, is_registered=True, at_ms=self._now_ms()
                )
                self._save(identity.registered())
                self._write_first_event(self._identity)
            else:
                self._save(identity.registered())

    def begin(self, generation: int, reason: GenerationReason) -> None:
        """Go on under the next key, which the county knows under this number."""
        with self._turn:
            identity = self._identity
            assert identity.next_key is not None, "nobody has asked for the next key"
            fact = self._fact(reason)
            self._save(
                identity.under(
                    generation, identity.next_key, fact, is_registered=True, at_ms=self._now_ms()
                )
            )
            self._write_first_event(self._identity)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1_000)

    def _fact(self, reason: GenerationReason, check: HeadCheck | None = None) -> GenerationStarted:
        with self._ledger.transaction() as transaction:
            end = transaction.end
        first, last = (check.missing if check else None) or (0, 0)
        return GenerationStarted(
            generation_before=self._identity.generation,
            known_n=end.n,
            known_id=end.event_id,
            reason=reason,
            missing_from=first,
            missing_to=last,
        )

    def _write_first_event(self, identity: DeviceIdentity) -> None:
        """Record the start as n = 1 of the new chain, in the transaction that changes keys."""
        assert identity.started is not None
        log = self._ledger.log
        before = log.signatory
        with self._ledger.transaction() as transaction:
            log.become(identity.signatory())
            try:
                end = log.chain_end(transaction.connection)
                transaction.end, event = log.append(
                    transaction.connection,
                    end,
                    self._origin,
                    (CaseId(""), identity.started, {}),
                )
                transaction.event_ids.append(event.event_id)
                transaction.commit()
            except BaseException:
                log.become(before)
                raise
            end = transaction.end
        self._head.begin_again(identity.generation, end)

    def _refresh(self) -> None:
        """Follow another process of this profile that has changed keys meanwhile."""
        found = self._file.load()
        if found.generation == self._identity.generation:
            return
        self._identity = found
        self._ledger.become(found.signatory())

    def _changed_elsewhere(self) -> Signatory | None:
        """Return the key that another process of this profile has begun to sign with, if any.

        The ledger asks inside a transaction, on whatever thread, before it appends anything.
        """
        try:
            found = self._file.load()
        except (NoProfile, WrongKey, OSError):
            return None
        if found.generation <= self._identity.generation:
            return None
        self._identity = found
        return found.signatory()

    def _save(self, identity: DeviceIdentity) -> None:
        self._file.save(identity)
        self._identity = identity


def _is_half_begun(identity: DeviceIdentity, check: HeadCheck) -> bool:
    """Whether an earlier start came no further than the key; also one the county asked for."""
    outside = check.outside
    is_before = outside is not None and outside.generation < identity.generation
    return identity.started is not None and is_before and check.inside_n == 0


def _former(identity: DeviceIdentity, *, is_registered: bool) -> list[HeldKey]:
    """Return the former keys that can still sign, oldest first."""
    return [
        _held(key.generation, key.signing_key)
        for key in identity.former
        if key.signing_key is not None and key.is_registered is is_registered
    ]


def _held(generation: int, key: Ed25519PrivateKey) -> HeldKey:
    def sign_for(purpose: Purpose, data: bytes) -> bytes:
        return sign(key, purpose, data)

    return HeldKey(generation, key.public_key().public_bytes_raw(), sign_for)


def _numbered(generation: int) -> int:
    if generation > GENERATION_MAX:
        raise DeviceUnknown("本机换过 99 次密钥，请作为新设备登记")
    return generation
