"""Hands at the keyboard: plays a clerk on the real window, for the demo and for acceptance.

Only keys are pressed and only what is seen is waited for; no presenter or service is called.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

WAIT_S: Final = 20.0
_SLICE_MS: Final = 20
_TABS_MAX: Final = 80


class NothingHappened(AssertionError):
    """What a clerk would have waited for did not come."""


class Hands:
    """Ten fingers and two eyes in front of one window.

    Attributes:
        presses: Keys pressed since `presses` was last set to 0; a combination counts as one.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.presses = 0
        window.activateWindow()  # Offscreen, nobody else does.
        self.look(100)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as Qt writes them: F10, Return, Ctrl+Return, 0."""
        for key in keys:
            QTest.keySequence(self._target(), QKeySequence(key))
            self.presses += 1
            self.look()

    def write(self, text: str) -> None:
        """Type a text; what no key can give comes from the input method, in one piece."""
        if text.isascii():
            QTest.keyClicks(self._target(), text)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QCoreApplication.sendEvent(self._target(), event)
        self.presses += len(text)
        self.look()

    def go_to(self, object_name: str) -> None:
        """Press Tab until the keyboard is on a widget.

        Raises:
            NothingHappened: Going once round did not lead there.
        """
        for _ in range(_TABS_MAX):
            focus = QApplication.focusWidget()
            if focus is not None and focus.objectName() == object_name:
                return
            self.press("Tab")
        raise NothingHappened(f"no way to {object_name} by Tab")

    def focus_name(self) -> str:
        """Return the name of the widget that has the keyboard; "" for none."""
        focus = QApplication.focusWidget()
        return focus.objectName() if focus is not None else ""

    def look(self, milliseconds: int = _SLICE_MS) -> None:
        """Let the window work for a moment."""
        # An event loop of its own rather than processEvents again and again: it sleeps between.
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def wait_until(
        self, is_so: Callable[[], bool], what: str, *, timeout_s: float = WAIT_S
    ) -> None:
        """Watch the window until something is so.

        Raises:
            NothingHappened: It did not become so in time; `what` is named.
        """
        end = time.monotonic() + timeout_s
        while not is_so():
            if time.monotonic() > end:
                raise NothingHappened(what)
            self.look()

    def sees(self, object_name: str) -> bool:
        """Whether a widget of that name is on the screen."""
        found = self._window.findChild(QWidget, object_name)
        return found is not None and found.isVisible()

    def picture(self, path: Path) -> None:
        """Save what is on the screen as PNG."""
        self.look(60)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(path), "PNG")

    def _target(self) -> QWidget:
        """Return who has the keyboard: a dialog in front, else the focus, else the window."""
        focus = QApplication.focusWidget()
        if focus is not None:
            return focus
        modal = QApplication.activeModalWidget()
        return modal if modal is not None else self._window
