"""Shows a paper as it leaves the printer, at any size."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

_ZOOM_PERCENT: Final = (50, 75, 100, 150, 200)
_ZOOM_OF_FITTED: Final = (50, 75, 100, 150, 200, 300, 400)
"""A scan has more dots than the screen: its 100 % is as wide as there is room."""


class PaperPreview(QWidget):
    """A picture of a paper on a grey ground, with buttons to enlarge it."""

    def __init__(self, theme: Theme, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._picture = QPixmap()
        self._zoom = 2
        self._steps: tuple[int, ...] = _ZOOM_PERCENT
        self._scale = 1.0
        self.caption = PlainLabel("", "strong", wraps=True)
        self.paper = named(QLabel(), f"{object_name}_paper", self.tr("纸样"))
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.zoom_out = KeyButton(
            theme, f"{object_name}_zoom_out", self.tr("缩小"), icon="zoom-out", kind="quiet"
        )
        self.zoom_in = KeyButton(
            theme, f"{object_name}_zoom_in", self.tr("放大"), icon="zoom-in", kind="quiet"
        )
        self.area = named(QScrollArea(), f"{object_name}_area", self.tr("纸样，可滚动"))
        self.area.setWidget(self.paper)
        self.area.setWidgetResizable(True)
        self._build()
        self.zoom_in.clicked.connect(lambda: self._zoom_by(1))
        self.zoom_out.clicked.connect(lambda: self._zoom_by(-1))

    def show_scan(self, content: bytes, caption: str, *, width: int) -> None:
        """Show a picture that may have more dots than there is room, not wider than `width`."""
        self.show_png(content, caption)
        if not self._picture.isNull():
            self._steps = _ZOOM_OF_FITTED
            self._scale = min(1.0, width / self._picture.width())
            self._draw()

    def show_png(self, png: bytes, caption: str) -> None:
        """Show a picture; bytes that are no picture show as words."""
        picture = QPixmap()
        self._steps, self._scale = _ZOOM_PERCENT, 1.0
        self._zoom = min(self._zoom, len(self._steps) - 1)
        if not picture.loadFromData(png):
            self.show_words(self.tr("没有纸样"), caption)
            return
        self._picture = picture
        self.caption.setText(caption)
        self._draw()

    def show_words(self, words: str, caption: str = "") -> None:
        """Show why there is no picture."""
        self._picture = QPixmap()
        self.caption.setText(caption)
        self.paper.setTextFormat(Qt.TextFormat.PlainText)
        self.paper.setText(words)
        self._set_zoom_buttons()

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    @property
    def zoom_percent(self) -> int:
        return self._steps[self._zoom]

    def _zoom_by(self, steps: int) -> None:
        self._zoom = max(0, min(len(self._steps) - 1, self._zoom + steps))
        self._draw()

    def _draw(self) -> None:
        self._set_zoom_buttons()
        if self._picture.isNull():
            return
        width = round(self._picture.width() * self._scale * self.zoom_percent / 100)
        smooth = Qt.TransformationMode.SmoothTransformation
        self.paper.setPixmap(self._picture.scaledToWidth(max(1, width), smooth))

    def _set_zoom_buttons(self) -> None:
        self.zoom_in.setEnabled(self.has_picture and self._zoom < len(self._steps) - 1)
        self.zoom_out.setEnabled(self.has_picture and self._zoom > 0)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.caption, 1)
        head.addWidget(self.zoom_out)
        head.addWidget(self.zoom_in)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)
        self._set_zoom_buttons()
