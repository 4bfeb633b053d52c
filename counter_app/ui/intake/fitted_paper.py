"""The paper that would come out, as wide as there is room for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.labels import ElidedLabel, PlainLabel
from counter_app.ui.widgets.naming import named

_WIDEST = 420
"""Wider than this a receipt of 80 mm looks like a poster."""


class FittedPaper(QWidget):
    """A picture in a scroll area, or words that say why there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("intake_preview")
        self._theme = theme
        self._picture = QPixmap()
        self.caption = ElidedLabel("", "small")
        self.words = PlainLabel("", "small", wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.paper = named(QLabel(), "intake_preview_paper", self.tr("纸样"))
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area = named(QScrollArea(), "intake_preview_area", self.tr("纸样，用上下键滚动"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setWidget(self.paper)
        self.area.viewport().installEventFilter(self)
        self._well = QFrame()
        self._well.setProperty("role", "well")
        inside = QVBoxLayout(self._well)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self._well, 1)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_words("")

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    def show_png(self, png: bytes, caption: str) -> None:
        """Show a picture; bytes that are no picture show as words."""
        picture = QPixmap()
        if not picture.loadFromData(png):
            self.show_words(self.tr("没有纸样"))
            return
        self._picture = picture
        self.caption.setText(caption)
        self._show(is_picture=True)
        self._draw()

    def show_words(self, words: str) -> None:
        """Show why there is no picture."""
        self._picture = QPixmap()
        self.words.setText(words)
        self._show(is_picture=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Resize and self.has_picture:
            self._draw()
        return super().eventFilter(watched, event)

    def _show(self, *, is_picture: bool) -> None:
        self.words.setVisible(not is_picture)
        self.area.setVisible(is_picture)
        self.caption.setVisible(is_picture)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        width = min(self.area.viewport().width() - 2 * GAP, self._theme.sizes.scaled(_WIDEST))
        smooth = Qt.TransformationMode.SmoothTransformation
        drawn = self._picture.scaledToWidth(max(1, round(width * ratio)), smooth)
        drawn.setDevicePixelRatio(ratio)
        self.paper.setPixmap(drawn)

    def _take_theme(self) -> None:
        self.setMinimumHeight(self._theme.sizes.scaled(130))
