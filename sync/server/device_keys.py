"""Which keys a device has, and what each of them is worth at a moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from sync.server.schema import device_key_aliases, device_keys, devices

DAY_MS: Final = 24 * 3_600_000
KEY_LIFE_MS: Final = 365 * DAY_MS
"""After this a counter makes a new key by itself."""

KEY_OVERLAP_MS: Final = 30 * DAY_MS
"""How long the old key is taken beyond that: a counter may be away for a while."""

GENERATION_MAX: Final = 99
"""A case number has two digits for it."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that the county has registered.

    Attributes:
        fault: "" while it may sign, else `key-revoked` or `key-expired`.
    """

    public: Ed25519PublicKey
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """What the county knows of a device whose events come along.

    Attributes:
        keys: Generation → keys, the registered one first; a second one when two copies of the
            device began the same generation.
        is_approved: A person of the county has let the device in.
    """

    counter_code: str
    is_approved: bool
    keys: dict[int, list[KnownKey]] = field(default_factory=dict)


_NAMES: Final[BindParameter[Any]] = bindparam("names", expanding=True)
_KEYS_OF: Final = (
    select(
        devices.c.device,
        devices.c.counter_code,
        devices.c.approved_at_ms,
        devices.c.enrolled_at_ms,
        device_keys.c.generation,
        device_keys.c.public_key,
        device_keys.c.registered_at_ms,
        device_keys.c.revoked_at_ms,
    )
    .join(device_keys, device_keys.c.device == devices.c.device)
    .where(devices.c.device.in_(_NAMES))
)
_ALIASES_OF: Final = select(device_key_aliases).where(device_key_aliases.c.device.in_(_NAMES))
"""Built once, as every question that an exchange asks: building costs five times the asking."""


def authors(connection: Connection, names: Collection[str], *, at_ms: int) -> dict[str, Author]:
    """Return what is known of these devices at a moment of the county's time."""
    rows = connection.execute(_KEYS_OF, {"names": list(names)}).all()
    found: dict[str, Author] = {}
    for row in rows:
        author = found.setdefault(
            row.device, Author(row.counter_code, row.approved_at_ms is not None)
        )
        since_ms = row.registered_at_ms or row.enrolled_at_ms
        fault = fault_of(since_ms, row.revoked_at_ms, at_ms=at_ms)
        key = KnownKey(Ed25519PublicKey.from_public_bytes(row.public_key), fault)
        author.keys[row.generation] = [key]
    aliases = connection.execute(_ALIASES_OF, {"names": list(found)}).all()
    for row in aliases:
        keys = found[row.device].keys.setdefault(row.generation, [])
        fault = keys[0].fault if keys else ""
        keys.append(KnownKey(Ed25519PublicKey.from_public_bytes(row.public_key), fault))
    return found


def fault_of(registered_at_ms: int, revoked_at_ms: int | None, *, at_ms: int) -> str:
    """Return why a key may not sign at a moment; "" when it may."""
    if revoked_at_ms is not None:
        return "key-revoked"
    return "key-expired" if at_ms >= registered_at_ms + KEY_LIFE_MS + KEY_OVERLAP_MS else ""


def add_key(
    connection: Connection, device: str, wanted: int, public_key: bytes, *, at_ms: int
) -> int:
    """Register a key under the wanted generation, or the next free one.

    The same key gets the same number again: the first answer may have been lost.  The caller
    holds the head's lock.

    Returns:
        The generation it has; 0 when there is no number left.
    """
    same = connection.execute(
        select(func.max(device_keys.c.generation)).where(
            device_keys.c.device == device, device_keys.c.public_key == public_key
        )
    ).scalar()
    if same is not None:
        return int(same)
    taken = set(
        connection.execute(
            select(device_keys.c.generation).where(device_keys.c.device == device)
        ).scalars()
    )
    generation = wanted if wanted not in taken else max(taken) + 1
    if generation > GENERATION_MAX:
        return 0
    connection.execute(
        insert(device_keys).values(
            device=device, generation=generation, public_key=public_key, registered_at_ms=at_ms
        )
    )
    return generation


def add_alias(connection: Connection, device: str, generation: int, public_key: bytes) -> None:
    """Let a second key stand for a generation that somebody else began first."""
    table = device_key_aliases
    known = connection.execute(
        select(table.c.device).where(
            table.c.device == device,
            table.c.generation == generation,
            table.c.public_key == public_key,
        )
    ).first()
    if known is None:
        connection.execute(
            insert(table).values(device=device, generation=generation, public_key=public_key)
        )
