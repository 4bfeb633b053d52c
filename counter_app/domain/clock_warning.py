"""What people are told about a machine's clock that is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from counter_app.domain.trusted_time import Estimate

ADVICE: Final = "期限按县局时间计算，办件照常保存；请联系管理员校时"
"""What it means for the work, and what to do."""

_UNITS: Final = ((timedelta(days=1), "天"), (timedelta(hours=1), "小时"))


def span_words(span: timedelta) -> str:
    """Return a length of time in the largest unit that still says something."""
    for unit, word in _UNITS:
        if span >= 2 * unit:
            return f"{round(span / unit)}{word}"
    return f"{round(span / timedelta(minutes=1))}分钟"


def off_words(best: Estimate) -> str:
    """Say how far the clock is off: 快了12分钟, 慢了3天; "" while it is right or nobody knows.

    After a boot only the last anchor is known: a clock behind it is slow by that at least.
    """
    if not best.is_clock_wrong:
        return ""
    if best.wall_off > timedelta(0):
        return f"快了{span_words(best.wall_off)}"
    least = "" if best.is_anchored else "至少"
    return f"慢了{least}{span_words(-best.wall_off)}"
