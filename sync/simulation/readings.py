"""Reads and folds equal bytes once for all replicas of a process.

Every replica of a township holds the same events.  Each would read and fold them for itself; here
the first does it for all.  A reading is found by the exact bytes, a fold by the exact ids in their
exact order, and an id is the hash of the bytes: what differs by one bit is read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import fold
from sync.codec import event_id, event_of, open_header
from sync.digest import fold_hash
from sync.protocol import Header

EVENTS_KEPT: Final = 1 << 15
"""Read events in memory, about 4 KB each."""

FOLDS_KEPT: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Folded:
    """A case after some events, and its hash; None and "" before its intake."""

    case: Case | None
    hash: str


@lru_cache(maxsize=EVENTS_KEPT)
def header_of(data: bytes) -> Header:
    """Return the header of an event; raises as `open_header` does, each time."""
    return open_header(data)


@lru_cache(maxsize=EVENTS_KEPT)
def reading_of(data: bytes) -> CaseEvent:
    """Return what an event tells of; raises as `open_event` does, each time."""
    return event_of(header_of(data), event_id(data))


class Folds:
    """Folds cases; the oldest are given up when there are too many."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Folded] = {}

    def of(self, events: Sequence[CaseEvent]) -> Folded:
        """Return the case after these events, in this order."""
        key = tuple(event.event_id for event in events)
        if (found := self._known.pop(key, None)) is None:
            case = fold(events)
            found = Folded(case, fold_hash(case) if case is not None else "")
        self._known[key] = found  # At the end: it was asked for last.
        if len(self._known) > FOLDS_KEPT:
            del self._known[next(iter(self._known))]
        return found


FOLDS: Final = Folds()
"""Of this process."""
