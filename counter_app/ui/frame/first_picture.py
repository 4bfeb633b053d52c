"""Puts off what need not be there for the window's first picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPicture(QObject):
    """Does something once a window has been painted, and not before.

    A slow machine takes longer to its first picture than any number of milliseconds says; what
    is loaded in that time stands between the clerk and the sign-in page.
    """

    def __init__(self, window: QWidget, after_ms: int, act: Callable[[], None]) -> None:
        """Watch a window.

        Args:
            window: Owns this object; one that is never shown is not waited for.
            after_ms: How long to wait at least, and between two looks.
            act: Called once, from the event loop.
        """
        super().__init__(window)
        self._window = window
        self._act = act
        self._is_painted = False
        self._timer = QTimer(self)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._look)
        window.installEventFilter(self)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note the first paint."""
        if event.type() is QEvent.Type.Paint:
            self._is_painted = True
            self._window.removeEventFilter(self)
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        if self._window.isVisible() and not self._is_painted:
            return
        self._timer.stop()
        self._act()
