"""The foot of the window: reader, printers and county line, each as colour, shape and word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import badge_font, badge_size, paint_badge
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.naming import named, set_plain_tooltip

_RING = 3


class StatusLamp(QAbstractButton):
    """A badge that tells more when it is pressed."""

    def __init__(self, theme: Theme, object_name: str) -> None:
        super().__init__()
        named(self, object_name, object_name)
        self._theme = theme
        self._look = Look(Tone.NEUTRAL, "question")
        self._more = ""
        theme.changed.connect(self.updateGeometry)

    def show_look(self, look: Look, text: str, more: str) -> None:
        """Show a state; `more` is told on a press."""
        self._look, self._more = look, more
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(more)
        set_plain_tooltip(self, more)
        self.updateGeometry()
        self.update()

    @property
    def more(self) -> str:
        return self._more

    @property
    def look(self) -> Look:
        return self._look

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        hint = badge_size(self._theme, badge_font(self._theme, self.font()), self.text())
        return hint + QSize(2 * _RING, 2 * _RING)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        painter = QPainter(self)
        painter.setFont(badge_font(self._theme, self.font()))
        inner = self.rect().adjusted(_RING, _RING, -_RING, -_RING)
        paint_badge(painter, inner, self._theme, self._look, self.text())
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.palette.focus), 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.end()


class StatusLine(QFrame):
    """Lamps in a row, in a second row where the text is large.

    Signals:
        told_more: str: the clerk pressed a lamp; its whole story.
        county_wanted: The clerk pressed the county's lamp, which has a page of its own.
    """

    told_more = Signal(str)
    county_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "status_line", self.tr("设备和县局状态"))
        self.setProperty("role", "status")
        self._theme = theme
        self._lamps: dict[str, StatusLamp] = {}
        self._box = FlowBox(gap=GAP // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, 3, GAP + 4, 3)
        layout.addWidget(self._box)
        self.lamp("county")
        self.lamp("reader")

    def lamp(self, name: str) -> StatusLamp:
        """Return the lamp of that name; a new one is added at the end."""
        if name not in self._lamps:
            lamp = StatusLamp(self._theme, f"lamp_{name}")
            if name == "county":
                lamp.clicked.connect(self.county_wanted)
            else:
                lamp.clicked.connect(lambda _checked=False: self.told_more.emit(lamp.more))
            self._lamps[name] = lamp
            self._box.add(lamp)
        return self._lamps[name]
