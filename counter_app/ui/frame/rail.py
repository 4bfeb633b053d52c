"""The bar at the left: where to go, and the keys that go there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.keys import Action, KeyTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.naming import named

_TIGHT_FROM_PERCENT = 140
"""From this size of text on, seven buttons need all the height of a small screen."""

_TIGHT_ICON_MAX = 28
_REFUSED_OPACITY = 0.45
"""Of a button that leads nowhere now; its dotted edge says so without colour too."""


class RailButton(QAbstractButton):
    """An icon, a word below it, and its key; the present page is marked by shape and weight."""

    def __init__(self, theme: Theme, action: Action, icon: str, words: str, key: str) -> None:
        super().__init__()
        named(self, f"rail_{action.name.lower()}", f"{words} {key}")
        self.setText(words)
        self._theme = theme
        self._icon = icon
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        sizes = self._theme.sizes
        height = self._side() + self._line(self._word_font()) + self._line(self._key_font())
        padding = GAP if sizes.scale_percent >= _TIGHT_FROM_PERCENT else 2 * GAP
        return QSize(sizes.rail_width, height + padding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(_REFUSED_OPACITY)
        self._paint_ground(painter)
        look = self._theme.palette
        top = GAP - 2
        side = self._side()
        if self.height() >= self.sizeHint().height() - 2:  # Else a word says more than a picture.
            picture = self._theme.pixmap(self._icon, look.on_rail, side, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, top, picture)
            top += side + 1
        painter.setPen(QColor(look.on_rail))
        for text, font in ((self.text(), self._word_font()), (self._key, self._key_font())):
            painter.setFont(font)
            area = QRect(0, top, self.width(), self._line(font))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
            top += self._line(font)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        look = self._theme.palette
        area = QRectF(self.rect()).adjusted(6, 1, -6, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self.isEnabled():
            painter.setPen(QPen(QColor(look.on_rail), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(area, 8, 8)
        elif self.isChecked() or self.underMouse() or self.isDown():
            painter.setBrush(QColor(look.rail_mark))
            painter.drawRoundedRect(area, 8, 8)
        if self.isChecked():
            painter.setBrush(QColor(look.focus_on_rail))
            painter.drawRoundedRect(QRectF(0, area.top() + 10, 4, area.height() - 20), 2, 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.focus_on_rail), 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)

    def _side(self) -> int:
        sizes = self._theme.sizes
        is_tight = sizes.scale_percent >= _TIGHT_FROM_PERCENT
        return min(sizes.icon_large, _TIGHT_ICON_MAX) if is_tight else sizes.icon_large

    def _word_font(self) -> QFont:
        font = QFont(self.font())
        sizes = self._theme.sizes
        font.setPixelSize(round(15 + 15 * (sizes.scale_percent - 100) / 130))
        font.setBold(self.isChecked())
        return font

    def _key_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(12 + 12 * (self._theme.sizes.scale_percent - 100) / 200))
        return font

    @staticmethod
    def _line(font: QFont) -> int:
        return round(QFontMetrics(font).height() * 0.9)


class Rail(QFrame):
    """Navigation and the two acts that are always possible: sync and lock.

    Signals:
        chosen: Action: what the clerk pressed.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, keys: KeyTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "rail", self.tr("导航"))
        self.setProperty("role", "rail")
        self._theme = theme
        self._buttons: dict[Action, RailButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, GAP + 4, 0, GAP)
        self._layout.setSpacing(4)
        self._brand = IconLabel(theme, "brand", size=30)
        self._layout.addWidget(self._brand, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addSpacing(GAP)
        self._add(
            keys,
            (
                (Action.NEW_CASE, "paper-new", self.tr("收件")),
                (Action.FIND, "list", self.tr("办件")),
                (Action.POST, "clipboard", self.tr("岗位")),
            ),
        )
        self._layout.addStretch(1)
        self._add(
            keys,
            (
                (Action.SYNC_NOW, "sync", self.tr("同步")),
                (Action.DEVICES, "printer", self.tr("设备")),
                (Action.HELP, "help", self.tr("帮助")),
                (Action.LOCK, "lock", self.tr("锁屏")),
            ),
        )
        self._take_theme()
        theme.changed.connect(self._take_theme)

    def mark(self, action: Action | None) -> None:
        """Mark which page is in front."""
        for its_action, button in self._buttons.items():
            button.setCheckable(its_action is action)
            button.setChecked(its_action is action)

    def leave_out(self, actions: Collection[Action]) -> None:
        """Show no way to what whoever is signed in may not see."""
        for action, button in self._buttons.items():
            button.setVisible(action not in actions)

    def button(self, action: Action) -> RailButton:
        return self._buttons[action]

    def _add(self, keys: KeyTable, entries: Sequence[tuple[Action, str, str]]) -> None:
        for action, icon, words in entries:
            button = RailButton(self._theme, action, icon, words, keys.key(action))
            button.clicked.connect(lambda _checked=False, chosen=action: self.chosen.emit(chosen))
            self._buttons[action] = button
            self._layout.addWidget(button)

    def _take_theme(self) -> None:
        self._brand.set_colour(self._theme.palette.focus_on_rail)
        self._brand.setVisible(self._theme.sizes.scale_percent < _TIGHT_FROM_PERCENT)
