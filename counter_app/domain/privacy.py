"""Classes of personal data, and the one way to mask them.

Source: 个人信息保护法 art. 6, 51; 居民身份证法 art. 19.
"""

from __future__ import annotations

from enum import Enum
from typing import Final


class Pi(Enum):
    """How sensitive a field is; stands in `Annotated[...]` beside the field's type."""

    P0 = "public"
    P1 = "internal"
    P2 = "personal"
    P3 = "sensitive"


_HEAD: Final = 3
_TAIL: Final = 4


def mask_number(number: str) -> str:
    """Mask an identity or document number: the first 3 and the last 4 stay.

    Numbers of seven characters or fewer are masked whole; "" stays "".
    """
    if len(number) <= _HEAD + _TAIL:
        return "*" * len(number)
    return number[:_HEAD] + "*" * (len(number) - _HEAD - _TAIL) + number[-_TAIL:]


def mask_phone(phone: str) -> str:
    """Mask a telephone number as 138****0000."""
    return mask_number(phone)


_DOUBLE_SURNAMES: Final = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"}
)


def mask_name(name: str) -> str:
    """Mask a name for screens that others can see: 张* or 欧阳**."""
    if len(name) <= 1:
        return name
    kept = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)
