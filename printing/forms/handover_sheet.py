"""AB岗交接单: everything one clerk leaves to the other, signed by both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Align, Block, Document, Pair, Rule, SignatureLine
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import (
    Column,
    due_within,
    given,
    in_line,
    listing,
    number_in_list,
    section,
    short_listing,
)
from printing.forms.desk_samples import EVENING, FIRST_CASE, ITEM, MORNING, SECOND_CASE
from printing.forms.originals import OriginalKept, originals_list, originals_total
from printing.forms.parts import Sheet, due, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "AB岗交接单"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DraftLeft:
    """A draft that was begun and not submitted; no case yet."""

    applicant_name: Annotated[str, Pi.P2]
    item_name: str
    begun_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenCase:
    """A case that is not concluded.

    Attributes:
        status: 已收件, 待补正, 已受理 …
        due_on: Next day that binds the counter; None when no clock runs.
        due_words: The limit it comes from, with its unit: 受理后22个工作日.
    """

    case_number: Annotated[str, Pi.P1]
    applicant_name: Annotated[str, Pi.P2]
    item_name: str
    status: str
    due_on: date | None = None
    due_words: str = ""
    due_is_provisional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PromiseLeft:
    """Something promised to or by an applicant.

    Attributes:
        case_number: "" for a promise without a case.
        promise: What will be done, and by whom.
        due_words: The period that was agreed, with its unit: 5个自然日.
    """

    case_number: Annotated[str, Pi.P1] = ""
    applicant_name: Annotated[str, Pi.P2]
    promise: str
    due_on: date
    due_words: str = ""
    due_is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CallBack:
    """A call to return; `before` is None when no time was agreed."""

    person_name: Annotated[str, Pi.P2]
    phone_masked: Annotated[str, Pi.P2]
    about: str
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandoverSheetData(FormData):
    """AB岗交接单.

    Attributes:
        post_name: The duty that changes hands: 民政窗口.
        from_name: Who hands over, with staff number in `from_number`.
        to_name: Who takes over, with staff number in `to_number`.
        cause: 休假, 外出, 轮岗 …
        until: End of the cover; None when it is not settled.
        approved_by: Who approved it; "" when nobody has to.
        accepted_at: When the taker accepted, signed in as themselves; None before that.
        counted: Originals that the taker counted; taker_remarks: what they found otherwise.
        unacknowledged: Facts that the county had not signed for.
        remarks: What else the other one must know.
    """

    issuer: Issuer
    document_number: str
    post_name: str
    from_name: str
    from_number: str
    to_name: str
    to_number: str
    cause: str
    handed_over_at: datetime
    until: date | None = None
    until_is_provisional: bool = False
    approved_by: str = ""
    drafts: tuple[DraftLeft, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    originals: tuple[OriginalKept, ...] = ()
    promises: tuple[PromiseLeft, ...] = ()
    call_backs: tuple[CallBack, ...] = ()
    unacknowledged: int = 0
    remarks: str = ""
    accepted_at: datetime | None = None
    counted: int = 0
    taker_remarks: Annotated[str, Pi.P2] = ""
    printed_at: datetime


def handover_sheet(data: HandoverSheetData, sheet: Sheet) -> Document:
    """Lay out a handover.

    Source: DB50/T 957.1-2019 5.11 (顶岗补位); what is handed over is our rule: drafts, open cases,
    originals, promises, call-backs.
    """
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *_who_and_when(data, sheet),
            Rule(),
            *_drafts(data, sheet),
            *_open_cases(data, sheet),
            section("三、保管的原件", originals_total(data.originals), "份"),
            *originals_list(data.originals, sheet),
            *_promises(data, sheet),
            *_call_backs(data, sheet),
            Pair("县局未回执：", f"{data.unacknowledged} 条", field="unacknowledged"),
            *given("其他：", data.remarks, "remarks"),
            *_taken(data, sheet),
            SignatureLine("交班人签名"),
            SignatureLine("接班人签名"),
            *foot(
                data.issuer,
                sheet,
                printed_at=data.printed_at,
                copies="一式两份：交班人、接班人各一份",
            ),
        ),
    )


def _who_and_when(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    giver = f"{data.from_name}（{data.from_number}）"
    taker = f"{data.to_name}（{data.to_number}）"
    return (
        Pair("岗位：", data.post_name, is_bold=True, field="post_name"),
        *in_line((("交班人", giver), ("接班人", taker)), sheet, is_name=True),
        Pair("交接时间：", moment(data.handed_over_at), is_bold=True, field="handed_over_at"),
        *in_line(
            (("原因", data.cause), ("顶岗至", _until(data)), ("批准人", data.approved_by)), sheet
        ),
    )


def _taken(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    """Say what the taker confirmed; a sheet before that leaves it to the pen."""
    if data.accepted_at is None:
        return (Pair("接班人确认：", "□ 已清点原件____份　□ 有出入", field="accepted"),)
    total = originals_total(data.originals)
    agrees = "与记录一致" if data.counted == total else f"记录{total}份"
    confirmed = (
        ("接班人确认", moment(data.accepted_at)),
        ("实清原件", f"{data.counted}份，{agrees}"),
    )
    return *in_line(confirmed, sheet), *given("接班人备注：", data.taker_remarks, "taker_remarks")


def _until(data: HandoverSheetData) -> str:
    return due(data.until, is_provisional=data.until_is_provisional) if data.until else ""


def _due(left: OpenCase | PromiseLeft) -> str:
    if left.due_on is None:
        return ""
    return due_within(left.due_on, left.due_words, is_provisional=left.due_is_provisional)


def _drafts(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="申请人", weight=6, field="drafts.applicant_name", is_name=True),
        Column(heading="事项", weight=8, field="drafts.item_name"),
        Column(heading="开始", weight=6),
        Column(heading="说明", weight=6, field="drafts.note"),
    )
    rows = ((d.applicant_name, d.item_name, moment(d.begun_at), d.note) for d in data.drafts)
    return section("一、未提交的草稿", len(data.drafts)), *short_listing(columns, rows, sheet)


def _open_cases(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="申请人", weight=15, field="open_cases.applicant_name", is_name=True),
        Column(heading="编号", weight=24, is_case_number=True),
        Column(heading="事项", weight=22, field="open_cases.item_name"),
        Column(heading="状态", weight=14, field="open_cases.note"),
        Column(heading="到期", weight=20),
    )
    rows = (
        (
            case.applicant_name,
            number_in_list(case.case_number),
            case.item_name,
            f"{case.status}，{case.note}" if case.note else case.status,
            _due(case),
        )
        for case in data.open_cases
    )
    return section("二、在办件", len(data.open_cases)), *listing(columns, rows, sheet)


def _promises(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="申请人", weight=5, field="promises.applicant_name", is_name=True),
        Column(heading="编号", weight=11, is_case_number=True),
        Column(heading="承诺", weight=9, field="promises.promise"),
        Column(heading="到期", weight=5),
    )
    rows = (
        (
            promise.applicant_name,
            number_in_list(promise.case_number),
            promise.promise,
            _due(promise),
        )
        for promise in data.promises
    )
    return section("四、到期要兑现的承诺", len(data.promises)), *short_listing(columns, rows, sheet)


def _call_backs(data: HandoverSheetData, sheet: Sheet) -> tuple[Block, ...]:
    columns = (
        Column(heading="回电给", weight=5, field="call_backs.person_name", is_name=True),
        Column(heading="电话", weight=5),
        Column(heading="事由", weight=9, align=Align.LEFT, field="call_backs.about"),
        Column(heading="约定", weight=6),
    )
    rows = (
        (
            call.person_name,
            call.phone_masked,
            call.about,
            f"{moment(call.before)}前" if call.before else "未约时间",
        )
        for call in data.call_backs
    )
    return section("五、要回的电话", len(data.call_backs), "个"), *short_listing(
        columns, rows, sheet
    )


SAMPLE: Final = HandoverSheetData(
    issuer=ISSUER,
    document_number="交〔2026〕10101-00001号",
    post_name="民政窗口",
    from_name="周小禾",
    from_number="QH0107",
    to_name="李得水",
    to_number="QH0112",
    cause="休假",
    handed_over_at=EVENING,
    until=date(2026, 11, 9),
    until_is_provisional=False,
    approved_by="何中心",
    drafts=(
        DraftLeft(applicant_name="王满仓", item_name=ITEM, begun_at=MORNING, note="回家取户口簿"),
    ),
    open_cases=(
        OpenCase(
            case_number=FIRST_CASE,
            applicant_name="阿依古丽·买买提",
            item_name=ITEM,
            status="待补正",
            due_on=date(2026, 11, 9),
            due_words="收件后5个工作日",
            due_is_provisional=False,
            note="缺照片",
        ),
        OpenCase(
            case_number=SECOND_CASE,
            applicant_name="林䶮",
            item_name="残疾人证办理",
            status="已受理",
            due_on=date(2026, 12, 2),
            due_words="受理后22个工作日",
        ),
    ),
    originals=(
        OriginalKept(
            case_number=SECOND_CASE,
            owner_name="林䶮",
            material="残疾评定表",
            originals=1,
            kept_since=MORNING,
            holder="周小禾",
        ),
    ),
    promises=(
        PromiseLeft(
            case_number=FIRST_CASE,
            applicant_name="阿依古丽·买买提",
            promise="补交近期免冠照片2张",
            due_on=date(2026, 11, 6),
            due_words="4个自然日",
            due_is_provisional=False,
        ),
    ),
    call_backs=(
        CallBack(
            person_name="王满仓",
            phone_masked="138****0002",
            about="问村里能不能代交",
            before=EVENING.replace(day=3, hour=10, minute=0),
        ),
    ),
    unacknowledged=2,
    remarks="抽屉钥匙一把；打印机备用纸2卷",
    accepted_at=EVENING.replace(minute=45),
    counted=1,
    taker_remarks="残疾评定表右上角有折痕",
    printed_at=EVENING,
)
