"""One small duty, done again and again on a thread of its own until the program ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

STOP_S = 2.0


class Periodic:
    """Calls `duty` every `every_s` seconds, and once more when stopped."""

    def __init__(self, name: str, duty: Callable[[], None], *, every_s: float) -> None:
        self._duty = duty
        self._every_s = every_s
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the duty is done a last time before this returns."""
        self._is_stopping.set()
        self._thread.join(STOP_S)
        self._duty()

    def _run(self) -> None:
        while not self._is_stopping.wait(self._every_s):
            self._duty()
