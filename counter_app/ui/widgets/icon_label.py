"""An icon as a widget of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone


class IconLabel(QWidget):
    """Shows one icon beside words that say the same; screen readers pass over it.

    Args:
        theme: Colours and sizes.
        name: Name of the icon.
        tone: Its colour.
        size: Side at 100 percent, in pixels; it grows with the text.
    """

    def __init__(
        self, theme: Theme, name: str, tone: Tone = Tone.NEUTRAL, *, size: int = 20
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._colour = ""
        self._tone = tone
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_icon(self, name: str, tone: Tone) -> None:
        self._name, self._tone = name, tone
        self.update()

    def set_colour(self, colour: str) -> None:
        """Draw in a colour of its own, as #rrggbb, instead of the tone's."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = self._theme.sizes.scaled(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        side = min(self.width(), self.height())
        colour = self._colour or self._theme.tone_ink(self._tone)
        picture = self._theme.pixmap(self._name, colour, side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
        painter.end()
