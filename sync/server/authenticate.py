"""Who asks: device keys, request signatures, and nonces that serve once."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError

from sync.server import security_log
from sync.server.device_keys import authors
from sync.server.engine import Database
from sync.server.problem import Problem
from sync.server.schema import devices, nonces
from sync.signing import Purpose, is_signed, request_bytes
from sync.wire import DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER

NONCE_WINDOW_MS: Final = 24 * 3_600_000
"""A nonce is remembered this long.  An older replay still stores nothing new: it is idempotent."""

_SPEND: Final = insert(nonces)
_SEEN: Final = (
    update(devices)
    .where(devices.c.device == bindparam("asking"))
    .values(last_seen_at_ms=bindparam("at_ms"))
)
_FORGET: Final = delete(nonces).where(
    nonces.c.device == bindparam("asking"), nonces.c.seen_at_ms < bindparam("before_ms")
)

_DEVICE: Final = re.compile(r"([0-9a-f]{16})\.([1-9][0-9]{0,8})")
_NONCE: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that proved to hold its key.

    Attributes:
        is_approved: A person of the county has let it in; until then it may only bring things.
    """

    device: str
    generation: int
    counter_code: str
    is_approved: bool = True


def nonce_of(headers: Mapping[str, str]) -> str:
    """Return the nonce an answer has to be signed over; "" when there is none."""
    nonce = headers.get(NONCE_HEADER, "")
    return nonce if _NONCE.fullmatch(nonce) else ""


def authenticate(
    database: Database,
    headers: Mapping[str, str],
    body: bytes,
    *,
    at_ms: int,
    may_be_pending: bool = False,
) -> Caller:
    """Find out who signed a request, and see that it is not an old one played again.

    Args:
        database: Where keys and used nonces are kept.
        headers: Of the request.
        body: As it came.
        at_ms: The county's time.
        may_be_pending: A device that no person has approved yet may ask this too.

    Raises:
        Problem: 401 `device-unknown`, 403 `device-revoked`, `key-expired` or `device-pending`,
            409 `replayed`; each leaves one security event.
    """
    caller = identify(database, headers, body, at_ms=at_ms, may_be_pending=may_be_pending)
    spend(database, caller, nonce_of(headers), at_ms=at_ms)
    return caller


def identify(
    database: Database,
    headers: Mapping[str, str],
    body: bytes,
    *,
    at_ms: int,
    may_be_pending: bool = False,
) -> Caller:
    """Find out who signed a request, as `authenticate`, but leave its nonce unspent.

    Only reads, unless the request is refused.

    Raises:
        Problem: 401, 403 as `authenticate`.
    """
    claimed = headers.get(DEVICE_HEADER, "")
    nonce = nonce_of(headers)
    named = _DEVICE.fullmatch(claimed)
    with database.reading() as connection:
        found = _find(connection, named, at_ms) if named and nonce else None
    device = named.group(1) if named else security_log.ANY_DEVICE
    if found is None or not is_signed(
        found.key, Purpose.REQUEST, request_bytes(nonce, body), _signature(headers)
    ):
        raise _noted(database, Problem(401, "device-unknown"), device, at_ms=at_ms)
    if refusal := _refusal(found, may_be_pending=may_be_pending):
        raise _noted(database, Problem(403, refusal), device, at_ms=at_ms)
    return found.caller


def spend(database: Database, caller: Caller, nonce: str, *, at_ms: int) -> None:
    """Use the nonce of a request up.

    Raises:
        Problem: 409 `replayed`: it had been used; one security event.
    """
    if not _spend(database, caller.device, nonce, at_ms=at_ms):
        raise _noted(database, Problem(409, "replayed"), caller.device, at_ms=at_ms)


@dataclass(frozen=True, slots=True)
class _Found:
    caller: Caller
    key: Ed25519PublicKey
    fault: str


def _find(connection: Connection, named: re.Match[str], at_ms: int) -> _Found | None:
    device, generation = named.group(1), int(named.group(2))
    author = authors(connection, {device}, at_ms=at_ms).get(device)
    keys = author.keys.get(generation) if author else None
    if author is None or not keys:
        return None
    caller = Caller(device, generation, author.counter_code, author.is_approved)
    return _Found(caller, keys[0].public, keys[0].fault)


def _refusal(found: _Found, *, may_be_pending: bool) -> str:
    if found.fault:
        return "device-revoked" if found.fault == "key-revoked" else found.fault
    return "" if found.caller.is_approved or may_be_pending else "device-pending"


def _signature(headers: Mapping[str, str]) -> bytes:
    try:
        return base64.b64decode(headers.get(SIGNATURE_HEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _spend(database: Database, device: str, nonce: str, *, at_ms: int) -> bool:
    """Use a nonce up; False when it had been used."""
    try:
        with database.writing() as connection:
            connection.execute(_SPEND, {"device": device, "nonce": nonce, "seen_at_ms": at_ms})
            connection.execute(_SEEN, {"asking": device, "at_ms": at_ms})
            connection.execute(_FORGET, {"asking": device, "before_ms": at_ms - NONCE_WINDOW_MS})
    except IntegrityError:
        return False
    return True


def _noted(database: Database, problem: Problem, device: str, *, at_ms: int) -> Problem:
    with database.writing() as connection:
        security_log.note(connection, problem.code, device, at_ms=at_ms)
    return problem
