"""逾期说明: why an item was late, for the public list; about no person at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule, SealArea, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import FormData, Issuer
from printing.forms.notice_parts import until
from printing.forms.parts import Sheet, day, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "逾期说明"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueStatementData(FormData):
    """逾期说明.  No applicant, no case number, no clerk: it hangs on a wall.

    Attributes:
        department: Which department decides the item; "" when it is the agency itself.
        promised_on: Day that was promised; None when no limit is published.
        days_over: Working days after it, on the day of the statement.
        category: Kind of reason in words, 上级部门审批.
        reason: What happened, without persons.
        remedy: What is being done about it; "" for nothing to say.
        expected_on: Day on which it will be done; None when that is open.
        explained_on: Day of the statement.
    """

    issuer: Issuer
    document_number: str
    item_name: str
    item_code: str = ""
    department: str = ""
    promised_on: date | None = None
    days_over: int
    category: str
    reason: str
    remedy: str = ""
    expected_on: date | None = None
    expected_is_provisional: bool = False
    explained_on: date
    printed_at: datetime


SAMPLE: Final = OverdueStatementData(
    issuer=ISSUER,
    document_number="逾〔2026〕10101-00001号",
    item_name=PERMIT_CASE.item_name,
    item_code=PERMIT_CASE.item_code,
    department="林业",
    promised_on=date(2026, 12, 14),
    days_over=3,
    category="上级部门审批",
    reason="县级主管部门系统停机维护，审批结果晚于预定时间回传",
    remedy="已专人联系县级主管部门，结果回传后当日办结",
    expected_on=date(2026, 12, 21),
    expected_is_provisional=True,
    explained_on=date(2026, 12, 17),
    printed_at=at(12, 17, 16, 0),
)


def overdue_statement(data: OverdueStatementData, sheet: Sheet) -> Document:
    """Lay out the public statement of a delay.

    Source: 优化营商环境条例 art. 36: the unit states publicly why it is late.
    """
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Text(
                f"下列事项未能在承诺期限内办结。依据《优化营商环境条例》第三十六条，"
                f"{data.issuer.agency_name}现公开说明如下，并向申请人致歉。"
            ),
            Rule(),
            Pair("事项：", data.item_name, is_bold=True, field="item_name"),
            *_item(data),
            Pair("已超期：", f"{data.days_over}个工作日", is_bold=True, field="days_over"),
            Pair("原因类别：", data.category, field="category"),
            Pair("具体原因：", data.reason, is_bold=True, field="reason"),
            *_what_follows(data),
            Pair("说明日期：", day(data.explained_on), field="explained_on"),
            Text("本说明不含个人信息。"),
            SealArea(data.issuer.agency_name, day(data.explained_on)),
            *_public_foot(data),
        ),
    )


def _item(data: OverdueStatementData) -> tuple[Block, ...]:
    lines: list[Block] = []
    if data.item_code:
        lines.append(Pair("事项编码：", data.item_code, field="item_code"))
    if data.department:
        lines.append(Pair("主管部门：", data.department, field="department"))
    if data.promised_on:
        lines.append(Pair("承诺办结：", day(data.promised_on), field="promised_on"))
    return tuple(lines)


def _what_follows(data: OverdueStatementData) -> tuple[Block, ...]:
    lines: list[Block] = []
    if data.remedy:
        lines.append(Pair("已采取措施：", data.remedy, field="remedy"))
    if data.expected_on:
        by = until(data.expected_on, "", is_provisional=data.expected_is_provisional)
        lines.append(Pair("办结日期：", by, is_bold=True, field="expected_on"))
    return tuple(lines)


def _public_foot(data: OverdueStatementData) -> tuple[Block, ...]:
    """Return the foot without the clerk, who is a person too."""
    issuer = data.issuer
    return (
        Rule(),
        Pair("窗口：", f"{issuer.center_name} {issuer.counter_name}", field="counter_name"),
        Pair("咨询电话：", issuer.enquiry_phone, field="enquiry_phone"),
        Pair("投诉电话：", issuer.complaint_phone, field="complaint_phone"),
        Text("一式两份：公示一份，存档一份"),
        Text(f"打印时间 {moment(data.printed_at)}"),
    )
