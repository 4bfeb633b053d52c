"""The window's heartbeat: a timer of its event loop, which a hang stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

BEAT_MS: Final = 1_000


class Heartbeat(QTimer):
    """Calls somebody from the event loop once a second, as long as the loop turns."""

    def __init__(self, beat: Callable[[], None], parent: QObject, every_ms: int = BEAT_MS) -> None:
        super().__init__(parent)
        self.setInterval(every_ms)
        self.timeout.connect(beat)
        self.start()
