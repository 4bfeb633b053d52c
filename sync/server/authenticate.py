"""Who asks: device keys, request signatures, and nonces that serve once."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sync.server import security_log
from sync.server.engine import Database
from sync.server.problem import Problem
from sync.server.schema import device_keys, devices, nonces
from sync.signing import Purpose, is_signed, request_bytes
from sync.wire import DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER

NONCE_WINDOW_MS: Final = 24 * 3_600_000
"""A nonce is remembered this long.  An older replay still stores nothing new: it is idempotent."""

_DEVICE: Final = re.compile(r"([0-9a-f]{16})\.([1-9][0-9]{0,8})")
_NONCE: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that proved to hold its key."""

    device: str
    generation: int
    counter_code: str


def nonce_of(headers: Mapping[str, str]) -> str:
    """Return the nonce an answer has to be signed over; "" when there is none."""
    nonce = headers.get(NONCE_HEADER, "")
    return nonce if _NONCE.fullmatch(nonce) else ""


def authenticate(
    database: Database, headers: Mapping[str, str], body: bytes, *, at_ms: int
) -> Caller:
    """Find out who signed a request, and see that it is not an old one played again.

    Raises:
        Problem: 401 `device-unknown`, 403 `device-revoked`, 409 `replayed`; each leaves one
            security event.
    """
    claimed = headers.get(DEVICE_HEADER, "")
    nonce = nonce_of(headers)
    named = _DEVICE.fullmatch(claimed)
    with database.reading() as connection:
        found = _find(connection, named) if named and nonce else None
    device = named.group(1) if named else security_log.ANY_DEVICE
    if found is None or not is_signed(
        found.key, Purpose.REQUEST, request_bytes(nonce, body), _signature(headers)
    ):
        raise _noted(database, Problem(401, "device-unknown"), device, at_ms=at_ms)
    if found.is_revoked:
        raise _noted(database, Problem(403, "device-revoked"), device, at_ms=at_ms)
    if not _spend(database, found.caller.device, nonce, at_ms=at_ms):
        raise _noted(database, Problem(409, "replayed"), device, at_ms=at_ms)
    return found.caller


@dataclass(frozen=True, slots=True)
class _Found:
    caller: Caller
    key: Ed25519PublicKey
    is_revoked: bool


def _find(connection: Connection, named: re.Match[str]) -> _Found | None:
    device, generation = named.group(1), int(named.group(2))
    row = connection.execute(
        select(devices.c.counter_code, devices.c.revoked_at_ms, device_keys.c.public_key)
        .join(device_keys, device_keys.c.device == devices.c.device)
        .where(devices.c.device == device, device_keys.c.generation == generation)
    ).first()
    if row is None:
        return None
    return _Found(
        caller=Caller(device, generation, row.counter_code),
        key=Ed25519PublicKey.from_public_bytes(row.public_key),
        is_revoked=row.revoked_at_ms is not None,
    )


def _signature(headers: Mapping[str, str]) -> bytes:
    try:
        return base64.b64decode(headers.get(SIGNATURE_HEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _spend(database: Database, device: str, nonce: str, *, at_ms: int) -> bool:
    """Use a nonce up; False when it had been used."""
    try:
        with database.writing() as connection:
            connection.execute(insert(nonces).values(device=device, nonce=nonce, seen_at_ms=at_ms))
            connection.execute(
                update(devices).where(devices.c.device == device).values(last_seen_at_ms=at_ms)
            )
            connection.execute(
                delete(nonces).where(
                    nonces.c.device == device, nonces.c.seen_at_ms < at_ms - NONCE_WINDOW_MS
                )
            )
    except IntegrityError:
        return False
    return True


def _noted(database: Database, problem: Problem, device: str, *, at_ms: int) -> Problem:
    with database.writing() as connection:
        security_log.note(connection, problem.code, device, at_ms=at_ms)
    return problem
