"""容缺受理通知书: accepted although secondary materials are to follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, Pair, Rule, Text
from printing.forms.case_samples import at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import copies_for_two, deferred_list, signed_for, until
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal
from printing.forms.samples import CASE, ISSUER
from printing.forms.shared_data import DeferredMaterial

TITLE: Final = "容缺受理通知书"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalAcceptanceNoticeData(FormData):
    """容缺受理通知书.

    Attributes:
        deferred: Materials that follow.
        supplement_due_on: Last day for them; not later than the promised limit.
        supplement_within: The same as a limit with its unit, 受理后10个工作日内; "" for none.
        consequence: What happens if they do not come.
        rule: Local rule that allows it, with its article; "" when the county names none.
        limit_words: The promised limit with its unit, 22个工作日.
        due_on: Promised date of conclusion; None when it is counted from the supplement.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    applied_on: date
    accepted_on: date
    issued_on: date
    deferred: tuple[DeferredMaterial, ...]
    supplement_due_on: date
    supplement_within: str = ""
    supplement_is_provisional: bool = False
    consequence: str
    rule: str = ""
    limit_words: str = ""
    due_on: date | None = None
    is_provisional: bool = False
    printed_at: datetime


SAMPLE: Final = ProvisionalAcceptanceNoticeData(
    issuer=ISSUER,
    case=CASE,
    document_number="容〔2026〕10101-00001号",
    applied_on=date(2026, 11, 2),
    accepted_on=date(2026, 11, 2),
    issued_on=date(2026, 11, 2),
    deferred=(
        DeferredMaterial(name="近期免冠照片", originals=2, copies=0, standard="2寸白底彩色照片"),
        DeferredMaterial(name="银行存折", originals=1, copies=1, standard="本人账户，复印首页"),
    ),
    supplement_due_on=date(2026, 11, 16),
    supplement_within="受理后10个工作日内",
    consequence="逾期未补齐的，视为撤回申请，已交材料退还。",
    rule="青禾县容缺受理服务办法第六条",
    limit_words="22个工作日",
    due_on=date(2026, 12, 2),
    printed_at=at(11, 2, 9, 41),
)


def provisional_acceptance_notice(data: ProvisionalAcceptanceNoticeData, sheet: Sheet) -> Document:
    """Lay out the agency's answer to the pledge.

    Source: law.md section 7; 行政许可法 art. 32(2) for seal and date.
    """
    accepted = Pair("受理日期：", day(data.accepted_on), is_bold=True, field="accepted_on")
    by = until(
        data.supplement_due_on,
        data.supplement_within,
        is_provisional=data.supplement_is_provisional,
    )
    told = (accepted, Pair("补齐期限：", by, field="supplement_due_on"))
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("申请日期：", day(data.applied_on), field="applied_on"),
            accepted,
            Rule(),
            Text(_opening(data), field="rule"),
            *deferred_list(data.deferred, sheet),
            Pair("补齐期限：", by, is_bold=True, field="supplement_due_on"),
            Pair("逾期后果：", data.consequence, is_bold=True, field="consequence"),
            *_conclusion(data),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.issued_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, told),
        ),
    )


def _opening(data: ProvisionalAcceptanceNoticeData) -> str:
    basis = f"依据{data.rule}和您的容缺受理承诺" if data.rule else "根据您的容缺受理承诺"
    return (
        "您提出的申请，主要材料齐全、符合法定形式。"
        f"{basis}，现予容缺受理。请补交下列 {len(data.deferred)} 项材料："
    )


def _conclusion(data: ProvisionalAcceptanceNoticeData) -> tuple[Block, ...]:
    if data.due_on is None:
        return (Text("办理时限自材料补齐之日起计算，补齐时另行告知办结日期。"),)
    within = f"受理后{data.limit_words}" if data.limit_words else ""
    by = until(data.due_on, within, is_provisional=data.is_provisional)
    return (Pair("承诺办结：", by, is_bold=True, field="due_on"),)
