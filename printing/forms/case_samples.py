"""The invented case that the samples of the papers after acceptance speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from printing.forms.samples import CASE

_CHINA: Final = timezone(timedelta(hours=8))

PERMIT_CASE: Final = replace(
    CASE,
    case_number="510899101012026110201000025",
    query_code="305718",
    item_name="林木采伐许可证核发",
    item_code="511A0148700000",
    department="林业",
    handling_type="上报件",
    code=(
        "TC1:X50:AA IJ IJ IJ100NA1PA1AB1H90DRJRTOX$9*2I69EZM0L60$Y8KIH*HO:8W2WUM:V:/4%4J8QCV/"
        "Q%%5SZIUV3BNSP0JD5R$Z7SA84.E%N0DGTHIADD7A+MCJI4N9I UI92BF7Z9U*A5ISEF72U3D5BSY62"
    ),
)


def at(month: int, day: int, hour: int, minute: int) -> datetime:
    """Return an instant of 2026, in Chinese time."""
    return datetime(2026, month, day, hour, minute, tzinfo=_CHINA)
