"""终止通知书: ended by a rule, with the rule, the papers and the remedies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from printing.document import Document, Pair, Rule, Text
from printing.forms.case_samples import at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import (
    copies_for_two,
    given_back,
    remedies,
    signed_for,
    told_given_back,
)
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal
from printing.forms.samples import CASE, ISSUER
from printing.forms.shared_data import OriginalReturned

TITLE: Final = "终止通知书"
_GROUNDS: Final = MappingProxyType(
    {
        "supplement-lapsed": "您未在告知的期限内补正材料",
        "pledge-lapsed": "您未在容缺承诺的期限内补齐材料",
    }
)
_BY_RULE: Final = "您的申请出现了依照规定应当终止办理的情形"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationNoticeData(FormData):
    """终止通知书.

    Attributes:
        ground: "supplement-lapsed", "pledge-lapsed" or "by-rule".
        reason: What happened in this case.
        rule: Rule that ends it, with its article.
        lapsed_on: Last day that passed; None when the ground is no lapse.
        given_back: Papers that go back to the citizen.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    applied_on: date
    terminated_on: date
    ground: str
    reason: str
    rule: str
    lapsed_on: date | None = None
    given_back: tuple[OriginalReturned, ...] = ()
    review_body: str
    court: str
    printed_at: datetime


SAMPLE: Final = TerminationNoticeData(
    issuer=ISSUER,
    case=CASE,
    document_number="终〔2026〕10101-00001号",
    applied_on=date(2026, 11, 2),
    terminated_on=date(2026, 11, 18),
    ground="pledge-lapsed",
    reason="经两次电话提醒，银行存折、近期免冠照片至今没有补交",
    rule="青禾县容缺受理服务办法第九条",
    lapsed_on=date(2026, 11, 16),
    given_back=(
        OriginalReturned(name="高龄津贴申请表", originals=1, copies=0),
        OriginalReturned(name="户口簿复印件", originals=0, copies=1),
    ),
    review_body="青禾县人民政府",
    court="青禾县人民法院",
    printed_at=at(11, 18, 9, 30),
)


def termination_notice(data: TerminationNoticeData, sheet: Sheet) -> Document:
    """Lay out a termination.

    Source: law.md section 7 (lapsed pledge or supplement); 行政许可法 art. 38 for remedies.
    """
    ended = Pair("终止日期：", day(data.terminated_on), is_bold=True, field="terminated_on")
    lapsed = (Pair("期限届满：", day(data.lapsed_on), field="lapsed_on"),) if data.lapsed_on else ()
    told = (ended, *told_given_back(data.given_back))
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("申请日期：", day(data.applied_on), field="applied_on"),
            *lapsed,
            ended,
            Rule(),
            Text(
                f"{_GROUNDS.get(data.ground, _BY_RULE)}，依据{data.rule}，"
                "现决定终止办理。需要时可以重新申请。",
                field="rule",
            ),
            Pair("终止理由：", data.reason, is_bold=True, field="reason"),
            *given_back(data.given_back, sheet),
            remedies(data.review_body, data.court),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.terminated_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, told),
        ),
    )
