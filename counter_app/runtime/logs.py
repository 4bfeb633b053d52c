"""Rotating logs without personal data: one JSON object a line.

A line break inside a value stays escaped, so nobody can forge a line.  What must be kept for
supervision is the event log; these files are for the people who repair the machine.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from counter_app.runtime.system_clock import CHINA
from counter_app.runtime.traceback_text import mask_numbers, safe_traceback

LOG_FILE: Final = "counter.log"
LOG_BYTES_MAX: Final = 2 * 1024 * 1024
LOG_FILES_MAX: Final = 5
MESSAGE_CHARACTERS_MAX: Final = 4_000

# Libraries that describe requests or statements, and so people, below this level.
_QUIET: Final = ("sqlalchemy", "urllib3", "uvicorn.access", "PIL", "fontTools", "asyncio")


class SafeFormatter(logging.Formatter):
    """Makes one JSON line of a record; masks numbers, withholds foreign exceptions' words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        line = {
            "at": datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "thread": record.threadName,
            "message": mask_numbers(record.getMessage())[:MESSAGE_CHARACTERS_MAX],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = safe_traceback(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


class _SteadyHandler(logging.handlers.RotatingFileHandler):
    """A log that cannot be written, on a full disk for instance, never stops the work."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Drop the line: printing it would put it on a console that nobody masks."""


@contextmanager
def logging_to(folder: Path, *, level: int = logging.INFO) -> Iterator[Path]:
    """Send everything that is logged in this block to a rotating file.

    Args:
        folder: Must exist; at most `LOG_FILES_MAX` files of `LOG_BYTES_MAX` are kept in it.
        level: Records below it are dropped.

    Yields:
        The file written to.
    """
    path = folder / LOG_FILE
    handler = _SteadyHandler(
        path, maxBytes=LOG_BYTES_MAX, backupCount=LOG_FILES_MAX - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    level_before = root.level
    quiet_before = {name: logging.getLogger(name).level for name in _QUIET}
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield path
    finally:
        root.removeHandler(handler)
        root.setLevel(level_before)
        for name, before in quiet_before.items():
            logging.getLogger(name).setLevel(before)
        handler.close()
