"""Reading for the window: lists and search answer only those whose role may see names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from counter_app.domain.authority import require
from counter_app.domain.case_card import CaseCard, Page, SyncStage, WorkQueue
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.delivery import SetAside, Waiting
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.permissions import Right, may
from counter_app.domain.staff import SYSTEM, Operator
from counter_app.ports import CaseFinder, Desk, ExchangeDesk


def reader_of(desk: Desk) -> Operator:
    """Return who reads; the program itself where nobody is signed in, as for a command."""
    try:
        return desk.operator()
    except NotSignedIn:
        return SYSTEM


def require_right(desk: Desk, right: Right) -> None:
    """See that whoever is signed in has a right.

    Raises:
        NotAuthorised: They have not; nothing was read.
    """
    require(reader_of(desk).role, right)


class GuardedFinder:
    """The `CaseFinder` port before people: an administrator and an auditor see no case.

    Every method raises `NotAuthorised` for a role without the right to read cases.
    """

    def __init__(self, finder: CaseFinder, desk: Desk) -> None:
        self._finder = finder
        self._desk = desk

    def search(self, text: str, *, after: str | None = None) -> Page:
        return self._readable.search(text, after=after)

    def worklist(self, queue: WorkQueue, *, today: date, after: str | None = None) -> Page:
        return self._readable.worklist(queue, today=today, after=after)

    def counts(self, *, today: date) -> Mapping[WorkQueue, int]:
        return self._readable.counts(today=today)

    def other_valued(self) -> Sequence[CaseId]:
        return self._readable.other_valued()

    def card(self, case_id: CaseId) -> CaseCard:
        return self._readable.card(case_id)

    def stages(self, case_id: CaseId) -> Mapping[EventId, SyncStage]:
        return self._readable.stages(case_id)

    def intervals(self, case_id: CaseId) -> Mapping[EventId, TimeInterval]:
        return self._readable.intervals(case_id)

    @property
    def _readable(self) -> CaseFinder:
        require_right(self._desk, Right.READ_CASES)
        return self._finder


class GuardedExchange:
    """The `ExchangeDesk` port before people: everybody sees figures, not everybody names."""

    def __init__(self, exchange: ExchangeDesk, desk: Desk) -> None:
        self._exchange = exchange
        self._desk = desk

    def waiting(self) -> Waiting:
        return self._exchange.waiting()

    def set_aside(self, *, limit: int = 500) -> Sequence[SetAside]:
        """Return what the county does not take; without names and ways to the case for some."""
        found = self._exchange.set_aside(limit=limit)
        if may(reader_of(self._desk).role, Right.READ_CASES):
            return found
        return [replace(each, case_id=CaseId(""), applicant_name="") for each in found]

    def retry(self, event: EventId) -> None:
        self._exchange.retry(event)
