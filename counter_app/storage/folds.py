"""The cases the writer has at hand, so that a save applies one event instead of folding all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from counter_app.domain.case import Case
from counter_app.domain.case_event import CaseEvent
from counter_app.domain.case_fold import apply, fold
from counter_app.domain.ids import CaseId
from counter_app.storage.event_log import events_of
from counter_app.storage.statements import EVENTS_OF_CASE, HAS_DISPOSED, HAS_EVENTS
from sync.codec import open_event

FOLDS_MAX: Final = 512

_Place = tuple[int, int, str, int, int]


@dataclass(slots=True)
class OpenFold:
    """One case in memory.

    Attributes:
        case: None while its intake is not here, or its bodies went (`disposal`).
        is_new: No event of it was here before.
        last_open: Greatest place among its events that the county has not put in order; an
            event made before that one has to be folded in, not applied at the end.
        open_events: Events without the county's signature; None when not counted.
        row_id: `CaseRow.id`, once known.
        written: The case as the projections show it.
    """

    case: Case | None
    is_new: bool = False
    last_open: _Place | None = None
    open_events: int | None = None
    row_id: int | None = None
    written: Case | None = None


class Folds:
    """A limited number of cases, the longest unused one given up first."""

    def __init__(self, limit: int = FOLDS_MAX) -> None:
        self._limit = limit
        self._folds: OrderedDict[CaseId, OpenFold] = OrderedDict()
        self._touched: set[CaseId] = set()

    def of(self, connection: Any, case_id: CaseId) -> OpenFold:
        """Return the fold of a case, read from the log if it is not at hand."""
        held = self._folds.get(case_id)
        if held is None:
            held = self._folds[case_id] = _read(connection, case_id)
        self._folds.move_to_end(case_id)
        return held

    def happen(self, connection: Any, event: CaseEvent) -> OpenFold:
        """Take one event in that was just appended; `of` was called before it was."""
        held = self._folds[event.case_id]
        self._touched.add(event.case_id)
        if held.open_events is not None:
            held.open_events += 1
        is_last = held.last_open is None or event.place > held.last_open
        if is_last and (held.case is not None or held.is_new):
            held.case = apply(held.case, event)
            held.last_open = event.place
            held.is_new = held.is_new and held.case is not None
        else:
            held.case = _folded(connection, event.case_id, events_of(connection, event.case_id))
            held.last_open = max(event.place, held.last_open or event.place)
        return held

    def touched(self) -> tuple[tuple[CaseId, OpenFold], ...]:
        """Return the cases that took in events since the transaction began."""
        return tuple((case_id, self._folds[case_id]) for case_id in self._touched)

    def forget(self, case_id: CaseId) -> None:
        """Give up one case that need not stay at hand."""
        self._folds.pop(case_id, None)
        self._touched.discard(case_id)

    def count_again(self, case_id: CaseId) -> None:
        """Give up the count of open events of a case: the county has signed for some."""
        if (held := self._folds.get(case_id)) is not None:
            held.open_events = None

    def read_again(self, connection: Any, case_id: CaseId) -> OpenFold:
        """Fold a case anew whose order has changed."""
        self._folds.pop(case_id, None)
        self._touched.add(case_id)
        return self.of(connection, case_id)

    def keep_touched(self) -> None:
        """After a commit: what was taken in has happened."""
        for _, held in self.touched():
            held.is_new = False
        self._touched.clear()
        while len(self._folds) > self._limit:
            self._folds.popitem(last=False)

    def drop_touched(self) -> None:
        """After a rollback: what was taken in never happened."""
        for case_id in self._touched:
            self._folds.pop(case_id, None)
        self._touched.clear()

    def drop_all(self) -> None:
        self._folds.clear()
        self._touched.clear()


def _read(connection: Any, case_id: CaseId) -> OpenFold:
    if connection.execute(HAS_EVENTS, (case_id,)).fetchone() is None:
        return OpenFold(case=None, is_new=True, open_events=0)
    rows = connection.execute(EVENTS_OF_CASE, (case_id,)).fetchall()
    events = [(open_event(data), bool(is_open)) for data, _, is_open in rows]
    open_places = [event.place for event, is_open in events if is_open]
    return OpenFold(
        case=_folded(connection, case_id, (event for event, _ in events)),
        last_open=max(open_places, default=None),
        open_events=len(open_places),
    )


def _folded(connection: Any, case_id: CaseId, events: Iterable[CaseEvent]) -> Case | None:
    """Fold a case; what is left of one whose bodies went is no case that anybody may judge."""
    if connection.execute(HAS_DISPOSED, (case_id,)).fetchone() is not None:
        return None
    return fold(events)
