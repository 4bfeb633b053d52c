"""The facts of posts, found again in the event log without a table of their own.

They are few among many, so it is noted which rows they are and up to where was looked; only what
came since is looked through.  The order is the county's, as it is now.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Engine

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.handover_facts import TakeoverRuled
from counter_app.domain.post_book import NO_POSTS, PostBook, read_book
from counter_app.storage.ledger import Ledger
from counter_app.storage.reading import reading
from counter_app.storage.statements import GET_META, SET_META
from sync.codec import open_event
from sync.protocol import SignedEvent
from sync.ruling import is_ruling, ruling_bytes
from sync.signing import Verifier

_NOTE: Final = "post-rows"
_NOTE_VERSION: Final = 2
"""Changed with the types that are looked for: what an older program passed over is found again."""

_END: Final = "SELECT COALESCE(MAX(id), 0) FROM events"
_NEW: Final = (
    "SELECT id FROM events WHERE id > ? AND id <= ? AND verdict IN ('own', 'valid', 'vouched')"
    " AND type IN ('post.handed_over', 'post.handover_answered', 'post.taken_over',"
    " 'post.takeover_requested', 'post.takeover_answered', 'post.takeover_ruled',"
    " 'device.receiver_announced')"
)
_DATA: Final = "SELECT data FROM events WHERE id = ?"
_ANNOUNCED: Final = (
    "SELECT data, signature FROM events WHERE device = ? AND type = 'device.receiver_announced'"
    " ORDER BY id DESC LIMIT 1"
)
_ORDER: Final = (
    "SELECT id, server_sequence FROM events WHERE id IN (SELECT value FROM json_each(?))"
    " ORDER BY server_sequence IS NULL, server_sequence, hlc_ms, hlc_counter, device,"
    " generation, n, event_id"
)


def no_county() -> Verifier | None:
    """Know of no county whose word could count."""
    return None


class SqlPostLog:
    """Reads the book of posts; any thread."""

    def __init__(
        self,
        ledger: Ledger,
        reading_engine: Engine,
        county: Callable[[], Verifier | None] = no_county,
    ) -> None:
        """Read this log.

        Args:
            ledger: Notes how far was looked.
            reading_engine: Reads.
            county: Every key the county ever had; asked when there is a ruling to be proven.
        """
        self._ledger = ledger
        self._engine = reading_engine
        self._county = county
        self._proven: set[bytes] = set()
        self._turn = threading.Lock()
        self._looked_up_to = 0
        self._rows: dict[int, CaseEvent] = {}
        self._order: tuple[Any, int] = ([], 0)
        self._book = NO_POSTS

    def begin(self) -> None:
        """Find what is there already; once, before anybody asks.  Notes how far it has looked."""
        with reading(self._engine) as connection:
            row = connection.execute(GET_META, (_NOTE,)).fetchone()
            noted: dict[str, Any] = json.loads(row[0]) if row else {}
            if noted.get("v") != _NOTE_VERSION:
                noted = {"up_to": 0, "rows": []}
            with self._turn:
                self._looked_up_to = noted["up_to"]
                self._keep(connection, noted["rows"])
                self._look(connection)
                note = {
                    "v": _NOTE_VERSION,
                    "up_to": self._looked_up_to,
                    "rows": sorted(self._rows),
                }
        if note != noted:
            with self._ledger.transaction() as transaction:
                transaction.connection.execute(SET_META, (_NOTE, json.dumps(note)))
                transaction.commit()

    def book(self) -> PostBook:
        """Return the book as everything kept here makes it."""
        with reading(self._engine) as connection, self._turn:
            self._look(connection)
            if not self._rows:
                return self._book
            order = connection.execute(_ORDER, (json.dumps(list(self._rows)),)).fetchall()
            self._prove()
            if (order, len(self._proven)) != self._order:
                self._order = (order, len(self._proven))
                events = (self._rows[row_id] for row_id, _ in order)
                self._book = read_book(events, lambda ruled: ruling_bytes(ruled) in self._proven)
            return self._book

    def rows(self) -> list[int]:
        """Return the rows of the log that hold these facts."""
        with reading(self._engine) as connection, self._turn:
            self._look(connection)
            return sorted(self._rows)

    def announcement(self, device: str) -> SignedEvent:
        """Return the signed event in which a device told its key last; there has to be one."""
        with reading(self._engine) as connection:
            row = connection.execute(_ANNOUNCED, (device,)).fetchone()
        return SignedEvent(data=row[0], signature=row[1])

    def _prove(self) -> None:
        """Check rulings that are not proven yet: the key that proves one may come after it."""
        told = [each.fact for each in self._rows.values() if isinstance(each.fact, TakeoverRuled)]
        new = [fact for fact in told if ruling_bytes(fact) not in self._proven]
        county = self._county() if new else None
        if county is not None:
            self._proven |= {ruling_bytes(fact) for fact in new if is_ruling(fact, county)}

    def _look(self, connection: Any) -> None:
        (end,) = connection.execute(_END).fetchone()
        if end > self._looked_up_to:
            found = connection.execute(_NEW, (self._looked_up_to, end)).fetchall()
            self._keep(connection, [row_id for (row_id,) in found])
            self._looked_up_to = end

    def _keep(self, connection: Any, rows: list[int]) -> None:
        for row_id in rows:
            row = connection.execute(_DATA, (row_id,)).fetchone()
            if row is not None:
                self._rows[row_id] = open_event(row[0])
