"""A real window that somebody works at, in a process of its own; what a bench's child shares."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer

from counter_app.bootstrap.window import OpenWindow, open_window


def tell_of_work(
    folder: Path, limit_ms: int, begin: Callable[[OpenWindow], Callable[[], Mapping[str, object]]]
) -> None:
    """Open a profile's window, work until its event loop ends, and print what was found.

    The process ends with a message when the work ended badly, took too long, or met a bug.

    Args:
        folder: The profile.
        limit_ms: A window that nobody gets into ends by itself after so long.
        begin: Begins the work; what it returns is asked for the figures, printed as one JSON
            object, once the loop has ended.
    """
    bugs: list[Exception] = []
    window = open_window(folder, report_bug=bugs.append)
    try:
        figures = begin(window)
        QTimer.singleShot(limit_ms, lambda: window.application.exit(1))
        code = window.application.exec()
    finally:
        window.close()
    if code or bugs:
        sys.exit(f"{code}: {[type(bug).__name__ for bug in bugs]}")
    sys.stdout.write(json.dumps(figures()) + "\n")
