"""The county's clock: the only place of the server that reads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))

NowMs = Callable[[], int]
"""Returns milliseconds since 1970; handed in, so that tests own the time."""


def system_now_ms() -> int:
    """Return the machine's wall clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def iso_instant(ms: int) -> str:
    """Return an instant as ISO 8601 at +08:00."""
    return datetime.fromtimestamp(ms / 1000, CHINA).isoformat(timespec="milliseconds")
