"""The one look of the program: palette, sizes, style sheet and icons at the chosen text scale."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap

import resources
from counter_app.ui.icons import IconShelf
from counter_app.ui.tokens import (
    HIGH_CONTRAST,
    LIGHT,
    SCALE_PERCENT_MAX,
    SCALE_PERCENT_MIN,
    Palette,
    Sizes,
    Tone,
)

_SHEET: Final = Path(resources.ROOT) / "theme" / "counter.qss"
_PICTURES: Final = ("arrow-up", "arrow-down", "radio-off", "radio-on", "check-off", "check-on")
"""Drawings that only a style sheet can place; one file for light and one for dark grounds."""

_SIZES: Final = (
    "text_small",
    "text",
    "text_large",
    "title",
    "display",
    "clock",
    "control",
    "row",
    "icon",
    "badge",
    "rail_width",
)
FALLBACK_FAMILIES: Final = ("Microsoft YaHei UI", "Noto Sans CJK SC", "WenQuanYi Micro Hei")


class Theme(QObject):
    """What every widget that draws is given.

    Signals:
        changed: Scale or contrast changed; icons and sizes have to be taken anew.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        scale_percent: int = SCALE_PERCENT_MIN,
        is_high_contrast: bool = False,
        families: tuple[str, ...] = FALLBACK_FAMILIES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._families = families
        self._is_high_contrast = is_high_contrast
        self._sizes = Sizes(_bounded(scale_percent))
        self._icons = IconShelf()

    @property
    def palette(self) -> Palette:
        return HIGH_CONTRAST if self._is_high_contrast else LIGHT

    @property
    def sizes(self) -> Sizes:
        return self._sizes

    @property
    def is_high_contrast(self) -> bool:
        return self._is_high_contrast

    def set_scale(self, scale_percent: int) -> None:
        """Show everything at another size, 100 to 200 percent."""
        if _bounded(scale_percent) != self._sizes.scale_percent:
            self._sizes = Sizes(_bounded(scale_percent))
            self.changed.emit()

    def set_high_contrast(self, *, is_high_contrast: bool) -> None:
        if is_high_contrast != self._is_high_contrast:
            self._is_high_contrast = is_high_contrast
            self.changed.emit()

    def icon(self, name: str, colour: str | None = None) -> QIcon:
        """Return an icon of `resources/icons`, tinted; faded where its button is off."""
        return self._icons.icon(name, colour or self.palette.ink, self.palette.line_strong)

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return an icon as a picture of `size` logical pixels for a screen of this ratio."""
        return self._icons.pixmap(name, colour, size, ratio)

    def font(self) -> QFont:
        """Return the font of the body, for what is painted by hand."""
        font = QFont()
        font.setFamilies(list(self._families))
        font.setPixelSize(self._sizes.text)
        return font

    def tone_ink(self, tone: Tone) -> str:
        return self.palette.tones[tone].ink

    def stylesheet(self) -> str:
        """Return the style sheet of the application, every token replaced."""
        return Template(_SHEET.read_text(encoding="utf-8")).substitute(self._tokens())

    def qt_palette(self) -> QPalette:
        """Return the same colours for what Qt draws without the style sheet."""
        look, colours = self.palette, QPalette()
        for role, colour in (
            (QPalette.ColorRole.Window, look.ground),
            (QPalette.ColorRole.Base, look.surface),
            (QPalette.ColorRole.AlternateBase, look.surface_soft),
            (QPalette.ColorRole.Button, look.surface),
            (QPalette.ColorRole.Text, look.ink),
            (QPalette.ColorRole.WindowText, look.ink),
            (QPalette.ColorRole.ButtonText, look.ink),
            (QPalette.ColorRole.PlaceholderText, look.ink_soft),
            (QPalette.ColorRole.Highlight, look.accent),
            (QPalette.ColorRole.HighlightedText, look.on_accent),
            (QPalette.ColorRole.ToolTipBase, look.surface),
            (QPalette.ColorRole.ToolTipText, look.ink),
        ):
            colours.setColor(role, QColor(colour))
        return colours

    def _tokens(self) -> dict[str, str]:
        look, sizes = self.palette, self._sizes
        tokens = {name: getattr(look, name) for name in type(look).__slots__ if name != "tones"} | {
            name: f"{getattr(sizes, name)}px" for name in _SIZES
        }
        for tone, colours in look.tones.items():
            tokens[f"{tone.value}_ink"] = colours.ink
            tokens[f"{tone.value}_fill"] = colours.fill
            tokens[f"{tone.value}_line"] = colours.line
        tokens["families"] = ", ".join(f'"{family}"' for family in self._families)
        ground = "on-dark" if self._is_high_contrast else "on-light"
        for name in _PICTURES:
            file = _SHEET.parent / f"{name}-{ground}.svg"
            tokens[name.replace("-", "_")] = file.as_posix()
        return tokens


def _bounded(scale_percent: int) -> int:
    return max(SCALE_PERCENT_MIN, min(SCALE_PERCENT_MAX, scale_percent))
