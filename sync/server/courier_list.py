"""The list of bundles that came and went: what a courier's signature at the county stands for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sync.server.courier_log import missing_numbers
from sync.server.engine import Database
from sync.server.schema import devices
from sync.server.schema_courier import bundles_received, bundles_returned


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBundle:
    """One outgoing bundle that was opened; instants are milliseconds since 1970.

    Attributes:
        sha256: Of the file, as on the slip (送件清单) that went with it.
        returns: Numbers of the returns that answer it.
    """

    device: str
    counter_code: str
    number: int
    bundle: str
    sha256: str
    received_at_ms: int
    events: int
    returns: tuple[int, ...]


def received_bundles(database: Database, device: str = "") -> list[ListedBundle]:
    """Return what was opened, by counter and number; of one device, or of all."""
    came, went = bundles_received, bundles_returned
    chosen = select(came, devices.c.counter_code).join(devices, devices.c.device == came.c.device)
    if device:
        chosen = chosen.where(came.c.device == device)
    order = (devices.c.counter_code, came.c.device, came.c.number, came.c.received_at_ms)
    answered: dict[str, list[int]] = {}
    with database.reading() as connection:
        for row in connection.execute(
            select(went.c.answers, went.c.number).order_by(went.c.number)
        ):
            answered.setdefault(row.answers, []).append(row.number)
        rows = connection.execute(chosen.order_by(*order)).all()
    return [
        ListedBundle(
            device=row.device,
            counter_code=row.counter_code,
            number=row.number,
            bundle=row.bundle,
            sha256=row.sha256,
            received_at_ms=row.received_at_ms,
            events=row.events,
            returns=tuple(answered.get(row.bundle, ())),
        )
        for row in rows
    ]


def gaps(database: Database, listed: list[ListedBundle]) -> dict[str, tuple[int, ...]]:
    """Return the numbers that never came, by device; only of those that miss any."""
    with database.reading() as connection:
        found = {
            device: missing_numbers(connection, device)
            for device in dict.fromkeys(each.device for each in listed)
        }
    return {device: numbers for device, numbers in found.items() if numbers}
