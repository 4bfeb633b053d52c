"""Named no-ops that a test turns into a kill, an error or a delay."""

from __future__ import annotations

from collections.abc import Callable

_armed: dict[str, Callable[[], None]] = {}


def fault_point(name: str) -> None:
    """Mark a place where a crash would hurt; does nothing unless a test armed it.

    Args:
        name: `area.when`, for example `print.after_sent`.
    """
    if _armed and (act := _armed.get(name)):
        act()


def arm(name: str, act: Callable[[], None]) -> None:
    """Make a fault point act.  For tests and the soak harness only."""
    _armed[name] = act


def disarm_all() -> None:
    """Return every fault point to doing nothing."""
    _armed.clear()
