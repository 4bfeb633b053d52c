"""出纸了吗？ in one line above the page, answered with one key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named, set_property


class PrintBar(QFrame):
    """Asks about one paper at a time.

    Enter and N answer only while the bar has the focus: a clerk who is typing in a form must
    not answer by accident.

    Signals:
        answered: bool: the first button (yes), or the second.
    """

    answered = Signal(bool)

    def __init__(self, theme: Theme, go_key: str, parent: QWidget | None = None) -> None:
        """Build the bar, hidden.

        Args:
            theme: Colours and sizes.
            go_key: What leads the keyboard here; it stands on the bar.
            parent: The window.
        """
        super().__init__(parent)
        named(self, "print_bar", self.tr("打印结果"))
        self.setProperty("role", "bar")
        self._before: QWidget | None = None
        self._icon = IconLabel(theme, "printer", Tone.CAUTION, size=24)
        self.words = PlainLabel("", "strong", wraps=True)
        self.yes_button = KeyButton(
            theme, "print_bar_yes", self.tr("出了"), key="Enter", icon="check"
        )
        self.no_button = KeyButton(theme, "print_bar_no", self.tr("没出"), key="N", icon="cross")
        way = PlainLabel(self.tr("按 {} 到这里回答").format(go_key), "small")
        buttons = FlowBox(ends_right=True)
        buttons.add(self.yes_button, self.no_button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP + 4)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.words)
        words.addWidget(way)
        layout.addLayout(words, 3)
        layout.addWidget(buttons, 2)
        self.yes_button.clicked.connect(lambda: self.answered.emit(True))  # noqa: FBT003
        self.no_button.clicked.connect(lambda: self.answered.emit(False))  # noqa: FBT003
        self.hide()

    def ask(self, text: str, *, yes: str, no: str, tone: Tone = Tone.CAUTION) -> None:
        """Show a question with the words of its two answers."""
        set_property(self, "tone", tone.value)
        self._icon.show_icon("printer", tone)
        self.words.setText(text)
        self.words.set_tone(tone.value)
        self.yes_button.set_words(yes)
        self.no_button.set_words(no)
        self.setAccessibleName(text)
        self.show()

    @property
    def has_focus(self) -> bool:
        return self.yes_button.hasFocus() or self.no_button.hasFocus()

    def take_focus(self) -> None:
        """Bring the keyboard here; once nothing is asked any more it goes back."""
        self._before = QApplication.focusWidget()
        self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_N:
            self.answered.emit(False)  # noqa: FBT003 - a signal has no keywords
        else:
            super().keyPressEvent(event)
