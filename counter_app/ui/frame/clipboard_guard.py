"""Takes from the clipboard again what was copied out of this program."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEEP_MS: Final = 30_000
"""How long a copied text may be pasted elsewhere."""


class ClipboardGuard(QObject):
    """Clears what this program put into the clipboard, half a minute later or when told to.

    What another program has put there since is left alone.  A clipboard history of the system
    keeps copies that nobody can call back.
    """

    def __init__(
        self, clipboard: QClipboard, parent: QObject | None = None, *, keep_ms: int = KEEP_MS
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._copied = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(keep_ms)
        self._timer.timeout.connect(self.forget)
        clipboard.dataChanged.connect(self._on_changed)

    def forget(self) -> None:
        """Clear the clipboard if it still holds a text of ours: after a while, at lock, at exit."""
        self._timer.stop()
        copied, self._copied = self._copied, ""
        if copied and self._clipboard.text() == copied:
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _on_changed(self) -> None:
        # Not every window system knows the owner; who has the keyboard has just copied.
        is_ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        self._copied = self._clipboard.text() if is_ours else ""
        if self._copied:
            self._timer.start()
        else:
            self._timer.stop()
