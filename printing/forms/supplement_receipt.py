"""补正材料接收凭证: what came, what it settles, what is still missing."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import SupplementReceiptData
from printing.forms.parts import (
    Sheet,
    case_lines,
    counterfoil,
    foot,
    head,
    materials_list,
    moment,
    progress,
)

TITLE = "补正材料接收凭证"


def supplement_receipt(data: SupplementReceiptData, sheet: Sheet) -> Document:
    """Lay out the receipt of a supplement.

    Source: 行政许可法 art. 32(1)(5): accepted once all that was told has been supplemented.
    """
    taken = Pair("接收时间：", moment(data.supplemented_at), is_bold=True, field="supplemented_at")
    told = (taken, Text(f"收到补正材料 {len(data.materials)} 项"))
    sign = () if sheet.is_roll else (SignatureLine("申请人（代理人）签名"),)
    stub = counterfoil(TITLE, data.document_number, data.case, sheet, told)
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            taken,
            Rule(),
            *materials_list(data.materials, sheet),
            Rule(),
            *_next_step(data),
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


def _next_step(data: SupplementReceiptData) -> tuple[Block, ...]:
    if data.is_complete:
        return (Text("补正材料已齐全，受理通知书随本凭证发出。", is_bold=True),)
    return (
        Text("仍有以下材料未补齐（均已在一次性告知书中列明）：", is_bold=True),
        *(
            Text(f"{index}. {name}", indent_columns=3, field="still_missing")
            for index, name in enumerate(data.still_missing, start=1)
        ),
    )
