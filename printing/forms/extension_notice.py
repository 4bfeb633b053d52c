"""延期告知书: more days, why, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Document, Pair, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import copies_for_two, signed_for, until
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal
from printing.forms.samples import ISSUER

TITLE: Final = "延期告知书"
_LAW: Final = "《中华人民共和国行政许可法》第四十二条"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionNoticeData(FormData):
    """延期告知书.

    Attributes:
        old_due_on: Last day before; None when the item has no limit of that kind.
        new_due_on: Last day now.
        extended_by: Number and unit of the added days, 10个工作日.
        is_joint: Joint handling: article 42 ¶2, approved by the head of the government.
        approver_rank: Office of who approved, 本机关负责人.
        approver: Their name; "" when only the office is known.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    accepted_on: date
    old_due_on: date | None = None
    new_due_on: date | None = None
    extended_by: str
    is_provisional: bool = False
    is_joint: bool = False
    reason: str
    approver_rank: str
    approver: str = ""
    extended_on: date
    printed_at: datetime


SAMPLE: Final = ExtensionNoticeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="延〔2026〕10101-00001号",
    accepted_on=date(2026, 11, 2),
    old_due_on=date(2026, 11, 30),
    new_due_on=date(2026, 12, 14),
    extended_by="10个工作日",
    reason="连日降雪，山路封闭，采伐地点无法按期核查",
    approver_rank="本机关负责人",
    approver="陈望山",
    extended_on=date(2026, 11, 27),
    printed_at=at(11, 27, 15, 20),
)


def extension_notice(data: ExtensionNoticeData, sheet: Sheet) -> Document:
    """Lay out an extension.

    Source: 行政许可法 art. 42: with approval, once, and the applicant is told the reason.
    """
    paragraph = "第二款" if data.is_joint else "第一款"
    extended = Pair("延长：", data.extended_by, is_bold=True, field="extended_by")
    if data.new_due_on:
        within = f"延长{data.extended_by}"
        by = until(data.new_due_on, within, is_provisional=data.is_provisional)
        extended = Pair("延长至：", by, is_bold=True, field="new_due_on")
    old = day(data.old_due_on) if data.old_due_on else "未公布"
    approved = f"{data.approver_rank} {data.approver}".strip()
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("受理日期：", day(data.accepted_on), field="accepted_on"),
            Rule(),
            Text(
                "您的申请不能在原定期限内作出决定，"
                f"依据{_LAW}{paragraph}，经批准延长办理期限，现将理由告知如下。"
            ),
            Pair("延期理由：", data.reason, is_bold=True, field="reason"),
            Pair("原定期限：", old, field="old_due_on"),
            extended,
            Pair("批准人：", approved, field="approver"),
            Pair("告知日期：", day(data.extended_on), field="extended_on"),
            Text("同一期限只能延长一次。期限届满仍未作出决定的，可以拨打投诉电话反映。"),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.extended_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, (extended,)),
        ),
    )
