"""特别程序时间告知书: time that is not counted, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import copies_for_two, signed_for, until
from printing.forms.parts import (
    Sheet,
    case_lines,
    counterfoil,
    day,
    due,
    foot,
    head,
    progress,
    seal,
)
from printing.forms.samples import ISSUER

TITLE: Final = "特别程序时间告知书"
_LAW: Final = "《中华人民共和国行政许可法》第四十五条"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialProcedureNoticeData(FormData):
    """特别程序时间告知书.

    Attributes:
        procedure: One of the eight of article 45: 听证, 招标, 拍卖, 检验, 检测, 检疫, 鉴定 or
            专家评审.
        reason: Why it is needed.
        needed_days: Time needed, in working days.
        expected_end_on: Last of those days.
        due_on: New promised date, once those days are left out; None when it is not known yet.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    procedure: str
    reason: str
    started_on: date
    needed_days: int
    expected_end_on: date
    expected_is_provisional: bool = False
    due_on: date | None = None
    due_is_provisional: bool = False
    issued_on: date
    printed_at: datetime


SAMPLE: Final = SpecialProcedureNoticeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="特〔2026〕10101-00001号",
    procedure="鉴定",
    reason="林木权属界线需要由有资质的机构鉴定",
    started_on=date(2026, 11, 5),
    needed_days=15,
    expected_end_on=date(2026, 11, 26),
    expected_is_provisional=False,
    due_on=date(2026, 12, 23),
    due_is_provisional=True,
    issued_on=date(2026, 11, 5),
    printed_at=at(11, 5, 11, 10),
)


def special_procedure_notice(data: SpecialProcedureNoticeData, sheet: Sheet) -> Document:
    """Lay out the notice of a special procedure; without it the clock runs on.

    Source: 行政许可法 art. 45: its time is not counted and is told in writing.
    """
    needed = until(
        data.expected_end_on,
        f"自开始次日起{data.needed_days}个工作日",
        is_provisional=data.expected_is_provisional,
    )
    end = Pair("需时至：", needed, is_bold=True, field="expected_end_on")
    kind = Pair("程序：", data.procedure, is_bold=True, field="procedure")
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, _title(sheet), data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            Text(
                f"办理您的申请依法需要进行{data.procedure}。依据{_LAW}，所需时间不计算在"
                "办理期限内，现将所需时间书面告知如下。"
            ),
            kind,
            Pair("原因：", data.reason, field="reason"),
            Pair("开始日期：", day(data.started_on), field="started_on"),
            Pair("所需时间：", f"{data.needed_days}个工作日", is_bold=True, field="needed_days"),
            end,
            *_new_date(data),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.issued_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, (kind, end)),
        ),
    )


def _title(sheet: Sheet) -> str:
    """Return the title; in large print it takes two lines of a narrow roll."""
    return "特别程序\n时间告知书" if sheet.is_narrow else TITLE


def _new_date(data: SpecialProcedureNoticeData) -> tuple[Block, ...]:
    if data.due_on is None:
        return (Text("程序结束后，办理期限继续计算，新的办结日期另行告知。"),)
    by = due(data.due_on, is_provisional=data.due_is_provisional)
    return (
        Pair("新的办结：", f"{by}（按工作日顺延）", is_bold=True, field="due_on"),
        Text("程序提前或者推迟结束的，办结日期随之调整，以窗口告知为准。"),
    )
