"""办结领取通知: the result is ready; where, when and with what to fetch it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from counter_app.domain.numbering import grouped
from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import until
from printing.forms.parts import Sheet, case_lines, day, foot, head, numbered, progress
from printing.forms.samples import ISSUER

TITLE: Final = "办结领取通知"
_AT_COUNTER: Final = "窗口领取"
_WAYS: Final = MappingProxyType(
    {
        "direct": _AT_COUNTER,
        "proxy": "代理人到窗口领取",
        "courier": "快递送达",
        "mail": "邮寄送达",
        "left": "上门送达",
        "public-notice": "公告送达",
        "electronic": "电子送达",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionNoticeData(FormData):
    """办结领取通知.

    Attributes:
        result_title: Name of the certificate or reply.
        result_number: Its number.
        way: "direct" (at the counter), "proxy", "courier", "mail", "public-notice" or
            "electronic".
        bring: What to bring along; empty when nothing has to be fetched.
        collect_by: Last day on which the limit of ten working days is kept.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    result_title: str
    result_number: str
    concluded_on: date
    way: str
    bring: tuple[str, ...] = ()
    collect_by: date
    collect_is_provisional: bool = False
    printed_at: datetime


SAMPLE: Final = CollectionNoticeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="领〔2026〕10101-00001号",
    result_title="林木采伐许可证",
    result_number="采字〔2026〕第0118号",
    concluded_on=date(2026, 11, 24),
    way="direct",
    bring=("本人居民身份证", "收件凭证", "代领的另带授权委托书和代领人身份证"),
    collect_by=date(2026, 12, 8),
    collect_is_provisional=True,
    printed_at=at(11, 24, 16, 30),
)


def collection_notice(data: CollectionNoticeData, sheet: Sheet) -> Document:
    """Lay out the notice that the result is ready.

    Source: 行政许可法 art. 44: issued or delivered within ten days of the decision.
    """
    sign = () if sheet.is_roll else (SignatureLine("申请人（代理人）签收"),)
    result = f"{data.result_title} {data.result_number}".strip()
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            Text("您申请的事项已经办结。", is_bold=True),
            Pair("办结日期：", day(data.concluded_on), field="concluded_on"),
            Pair("办理结果：", result, is_bold=True, field="result_title"),
            Pair("领取方式：", _WAYS.get(data.way, _AT_COUNTER), is_bold=True, field="way"),
            *_where(data),
            *progress(data.case, data.issuer, sheet),
            *sign,
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份交申请人"),
        ),
    )


def collection_message(data: CollectionNoticeData) -> str:
    """Return the notice as one message for a telephone; it names nobody and no full number."""
    by = until(data.collect_by, "", is_provisional=data.collect_is_provisional)
    where = (
        f"请于{by}前到{data.issuer.center_name}{data.issuer.counter_name}领取"
        f"（{data.issuer.hours}）"
        if data.way in {"direct", "proxy"}
        else f"将于{by}前{_WAYS.get(data.way, _AT_COUNTER)}"
    )
    return (
        f"【{data.issuer.center_name}】您申请的{data.case.item_name}已办结，"
        f"办件编号{grouped(data.case.case_number)}。{where}。"
        f"咨询{data.issuer.enquiry_phone}，投诉{data.issuer.complaint_phone}。"
    )


def _where(data: CollectionNoticeData) -> tuple[Block, ...]:
    by = until(
        data.collect_by,
        "决定后10个工作日内",
        is_provisional=data.collect_is_provisional,
    )
    if data.way not in {"direct", "proxy"}:
        return (Pair("最迟送达：", by, is_bold=True, field="collect_by"),)
    bring = (Text("请带好：", is_bold=True), *numbered(data.bring, "bring")) if data.bring else ()
    return (
        Pair("领取地点：", f"{data.issuer.center_name}（{data.issuer.address}）", field="address"),
        Pair("领取时间：", data.issuer.hours, field="hours"),
        Pair("最迟领取：", by, is_bold=True, field="collect_by"),
        *bring,
    )
