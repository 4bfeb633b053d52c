"""What a list shows when it has no rows: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel


class EmptyState(QWidget):
    """A large icon, a sentence, and a hint."""

    def __init__(self, theme: Theme, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._icon = IconLabel(theme, "inbox", Tone.NEUTRAL, size=48)
        self.sentence = PlainLabel("", "heading", wraps=True)
        self.hint = PlainLabel("", "soft", wraps=True)
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self.sentence, self.hint):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(words)
        layout.addStretch(3)

    def show_words(self, sentence: str, hint: str, icon: str = "inbox") -> None:
        self._icon.show_icon(icon, Tone.NEUTRAL)
        self.sentence.setText(sentence)
        self.hint.setText(hint)
        self.setAccessibleName(f"{sentence} {hint}")
