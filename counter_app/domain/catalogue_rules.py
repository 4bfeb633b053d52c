"""What a catalogue must not contain, however well it is signed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.item import NOTICE_LIMIT_DAYS_MAX, DayUnit, ServiceItem, TimeLimit

ITEMS_MAX: Final = 5_000
TEXT_CHARACTERS_MAX: Final = 500
LIMIT_DAYS_MAX: Final = 365
COPIES_MAX: Final = 99
OTHER_NOTICE_LIMIT_DAYS_MAX: Final = 7
"""For what is no permit: 政府信息公开条例 art. 30 gives seven working days."""

_CATCH_ALL: Final = re.compile(
    r"(?=.*(?:其他|其它|有关|相关|必要|所需|需要|要求|规定))"
    r"(?:法律|法规|规章|规定|要求|需要|应当|提供|提交|其他|其它|有关|相关|必要|所需|"
    r"证明|申请|等|的|、|，)+"
    r"(?:材料|资料|文件|手续)"
)
_BRACKETS: Final = re.compile(r"[（(\[【].*?[)）\]】]|[\s、，。；:：.;,]+$")


def refuse_bad_items(items: Sequence[ServiceItem]) -> None:
    """Check a whole list of items.

    Raises:
        CatalogueInvalid: The first item that breaks a rule, named by its id.
    """
    if not 1 <= len(items) <= ITEMS_MAX:
        raise CatalogueInvalid(f"a catalogue has 1 to {ITEMS_MAX} items, not {len(items)}")
    _refuse_repeats("item id", (item.item_id for item in items))
    for item in items:
        try:
            _refuse_bad_item(item)
        except CatalogueInvalid as error:
            raise CatalogueInvalid(f"{item.item_id}: {error}") from error


def is_catch_all(name: str) -> bool:
    """Whether a material's name demands anything at all, such as 其他材料 or 有关材料.

    Source: 优化营商环境条例 art. 40, 44; local regulations forbid it by word.
    """
    return _CATCH_ALL.fullmatch(_BRACKETS.sub("", name.strip())) is not None


def _refuse_bad_item(item: ServiceItem) -> None:
    _refuse_bad_texts(item)
    _refuse_bad_limits(item)
    _refuse_repeats("material", (line.name for line in item.materials))
    for line in item.materials:
        if is_catch_all(line.name):
            raise CatalogueInvalid(f"{line.name} demands anything: every material needs a name")
        for count in (line.originals, line.copies):
            if count is not None and not 0 <= count <= COPIES_MAX:
                raise CatalogueInvalid(f"{line.name}: {count} copies cannot be right")
    if item.materials and not item.materials_known:
        raise CatalogueInvalid("a list of materials is given and called unknown")
    if item.fee is not None and item.fee.amount_fen < 0:
        raise CatalogueInvalid("a fee below zero")


def _refuse_bad_texts(item: ServiceItem) -> None:
    if not (item.item_id and item.name and item.department):
        raise CatalogueInvalid("id, name and department must be given")
    texts = [item.item_id, item.name, item.department, item.code or "", item.result_name or ""]
    texts += [*item.nicknames, *item.legal_basis]
    for line in item.materials:
        if not line.name:
            raise CatalogueInvalid("a material without a name")
        texts += [line.name, line.standard, line.note]
    for text in texts:
        if len(text) > TEXT_CHARACTERS_MAX:
            raise CatalogueInvalid(f"a text is longer than {TEXT_CHARACTERS_MAX} characters")
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in text):
            raise CatalogueInvalid("a text holds control characters")


def _refuse_bad_limits(item: ServiceItem) -> None:
    for limit in (item.statutory_limit, item.promised_limit):
        if limit is not None and limit.days > LIMIT_DAYS_MAX:
            raise CatalogueInvalid(f"a limit of {limit.days} days cannot be right")
    if is_longer(item.promised_limit, item.statutory_limit):
        raise CatalogueInvalid("the promised limit is longer than the statutory one")
    most = NOTICE_LIMIT_DAYS_MAX if item.is_permit else OTHER_NOTICE_LIMIT_DAYS_MAX
    if not 0 <= item.notice_limit_days <= most:
        raise CatalogueInvalid(f"the one-time notice has 0 to {most} working days")


def is_longer(promised: TimeLimit | None, statutory: TimeLimit | None) -> bool:
    """Whether a promise is certainly later than the law allows (优化营商环境条例 art. 36).

    As many working days never end before as many calendar days; the other way round it
    depends on the calendar, so nothing is certain.
    """
    if promised is None or statutory is None:
        return False
    if promised.unit is DayUnit.CALENDAR and statutory.unit is DayUnit.WORKING:
        return False
    return promised.days > statutory.days


def _refuse_repeats(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise CatalogueInvalid(f"{what} {name} stands {times} times")
