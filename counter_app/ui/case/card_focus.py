"""From card to card with one key: the focus goes to the first thing in the next one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


def focus_next_card(cards: Sequence[QWidget], area: QScrollArea) -> None:
    """Focus the next card that has anything to focus, behind the last the first again.

    Args:
        cards: In the order of the key.
        area: Scrolls them; what gets the focus is brought into sight.
    """
    focus = QApplication.focusWidget()
    at = next((n for n, card in enumerate(cards) if focus and card.isAncestorOf(focus)), -1)
    for step in range(1, len(cards) + 1):
        target = _first_focusable(cards[(at + step) % len(cards)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            area.ensureWidgetVisible(target)
            return


def _first_focusable(card: QWidget) -> QWidget | None:
    widgets = (
        widget
        for widget in card.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.isVisible()
    )
    return next(widgets, None)
