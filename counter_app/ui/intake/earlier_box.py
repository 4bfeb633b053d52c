"""Cases the person had before: offered to be looked at, never taken over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import rule
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class EarlierBox(QWidget):
    """A short list; hidden while there is nothing to list.

    Signals:
        chosen: int: place of the case to be shown.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, rows_max: int) -> None:
        super().__init__()
        self.setObjectName("intake_earlier")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(rule())
        column.addWidget(PlainLabel(self.tr("此人近期的办件"), "small"))
        self.rows = tuple(
            KeyButton(theme, f"intake_earlier_{n}", self.tr("办件"), icon="eye", kind="quiet")
            for n in range(rows_max)
        )
        for place, row in enumerate(self.rows):
            row.clicked.connect(lambda _checked=False, n=place: self.chosen.emit(n))
            column.addWidget(row, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_cases(self, words: Sequence[str]) -> None:
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(words))
            if place < len(words):
                row.set_words(words[place])
        self.setVisible(bool(words))
