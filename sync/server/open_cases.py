"""The open cases of each township as the county folds them: the other half of `state.hash`.

The fold is that of the counters, over the events that the township's stream shows.  What was
folded is kept in the memory of this process, one hash an open case, and carried on from where it
ended.  After a start the whole stream is walked once, `EVENTS_MAX` events a question; until that
is done there is no answer, and nobody waits for one.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, select

from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import ENDED
from sync.codec import open_event
from sync.digest import fold_hash, state_hash
from sync.protocol import PREFIX_START, StateDigest
from sync.server import streams
from sync.server.schema import events, stream_entries

EVENTS_MAX: Final = 4_000
"""Events folded for one question: about a second on one core of an office server."""

PAGE_ENTRIES: Final = 500


_BEYOND: Final = (
    select(stream_entries.c.position, stream_entries.c.prefix_hash, events.c.case_id)
    .join(events, events.c.server_sequence == stream_entries.c.server_sequence)
    .where(
        stream_entries.c.scope == bindparam("of"),
        stream_entries.c.position > bindparam("after"),
    )
    .order_by(stream_entries.c.position)
    .limit(bindparam("most", type_=Integer))
)
_OF_CASE: Final = (
    select(events.c.data)
    .join(stream_entries, stream_entries.c.server_sequence == events.c.server_sequence)
    .where(stream_entries.c.scope == bindparam("of"), events.c.case_id == bindparam("wanted"))
    .order_by(events.c.server_sequence)
)


@dataclass(slots=True)
class _Folded:
    """How far a township's stream was folded, and what came of it."""

    position: int = 0
    prefix_hash: str = PREFIX_START
    hashes: dict[str, str] = field(default_factory=dict)


class OpenCases:
    """Remembers the fold of each township; used by all threads of a process."""

    def __init__(self, events_max: int = EVENTS_MAX) -> None:
        self._events_max = events_max
        self._lock = threading.Lock()
        self._folded: dict[str, _Folded] = {}

    def state(self, connection: Connection, scope: str) -> StateDigest | None:
        """Return the open cases at the end of a township's stream, or None while catching up.

        Args:
            connection: A transaction that reads.
            scope: The township.
        """
        with self._lock:
            folded = self._folded.get(scope)
            if folded is None or not _stands(connection, scope, folded):
                folded = self._folded[scope] = _Folded()
            end, _ = streams.end_of(connection, scope)
            room = self._events_max
            while folded.position < end and room > 0:
                room -= _carry_on(connection, scope, folded)
            if folded.position < end:
                return None
            return StateDigest(open_cases=len(folded.hashes), hash=state_hash(folded.hashes))


def _stands(connection: Connection, scope: str, folded: _Folded) -> bool:
    return streams.prefix_at(connection, scope, folded.position) == folded.prefix_hash


def _carry_on(connection: Connection, scope: str, folded: _Folded) -> int:
    """Fold the cases that the next entries touch; returns how many events that took."""
    rows = connection.execute(
        _BEYOND, {"of": scope, "after": folded.position, "most": PAGE_ENTRIES}
    ).all()
    spent = len(rows)
    for case_id in sorted({row.case_id for row in rows} - {""}):
        found = _events(connection, scope, case_id)
        spent += len(found)
        case = fold(found)
        if case is None or case.status in ENDED:
            folded.hashes.pop(case_id, None)
        else:
            folded.hashes[case_id] = fold_hash(case)
    folded.position, folded.prefix_hash = rows[-1].position, rows[-1].prefix_hash
    return spent


def _events(connection: Connection, scope: str, case_id: str) -> list[CaseEvent]:
    rows = connection.execute(_OF_CASE, {"of": scope, "wanted": case_id})
    found: list[CaseEvent] = []
    for data in rows.scalars():
        try:
            found.append(open_event(data))
        except ValueError:  # Counters keep it as unreadable, and fold it neither.
            continue
    return found
