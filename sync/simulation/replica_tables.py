"""A replica as the table that the program's own questions are put to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from sync.simulation.memory_store import MemoryStore
from sync.simulation.readings import header_of

_TABLE: Final = (
    "CREATE TABLE events (event_id TEXT PRIMARY KEY, device TEXT, generation INTEGER, n INTEGER,"
    " case_id TEXT, type TEXT, data BLOB, received_at_ms INTEGER, verdict TEXT)"
)
_INDICES: Final = (
    "CREATE INDEX ix_events_anchor ON events (device, generation, n) WHERE type = 'time.anchored'",
    "CREATE INDEX ix_events_case ON events (case_id)",
    "CREATE INDEX ix_events_place ON events (device, generation, n)",
)
_ROW: Final = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@contextmanager
def replica_tables(store: MemoryStore) -> Iterator[sqlite3.Connection]:
    """Give a connection to the columns of `events` that `event_times` asks for."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TABLE)
        for statement in _INDICES:
            connection.execute(statement)
        connection.executemany(_ROW, _rows(store))
        yield connection


def _rows(store: MemoryStore) -> Iterator[tuple[str | int | bytes | None, ...]]:
    for name, kept in store.kept.items():
        header = header_of(kept.event.data)
        yield (
            name,
            header.device,
            header.generation,
            header.n,
            header.case,
            header.type,
            kept.event.data,
            kept.received_at_ms,
            "own" if header.device == store.device else "vouched",
        )
