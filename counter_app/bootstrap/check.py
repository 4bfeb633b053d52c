"""One line of the readiness list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OK: Final = "ok"
WARNING: Final = "warning"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the readiness list.

    Attributes:
        status: "ok", "warning" or "failed".
        detail: What was found, in the clerk's words.
        advice: What to do; "" when nothing.
    """

    name: str
    status: str
    detail: str
    advice: str = ""
