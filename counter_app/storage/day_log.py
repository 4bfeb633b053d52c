"""What a day's close asks of this device's chain: its end, and the last close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from counter_app.domain.day_report import LogState
from counter_app.domain.post_facts import DayClosed
from counter_app.ports import Clock
from counter_app.storage.handover_sticks import SqlHandoverSticks
from counter_app.storage.profile_store import Store
from counter_app.storage.reading import reading
from sync.codec import open_event

EVENTS_OF_A_DAY_MAX: Final = 5_000
"""A close farther back than so many events is not today's."""

_LAST_CLOSE: Final = (
    "SELECT data FROM events WHERE device = ? AND generation = ? AND n > ?"
    " AND type = 'post.day_closed' ORDER BY n DESC LIMIT 1"
)
_EVENT: Final = "SELECT data FROM events WHERE event_id = ?"
_NUMBERS: Final = "SELECT key, value FROM numbers WHERE key LIKE ?"
_PAPERS: Final = (
    "SELECT DISTINCT document_number FROM print_jobs WHERE device = ? AND form IN"
    " ('intake-receipt', 'one-time-notice', 'refusal-notice') AND state <> 'failed'"
    " AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = print_jobs.case_id)"
    " ORDER BY document_number LIMIT 100"
)


class SqlDayLog:
    """The `DayLog` of one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def state(self) -> LogState:
        """Return how the record stands now; its last fact tells when it was made."""
        sync_store = self._store.sync_store
        _, count, head = sync_store.head()
        _, position, prefix_hash = sync_store.position()
        with reading(self._store.reading_engine) as connection:
            row = connection.execute(_EVENT, (head,)).fetchone()
        return LogState(
            head_code=head,
            event_count=count,
            last_event_at=open_event(row[0]).made_at if row and row[0] else self._clock.now(),
            quarantined=sync_store.parked_count(),
            county_count=position,
            county_code=prefix_hash if position else "",
        )

    def numbers_taken(self, day: date) -> Mapping[int, int]:
        """Return generation → last case number handed out on a day."""
        with reading(self._store.reading_engine) as connection:
            rows = connection.execute(_NUMBERS, (f"case/__/{day:%Y%m%d}",)).fetchall()
        return {int(key.split("/")[1]): int(value) for key, value in rows}

    def papers_without_case(self) -> tuple[str, ...]:
        """Return the document numbers of intake papers of this device without a case here."""
        device = self._store.ledger.log.signatory.device
        with reading(self._store.reading_engine) as connection:
            rows = connection.execute(_PAPERS, (device,)).fetchall()
        return tuple(number for (number,) in rows)

    def missing_sticks(self, day: date) -> tuple[str, ...]:
        """Return which hand-over sticks a later one told of on this day."""
        gaps = SqlHandoverSticks(self._store.reading_engine).gaps()
        return tuple(gap.words for gap in gaps if gap.noticed_on == day)

    def last_closed(self) -> DayClosed | None:
        """Return the last close of a day among the latest facts; None when there is none."""
        device = self._store.ledger.log.signatory.device
        generation, count, _ = self._store.sync_store.head()
        values = (device, generation, count - EVENTS_OF_A_DAY_MAX)
        with reading(self._store.reading_engine) as connection:
            row = connection.execute(_LAST_CLOSE, values).fetchone()
        fact = open_event(row[0]).fact if row else None
        return fact if isinstance(fact, DayClosed) else None
