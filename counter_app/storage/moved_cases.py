"""Which cases of this counter were moved on by another one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from counter_app.domain.ids import CaseId
from counter_app.domain.two_persons import is_same_person
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
_ACTS: Final = (
    "SELECT case_id, data FROM events WHERE id > ? AND case_id <> ''"
    " AND (type LIKE 'case.%' OR type LIKE 'material.%' OR type LIKE 'conflict.%')"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id DESC LIMIT ?"
)
_TAKEN_IN: Final = (
    "SELECT data FROM events WHERE case_id = ? AND case_id <> '' AND type = 'case.received'"
    " AND verdict IN ('own', 'valid', 'vouched') ORDER BY id LIMIT 1"
)
ACTS_MAX: Final = 2_000
"""As far back as is looked after a long absence."""


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

    def done_by_others(
        self, staff: str, row: int, *, limit: int
    ) -> Mapping[CaseId, tuple[str, ...]]:
        """Return cases that somebody took in, and who else acted on them later, latest first.

        At this computer or at another: what counts is whose sign-in the act bears.
        """
        others: dict[str, dict[str, None]] = {}
        found: dict[CaseId, tuple[str, ...]] = {}
        with reading(self._store.reading_engine) as connection:
            for case_id, data in connection.execute(_ACTS, (row, ACTS_MAX)).fetchall():
                who = json.loads(data)["staff"]
                if who and not is_same_person(who, staff):
                    others.setdefault(case_id, {})[who] = None
            for case_id, names in others.items():
                taken_in = connection.execute(_TAKEN_IN, (case_id,)).fetchone()
                if taken_in and is_same_person(json.loads(taken_in[0])["staff"], staff):
                    found[CaseId(case_id)] = tuple(names)
                if len(found) == limit:
                    break
        return found
