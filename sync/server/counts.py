"""How many events the county holds of each device."""

from __future__ import annotations

from sqlalchemy import func, select

from sync.server.engine import Database
from sync.server.schema import events


def events_by_device(database: Database) -> dict[str, int]:
    """Return device → number of stored events, quarantine not counted."""
    question = select(events.c.device, func.count()).group_by(events.c.device)
    with database.reading() as connection:
        return {device: int(count) for device, count in connection.execute(question)}
