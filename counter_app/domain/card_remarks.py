"""What the clerk reads beside a card's fields for each warning of the reader.

A warning never blocks; the sentences say what to compare with the card in the hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

CARD_REMARKS: Final = MappingProxyType(
    {
        "birth-id-mismatch": "出生日期与号码不一致，请与证面核对",
        "birth-invalid": "出生日期不是有效日期，请与证面核对",
        "card-status-word": "卡片返回了附加状态，内容完整",
        "control-character": "内容含有不可见的控制字符，请与证面核对",
        "expired": "证件已过有效期",
        "field-full": "有一栏已写满，可能未完，请与证面核对",
        "id-check-digit": "号码校验位不符，请与证面核对",
        "name-empty": "没有读到姓名，请按证面录入",
        "nation-unknown": "民族代码没有对应名称，请按证面录入",
        "no-photo": "证件里没有照片",
        "not-yet-valid": "证件尚未到有效期起始日",
        "photo-length": "照片数据长度不对",
        "private-use-character": "有自造字，同一个字在纸面上的写法可能不同，请与证面核对",
        "sex-unknown": "性别代码无法识别，请按证面录入",
        "type-flag-nul": "证件类型标志为空，已按居民身份证读取",
        "validity-invalid": "有效期限不完整或前后颠倒，请与证面核对",
    }
)
"""The sentence for each code of `IdentityCard.warnings`."""


def remarks_on(warnings: Iterable[str]) -> list[str]:
    """Return the sentences for a card's warnings, in their order."""
    return [CARD_REMARKS[code] for code in warnings]
