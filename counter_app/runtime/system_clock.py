"""The machine's clocks: the only place of the program that reads them.

The wall clock is a claim: a clerk, a dead battery or a virus can set it.  The monotonic clock is
honest within one boot, and the boot id says which boot that was.
"""

from __future__ import annotations

import re
import secrets
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))
"""China has had one offset and no summer time since 1991, so no zone database is needed."""

_BOOT_ID_FILE: Final = Path("/proc/sys/kernel/random/boot_id")
_HEX_8: Final = re.compile(r"[0-9a-f]{8}")


class SystemClock:
    """The real clock; implements `counter_app.ports.Clock`."""

    def __init__(self) -> None:
        self._boot_id = _windows_boot_id() or read_boot_id(_BOOT_ID_FILE)

    def now(self) -> datetime:
        """Return the wall clock, aware, at +08:00 whatever zone the machine is set to."""
        return datetime.now(CHINA)

    def monotonic_ms(self) -> int:
        """Return milliseconds since boot, sleep included; never goes back within one boot."""
        if sys.platform == "linux":
            return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return time.monotonic_ns() // 1_000_000

    @property
    def boot_id(self) -> str:
        """8 hex digits: the same for all programs of one boot where the system tells it."""
        return self._boot_id


def read_boot_id(path: Path) -> str:
    """Return the first 8 hex digits of a Linux boot id file.

    Where the system does not tell, the answer is random: two runs then count as two boots,
    which makes their monotonic times incomparable, and never wrong.
    """
    try:
        found = _HEX_8.match(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        found = None
    return found.group() if found else secrets.token_hex(4)


def _windows_boot_id() -> str | None:
    """Return the boot count that Windows keeps for its prefetcher, as 8 hex digits."""
    if sys.platform != "win32":
        return None
    import winreg

    place = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            count, _ = winreg.QueryValueEx(key, "BootId")
    except OSError:
        return None
    return f"{count:08x}" if isinstance(count, int) else None
