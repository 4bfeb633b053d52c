"""`counter demo`: a throw-away county, counter and devices; a whole morning when headless."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options

OUT_DEFAULT = "demo-output"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument("--headless", action="store_true", help="不开窗口，自动演完一个上午")
    parser.add_argument("--out", metavar="DIR", help="保存文书、画面和小结的目录")


def run(arguments: argparse.Namespace) -> Answer:
    """Play the morning, or open the window and its device panel."""
    if arguments.headless:
        return _headless(Path(arguments.out or OUT_DEFAULT))
    from counter_app.demo.desktop import open_desktop

    with tempfile.TemporaryDirectory(prefix="counter-demo-") as folder:
        code = open_desktop(Path(arguments.out or folder))
    return Answer({"exit_code": code}, "", exit_code=code)


def _headless(out: Path) -> Answer:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from counter_app.demo.morning import play_morning

    sys.stderr.write("正在演示一个上午：县局、读卡器、打印机、窗口都是真的部件……\n")
    summary = play_morning(out)
    printed = summary["documents_printed"]
    lines = (
        f"办件 {summary['cases']} 件，事件 {summary['events']} 条，出纸 {printed} 份",
        f"县局已收 {summary['county_events']} 条，未收 {summary['unsynced']} 条",
        f"用时 {summary['seconds']} 秒；文书和画面在 {out}",
    )
    return Answer(summary, "\n".join(lines))
