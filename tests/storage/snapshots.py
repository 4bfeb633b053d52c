"""Everything the projections say, in an order that does not depend on how they were made."""

from __future__ import annotations

from counter_app.storage.reading import reading

_TABLES = {
    "cases": "SELECT * FROM cases ORDER BY case_id",
    "print_jobs": "SELECT * FROM print_jobs ORDER BY job",
}
_EVENTS = "SELECT event_id, data, signature FROM events ORDER BY event_id"


def projections(store) -> dict[str, list[tuple]]:
    """Return the rows of every projection without their row ids."""
    with reading(store.reading_engine) as connection:
        return {
            table: [row[1:] for row in connection.execute(query)]
            for table, query in _TABLES.items()
        }


def kept_events(store) -> list[tuple]:
    with reading(store.reading_engine) as connection:
        return connection.execute(_EVENTS).fetchall()
