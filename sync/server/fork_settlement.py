"""A fork that people have looked into: the flag is settled, both branches stay for good."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from counter_app.domain.errors import DeviceUnknown
from sync.server import county_chain, security_log
from sync.server.county_key import CountyKey
from sync.server.engine import Database, lock_head
from sync.server.schema import chain_flags, device_keys, devices

REASON_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a device's forks.

    Attributes:
        generations: Settled now.
        still_used: Forked as well, but the device has not gone on under another key yet: as long
            as two copies write there, there is nothing to settle.
    """

    generations: tuple[int, ...]
    still_used: tuple[int, ...]


def settle_fork(
    database: Database, key: CountyKey, device: str, reason: str, *, at_ms: int
) -> Settled:
    """Settle every fork of a device that it does not write in any more.

    It becomes an event of the county's chain and is told to the device's township.

    Args:
        database: The county's.
        key: Signs the event.
        device: 16 hex digits.
        reason: What was found out, in a person's words; no personal data belongs there.
        at_ms: The county's time.

    Raises:
        DeviceUnknown: There is no such device.
    """
    with database.writing() as connection:
        lock_head(connection)
        counter_code = connection.execute(
            select(devices.c.counter_code).where(devices.c.device == device)
        ).scalar()
        if counter_code is None:
            raise DeviceUnknown(f"没有登记过设备 {device[:32]}")
        newest = connection.execute(
            select(func.max(device_keys.c.generation)).where(device_keys.c.device == device)
        ).scalar_one()
        forked = _forked(connection, device)
        left = tuple(generation for generation in forked if generation < newest)
        if left:
            connection.execute(
                update(chain_flags)
                .where(
                    chain_flags.c.device == device,
                    chain_flags.c.kind == "forked",
                    chain_flags.c.generation.in_(left),
                    chain_flags.c.settled_at_ms.is_(None),
                )
                .values(settled_at_ms=at_ms)
            )
            body = {
                "device": device,
                "counter": counter_code,
                "generations": list(left),
                "reason": reason[:REASON_CHARACTERS_MAX],
            }
            fact = ("device.fork_settled", body)
            county_chain.record(connection, key, fact, counter_code=counter_code, at_ms=at_ms)
            security_log.note(connection, "fork-settled", device, at_ms=at_ms)
    return Settled(left, tuple(generation for generation in forked if generation >= newest))


def _forked(connection: Connection, device: str) -> tuple[int, ...]:
    rows = connection.execute(
        select(chain_flags.c.generation)
        .distinct()
        .where(
            chain_flags.c.device == device,
            chain_flags.c.kind == "forked",
            chain_flags.c.settled_at_ms.is_(None),
        )
        .order_by(chain_flags.c.generation)
    )
    return tuple(int(generation) for generation in rows.scalars())
