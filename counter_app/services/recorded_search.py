"""Search that leaves a trace where somebody was looked for by an identity number."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from counter_app.domain.case_card import CaseCard, Page, SyncStage, WorkQueue
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.errors import CounterError, SearchNotRecorded, ViewOnly
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.privacy_facts import PersonSearched, SearchKind
from counter_app.domain.search_words import search_words, squeezed
from counter_app.ports import CaseFinder
from counter_app.services.office import Office

_WHOLE: Final = re.compile(r"[0-9]{14}(?:[0-9]{3})?[0-9Xx]")
_TAIL: Final = re.compile(r"[0-9]{5}[0-9Xx]")


class RecordedFinder:
    """A `CaseFinder` that records searches by an identity number before it shows what it found.

    The number itself is not recorded: which cases were shown tells enough to whoever asks who
    looked for them, and tells nothing to anybody else.  The same search again within one sign-in
    is recorded once.
    """

    def __init__(self, finder: CaseFinder, office: Office) -> None:
        """Look with this finder; record with this desk."""
        self._finder = finder
        self._office = office
        self._turn = threading.Lock()
        self._told: tuple[str, SearchKind, tuple[str, ...]] | None = None

    def search(self, text: str, *, after: str | None = None) -> Page:
        """Find by everything, as `CaseFinder.search`.

        Raises:
            SearchNotRecorded: Nothing can be written, so nobody is looked for by number.
            StorageError: A search for a person could not be recorded; nothing is shown.
        """
        page = self._finder.search(text, after=after)
        kind = kind_of(text)
        if kind is not None and page.cards:
            self._record(kind, text, page.cards)
        return page

    def worklist(self, queue: WorkQueue, *, today: date, after: str | None = None) -> Page:
        return self._finder.worklist(queue, today=today, after=after)

    def counts(self, *, today: date) -> Mapping[WorkQueue, int]:
        return self._finder.counts(today=today)

    def other_valued(self) -> Sequence[CaseId]:
        return self._finder.other_valued()

    def card(self, case_id: CaseId) -> CaseCard:
        return self._finder.card(case_id)

    def stages(self, case_id: CaseId) -> Mapping[EventId, SyncStage]:
        return self._finder.stages(case_id)

    def intervals(self, case_id: CaseId) -> Mapping[EventId, TimeInterval]:
        return self._finder.intervals(case_id)

    def _record(self, kind: SearchKind, text: str, cards: Sequence[CaseCard]) -> None:
        """Record what was shown, unless it was found by its own number."""
        typed = tuple(each for each, _ in _numbers_in(text))
        found = tuple(card.number for card in cards if not card.number.endswith(typed))
        login = ""
        with suppress(CounterError):
            login = self._office.desk.operator().login
        told = (login, kind, found)
        with self._turn:
            if not found or told == self._told:
                return
            try:
                self._keep(PersonSearched(kind=kind, cases=found, searched_at=self._office.now()))
            except ViewOnly as error:
                raise SearchNotRecorded from error
            self._told = told

    def _keep(self, fact: PersonSearched) -> None:
        with self._office.unit_of_work() as work:
            work.record(CaseId(""), fact)
            work.commit()


def kind_of(text: str) -> SearchKind | None:
    """Return whether a text looks for a person by number, whole or its last six; else None.

    It is read as the search reads it, so a number beside other words, in full width or twice is
    the same search.
    """
    kinds = {kind for _, kind in _numbers_in(text)}
    return next((kind for kind in SearchKind if kind in kinds), None)


def _numbers_in(text: str) -> Iterator[tuple[str, SearchKind]]:
    """Yield each number by which a box looks for a person, as it is compared, and its kind."""
    typed = search_words(text)
    for each in dict.fromkeys((typed.whole, *map(squeezed, typed.words))):
        if _WHOLE.fullmatch(each):
            yield each, SearchKind.WHOLE
        elif _TAIL.fullmatch(each):
            yield each, SearchKind.LAST_SIX
