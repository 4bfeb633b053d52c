"""进度单: how the case stands, in large print and short sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Align, Block, Document, Pair, QrCode, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.parts import Sheet, due, moment, number_lines, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "办件进度单"
SENTENCE_CHARACTERS_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressSlipData(FormData):
    """进度单: a view of the case, printed from no event; it has no number of its own.

    Attributes:
        status: Where it stands, in plain words of at most 8 characters: 正在审查.
        holder: Who has it now: 民政办, 县林业局, 您本人.
        missing: What the citizen still has to bring.
        missing_by: Last day for that; None when there is none.
        missing_is_provisional: That day lies beyond the published calendar.
        due_on: Latest day of conclusion; None when none is promised.
        counts_working_days: The limit is in working days; otherwise in days of the calendar.
        is_overdue: That day has passed.
        is_done: The result can be fetched or was delivered.
        as_of: Age of the data: when this counter last knew all that the county knew.
    """

    issuer: Issuer
    case: CaseHead
    status: str
    holder: str = ""
    missing: tuple[str, ...] = ()
    missing_by: date | None = None
    missing_is_provisional: bool = False
    due_on: date | None = None
    is_provisional: bool = False
    counts_working_days: bool = True
    is_overdue: bool = False
    is_done: bool = False
    as_of: datetime
    printed_at: datetime


SAMPLE: Final = ProgressSlipData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    status="正在审查",
    holder="县林业局",
    missing=("近期免冠照片", "银行存折"),
    missing_by=date(2026, 11, 16),
    due_on=date(2026, 12, 14),
    is_provisional=True,
    as_of=at(11, 10, 8, 5),
    printed_at=at(11, 10, 9, 12),
)


def progress_slip(data: ProgressSlipData, sheet: Sheet) -> Document:
    """Lay out how a case stands; the age of what it says stands right under it.

    Source: 无障碍环境建设法 art. 40; law.md section 5.
    """
    issuer = data.issuer
    return Document(
        title=TITLE,
        number="",
        blocks=(
            Text(issuer.agency_name, align=Align.CENTER, field="agency_name", is_name=True),
            Text(TITLE, align=Align.CENTER, is_bold=True),
            Rule(),
            Text(data.status, align=Align.CENTER, is_bold=True, size=2, field="status"),
            Text(f"截至{moment(data.as_of)}", align=Align.CENTER, is_bold=True, field="as_of"),
            Rule(),
            Pair("申请人：", data.case.applicant_name, field="applicant_name", is_name=True),
            Pair("事项：", data.case.item_name, field="item_name"),
            *number_lines(data.case, sheet),
            Rule(),
            *_who_has_it(data),
            *_what_is_missing(data),
            *_latest_day(data),
            Rule(),
            QrCode(data.case.code or data.case.case_number),
            Text(f"查询码 {data.case.query_code}", align=Align.CENTER, field="query_code"),
            Pair("咨询电话：", issuer.enquiry_phone, is_bold=True, field="enquiry_phone"),
            Pair("投诉电话：", issuer.complaint_phone, field="complaint_phone"),
            Pair("窗口：", f"{issuer.center_name} {issuer.counter_name}", field="counter_name"),
            Pair("经办人：", f"{issuer.clerk_name}（{issuer.clerk_number}）", field="clerk_name"),
            Text("本单只说明进度，不作凭证。"),
            Text(f"打印时间 {moment(data.printed_at)}", align=Align.RIGHT),
        ),
    )


def _who_has_it(data: ProgressSlipData) -> tuple[Block, ...]:
    return (Pair("现在谁在办：", data.holder, is_bold=True, field="holder"),) if data.holder else ()


def _what_is_missing(data: ProgressSlipData) -> tuple[Block, ...]:
    if not data.missing:
        return () if data.is_done else (Text("您不用再交材料。"),)
    blocks: list[Block] = [
        Text(f"还差 {len(data.missing)} 样材料：", is_bold=True),
        *numbered(data.missing, "missing"),
    ]
    if data.missing_by:
        by = due(data.missing_by, is_provisional=data.missing_is_provisional)
        blocks.append(Pair("最晚交齐：", by, is_bold=True, field="missing_by"))
    return tuple(blocks)


def _latest_day(data: ProgressSlipData) -> tuple[Block, ...]:
    if data.is_done:
        return (Text("已经办完。", is_bold=True),)
    if data.due_on is None:
        return (Text("办完的日子还没有定。"), Text("定了就告诉您。"))
    by = due(data.due_on, is_provisional=data.is_provisional)
    late = (Text("已经超过这一天。"), Text("您可以打投诉电话。")) if data.is_overdue else ()
    return (
        Pair("最晚办完：", by, is_bold=True, field="due_on"),
        Text("周末和放假不算在内。" if data.counts_working_days else "周末和放假也算在内。"),
        *late,
    )
