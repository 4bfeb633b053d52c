"""Labels that never take data for markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from counter_app.ui.widgets.naming import set_plain_tooltip, set_property


class PlainLabel(QLabel):
    """Words, shown as they are.

    Args:
        text: Any characters; never markup.
        role: How it looks: "" body, "title", "heading", "display", "soft", "small", "strong",
            "key".
        wraps: Whether long text goes on in the next line.
    """

    def __init__(
        self, text: str = "", role: str = "", *, wraps: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wraps)
        if role:
            self.setProperty("role", role)

    def set_tone(self, tone: str) -> None:
        """Colour the words: a value of `Tone`, or "" for the usual ink."""
        set_property(self, "tone", tone)

    def tell(self, words: str, tone: str = "") -> None:
        """Say something to eye and screen reader alike; without words nothing is shown.

        Args:
            words: Any characters; never markup.
            tone: As for `set_tone`.
        """
        self.setText(words)
        self.setAccessibleName(words)
        self.set_tone(tone)
        self.setVisible(bool(words))

    def let_select(self) -> None:
        """Let the clerk mark and copy the words with mouse or keyboard."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )


class ElidedLabel(PlainLabel):
    """One line that ends in … where it has no room; the whole text is in the tool tip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        super().setText(text)
        set_plain_tooltip(self, text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            self.alignment(),
            self.palette(),
            self.isEnabled(),
            shown,
            QPalette.ColorRole.WindowText,
        )
        painter.end()
