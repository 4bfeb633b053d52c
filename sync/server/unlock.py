"""What the county says over the telephone to somebody whom a counter does not let in any more."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.domain.errors import ChallengeInvalid, DeviceUnknown, UnlockRefused
from sync.bundle_keys import recipient_key
from sync.server import courier_log, security_log
from sync.server.app import County
from sync.unlock_code import challenge_of, is_of, unlock_code

GIVEN: Final = "unlock-code-given"
REFUSED: Final = "unlock-code-refused"


def code_for(county: County, device: str, typed: str) -> str:
    """Return the code of a challenge, and write that down.

    Args:
        county: Whose keys count; former ones too, as far as they are still here: the counter
            may not have heard of the newest.
        device: 16 hex digits, as the counter shows them.
        typed: The challenge as it was heard.

    Raises:
        DeviceUnknown: No such device was ever enrolled.
        UnlockRefused: It is revoked, not approved, or never told its bundle key.
        ChallengeInvalid: The challenge is not one of this device.
    """
    at_ms = county.now_ms()
    with county.database.reading() as connection:
        found = courier_log.newest_of(connection, device, at_ms=at_ms)
        key = courier_log.bundle_key_of(connection, device)
    if found is None:
        raise DeviceUnknown(device[:32])
    if found.fault or not found.caller.is_approved or key is None:
        _note(county, REFUSED, device, at_ms)
        raise UnlockRefused(found.fault)
    ring = county.key.ring
    challenge, other = challenge_of(typed), X25519PublicKey.from_public_bytes(key)
    for signing_key in (ring.private, *ring.former):
        own = recipient_key(signing_key)
        if challenge and is_of(challenge, device, key, own.public_key().public_bytes_raw()):
            _note(county, GIVEN, device, at_ms)
            return unlock_code(own, other, device, challenge)
    raise ChallengeInvalid


def _note(county: County, kind: str, device: str, at_ms: int) -> None:
    with county.database.writing() as connection:
        security_log.note(connection, kind, device, at_ms=at_ms)
