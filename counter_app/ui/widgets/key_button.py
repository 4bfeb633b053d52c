"""Buttons that show their key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.naming import named, set_plain_tooltip, set_property

_PADDING = 14
_SPACE = 8


class KeyButton(QPushButton):
    """A push button with an icon, words, and the key that does the same.

    Args:
        theme: Colours and sizes.
        object_name: For tests.
        text: What it does.
        key: What the key is called on the keyboard; "" shows none.
        icon: Name of an icon; "" shows none.
        kind: "" plain, "primary", "danger" or "quiet".

    The key itself is not bound here: keys belong to the window, whatever the focus is on.
    """

    def __init__(
        self,
        theme: Theme,
        object_name: str,
        text: str,
        *,
        key: str = "",
        icon: str = "",
        kind: str = "",
    ) -> None:
        super().__init__(text)
        named(self, object_name, f"{text} {key}".strip())
        self._theme = theme
        self._key = key
        self._icon_name = icon
        self._kind = kind
        if kind:
            self.setProperty("kind", kind)
        self.setAutoDefault(False)
        theme.changed.connect(self.updateGeometry)

    @property
    def key(self) -> str:
        return self._key

    def set_words(self, text: str) -> None:
        """Say something else on the same button."""
        self.setText(text)
        self.setAccessibleName(f"{text} {self._key}".strip())
        self.updateGeometry()

    def become(self, object_name: str, text: str, *, key: str, icon: str, kind: str) -> None:
        """Stand for something else in the same place."""
        self._key, self._icon_name, self._kind = key, icon, kind
        self.setObjectName(object_name)
        set_property(self, "kind", kind)
        self.set_words(text)
        self.update()

    def set_kind(self, kind: str) -> None:
        """Look otherwise from now on: "" plain, "primary", "danger" or "quiet"."""
        self._kind = kind
        set_property(self, "kind", kind)
        self.update()

    def set_available(self, why_not: str) -> None:
        """Switch on for "", else off, with the reason where people and screen readers look."""
        self.setEnabled(not why_not)
        set_plain_tooltip(self, why_not)
        self.setAccessibleDescription(why_not)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press on Enter too: a clerk who has moved here by keyboard expects it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        self.ensurePolished()
        width = 2 * _PADDING + QFontMetrics(self._text_font()).horizontalAdvance(self.text()) + 2
        if self._icon_name:
            width += self._theme.sizes.icon + (_SPACE if self.text() else 0)
        if self._key:
            width += _SPACE + self._chip_width()
        return QSize(width, self._theme.sizes.control + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        content = self.sizeHint().width() - 2 * _PADDING
        left = max(_PADDING // 2, (self.width() - content) // 2)
        left = self._paint_icon(painter, left)
        left = self._paint_text(painter, left)
        self._paint_chip(painter, left)
        painter.end()

    def _paint_icon(self, painter: QPainter, left: int) -> int:
        if not self._icon_name:
            return left
        side = self._theme.sizes.icon
        picture = self._theme.pixmap(self._icon_name, self._ink(), side, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, picture)
        return left + side + _SPACE

    def _paint_text(self, painter: QPainter, left: int) -> int:
        font = self._text_font()
        painter.setFont(font)
        painter.setPen(QColor(self._ink()))
        width = QFontMetrics(font).horizontalAdvance(self.text()) + 2
        area = QRect(left, 0, width, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        return left + width + (_SPACE - 2)

    def _paint_chip(self, painter: QPainter, left: int) -> None:
        if not self._key:
            return
        font = self._chip_font()
        height = QFontMetrics(font).height() + 2
        chip = QRect(left, (self.height() - height) // 2, self._chip_width(), height)
        ink = QColor(self._ink())
        line = QColor(ink)
        line.setAlpha(130)
        painter.setFont(font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(line, 1))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(ink)
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), self._key)

    def _text_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.sizes.text)
        font.setBold(self._kind == "primary")
        return font

    def _chip_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.sizes.scaled(12))
        font.setBold(False)
        return font

    def _chip_width(self) -> int:
        return QFontMetrics(self._chip_font()).horizontalAdvance(self._key) + 12

    def _ink(self) -> str:
        look = self._theme.palette
        if not self.isEnabled():
            return look.ink_soft
        if self.isChecked():
            return look.accent_deep
        inks = {
            "primary": look.on_accent,
            "danger": look.tones[Tone.BAD].ink,
            "quiet": look.accent,
        }
        return inks.get(self._kind, look.ink)
