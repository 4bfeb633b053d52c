"""A device that holds its former key vouches for its new one."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.server import security_log
from sync.server.admission import admit_known
from sync.server.authenticate import Caller
from sync.server.device_keys import add_alias, add_key
from sync.server.engine import Database, lock_head
from sync.server.problem import Problem
from sync.signing import Purpose, is_signed
from sync.wire_devices import DeviceKeyWire, proof_bytes


def register_key(database: Database, caller: Caller, asked: DeviceKeyWire, *, at_ms: int) -> int:
    """Take a new key in that an approved device has signed for with a former one.

    Two copies of one device may ask for the same number: the first has it, the other is told the
    next free one.  What the other has already signed under the number it wanted stays good, so
    its key stands beside the first there.

    Returns:
        The generation under which the key is known from now on.

    Raises:
        Problem: 422 `proof-wrong`: it does not hold the key it names; 409 `no-generation-left`.
    """
    signed = proof_bytes(caller.device, asked.generation, asked.public_key)
    try:
        key = Ed25519PublicKey.from_public_bytes(asked.public_key)
    except ValueError as error:
        raise Problem(422, "proof-wrong") from error
    if not is_signed(key, Purpose.DEVICE_KEY, signed, asked.proof):
        raise Problem(422, "proof-wrong")
    with database.writing() as connection:
        lock_head(connection)
        generation = add_key(
            connection, caller.device, asked.generation, asked.public_key, at_ms=at_ms
        )
        if generation and generation != asked.generation and asked.has_begun:
            add_alias(connection, caller.device, asked.generation, asked.public_key)
        if generation:
            security_log.note(connection, "new-generation", caller.device, at_ms=at_ms)
            admit_known(connection, caller.device, at_ms=at_ms)
    if not generation:
        raise Problem(409, "no-generation-left")
    return generation
