"""What a catalogue must not contain, however well it is signed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Final

from counter_app.domain.brackets import outside_brackets
from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.handling_rules import DeemedDecision, Silence
from counter_app.domain.item import NOTICE_LIMIT_DAYS_MAX, DayUnit, ServiceItem, TimeLimit

ITEMS_MAX: Final = 5_000
TEXT_CHARACTERS_MAX: Final = 500
GUIDE_CHARACTERS_MAX: Final = 2_000
UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories that no text of a catalogue may hold."""

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
_ENDINGS: Final = " \t\r\n\u3000、，。；:：.;,"


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
            refuse_bad_item(item)
        except CatalogueInvalid as error:
            raise CatalogueInvalid(f"{item.item_id}: {error}") from error


def is_catch_all(name: str) -> bool:
    """Whether a material's name demands anything at all, such as 其他材料 or 有关材料.

    Source: 优化营商环境条例 art. 40, 44; local regulations forbid it by word.
    """
    return _CATCH_ALL.fullmatch(outside_brackets(name).strip().rstrip(_ENDINGS)) is not None


def refuse_bad_item(item: ServiceItem) -> None:
    """Check one item by itself.

    Raises:
        CatalogueInvalid: It breaks a rule.
    """
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
    _refuse_bad_fees(item)
    _refuse_bad_effects(item)
    _refuse_bad_situations(item)


def _refuse_bad_fees(item: ServiceItem) -> None:
    """No fee without law or regulation, and no free amounts (行政许可法 art. 58, 59)."""
    if item.fee is not None and item.fee.amount_fen < 0:
        raise CatalogueInvalid("a fee below zero")
    _refuse_repeats("fee", (line.name for line in item.fees))
    for line in item.fees:
        if not (line.name and line.standard and line.basis):
            raise CatalogueInvalid("a fee needs its name, its standard and its basis")
        if line.amount_fen is not None and line.amount_fen < 0:
            raise CatalogueInvalid("a fee below zero")


def _refuse_bad_effects(item: ServiceItem) -> None:
    """Silence has an effect only where a text says so."""
    if item.deemed_decision is not DeemedDecision.NONE and not item.deemed_decision_basis:
        raise CatalogueInvalid("a deemed decision needs its basis")
    if item.supplement_limit is not None and not item.supplement_limit.days:
        raise CatalogueInvalid("the applicant's time to supplement is longer than nothing")
    _refuse_repeats("joint department", (each.name for each in item.joint_departments))
    for each in item.joint_departments:
        if not each.name or each.order < 1:
            raise CatalogueInvalid("a joint department needs its name and its place")
        if each.reply_limit_days is not None and not 1 <= each.reply_limit_days <= LIMIT_DAYS_MAX:
            raise CatalogueInvalid(f"{each.name} has 1 to {LIMIT_DAYS_MAX} days to reply")
        if each.silence is not Silence.NONE and not (each.silence_basis and each.reply_limit_days):
            raise CatalogueInvalid(f"{each.name}: silence needs a limit and a basis")


def _refuse_bad_situations(item: ServiceItem) -> None:
    _refuse_repeats("situation", (situation.name for situation in item.situations))
    known = {line.name for line in item.materials}
    for situation in item.situations:
        if not situation.name or not known.issuperset(situation.materials):
            raise CatalogueInvalid("a situation needs a name and materials of its item")
        _refuse_repeats("material", situation.materials)


def _refuse_bad_texts(item: ServiceItem) -> None:
    if not (item.item_id and item.name and item.department):
        raise CatalogueInvalid("id, name and department must be given")
    if not all(line.name for line in item.materials):
        raise CatalogueInvalid("a material without a name")
    for text in _short_texts(item):
        refuse_bad_text(text)
    for text in guide_texts(item):
        refuse_bad_text(text.replace("\n", ""), most=GUIDE_CHARACTERS_MAX)


def refuse_bad_text(text: str, *, most: int = TEXT_CHARACTERS_MAX) -> None:
    """Refuse what would not fit a screen or could steer a printer or terminal.

    Raises:
        CatalogueInvalid: It is longer than `most` characters or holds control characters.
    """
    if len(text) > most:
        raise CatalogueInvalid(f"a text is longer than {most} characters")
    if text.isprintable():
        return
    if any(unicodedata.category(character) in UNPRINTABLE for character in text):
        raise CatalogueInvalid("a text holds control characters")


def guide_texts(item: ServiceItem) -> tuple[str, ...]:
    """Return the texts of an item that may have several lines."""
    return tuple(getattr(item.guide, each.name) for each in fields(item.guide))


def _short_texts(item: ServiceItem) -> Iterator[str]:
    yield from (item.item_id, item.name, item.department, item.lead_department)
    yield from (item.code or "", item.item_type or "", item.result_name or "")
    yield from (item.deemed_decision_basis, item.collecting_unit, item.bank_account)
    yield item.blocked_because
    yield from (*item.nicknames, *item.legal_basis, *item.levels, *item.channels, *item.remarks)
    for limit in (item.statutory_limit, item.promised_limit, item.supplement_limit):
        yield limit.basis if limit else ""
    yield item.fee.note if item.fee else ""
    for line in item.materials:
        yield from (line.name, line.standard, line.note)
    for fee in item.fees:
        yield from (fee.name, fee.standard, fee.basis, fee.unit, fee.reduction_note)
    for department in item.joint_departments:
        yield from (department.name, department.silence_basis)
    for situation in item.situations:
        yield situation.name


def _refuse_bad_limits(item: ServiceItem) -> None:
    for limit in (item.statutory_limit, item.promised_limit, item.supplement_limit):
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
