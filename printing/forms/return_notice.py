"""退件通知书: the case goes back, in writing, with the papers and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import (
    copies_for_two,
    given_back,
    remedies,
    signed_for,
    told_given_back,
)
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal
from printing.forms.samples import ISSUER
from printing.forms.shared_data import OriginalReturned

TITLE: Final = "退件通知书"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnNoticeData(FormData):
    """退件通知书.

    Attributes:
        rule: Rule that the return rests on; "" when the reason says it all.
        given_back: Papers that go back to the citizen with this notice.
        ends_matter: Nothing more will be done; then review body and court must be named.
        next_step: What the citizen can do now; "" for nothing.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    received_on: date
    returned_on: date
    reason: str
    rule: str = ""
    given_back: tuple[OriginalReturned, ...] = ()
    ends_matter: bool = False
    next_step: str = ""
    review_body: str = ""
    court: str = ""
    printed_at: datetime


SAMPLE: Final = ReturnNoticeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="退〔2026〕10101-00001号",
    received_on=date(2026, 11, 2),
    returned_on=date(2026, 11, 12),
    reason="所附林木权属证明已于2026年10月被发证机关注销",
    rule="青禾县政务服务办件管理办法第十四条",
    given_back=(
        OriginalReturned(name="林木权属证明", originals=1, copies=0),
        OriginalReturned(name="采伐申请表", originals=1, copies=1),
    ),
    ends_matter=True,
    next_step="权属重新登记后，可以随时再次申请，不影响办理。",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
    printed_at=at(11, 12, 10, 0),
)


def return_notice(data: ReturnNoticeData, sheet: Sheet) -> Document:
    """Lay out a return: reason, papers given back, remedies if it ends the matter.

    Source: law.md section 2 (paper 001: a return is in writing); 行政许可法 art. 38 for remedies.
    """
    returned = Pair("退件日期：", day(data.returned_on), is_bold=True, field="returned_on")
    told = (returned, *told_given_back(data.given_back))
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("收件日期：", day(data.received_on), field="received_on"),
            returned,
            Rule(),
            Pair("退件理由：", data.reason, is_bold=True, field="reason"),
            *_rule_and_next(data),
            *given_back(data.given_back, sheet),
            *_remedies(data),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.returned_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, told),
        ),
    )


def _rule_and_next(data: ReturnNoticeData) -> tuple[Block, ...]:
    rule = (Pair("依据：", data.rule, field="rule"),) if data.rule else ()
    next_step = (Pair("下一步：", data.next_step, field="next_step"),) if data.next_step else ()
    return (*rule, *next_step)


def _remedies(data: ReturnNoticeData) -> tuple[Block, ...]:
    return (remedies(data.review_body, data.court),) if data.ends_matter else ()
