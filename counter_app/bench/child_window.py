"""The program as a clerk starts it, up to its first paint.  Argument: the profile's folder."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path


def main() -> None:
    """Do what `counter run` does, and end once the window is painted."""
    from counter_app.bootstrap.window import open_window
    from counter_app.runtime.crash import CrashReporter
    from counter_app.runtime.logs import logging_to
    from counter_app.runtime.paths import ProfilePaths
    from counter_app.runtime.single_instance import SingleInstance
    from counter_app.runtime.system_clock import SystemClock
    from counter_app.ui.program_bridge import ProgramBridge

    paths = ProfilePaths(Path(sys.argv[1]))
    with contextlib.ExitStack() as ends:
        ends.enter_context(SingleInstance(paths.lock, lambda: None))
        ends.enter_context(logging_to(paths.logs))
        reporter = CrashReporter(paths.logs, lambda _: None, now=SystemClock().now, version="0.1.0")
        ends.enter_context(reporter.hooked())
        window = open_window(paths.root)
        bridge = ProgramBridge(window.built)
        from counter_app.bench.first_paint import FirstPaint

        watcher = FirstPaint(window.built.window)
        window.application.exec()
        del watcher, bridge
        window.close()


if __name__ == "__main__":
    main()
