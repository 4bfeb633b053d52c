"""The row of buttons below a page: what can be done here, with which key."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from counter_app.ui.keys import Action, KeyTable, action_name
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.naming import named

ACTION_ICONS: Mapping[Action, str] = {
    Action.READ_CARD: "id-card",
    Action.MATERIALS: "list",
    Action.NOTICE: "paper",
    Action.PRINT_RECEIPT: "printer",
    Action.SUBMIT: "stamp",
}


class ActionBar(QFrame):
    """Shows the actions of the page in front.

    Signals:
        chosen: Action: a button was pressed.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, keys: KeyTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "action_bar", self.tr("本页操作"))
        self.setProperty("role", "actions")
        self._theme = theme
        self._keys = keys
        self._buttons: dict[Action, KeyButton] = {}
        self._box = FlowBox(ends_right=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.addWidget(self._box)
        for action, icon in ACTION_ICONS.items():
            self._add(action, icon)
        self.show_actions({}, {})

    def show_actions(self, actions: Mapping[Action, str], words: Mapping[Action, str]) -> None:
        """Show what a page offers.

        Args:
            actions: Action → why it cannot be done now, "" if it can.
            words: What a page calls its actions, where it is not the usual name.
        """
        for action, button in self._buttons.items():
            button.setVisible(action in actions)
            if action in actions:
                button.set_words(words.get(action, action_name(action)))
                button.set_available(actions[action])
        self.setVisible(any(action in actions for action in self._buttons))

    def button(self, action: Action) -> KeyButton:
        return self._buttons[action]

    def _add(self, action: Action, icon: str) -> None:
        button = KeyButton(
            self._theme,
            f"action_{action.name.lower()}",
            action_name(action),
            key=self._keys.key(action),
            icon=icon,
            kind="primary" if action is Action.SUBMIT else "",
        )
        button.clicked.connect(lambda _checked=False: self.chosen.emit(action))
        self._buttons[action] = button
        self._box.add(button)
