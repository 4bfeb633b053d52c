"""原件清册: every paper original in the drawer, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import alarm, section
from printing.forms.desk_samples import EVENING, FIRST_CASE, MORNING, SECOND_CASE
from printing.forms.originals import OriginalKept, originals_list, originals_total
from printing.forms.parts import Sheet, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "原件清册"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerInventoryData(FormData):
    """原件清册.

    Attributes:
        drawer_name: Which drawer or cabinet.
        originals: By the record, every one.
        total: Papers in the record.
        counted: Papers that were in the drawer when it was counted by hand.
        counted_by: Who counted.
        counted_at: When.
        discrepancy: Why the two differ, as far as known; "" when they agree.
    """

    issuer: Issuer
    document_number: str
    drawer_name: str
    originals: tuple[OriginalKept, ...] = ()
    total: int
    counted: int
    counted_by: str
    counted_at: datetime
    discrepancy: str = ""
    printed_at: datetime


def drawer_inventory(data: DrawerInventoryData, sheet: Sheet) -> Document:
    """Lay out the inventory; a difference stands white on black.

    Source: our rule (every original has one holder at a time); 居民身份证法 art. 15: no card is
    ever kept.
    """
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("存放处：", data.drawer_name, is_bold=True, field="drawer_name"),
            Pair("清点时间：", moment(data.counted_at), is_bold=True, field="counted_at"),
            Rule(),
            section("保管中的原件", len(data.originals), "项"),
            *originals_list(data.originals, sheet),
            Rule(),
            Pair("账上合计：", f"{data.total} 份", is_bold=True, field="total"),
            Pair("实际清点：", f"{data.counted} 份", is_bold=True, field="counted"),
            *_verdict(data),
            Text("居民身份证核验后当场退还，不在保管之列。"),
            Pair("清点人：", data.counted_by, field="counted_by", is_name=True),
            SignatureLine("清点人签名"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，存档"),
        ),
    )


def _verdict(data: DrawerInventoryData) -> tuple[Block, ...]:
    """Compare list, total and count; what does not agree is said, never mended."""
    listed = originals_total(data.originals)
    wrong: list[Block] = []
    if listed != data.total:
        wrong.append(alarm(f"不相符：上面各项相加 {listed} 份，账上合计 {data.total} 份"))
    if data.counted != data.total:
        word = "少" if data.counted < data.total else "多"
        wrong.append(alarm(f"不相符：实际比账上{word} {abs(data.counted - data.total)} 份"))
    if not wrong:
        return (Text("账实相符。", is_bold=True),)
    reason = data.discrepancy or "尚未查明，须向首席代表报告"
    return (*wrong, Pair("差异说明：", reason, field="discrepancy"))


SAMPLE: Final = DrawerInventoryData(
    issuer=ISSUER,
    document_number="册〔2026〕10101-00001号",
    drawer_name="综合窗口1号抽屉",
    originals=(
        OriginalKept(
            case_number=FIRST_CASE,
            owner_name="阿依古丽·买买提",
            material="户口簿",
            originals=1,
            kept_since=MORNING.replace(month=10, day=26),
            holder="周小禾",
        ),
        OriginalKept(
            case_number=SECOND_CASE,
            owner_name="林䶮",
            material="残疾评定表",
            originals=2,
            kept_since=MORNING,
            holder="周小禾",
        ),
    ),
    total=3,
    counted=2,
    counted_by="周小禾",
    counted_at=EVENING,
    discrepancy="残疾评定表1份由县残联借阅，尚未登记流转",
    printed_at=EVENING,
)
