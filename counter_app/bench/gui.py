"""How long the window cannot answer while it saves, prints and reads cards.

The exchange with the county is not part of it: there is none in this measurement.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median
from typing import Final, Literal

from counter_app.bench.receipt import learnt_printer
from counter_app.bench.rows import Plan, Row
from counter_app.bench.start import PASSWORD, USER, throwaway_counter
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import Timing, VirtualReader
from counter_app.runtime.settings import PrinterSettings
from printing.drivers.virtual import VirtualPrinter

FRAME_MS: Final = 16
_CARD_EVERY_S: Final = 0.7
_TIMING: Final = Timing(find_ms=20, select_ms=20, read_ms=50)


def longest_block(plan: Plan) -> list[Row]:
    """Measure a window in a process of its own, with a reader and a printer that are simulated."""
    runs, cases = plan.pick(5, 1), plan.pick(30, 8)
    printed = 0
    longest = []
    endpoint: Literal["pty", "tcp"] = "tcp" if sys.platform == "win32" else "pty"
    for run in range(runs):
        with (
            VirtualReader(endpoint, timing=_TIMING) as reader,
            VirtualPrinter(learnt_printer()) as printer,
            throwaway_counter(
                plan.folder / str(run),
                plan.pick(2_000, 200),
                reader_url=reader.url,
                printers=(
                    PrinterSettings(
                        name="小票打印机",
                        address=printer.address,
                        profile="generic-80",
                        paper="80",
                    ),
                ),
            ) as profile,
        ):
            told = _at_work([str(profile), USER, PASSWORD, str(cases)], reader)
            printed += len(printer.sheets)
        assert told["saved"] == cases, "every case was saved"
        assert told["cards"], "cards were read"
        longest.append(told["longest_ms"])
    assert printed, "papers came out"
    return [Row("gui.longest_block", median(longest), "ms", FRAME_MS, runs)]


def _at_work(arguments: list[str], reader: VirtualReader) -> dict[str, float]:
    """Run the window and lay a card down every now and then, until it ends."""
    command = [sys.executable, "-m", "counter_app.bench.child_desk", *arguments]
    cards = 0
    quiet = os.environ | {"QT_LOGGING_RULES": "default.warning=false"}  # Of the offscreen screen.
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdout=subprocess.PIPE, env=quiet
    ) as child:
        while child.poll() is None:
            reader.put(invent_card(seed=cards))
            cards += 1
            try:
                child.wait(_CARD_EVERY_S)
            except subprocess.TimeoutExpired:
                reader.lift()
        assert child.stdout is not None, "it was asked for"
        assert child.returncode == 0, "the window ended well"
        told: dict[str, float] = json.loads(child.stdout.read())
    return told
