"""The reader's USB adapter as one line of the settings, so that another COM number is no matter.

1a86:7523 A50285BI 1-1.2        vid:pid, serial number, place; "-" for what it does not tell
"""

from __future__ import annotations

import re
from typing import Final

from counter_app.domain.reader_news import PortIdentity

ADAPTER_LINE: Final = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4}) ([!-~]{1,64}) ([!-~]{1,64})")
_UNTOLD: Final = "-"


def adapter_line(identity: PortIdentity | None) -> str:
    """Return the line for an adapter; "" where there is none or its names do not fit a line."""
    if identity is None:
        return ""
    parts = [identity.serial_number or _UNTOLD, identity.location or _UNTOLD]
    line = f"{identity.vid:04x}:{identity.pid:04x} {' '.join(parts)}"
    return line if ADAPTER_LINE.fullmatch(line) else ""


def adapter_of(line: str) -> PortIdentity | None:
    """Return the adapter that a line names; None for a line that names none."""
    found = ADAPTER_LINE.fullmatch(line)
    if found is None:
        return None
    serial, place = (None if part == _UNTOLD else part for part in found.groups()[2:])
    return PortIdentity(
        vid=int(found[1], 16), pid=int(found[2], 16), serial_number=serial, location=place
    )
