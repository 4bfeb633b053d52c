"""收件手写单: blank slips with numbers, for a day without power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from printing.document import (
    Align,
    Block,
    Cell,
    Document,
    PageBreak,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import in_line
from printing.forms.desk_samples import MORNING
from printing.forms.parts import Sheet, moment
from printing.forms.samples import ISSUER

TITLE: Final = "收件手写单"
_PARTS: Final = ("申请人联", "窗口联")
_MATERIAL_LINES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HandwrittenSlipData(FormData):
    """收件手写单: a block of slips, each in two parts with the same number.

    Attributes:
        block_number: Of the block.
        numbers: One slip each, as they stand on the slips.
        told_within_working_days: Working days from receipt until the outcome is told.
    """

    issuer: Issuer
    block_number: str
    numbers: tuple[str, ...]
    told_within_working_days: int = 5
    printed_at: datetime


def handwritten_slip(data: HandwrittenSlipData, sheet: Sheet) -> Document:
    """Lay out the block: a sheet of A4 or a length of roll for each number.

    The only form with blanks for the pen; what is written is entered later, under the same
    number, by the channel HANDWRITTEN.

    Source: 行政许可法 art. 32: the receipt is owed with or without power.
    """
    blocks: list[Block] = []
    for index, number in enumerate(data.numbers):
        if index:
            blocks.append(PageBreak())
        blocks.extend(_slip(data, number, sheet))
    return Document(title=TITLE, number=data.block_number, blocks=tuple(blocks))


def _slip(data: HandwrittenSlipData, number: str, sheet: Sheet) -> Iterator[Block]:
    applicant, counter = _PARTS
    yield from _part(data, number, applicant, sheet)
    if sheet.is_roll:
        yield PageBreak()
    else:
        yield Rule(is_dashed=True)
    yield from _part(data, number, counter, sheet)
    yield Text("一号只用一次，写错的注明“作废”并留存；来电后按号补录，时间以手写为准。")
    printed = ("打印时间", moment(data.printed_at))
    yield from in_line((("本册", data.block_number), printed), sheet)


def _part(data: HandwrittenSlipData, number: str, part: str, sheet: Sheet) -> Iterator[Block]:
    issuer = data.issuer
    center = Align.CENTER
    yield Text(issuer.agency_name, align=center, field="agency_name", is_name=True)
    title = f"{TITLE}（{part}）"
    if sheet.is_roll:
        yield Text(title, align=center, is_bold=True)
        yield Text(number, align=center, is_bold=True, size=2, field="numbers")
    else:
        yield Text(f"{title}　编号 {number}", align=center, is_bold=True, field="numbers")
    is_for_counter = part == _PARTS[1]
    yield from _blanks_on_roll(is_for_counter) if sheet.is_roll else _blanks(is_for_counter)
    days = data.told_within_working_days
    yield Text(
        "本单只证明收到材料，不代表已经受理。"
        f"收件后{days}个工作日内告知是否受理或者一次告知需要补正的全部内容。"
    )
    yield SignatureLine("申请人签名" if is_for_counter else "收件人签名")
    phones = (("咨询电话", issuer.enquiry_phone), ("投诉电话", issuer.complaint_phone))
    yield from in_line(phones, sheet)


def _fields(*, is_for_counter: bool) -> tuple[str, ...]:
    """Return what is written by hand; only the counter's part has the card's whole number."""
    own = ("证件号码", "联系电话") if is_for_counter else ("代理人", "窗口")
    return ("事项", "申请人", "收件时间", "收件人", *own)


def _blanks(is_for_counter: bool) -> Iterator[Block]:  # noqa: FBT001
    names = _fields(is_for_counter=is_for_counter)
    pairs = zip(names[::2], names[1::2], strict=True)
    rows = tuple((Cell(left), Cell(""), Cell(right), Cell("")) for left, right in pairs)
    yield Table((), (3, 9, 3, 7), rows)
    blank = Cell("")
    yield Table(
        ("", "材料", "原件", "复印", "", "材料", "原件", "复印"),
        (1, 6, 2, 2, 1, 6, 2, 2),
        tuple(
            (
                Cell(str(line)),
                blank,
                blank,
                blank,
                Cell(str(line + _MATERIAL_LINES)),
                blank,
                blank,
                blank,
            )
            for line in range(1, _MATERIAL_LINES + 1)
        ),
    )


def _blanks_on_roll(is_for_counter: bool) -> Iterator[Block]:  # noqa: FBT001
    for name in _fields(is_for_counter=is_for_counter):
        yield SignatureLine(name, has_date=False)
    yield Text("材料（写明原件、复印件份数）：")
    for line in range(1, _MATERIAL_LINES + 1):
        yield SignatureLine(f"{line}", has_date=False)


SAMPLE: Final = HandwrittenSlipData(
    issuer=ISSUER,
    block_number="手〔2026〕10101-01册",
    numbers=("手10101-00001",),
    told_within_working_days=5,
    printed_at=MORNING,
)
