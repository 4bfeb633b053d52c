"""Earlier cases of the person on the page, and whether one of them is this very case."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case_card import CaseCard, Page
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import CounterError
from counter_app.domain.privacy import mask_number
from counter_app.ports import CaseFinder
from counter_app.ui.dialogs import Answer
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.form_words import FormWords
from counter_app.ui.intake.questions import Asker, not_a_duplicate
from counter_app.ui.intake.screen import IntakeScreen
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.page import Navigator
from counter_app.ui.tasks import Tasks

OPEN_STATUSES: Final = frozenset(CaseStatus) - {CaseStatus.REFUSED}
"""A refused request may be made again; every other case is still under way."""

NUMBER_CHARACTERS_MIN: Final = 6
SHOWN_MAX: Final = 4


class HistoryPresenter(QObject):
    """Asks once for each number; late answers about another person are dropped.

    Signals:
        changed: Whether the page looks like an open case is different now.
        went_on: The clerk said why it is another matter.
    """

    changed = Signal()
    went_on = Signal()

    def __init__(
        self,
        screen: IntakeScreen,
        form: FormPresenter,
        words: FormWords,
        asker: Asker,
        navigator: Navigator,
        look_up: tuple[Tasks, CaseFinder],
    ) -> None:
        super().__init__(form)
        self._screen = screen
        self._form = form
        self._words = words
        self._asker = asker
        self._navigator = navigator
        self._tasks, self._finder = look_up
        self._number = ""
        self._cards: tuple[CaseCard, ...] = ()

    @property
    def duplicate(self) -> CaseCard | None:
        """The open case that the page looks like, unless the clerk has said why it is not."""
        state = self._form.state
        if state.item is None or state.not_duplicate_reason:
            return None
        return open_case_like(state.item.name, self._cards)

    def follow(self, state: IntakeState) -> None:
        """Look if another person stands on the page."""
        number = state.person.number
        wanted = number if len(number) >= NUMBER_CHARACTERS_MIN else ""
        if wanted != self._number:
            self._number, self._cards = wanted, ()
            self.look()
        self._show()

    def look(self) -> None:
        """Look for cases of the person on the page; also again, when nobody knows."""
        if self._number:
            self._tasks.start(
                partial(self._finder.search, self._number),
                done=partial(self._on_found, self._number),
                failed=self._on_failed,
            )

    def open_duplicate(self) -> None:
        card = self.duplicate
        if card is not None:
            self._navigator.open_case(card.case_id)

    def open_earlier(self, place: int) -> None:
        """Show one of the earlier cases that are listed."""
        if place < len(self._cards):
            self._navigator.open_case(self._cards[place].case_id)

    def deny_duplicate(self) -> None:
        """Ask why this is another matter than the open case."""

        def denied(answer: Answer) -> None:
            self._form.is_not_duplicate(answer.reason)
            self.went_on.emit()

        self._asker.ask(not_a_duplicate(), denied)

    def _on_found(self, number: str, page: Page) -> None:
        if number == self._number:
            masked = mask_number(number)
            self._cards = tuple(card for card in page.cards if card.number_masked == masked)
            self._show()
            self.changed.emit()

    def _on_failed(self, _error: CounterError) -> None:
        """Say nothing: a hint that could not be looked up must not stop an intake."""

    def _show(self) -> None:
        card = self.duplicate
        offer = None if card is None else self._words.of_duplicate(card, self._form.state)
        self._screen.show_duplicate(offer)
        listed = self._cards[:SHOWN_MAX]
        self._screen.show_earlier(tuple(self._words.of_earlier(card) for card in listed))


def open_case_like(item_name: str, cards: tuple[CaseCard, ...]) -> CaseCard | None:
    """Return the newest open case of an item among a person's cases."""
    return next((c for c in cards if c.item_name == item_name and c.status in OPEN_STATUSES), None)
