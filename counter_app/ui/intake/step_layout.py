"""Where the four steps stand: side by side, or below one another when the text is large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card, scrolled

_WIDE: Final = 1_120
_HALF: Final = 800
"""Least widths, in pixels at 100 percent, for three columns and for two."""

_PLACES: Final = MappingProxyType(
    {
        3: ((0, 0, 2), (0, 1, 1), (1, 1, 1), (0, 2, 2)),
        2: ((0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)),
        1: ((0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1)),
    }
)
"""Row, column and rows of each step, by the number of columns."""

_SHARES: Final = MappingProxyType({3: (11, 14, 9), 2: (10, 11, 0), 1: (1, 0, 0)})


class StepLayout(QWidget):
    """Bars above, four cards below; what has the keyboard is always in sight.

    Args:
        theme: Sizes.
        bars: Above the cards, hidden while they have nothing to say; they do not scroll.
        cards: Applicant, item, materials, conclusion.
        area_of: What should be in sight together with a widget that has the keyboard: a part
            of the page and its area, or None for the widget alone.
    """

    def __init__(
        self,
        theme: Theme,
        bars: Sequence[QWidget],
        cards: Sequence[Card],
        area_of: Callable[[QWidget], tuple[QWidget, QRect] | None],
    ) -> None:
        super().__init__()
        self.setObjectName("intake_steps")
        self._theme = theme
        self._cards = tuple(cards)
        self._area_of = area_of
        self._columns = 0
        self._is_choosing = True
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP + 4)
        self._ground = QWidget()
        inner = QVBoxLayout(self._ground)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        inner.addLayout(self._grid, 1)
        pinned = QVBoxLayout()
        pinned.setContentsMargins(2 * GAP, 0, 2 * GAP, 0)
        pinned.setSpacing(GAP)
        for bar in bars:
            pinned.addWidget(bar)
        self._scroll = scrolled(self._ground, "intake_scroll")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(pinned)
        outer.addWidget(self._scroll, 1)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._show_focus)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        theme.changed.connect(self._arrange)
        self._arrange()

    @property
    def columns(self) -> int:
        return self._columns

    def share_height(self, *, is_choosing: bool) -> None:
        """Give what is left of the height to the search, or else to the checklist."""
        self._is_choosing = is_choosing
        gives_search = is_choosing and self._columns == len(_SHARES)
        self._grid.setRowStretch(0, 1 if gives_search else 0)
        self._grid.setRowStretch(1, 0 if gives_search else 1)

    def follow(self) -> None:
        """Bring what has the keyboard into sight once the layout has settled."""
        self._settled.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._ground.isAncestorOf(now):
            self.follow()

    def _show_focus(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or not self._ground.isAncestorOf(focus):
            return
        widget, area = self._area_of(focus) or (focus, focus.rect())
        top_left = widget.mapTo(self._ground, area.topLeft())
        room = self._scroll.viewport().height()
        if area.height() > room - 4 * GAP:
            self._scroll.verticalScrollBar().setValue(top_left.y() - GAP)
        else:
            middle = top_left.y() + area.height() // 2
            self._scroll.ensureVisible(0, middle, 0, area.height() // 2 + 2 * GAP)

    def _arrange(self) -> None:
        """Stand side by side as far as the width allows at this size of text."""
        logical = self.width() * 100 // self._theme.sizes.scale_percent
        columns = 3 if logical >= _WIDE else 2 if logical >= _HALF else 1
        if columns == self._columns:
            return
        self._columns = columns
        for card, (row, column, rows) in zip(self._cards, _PLACES[columns], strict=True):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, row, column, rows, 1)
        for column, share in enumerate(_SHARES[columns]):
            self._grid.setColumnStretch(column, share)
        self.share_height(is_choosing=self._is_choosing)
