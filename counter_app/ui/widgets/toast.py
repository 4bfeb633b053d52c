"""Short words of success in the lower corner; a take-back button where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

SHOWN_MS: Final = 4_000
UNDO_MS: Final = 10_000
"""Within ten seconds one key takes an act back (see the clerk's checklist)."""


class Toast(QFrame):
    """Lies over the lower right of its parent and goes by itself.

    Failures never come this way: what needs an act of the clerk stays until it is closed.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("role", "bar")
        self.setProperty("tone", "good")
        self._ground = parent
        self._act: Callable[[], None] | None = None
        self.words = PlainLabel("", "strong")
        self.undo_button = KeyButton(
            theme, "toast_undo", self.tr("撤销"), key="Ctrl+Z", icon="undo", kind="quiet"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(IconLabel(theme, "check-circle", Tone.GOOD, size=20))
        layout.addWidget(self.words)
        layout.addWidget(self.undo_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.undo_button.clicked.connect(self._on_undo)
        self._undo_key = QShortcut(QKeySequence("Ctrl+Z"), self)  # Sleeps while it is hidden.
        self._undo_key.activated.connect(self._on_undo)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str) -> None:
        self._show(text, None, SHOWN_MS)

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done and offer to take it back for ten seconds."""
        self._show(text, undo, UNDO_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _show(self, text: str, undo: Callable[[], None] | None, shown_ms: int) -> None:
        self._act = undo
        self.words.setText(text)
        self.setAccessibleName(text)
        self.undo_button.setVisible(undo is not None)
        self._undo_key.setEnabled(undo is not None)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, undo is None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(shown_ms)

    def _on_undo(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        parent = self._ground
        self.adjustSize()
        width = min(self.sizeHint().width(), parent.width() - 4 * GAP)
        self.resize(width, self.sizeHint().height())
        self.move(parent.width() - width - 2 * GAP, parent.height() - self.height() - 2 * GAP)
