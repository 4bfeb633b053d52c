"""The real window in a process of its own, whose event loop stops while somebody types.

Usage: python -m tests.e2e.hanging_program PROFILE

Signs in, types numbers that grow into the applicant's name for a few seconds, and stops for ever
in `stand_still`.  Before that it prints, as JSON, how old each number was when everything stopped.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from counter_app.bootstrap.window import open_window
from counter_app.runtime.hang_watch import watching_hangs
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.system_clock import SystemClock
from counter_app.ui.beat import Heartbeat
from counter_app.ui.hands import Hands
from tests.e2e.canary_program import sign_in

HANG_S = 0.8
BEAT_MS = 100
TYPES_FOR_S = 2.6
LOOK_MS = 40


def main(profile: str) -> None:
    paths = ProfilePaths(Path(profile))
    with watching_hangs(paths.logs, SystemClock().now, hang_s=HANG_S) as beat:
        window = open_window(paths.root)
        Heartbeat(beat, window.built.window, every_ms=BEAT_MS)
        hands = Hands(window.built.window)
        sign_in(window, hands)
        window.built.presenter.start_intake()
        hands.wait_until(lambda: hands.sees("intake_form"), "the form")
        typed = type_on(hands, window.built.window.findChild(QLineEdit, "intake_applicant_name"))
        stand_still(typed)


def type_on(hands: Hands, edit: QLineEdit) -> list[float]:
    """Type 0, 1, 2, …; returns when each was typed."""
    typed: list[float] = []
    begin = time.monotonic()
    while time.monotonic() - begin < TYPES_FOR_S:
        edit.setText(f"{len(typed):05d}")
        edit.textEdited.emit(edit.text())
        typed.append(time.monotonic())
        hands.look(LOOK_MS)
    return typed


def stand_still(typed: list[float]) -> None:
    """Say how old everything is, and never come back to the event loop."""
    now = time.monotonic()
    sys.stdout.write(json.dumps([round(now - at, 3) for at in typed]) + "\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
