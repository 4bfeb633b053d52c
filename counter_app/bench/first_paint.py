"""Watches a window until it has been painted, then tells what that took, and ends the process."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_STATM: Final = Path("/proc/self/statm")


class FirstPaint(QObject):
    """Prints one JSON object after the first paint: when, how much memory, which modules."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._is_told = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note the window's first paint; what lies on it is painted in the same turn."""
        if event.type() is QEvent.Type.Paint and not self._is_told:
            self._is_told = True
            QTimer.singleShot(0, self._tell)
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        told = {
            "at": time.perf_counter(),
            "resident_mb": resident_mb(),
            "modules": sorted(sys.modules),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        QCoreApplication.quit()


def resident_mb() -> float | None:
    """Return the memory that this process holds, in MB; None where the system does not say."""
    if not _STATM.exists():
        return None
    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
