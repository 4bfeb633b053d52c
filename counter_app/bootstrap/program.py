"""The program as a clerk starts it: one instance, logs, crash reports, the window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.setup_state import needs_setup
from counter_app.runtime.paths import ProfilePaths, is_writable
from counter_app.runtime.system_clock import SystemClock

if TYPE_CHECKING:
    from counter_app.runtime.hang_watch import Beat
    from counter_app.ui.program_bridge import ProgramBridge

VERSION: Final = "0.1.0"


def run_program(folder: Path) -> int:
    """Open the window of a counter and stay until it is closed.

    A folder without a counter opens the set-up window first.

    Returns:
        The exit code of the window's event loop; 0 when set-up was left without making a counter.

    Raises:
        AlreadyRunning: Another copy has this profile open; it was asked to come to the front.
        SettingsInvalid, UnreadableFile: What is there is no usable counter.
    """
    from counter_app.runtime.crash import CrashReport, CrashReporter, hard_crashes_to
    from counter_app.runtime.hang_watch import watching_hangs
    from counter_app.runtime.logs import logging_to
    from counter_app.runtime.single_instance import SingleInstance

    paths = ProfilePaths(folder.absolute())
    paths.make()
    bridges: list[ProgramBridge] = []

    def tell_second_start() -> None:
        for bridge in tuple(bridges):
            bridge.started_again.emit()

    def tell_crash(report: CrashReport) -> None:
        for bridge in tuple(bridges):
            bridge.broke.emit(report.name)

    reporter = CrashReporter(paths.logs, tell_crash, now=SystemClock().now, version=VERSION)

    def report_bug(error: Exception) -> None:
        reporter.report(error)

    beat: Beat = _no_beat
    with contextlib.ExitStack() as ends:
        if is_writable(paths):  # Else it is only looked at, and nobody is in the other's way.
            ends.enter_context(SingleInstance(paths.lock, tell_second_start))
            ends.enter_context(hard_crashes_to(paths.logs))
            beat = ends.enter_context(watching_hangs(paths.logs, SystemClock().now))
        ends.enter_context(logging_to(paths.logs))
        ends.enter_context(reporter.hooked())
        if needs_setup(paths):
            _set_up(paths, bridges)
            if needs_setup(paths):
                return 0
        return _work(paths, bridges, report_bug, beat)


def _set_up(paths: ProfilePaths, bridges: list[ProgramBridge]) -> None:
    """Show the set-up window until the counter is made or somebody thinks better of it."""
    from counter_app.bootstrap.first_setup import open_setup
    from counter_app.ui.program_bridge import ProgramBridge

    setup = open_setup(paths.root)
    bridges[:] = [ProgramBridge(setup.built)]
    try:
        setup.application.exec()
    finally:
        bridges.clear()
        setup.close()


def _no_beat() -> None:
    """On a disk that takes no writing nobody watches: there is nowhere to write to."""


def _work(
    paths: ProfilePaths,
    bridges: list[ProgramBridge],
    report_bug: Callable[[Exception], None],
    beat: Beat,
) -> int:
    from counter_app.bootstrap.window import open_window
    from counter_app.ui.beat import Heartbeat
    from counter_app.ui.program_bridge import ProgramBridge

    window = open_window(paths.root, report_bug=report_bug)
    bridges[:] = [ProgramBridge(window.built)]
    Heartbeat(beat, window.built.window)
    try:
        return int(window.application.exec())
    finally:
        bridges.clear()
        window.close()
