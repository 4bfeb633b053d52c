"""The demo's device panel: what a citizen, the weather and the printer would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


@dataclass(frozen=True, slots=True)
class Trick:
    """One thing that can be made to happen.

    Attributes:
        name: For tests, such as "line_cut".
        words: What the button says.
        icon: Name of an icon.
        act: Called on the GUI thread; must return at once.
        said: What the panel says afterwards.
    """

    name: str
    words: str
    icon: str
    act: Callable[[], None]
    said: str


class DemoPanel(QWidget):
    """Buttons in groups, and a line that says what was done.

    A window of its own, so that the counter's window looks as it does in earnest.
    """

    def __init__(self, theme: Theme, groups: Sequence[tuple[str, Sequence[Trick]]]) -> None:
        super().__init__(None, Qt.WindowType.Tool)
        self.setObjectName("demo_panel")
        self.setWindowTitle(self.tr("演示设备"))
        self.said = PlainLabel(self.tr("这些按钮代替群众、线路和打印机。"), "soft", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(2 * GAP)
        for title, tricks in groups:
            card = Card(f"demo_{title}", title)
            for trick in tricks:
                card.body.addWidget(self._button(theme, trick))
            layout.addWidget(card)
        layout.addWidget(self.said)
        layout.addStretch(1)

    def _button(self, theme: Theme, trick: Trick) -> KeyButton:
        button = KeyButton(theme, f"demo_{trick.name}", trick.words, icon=trick.icon)

        def pressed() -> None:
            trick.act()
            self.said.setText(trick.said)

        button.clicked.connect(pressed)
        return button
