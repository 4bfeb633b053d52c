"""Offers what was not submitted: 恢复, 以后再说, 丢弃."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case_card import Draft
from counter_app.domain.catalogue import Catalogue
from counter_app.ui.intake.drafts import DraftKeeper
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.form_words import FormWords
from counter_app.ui.intake.payload import from_payload
from counter_app.ui.intake.questions import Asker, discard_draft
from counter_app.ui.intake.screen import IntakeScreen


class DraftPresenter(QObject):
    """Shows one draft at a time, the newest first.

    Signals:
        restored: A draft stands on the page.
        went_on: The clerk goes on with the page as it is.
    """

    restored = Signal()
    went_on = Signal()

    def __init__(
        self,
        screen: IntakeScreen,
        form: FormPresenter,
        keeper: DraftKeeper,
        asker: Asker,
        words: FormWords,
        catalogue: Callable[[], Catalogue],
    ) -> None:
        super().__init__(form)
        self._screen = screen
        self._form = form
        self._keeper = keeper
        self._asker = asker
        self._words = words
        self._catalogue = catalogue
        self._waiting: Sequence[Draft] = ()
        self._is_offering = True
        keeper.waiting.connect(self._on_waiting)

    def restore(self) -> None:
        """Go on with the draft that is offered; the present page waits as another draft."""
        if not self._waiting or self._form.is_locked:
            return
        draft, *rest = self._waiting
        if self._form.state.has_content:
            self._keeper.set_aside()
        self._keeper.adopt(draft)
        self._waiting = rest
        self._is_offering = False
        self._form.load(from_payload(draft.payload, self._catalogue()))
        self._keeper.look()
        self._show()
        self.restored.emit()

    def put_off(self) -> None:
        """Leave the drafts for later; a button brings them back."""
        self._is_offering = False
        self._show()
        self.went_on.emit()

    def offer(self) -> None:
        self._is_offering = True
        self._show()

    def discard(self) -> None:
        if self._waiting:
            draft = self._waiting[0]
            details = self._words.of_draft(draft, 1).details
            self._asker.ask(
                discard_draft(details), lambda _answer: self._keeper.discard(draft.draft_id)
            )

    def _on_waiting(self, drafts: Sequence[Draft]) -> None:
        self._waiting = drafts
        self._show()

    def _show(self) -> None:
        offer = None
        if self._is_offering and self._waiting:
            offer = self._words.of_draft(self._waiting[0], len(self._waiting))
        self._screen.show_draft(offer, len(self._waiting))
