"""Which cases of this counter were moved on by another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counter_app.domain.ids import CaseId
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading

_NEWEST: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_MOVED: Final = (
    "SELECT case_id, MAX(id) AS latest FROM events"
    " WHERE id > ? AND device <> ? AND case_id <> '' AND type LIKE 'case.%'"
    " AND verdict IN ('own', 'valid', 'vouched') AND EXISTS (SELECT 1 FROM events AS own"
    " WHERE own.case_id = events.case_id AND own.case_id <> '' AND own.device = ?)"
    " GROUP BY case_id ORDER BY latest DESC LIMIT ?"
)


class SqlMovedCases:
    """The `MovedCases` of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest_row(self) -> int:
        """Return the order of arrival of the newest event."""
        with reading(self._store.reading_engine) as connection:
            return int(connection.execute(_NEWEST).fetchone()[0])

    def moved_since(self, row: int, *, limit: int) -> Sequence[CaseId]:
        """Return cases of this counter with later events of others, the latest first."""
        own = self._store.ledger.log.signatory.device
        with reading(self._store.reading_engine) as connection:
            found = connection.execute(_MOVED, (row, own, own, limit)).fetchall()
        return [CaseId(case_id) for case_id, _ in found]
