"""The icons of the program: our own SVG strokes, tinted and sharp at every screen ratio."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_FOLDER: Final = Path(resources.ROOT) / "icons"
_ICON_SIZES: Final = (16, 24, 32, 48)
_PIXMAPS_MAX: Final = 512


def icon_names() -> frozenset[str]:
    """Return the names of all icons that ship with the program."""
    return frozenset(path.stem for path in _FOLDER.glob("*.svg"))


class IconShelf:
    """Draws icons by name and keeps the last ones drawn."""

    def __init__(self) -> None:
        self._draw = lru_cache(maxsize=_PIXMAPS_MAX)(_draw)
        self._icon = lru_cache(maxsize=_PIXMAPS_MAX)(self._make_icon)

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        return self._draw(name, colour, size, ratio)

    def icon(self, name: str, colour: str, faded: str) -> QIcon:
        return self._icon(name, colour, faded)

    def _make_icon(self, name: str, colour: str, faded: str) -> QIcon:
        icon = QIcon()
        for size in _ICON_SIZES:
            icon.addPixmap(self._draw(name, colour, size, 1.0), QIcon.Mode.Normal)
            icon.addPixmap(self._draw(name, faded, size, 1.0), QIcon.Mode.Disabled)
        return icon


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    assert renderer.isValid(), f"{name} is no drawing"
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
