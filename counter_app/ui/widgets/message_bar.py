"""A failure above the page: what happened, what is safe, what to do, and the code to read out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.errors import (
    AccessError,
    CounterError,
    DeviceError,
    RuleError,
    SyncError,
)
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_property


class MessageBar(QFrame):
    """Stays until it is closed; it moves the page down and never covers it.

    Signals:
        closed: The clerk has read it.
    """

    closed = Signal()

    def __init__(
        self, theme: Theme, object_name: str = "message_bar", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "bar")
        self._stays = False
        self._icon = IconLabel(theme, "alert", Tone.BAD, size=24)
        self.words = PlainLabel("", "strong", wraps=True)
        self.words.let_select()
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.details = PlainLabel("", "", wraps=True)
        self.code = PlainLabel("", "small")
        self.close_button = KeyButton(
            theme, f"{object_name}_close", self.tr("知道了"), key="Esc", icon="cross"
        )
        self._build()
        self.close_button.clicked.connect(self.dismiss)
        self.hide()

    def show_error(self, error: CounterError) -> None:
        """Show an expected failure in the clerk's words, with its code for the telephone."""
        self._stays = True
        tone = Tone.CAUTION if isinstance(error, RuleError | DeviceError | SyncError) else Tone.BAD
        self._show(tone, "alert" if tone is Tone.CAUTION else "cross-octagon", error.advice)
        detail = str(error) if isinstance(error, RuleError | AccessError) else ""
        self.details.setText(detail)
        self.details.setVisible(bool(detail) and any(ord(sign) > 0x2E7F for sign in detail))
        self.code.setText(self.tr("电话报修代码 {}").format(error.phone_code))
        self.code.show()

    def show_text(self, text: str, tone: Tone = Tone.INFO, icon: str = "info") -> None:
        """Show a sentence that is no failure."""
        self._stays = False
        self._show(tone, icon, text)
        self.details.hide()
        self.code.hide()

    def leave_page(self) -> None:
        """Go with the page, unless it is a failure: that stays until somebody has read it."""
        if not self._stays:
            self.hide()

    def dismiss(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _show(self, tone: Tone, icon: str, text: str) -> None:
        set_property(self, "tone", tone.value)
        self._icon.show_icon(icon, tone)
        self.words.setText(text)
        self.words.set_tone(tone.value)
        self.setAccessibleName(text)
        self.show()

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self.words, self.details, self.code):
            column.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP + 4)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(column, 1)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
