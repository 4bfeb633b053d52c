"""Cases that stand elsewhere because the county gave the same events another order.

When the county was restored, its order is taken back and comes again.  What a case was before is
noted then; once all of those events have a place again, they are folded once more, without any
that came since.  Where that differs, a person has to look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.county_tasks import OrderChanged
from counter_app.domain.ids import CaseId
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import GET_META, SET_META
from sync.codec import open_event

_BEFORE: Final = "order-before/"
_CHANGED: Final = "order-changed/"
_STATUS: Final = "SELECT status FROM cases WHERE case_id = ?"
_LAST_ROW: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_ANY: Final = "SELECT 1 FROM meta WHERE key > 'order-before/' AND key < 'order-before0' LIMIT 1"
_FORGET: Final = "DELETE FROM meta WHERE key = ?"
_OPEN: Final = (
    "SELECT 1 FROM events WHERE case_id = ? AND case_id <> '' AND id <= ?"
    " AND server_sequence IS NULL AND parked_reason = '' AND verdict <> 'disposed' LIMIT 1"
)
_SAME_EVENTS: Final = (
    "SELECT data FROM events WHERE case_id = ? AND case_id <> '' AND id <= ?"
    " AND verdict IN ('own', 'valid', 'vouched')"
    " ORDER BY server_sequence IS NULL, server_sequence, hlc_ms, hlc_counter, device,"
    " generation, n, event_id"
)
_ALL_CHANGED: Final = (
    "SELECT key, value FROM meta WHERE key > 'order-changed/' AND key < 'order-changed0'"
    " ORDER BY key"
)
_SEEN: Final = (
    "SELECT 1 FROM events WHERE case_id = ? AND case_id <> '' AND id > ? AND device = ?"
    " AND type NOT LIKE 'print.%' LIMIT 1"
)


def note_before(connection: Any, cases: Iterable[CaseId]) -> None:
    """Note how these cases stand before their order is taken back; an older note stays."""
    (last,) = connection.execute(_LAST_ROW).fetchone()
    for case_id in cases:
        row = connection.execute(_STATUS, (case_id,)).fetchone()
        if row is None or connection.execute(GET_META, (_BEFORE + case_id,)).fetchone():
            continue
        value = json.dumps({"status": row[0], "last": last})
        connection.execute(SET_META, (_BEFORE + case_id, value))


def compare(connection: Any, cases: Iterable[CaseId]) -> None:
    """Compare those of these cases whose order is whole again with what was noted of them."""
    if connection.execute(_ANY).fetchone() is None:
        return
    for case_id in cases:
        row = connection.execute(GET_META, (_BEFORE + case_id,)).fetchone()
        if row is None:
            continue
        noted = json.loads(row[0])
        if connection.execute(_OPEN, (case_id, noted["last"])).fetchone() is not None:
            continue
        connection.execute(_FORGET, (_BEFORE + case_id,))
        rows = connection.execute(_SAME_EVENTS, (case_id, noted["last"]))
        case = fold(open_event(data) for (data,) in rows)
        if case is not None and case.status.value != noted["status"]:
            (last,) = connection.execute(_LAST_ROW).fetchone()
            value = {"was": noted["status"], "now": case.status.value, "last": last}
            connection.execute(SET_META, (_CHANGED + case_id, json.dumps(value)))


def order_changed(connection: Any, own_device: str) -> tuple[OrderChanged, ...]:
    """Return the cases that a person has to look at.

    One goes when somebody at this counter has opened the case (`seen`), or written anything about
    it since, papers excepted.
    """
    found = []
    for key, value in connection.execute(_ALL_CHANGED).fetchall():
        case_id, noted = CaseId(key.removeprefix(_CHANGED)), json.loads(value)
        if connection.execute(_SEEN, (case_id, noted["last"], own_device)).fetchone() is None:
            was, now = CaseStatus(noted["was"]), CaseStatus(noted["now"])
            found.append(OrderChanged(case_id=case_id, was=was, now=now))
    return tuple(found)


def seen(connection: Any, case_id: CaseId) -> None:
    """Note that somebody here has looked at a case as it stands now."""
    connection.execute(_FORGET, (_CHANGED + case_id,))


class ReorderedCases:
    """A part of `SqlSyncStore`."""

    _ledger: Ledger
    _engine: Engine

    def order_changed(self) -> tuple[OrderChanged, ...]:
        """Return the cases that stand elsewhere because the county's order is another."""
        with reading(self._engine) as connection:
            return order_changed(connection, self._ledger.log.signatory.device)

    def order_seen(self, case_id: CaseId) -> None:
        """Take a case off that list: somebody has opened it."""
        if any(changed.case_id == case_id for changed in self.order_changed()):
            with self._ledger.transaction() as transaction:
                seen(transaction.connection, case_id)
                transaction.commit()
