"""What a person of the county sees of each device, to approve or to withdraw it."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, select

from sync.enrolment_code import device_fingerprint
from sync.server.device_keys import fault_of
from sync.server.engine import Database
from sync.server.schema import chain_flags, device_keys, devices, quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDevice:
    """One device; instants are milliseconds since 1970.

    Attributes:
        state: `pending`, `active`, `revoked` or `key-expired`.
        generation: Of its newest key; `fingerprint`: 16 digits of that key, to be read aloud.
        forked: Generations in which two copies of the device wrote: a task for the 中心主任.
        quarantined: Its events that wait for a person.
    """

    device: str
    counter_code: str
    state: str
    generation: int
    fingerprint: str
    enrolled_at_ms: int
    approved_at_ms: int | None
    revoked_at_ms: int | None
    last_seen_at_ms: int | None
    forked: tuple[int, ...]
    quarantined: int


def all_devices(database: Database, *, at_ms: int = 0) -> list[ListedDevice]:
    """Return every device, oldest first, as it stands at a moment of the county's time."""
    with database.reading() as connection:
        forked = _forked(connection)
        waiting = _waiting(connection)
        keys = {
            row.device: row
            for row in connection.execute(select(device_keys).order_by(device_keys.c.generation))
        }
        rows = connection.execute(
            select(devices).order_by(devices.c.enrolled_at_ms, devices.c.device)
        ).all()
    listed = []
    for row in rows:
        key = keys[row.device]
        fault = fault_of(key.registered_at_ms or row.enrolled_at_ms, key.revoked_at_ms, at_ms=at_ms)
        listed.append(
            ListedDevice(
                device=row.device,
                counter_code=row.counter_code,
                state=_state(row.revoked_at_ms, row.approved_at_ms, fault),
                generation=key.generation,
                fingerprint=device_fingerprint(Ed25519PublicKey.from_public_bytes(key.public_key)),
                enrolled_at_ms=row.enrolled_at_ms,
                approved_at_ms=row.approved_at_ms,
                revoked_at_ms=row.revoked_at_ms,
                last_seen_at_ms=row.last_seen_at_ms,
                forked=tuple(forked.get(row.device, ())),
                quarantined=waiting.get(row.device, 0),
            )
        )
    return listed


def _state(revoked_at_ms: int | None, approved_at_ms: int | None, fault: str) -> str:
    if revoked_at_ms is not None:
        return "revoked"
    if approved_at_ms is None:
        return "pending"
    return fault or "active"


def _forked(connection: Connection) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = connection.execute(
        select(chain_flags.c.device, chain_flags.c.generation)
        .distinct()
        .where(chain_flags.c.kind == "forked", chain_flags.c.settled_at_ms.is_(None))
        .order_by(chain_flags.c.device, chain_flags.c.generation)
    )
    for device, generation in rows:
        found.setdefault(device, []).append(int(generation))
    return found


def _waiting(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(quarantine.c.device, func.count())
        .where(quarantine.c.settled_at_ms.is_(None), quarantine.c.device.is_not(None))
        .group_by(quarantine.c.device)
    )
    return {device: int(count) for device, count in rows}
