"""How a device comes to be known: a one-time code, told to the installer on another way.

A code is 24 letters and digits in groups of four.  The first twelve (60 bits) are the secret, of
which only a hash is kept; the last twelve are the fingerprint of the county's key, so that the
counter can tell at the first contact whether it speaks with the county that made the code.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, func, insert, select, update

from counter_app.domain.practice import is_practice_code
from sync.enrolment_code import ALPHABET as CODE_ALPHABET
from sync.enrolment_code import SECRET_CHARACTERS, format_code, key_fingerprint, plain_code
from sync.server import security_log
from sync.server.admission import admit_known
from sync.server.county_key import CountyKey
from sync.server.device_keys import add_alias, add_key
from sync.server.engine import Database, lock_head
from sync.server.problem import Problem
from sync.server.schema import device_keys, devices, enrolment_codes
from sync.wire import EnrolWire

CODE_LIFE_MS: Final = 24 * 3_600_000
FIRST_GENERATION: Final = 1


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: str
    generation: int
    is_approved: bool


def make_code(
    database: Database,
    key: CountyKey,
    counter_code: str,
    *,
    at_ms: int,
    is_approved: bool = False,
) -> str:
    """Make a code with which one device may enrol within 24 hours.

    Args:
        database: Where its hash is kept.
        key: Its fingerprint becomes part of the code.
        counter_code: The only counter it serves, or "" for whichever the installer names.
        at_ms: The county's time.
        is_approved: Whoever comes with it is let in at once; else a person approves the device
            when its fingerprint has been compared.
    """
    secret = "".join(secrets.choice(CODE_ALPHABET) for _ in range(SECRET_CHARACTERS))
    with database.writing() as connection:
        connection.execute(
            insert(enrolment_codes).values(
                code_hash=_hash(secret),
                counter_code=counter_code,
                made_at_ms=at_ms,
                expires_at_ms=at_ms + CODE_LIFE_MS,
                approved_at_ms=at_ms if is_approved else None,
            )
        )
    return format_code(secret + key_fingerprint(key.public))


def enrol(
    database: Database, asked: EnrolWire, *, at_ms: int, is_practice: bool = False
) -> Enrolled:
    """Use a code up and take a device's key in.

    The same key with the same code gets the same answer again: the first may have been lost.
    A county takes no counter in that only practises, and the county of practice no other.

    Raises:
        Problem: 403 `enrolment-refused`: wrong, used or expired code, another counter's code,
            or an id that another device has; one security event.
    """
    secret = plain_code(asked.code)[:SECRET_CHARACTERS]
    with database.writing() as connection:
        lock_head(connection)  # A code serves once, on whatever connection it is shown.
        row = connection.execute(
            select(enrolment_codes).where(enrolment_codes.c.code_hash == _hash(secret))
        ).first()
        is_one_of_ours = is_practice_code(asked.counter_code) == is_practice
        enrolled = None
        if row is not None and is_one_of_ours:
            enrolled = _admit(connection, row, asked, at_ms)
        if enrolled is None:
            security_log.note(connection, "enrolment-refused", security_log.ANY_DEVICE, at_ms=at_ms)
    if enrolled is None:
        raise Problem(403, "enrolment-refused")
    return enrolled


def _admit(
    connection: Connection, row: Row[tuple[object, ...]], asked: EnrolWire, at_ms: int
) -> Enrolled | None:
    if row.counter_code not in {"", asked.counter_code}:
        return None
    if row.used_at_ms is not None:
        is_same = row.public_key == asked.public_key
        return _enrolled(connection, row.device, asked.public_key) if is_same else None
    if at_ms >= row.expires_at_ms:
        return None
    device = asked.device or _free_id(connection)
    if not _register(connection, device, asked, row.approved_at_ms, at_ms=at_ms):
        return None
    connection.execute(
        update(enrolment_codes)
        .where(enrolment_codes.c.code_hash == row.code_hash)
        .values(used_at_ms=at_ms, device=device, public_key=asked.public_key)
    )
    return _enrolled(connection, device, asked.public_key)


def _register(
    connection: Connection,
    device: str,
    asked: EnrolWire,
    approved_at_ms: int | None,
    *,
    at_ms: int,
) -> bool:
    """Enter a device and a key; False when the id or the key cannot be had.

    A device that is known may come again with a code of its own counter: with the same key
    nothing changes; with another one, because its keys were revoked, are too old or were lost,
    it has to be approved again like any other.
    """
    try:
        Ed25519PublicKey.from_public_bytes(asked.public_key)
    except ValueError:
        return False
    known = connection.execute(
        select(devices.c.counter_code, devices.c.revoked_at_ms).where(devices.c.device == device)
    ).first()
    if known is None:
        connection.execute(
            insert(devices).values(
                device=device,
                counter_code=asked.counter_code,
                enrolled_at_ms=at_ms,
                approved_at_ms=approved_at_ms,
            )
        )
    else:
        if known.counter_code != asked.counter_code:
            return False
        if _has_key(connection, device, asked.public_key):
            return known.revoked_at_ms is None
        if asked.generation == FIRST_GENERATION:
            return False  # Another machine under a name that is taken.
        connection.execute(
            update(devices)
            .where(devices.c.device == device)
            .values(revoked_at_ms=None, approved_at_ms=approved_at_ms)
        )
    generation = add_key(connection, device, asked.generation, asked.public_key, at_ms=at_ms)
    if not generation:
        return False
    if generation != asked.generation:
        add_alias(connection, device, asked.generation, asked.public_key)
    if approved_at_ms is not None:
        admit_known(connection, device, at_ms=at_ms)
    return True


def _has_key(connection: Connection, device: str, public_key: bytes) -> bool:
    found = connection.execute(
        select(device_keys.c.generation).where(
            device_keys.c.device == device, device_keys.c.public_key == public_key
        )
    )
    return found.first() is not None


def _enrolled(connection: Connection, device: str, public_key: bytes) -> Enrolled:
    row = connection.execute(
        select(func.max(device_keys.c.generation), devices.c.approved_at_ms)
        .join(devices, devices.c.device == device_keys.c.device)
        .where(device_keys.c.device == device, device_keys.c.public_key == public_key)
        .group_by(devices.c.approved_at_ms)
    ).one()
    return Enrolled(device, row[0], is_approved=row.approved_at_ms is not None)


def _free_id(connection: Connection) -> str:
    while True:
        device = secrets.token_hex(8)
        taken = connection.execute(select(devices.c.device).where(devices.c.device == device))
        if taken.first() is None:
            return device


def _hash(secret: str) -> str:
    return hashlib.sha256(b"township-counter/enrolment/1\0" + secret.encode()).hexdigest()
