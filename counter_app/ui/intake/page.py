"""The intake page (收件) as the main window sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from counter_app.ui.intake.result_view import ResultView
from counter_app.ui.intake.view import FormView
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Page


class IntakePage(Page):
    """The form, and after a submission the result.

    Signals:
        asked: Action: a key or button asks for something.
        came, went: The page came to the front, or went behind another one.
        secured: What is typed has to be on the disk now.

    Attributes:
        hand: Staff numbers of who was working and who works now → whether something came back.
    """

    asked = Signal(object)
    came = Signal()
    went = Signal()
    secured = Signal()

    def __init__(self, form: FormView, result: ResultView) -> None:
        super().__init__("intake_page")
        self.title = self.tr("收件")
        self.setAccessibleName(self.title)
        self.form = form
        self.result = result
        self._actions: Mapping[Action, str] = {Action.NEW_CASE: AVAILABLE}
        self._words: Mapping[Action, str] = {}
        self._is_away = True
        self._has_returned = False
        self.hand: Callable[[str, str], bool] = lambda _before, _now: False
        self._stack = QStackedWidget()
        self._stack.addWidget(form)
        self._stack.addWidget(result)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        form.form_wanted.connect(lambda: self._stack.setCurrentWidget(form))

    @property
    def is_result_shown(self) -> bool:
        return self._stack.currentWidget() is self.result

    @property
    def has_returned(self) -> bool:
        """Whether the page came from behind another one with the key that began it now."""
        return self._has_returned

    def bring_result(self) -> None:
        self._stack.setCurrentWidget(self.result)

    def offer(self, actions: Mapping[Action, str], words: Mapping[Action, str]) -> None:
        """Say what can be done now."""
        if (actions, words) != (self._actions, self._words):
            self._actions, self._words = actions, words
            self.actions_changed.emit()

    def page_actions(self) -> Mapping[Action, str]:
        return self._actions

    def bar_actions(self) -> frozenset[Action]:
        """Leave the guide to its button beside the search."""
        return super().bar_actions() - {Action.GUIDE}

    def action_words(self) -> Mapping[Action, str]:
        return self._words

    def act(self, action: Action) -> None:
        self.asked.emit(action)
        self._has_returned = False

    def declined(self, action: Action) -> None:
        """Go where something is still to be done before the page can be submitted."""
        if action is Action.SUBMIT:
            self.asked.emit(action)

    def entered(self) -> None:
        self._has_returned, self._is_away = self._is_away, False
        self.came.emit()

    def secure(self) -> None:
        self.secured.emit()

    def hand_to(self, before: str, now: str) -> bool:
        return self.hand(before, now)

    def left(self) -> None:
        self._is_away = True
        self._has_returned = False
        self.went.emit()
