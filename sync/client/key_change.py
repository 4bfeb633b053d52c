"""A new key of this device: when one is due, and how the county comes to know it.

A key that the county does not know would send everything into quarantine.  So a device that is
in touch registers the next key first, vouched for by the present one, and goes on under it when
the county has given it a number.  Only a restored device has to begin alone: it is vouched for at
the first contact, and told another number if a copy of it has taken the one it chose.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence
from typing import Final, Protocol

from counter_app.domain.device_facts import GenerationReason
from counter_app.domain.errors import CountyFault, DeviceUnknown, SyncError
from counter_app.ports import Clock, SyncStore
from sync.client.http_transport import Line, new_nonce, refusal_of, require_county
from sync.protocol import HelloAnswer, PullAnswer
from sync.signing import HeldKey, Purpose, Verifier, request_bytes
from sync.wire import DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER
from sync.wire_devices import (
    DEVICE_KEY_PATH,
    DeviceKeyAnswerWire,
    DeviceKeyWire,
    proof_bytes,
)

KEY_LIFE_MS: Final = 365 * 24 * 3_600_000
log = logging.getLogger(__name__)


def lacks_own(store: SyncStore, pull: PullAnswer, own: str) -> bool:
    """Answer whether our own device made events that are not here.

    We were restored, or are one of two copies: those events have to come with their data.

    Args:
        store: What is here.
        pull: A page of the stream.
        own: How we had asked for our own events, "ids" or "data".

    Raises:
        CountyFault: We had asked for their data.
    """
    names = [entry.event_id for entry in pull.entries if entry.event is None]
    if not store.missing(names):
        return False
    if own == "data":
        raise CountyFault("the county names events of ours and does not send them")
    return True


class Keyring(Protocol):
    """The keys of this device; `counter_app.storage.generations.DeviceKeyring`."""

    @property
    def is_registered(self) -> bool:
        """Whether the county knows the present key."""

    @property
    def made_at_ms(self) -> int:
        """When the present key was made, by this machine's clock."""

    @property
    def reason(self) -> str:
        """Why the present generation began; "" for the first."""

    def present(self) -> HeldKey: ...

    def vouchers(self) -> list[HeldKey]:
        """Return the former keys that may vouch for the present one, the newest first."""

    def forgotten(self) -> bool:
        """Take note that the county does not know the present key; False when none can vouch."""

    def unknown_former(self) -> list[HeldKey]:
        """Return the former keys that the county has never been told of, oldest first."""

    def next(self) -> HeldKey:
        """Return the key to go on under, with the number we should like."""

    def registered(self, generation: int) -> None:
        """Take note that the county knows the present key under a number."""

    def begin(self, generation: int, reason: GenerationReason) -> None:
        """Go on under the next key, which the county knows under this number."""


class KeyChange:
    """Keeps the county informed of this device's key; used by the sync thread alone."""

    def __init__(
        self,
        line: Line,
        keyring: Keyring,
        store: SyncStore,
        *,
        device: str,
        county_key: Verifier,
        clock: Clock,
    ) -> None:
        self._line = line
        self._keyring = keyring
        self._store = store
        self._device = device
        self._county_key = county_key
        self._clock = clock
        self._has_rotated = False  # Once a run: a clock that jumps shall not use numbers up.

    def settle(self) -> None:
        """See that the county knows the key in use, before anything is signed with it.

        Raises:
            DeviceUnknown: No former key can vouch for it: the device has to enrol again.
            SyncError: As for an exchange.
        """
        keyring = self._keyring
        if keyring.is_registered:
            return
        unknown = keyring.unknown_former()
        for voucher in keyring.vouchers():
            try:
                generation = self._vouch(voucher, unknown)
            except DeviceUnknown:  # The county was put back to before it knew this one either.
                unknown = sorted([*unknown, voucher], key=lambda key: key.generation)
                continue
            keyring.registered(generation)
            return
        raise DeviceUnknown("no former key to vouch for this one")

    def forgotten(self) -> bool:
        """Have the present key vouched for again, because the county says that it is unknown.

        It was known once, and a county that was put back to an older backup forgot it.

        Returns:
            Whether the county knows it now; False when no former key is here to vouch.

        Raises:
            SyncError: As for `settle`.
        """
        if not self._keyring.forgotten():
            return False
        self.settle()
        return True

    def _vouch(self, voucher: HeldKey, unknown: Sequence[HeldKey]) -> int:
        """Register the present key, and before it former ones: what they signed is good too."""
        reason = GenerationReason(self._keyring.reason)
        for former in unknown:
            self._register(voucher, former, reason, has_begun=True)
        return self._register(voucher, self._keyring.present(), reason, has_begun=True)

    def heard(self, hello: HelloAnswer) -> None:
        """Begin a new generation if the county's answer or the calendar asks for one.

        The exchange itself has succeeded: that the next key could not be registered is no
        failure of it, and is tried again at the next contact.
        """
        reason = self._reason(hello)
        if reason is None or "pending" in hello.flags:
            return
        try:
            self._begin(reason)
        except SyncError as error:
            log.warning("new key not registered: %s", error.code)

    def _begin(self, reason: GenerationReason) -> None:
        wanted = self._keyring.next()
        present = self._keyring.present()
        generation = self._register(present, wanted, reason, has_begun=False)
        self._keyring.begin(generation, reason)
        self._has_rotated |= reason is GenerationReason.ROTATED

    def _reason(self, hello: HelloAnswer) -> GenerationReason | None:
        end = str(hello.head["id"])
        if "forked" in hello.flags or (end and self._store.missing([end])):
            return GenerationReason.CLONED  # Somebody else writes with our key, or we once did.
        age_ms = int(self._clock.now().timestamp() * 1_000) - self._keyring.made_at_ms
        is_old = age_ms >= KEY_LIFE_MS and not self._has_rotated
        return GenerationReason.ROTATED if is_old else None

    def _register(
        self, voucher: HeldKey, key: HeldKey, reason: GenerationReason, *, has_begun: bool
    ) -> int:
        """Send a key signed by another of ours; returns the number the county knows it under."""
        proof = proof_bytes(self._device, key.generation, key.public_key)
        asked = DeviceKeyWire(
            generation=key.generation,
            has_begun=has_begun,
            public_key=key.public_key,
            proof=key.sign(Purpose.DEVICE_KEY, proof),
            reason=reason.value,
        )
        body = asked.model_dump_json().encode()
        nonce = new_nonce()
        signature = voucher.sign(Purpose.REQUEST, request_bytes(nonce, body))
        headers = {
            DEVICE_HEADER: f"{self._device}.{voucher.generation}",
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
        }
        raw = self._line.post(DEVICE_KEY_PATH, body, headers)
        require_county(raw, self._county_key, nonce)
        if raw.status != 200:
            raise refusal_of(raw)
        try:
            return DeviceKeyAnswerWire.model_validate_json(raw.body).generation
        except ValueError as error:
            raise CountyFault("the county's answer cannot be read") from error
