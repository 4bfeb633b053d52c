"""收件凭证: proof that papers were handed in.  Starts the notice clock."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import IntakeReceiptData
from printing.forms.parts import (
    Sheet,
    case_lines,
    counterfoil,
    due,
    foot,
    head,
    materials_list,
    moment,
    progress,
)

TITLE = "收件凭证"


def intake_receipt(data: IntakeReceiptData, sheet: Sheet) -> Document:
    """Lay out an intake receipt.

    Source: 行政许可法 art. 32; it says that it is no acceptance and until when the outcome is
    told.
    """
    received = Pair("收件时间：", moment(data.received_at), is_bold=True, field="received_at")
    taken = sum(1 for material in data.materials if material.originals or material.copies)
    told = (received, Text(f"收到材料 {taken} 项"))
    sign = () if sheet.is_roll else (SignatureLine("申请人（代理人）签名"),)
    stub = counterfoil(TITLE, data.document_number, data.case, sheet, told)
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            received,
            *_service_mode(data.service_mode),
            Rule(),
            *materials_list(data.materials, sheet),
            Rule(),
            Text("本凭证只证明收到材料，不代表已经受理。", is_bold=True),
            Text(
                "最迟于 "
                + due(data.told_by, is_provisional=data.told_by_is_provisional)
                + _within(data.told_within_working_days)
                + "告知是否受理或一次性告知需补正的全部内容；"
                "逾期不告知的，自收到申请材料之日起即为受理。",
                field="told_by",
            ),
            *progress(data.case, data.issuer, sheet),
            *sign,
            *foot(
                data.issuer,
                sheet,
                printed_at=data.printed_at,
                copies="一式一份交申请人，存根留窗口",
            ),
            *stub,
        ),
    )


def _service_mode(words: str) -> tuple[Block, ...]:
    return (Pair("服务方式：", words, field="service_mode"),) if words else ()


def _within(days: int) -> str:
    return f"（收件后{days}个工作日内）" if days else "（当场）"
