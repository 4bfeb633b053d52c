"""撤回申请: the applicant's own wish, on one paper for the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Document, Pair, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import ON_FILE, papers_list, signed_by_applicant
from printing.forms.parts import Sheet, case_lines, day, foot, head
from printing.forms.samples import ISSUER
from printing.forms.shared_data import OriginalReturned

TITLE: Final = "撤回申请"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequestData(FormData):
    """撤回申请.

    Attributes:
        applied_on: Day of the application that is withdrawn.
        reason: In the applicant's words; "" since nobody owes one.
        given_back: Papers that the applicant takes back.
        legal_representative: Signs for a legal person; "" for a natural person.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    applied_on: date
    withdrawn_on: date
    reason: str = ""
    given_back: tuple[OriginalReturned, ...] = ()
    legal_representative: str = ""
    printed_at: datetime


SAMPLE: Final = WithdrawalRequestData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="撤〔2026〕10101-00001号",
    applied_on=date(2026, 11, 2),
    withdrawn_on=date(2026, 11, 6),
    reason="今年不再采伐，计划明年春天重新申请",
    given_back=(
        OriginalReturned(name="林木权属证明", originals=1, copies=0),
        OriginalReturned(name="采伐申请表", originals=1, copies=1),
    ),
    legal_representative="吾守尔·艾力",
    printed_at=at(11, 6, 9, 15),
)


def withdrawal_request(data: WithdrawalRequestData, sheet: Sheet) -> Document:
    """Lay out the applicant's request to withdraw; the counter keeps it.

    Source: 安阳市政务服务条例 art. 36 and the like; forms.md section 3.
    """
    reason = (Pair("撤回原因：", data.reason, field="reason"),) if data.reason else ()
    returned = (
        (
            Text(f"收回以下材料 {len(data.given_back)} 项，已当面清点：", is_bold=True),
            *papers_list(data.given_back, sheet, field="given_back"),
        )
        if data.given_back
        else (Text("没有需要收回的材料。"),)
    )
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("申请日期：", day(data.applied_on), field="applied_on"),
            Pair("撤回日期：", day(data.withdrawn_on), is_bold=True, field="withdrawn_on"),
            Rule(),
            Text(
                f"致{data.issuer.agency_name}：本人（单位）自愿撤回上列申请，"
                "已知晓撤回后不再继续办理，需要时可以重新申请。",
                is_bold=True,
            ),
            *reason,
            *returned,
            *signed_by_applicant(data.case, data.legal_representative),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=ON_FILE),
        ),
    )
