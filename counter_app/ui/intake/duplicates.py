"""Looks for an open case of the same person and item on this counter."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case import CaseStatus
from counter_app.domain.case_card import CaseCard, Page
from counter_app.domain.errors import CounterError
from counter_app.domain.privacy import mask_number
from counter_app.ports import CaseFinder
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.tasks import Tasks

OPEN_STATUSES: Final = frozenset(CaseStatus) - {CaseStatus.REFUSED}
"""A refused request may be made again; every other case is still under way."""

NUMBER_CHARACTERS_MIN: Final = 6


class DuplicateWatch(QObject):
    """Asks once for each person and item; late answers about another pair are dropped.

    Signals:
        found: CaseCard or None: the newest open case of the same person and item.
    """

    found = Signal(object)

    def __init__(self, tasks: Tasks, finder: CaseFinder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._finder = finder
        self._pair: tuple[str, str] | None = None

    def look(self, state: IntakeState, *, again: bool = False) -> None:
        """Look if person and item of the page are others than before, or `again`."""
        number = state.person.number
        is_pair = state.item is not None and len(number) >= NUMBER_CHARACTERS_MIN
        pair = (number, state.item.name) if state.item is not None and is_pair else None
        if pair == self._pair and not again:
            return
        self._pair = pair
        self.found.emit(None)
        if pair is not None:
            self._tasks.start(
                partial(self._finder.search, number),
                done=partial(self._on_found, pair),
                failed=self._on_failed,
            )

    def _on_found(self, pair: tuple[str, str], page: Page) -> None:
        if pair == self._pair:
            self.found.emit(open_case_like(pair[0], pair[1], page.cards))

    def _on_failed(self, _error: CounterError) -> None:
        """Say nothing: a hint that could not be looked up must not stop an intake."""
        self._pair = None


def open_case_like(number: str, item_name: str, cards: tuple[CaseCard, ...]) -> CaseCard | None:
    """Return the first open case of this number and item; a search also finds other things."""
    masked = mask_number(number)
    return next(
        (
            card
            for card in cards
            if card.item_name == item_name
            and card.number_masked == masked
            and card.status in OPEN_STATUSES
        ),
        None,
    )
