"""Shows the time of the counter's clock once a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from counter_app.ports import Clock


TICK_MS: Final = 1_000


class Ticking(QObject):
    """Calls `show` with the present at once and then every second."""

    def __init__(self, clock: Clock, show: Callable[[datetime], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._show = show
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        self._tick()

    def _tick(self) -> None:
        self._show(self._clock.now())
