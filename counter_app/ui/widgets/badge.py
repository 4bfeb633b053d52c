"""Status pills: colour, shape and word together."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look, look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.naming import set_plain_tooltip

_PADDING = 8
_SPACE = 5


def badge_font(theme: Theme, base: QFont) -> QFont:
    """Return the font of badges."""
    font = QFont(base)
    font.setPixelSize(theme.sizes.text_small)
    return font


def badge_size(theme: Theme, font: QFont, text: str) -> QSize:
    """Return how much room a badge wants."""
    width = QFontMetrics(font).horizontalAdvance(text) + _icon_size(theme) + _SPACE
    return QSize(width + 2 * _PADDING + 2, theme.sizes.badge)


def paint_badge(painter: QPainter, area: QRect, theme: Theme, look: Look, text: str) -> None:
    """Draw a badge into the left of `area`, in the middle of its height; long text is elided.

    The painter's font is used as it is.
    """
    colours = theme.palette.tones[look.tone]
    metrics = QFontMetrics(painter.font())
    wanted = badge_size(theme, painter.font(), text)
    width, height = min(wanted.width(), area.width()), min(wanted.height(), area.height())
    top = area.top() + (area.height() - height) // 2
    pill = QRectF(area.left() + 0.5, top + 0.5, width - 1, height - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.fill))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    side = _icon_size(theme)
    ratio = painter.device().devicePixelRatio()
    icon = theme.pixmap(look.icon, colours.ink, side, ratio)
    painter.drawPixmap(area.left() + _PADDING, top + (height - side) // 2, icon)
    words = QRect(area.left() + _PADDING + side + _SPACE, top, 0, height)
    words.setRight(area.left() + width - _PADDING)
    painter.setPen(QColor(colours.ink))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _icon_size(theme: Theme) -> int:
    return theme.sizes.scaled(15)


class Badge(QWidget):
    """A pill with an icon and a word.

    Args:
        theme: Colours and sizes.
        object_name: For tests; the spoken name is the word itself.
    """

    def __init__(self, theme: Theme, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._theme = theme
        self._look = Look(Tone.NEUTRAL, "circle")
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_state(self, state: Enum, text: str | None = None) -> None:
        """Show a state of `looks`, by its official name or by words that say more."""
        self.show_look(look_of(state), name_of(state) if text is None else text)

    def show_look(self, look: Look, text: str) -> None:
        self._look, self._text = look, text
        self.setAccessibleName(text)
        set_plain_tooltip(self, text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        return self._text

    @property
    def look(self) -> Look:
        return self._look

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return badge_size(self._theme, badge_font(self._theme, self.font()), self._text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.sizes.scaled(64)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        painter = QPainter(self)
        painter.setFont(badge_font(self._theme, self.font()))
        paint_badge(painter, self.rect(), self._theme, self._look, self._text)
        painter.end()
