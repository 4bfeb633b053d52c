"""The program as a clerk starts it: one instance, logs, crash reports, the window."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.system_clock import SystemClock

VERSION: Final = "0.1.0"


def run_program(folder: Path) -> int:
    """Open the window of a counter and stay until it is closed.

    Returns:
        The exit code of the window's event loop.

    Raises:
        AlreadyRunning: Another copy has this profile open; it was asked to come to the front.
        NoProfile, SettingsInvalid, UnreadableFile: There is no usable counter there.
    """
    from counter_app.bootstrap.window import open_window
    from counter_app.runtime.crash import CrashReport, CrashReporter
    from counter_app.runtime.logs import logging_to
    from counter_app.runtime.single_instance import SingleInstance
    from counter_app.ui.program_bridge import ProgramBridge

    paths = ProfilePaths(folder.absolute())
    paths.make()
    bridges: list[ProgramBridge] = []

    def tell_second_start() -> None:
        for bridge in bridges:
            bridge.started_again.emit()

    def tell_crash(report: CrashReport) -> None:
        for bridge in bridges:
            bridge.broke.emit(report.name)

    reporter = CrashReporter(paths.logs, tell_crash, now=SystemClock().now, version=VERSION)

    def report_bug(error: Exception) -> None:
        reporter.report(error)

    with contextlib.ExitStack() as ends:
        ends.enter_context(SingleInstance(paths.lock, tell_second_start))
        ends.enter_context(logging_to(paths.logs))
        ends.enter_context(reporter.hooked())
        window = open_window(paths.root, report_bug=report_bug)
        bridges.append(ProgramBridge(window.built))
        try:
            return int(window.application.exec())
        finally:
            window.close()
