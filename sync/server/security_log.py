"""Security events: who was refused, how often, and when; never with personal data."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.server.schema import security_events

HOUR_MS: Final = 3_600_000
ROWS_AN_HOUR_MAX: Final = 1_000
ANY_DEVICE: Final = "*"


def note(connection: Connection, kind: str, device: str, *, at_ms: int) -> None:
    """Count one security event of a kind and device in its hour.

    Beyond `ROWS_AN_HOUR_MAX` different devices of a kind in an hour, the rest is counted
    together: somebody is inventing devices.
    """
    table = security_events
    hour = at_ms // HOUR_MS
    if _count_again(connection, kind, device, at_ms=at_ms):
        return
    rows = connection.execute(
        select(func.count()).where(table.c.kind == kind, table.c.hour == hour)
    ).scalar_one()
    if rows >= ROWS_AN_HOUR_MAX:
        device = ANY_DEVICE
        if _count_again(connection, kind, device, at_ms=at_ms):
            return
    is_sqlite = connection.dialect.name == "sqlite"
    first = (sqlite.insert if is_sqlite else postgresql.insert)(table).values(
        kind=kind, device=device, hour=hour, times=1, first_at_ms=at_ms, last_at_ms=at_ms
    )
    connection.execute(  # Another process may have written the first one since.
        first.on_conflict_do_update(
            index_elements=["kind", "device", "hour"],
            set_={"times": table.c.times + 1, "last_at_ms": at_ms},
        )
    )


def _count_again(connection: Connection, kind: str, device: str, *, at_ms: int) -> bool:
    table = security_events
    counted = connection.execute(
        update(table)
        .where(table.c.kind == kind, table.c.device == device, table.c.hour == at_ms // HOUR_MS)
        .values(times=table.c.times + 1, last_at_ms=at_ms)
    )
    return counted.rowcount > 0
