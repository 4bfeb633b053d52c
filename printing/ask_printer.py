"""Asks one printer how it is, once: for `counter doctor`."""

from __future__ import annotations

from printing.drivers.make_port import make_port
from printing.drivers.settings import PrinterSettings
from printing.drivers.status import PrinterCondition
from printing.drivers.status_line import BEFORE_JOB, AnswerHabit, StatusLine
from printing.profiles import profile, profile_for_paper


def ask_printer(settings: PrinterSettings) -> PrinterCondition:
    """Open the printer's port, ask, close it; nothing is printed.

    Returns:
        What it said; a printer that says nothing, or cannot, is unknown and not broken.

    Raises:
        PrinterUnreachable: The port cannot be opened.
        SettingsInvalid: There is no such profile.
    """
    paper = "80" if settings.paper == "a4" else settings.paper
    model = profile(settings.profile) if settings.profile else profile_for_paper(paper)
    port = make_port(settings, model)
    port.open("")
    try:
        if not port.is_two_way:
            return PrinterCondition()
        return StatusLine(port, AnswerHabit(model)).ask(BEFORE_JOB)
    finally:
        port.close()
