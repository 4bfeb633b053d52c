"""准予、不予决定书: printed at the counter only when the department delegated it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from counter_app.domain.errors import FormDataInvalid
from printing.document import Block, Document, Pair, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import copies_for_two, remedies, signed_for
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal
from printing.forms.samples import ISSUER

_LAW: Final = "《中华人民共和国行政许可法》第三十八条"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNoticeData(FormData):
    """准予 or 不予决定书.

    Attributes:
        outcome: "granted" or "denied".
        is_permit: An administrative licence (行政许可), not another service.
        content: What is granted, for how long and under what conditions; "" when denied.
        reason: Why; a denial must have one.
        basis: Law that the decision rests on, with its article.
        decided_by: Person or department that decided.
        delegated_by: Department that lets the counter print it, and whose name and seal it
            carries; "" when the agency itself decides.
        result_title: Name of the certificate that follows; "" for none.
        result_number: Its number; "" while there is none.
        review_body: Where to ask for a review; a denial must name it, as the court.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    accepted_on: date
    decided_on: date
    outcome: str
    is_permit: bool = True
    content: str = ""
    reason: str = ""
    basis: str = ""
    decided_by: str
    delegated_by: str = ""
    result_title: str = ""
    result_number: str = ""
    review_body: str = ""
    court: str = ""
    printed_at: datetime


SAMPLE: Final = DecisionNoticeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="决〔2026〕10101-00001号",
    accepted_on=date(2026, 11, 2),
    decided_on=date(2026, 11, 24),
    outcome="denied",
    reason="申请采伐的林地位于生态公益林区，不符合采伐条件",
    basis="《中华人民共和国森林法》第五十五条",
    decided_by="青禾县林业局",
    delegated_by="青禾县林业局",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
    printed_at=at(11, 25, 9, 0),
)


def decision_notice(data: DecisionNoticeData, sheet: Sheet) -> Document:
    """Lay out a decision.

    Source: 行政许可法 art. 38: a denial says its reasons and the remedies; art. 44: the
    certificate is handed over within ten days.

    Raises:
        FormDataInvalid: A denial without reason, review body or court.
    """
    is_granted = data.outcome == "granted"
    if not is_granted and not data.reason:
        raise FormDataInvalid("reason")
    title = _title(is_granted=is_granted, is_permit=data.is_permit)
    decided = Pair("决定日期：", day(data.decided_on), is_bold=True, field="decided_on")
    decider = replace(data.issuer, agency_name=data.delegated_by or data.issuer.agency_name)
    shown = title.replace("决定书", "\n决定书") if sheet.is_narrow else title
    return Document(
        title=title,
        number=data.document_number,
        blocks=(
            *head(decider, shown, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("受理日期：", day(data.accepted_on), field="accepted_on"),
            decided,
            Rule(),
            Text(_statement(data, is_granted=is_granted), is_bold=True),
            *_grounds(data),
            *(_granted(data) if is_granted else ()),
            *_deciders(data),
            *_remedies(data, is_granted=is_granted),
            *progress(data.case, data.issuer, sheet),
            *seal(decider, data.decided_on, sheet),
            *signed_for(sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(title, data.document_number, data.case, sheet, (decided,)),
        ),
    )


def _title(*, is_granted: bool, is_permit: bool) -> str:
    return f"{'准予' if is_granted else '不予'}{'行政许可' if is_permit else ''}决定书"


def _statement(data: DecisionNoticeData, *, is_granted: bool) -> str:
    what = "行政许可" if data.is_permit else "办理"
    basis = f"，依据{_LAW}" if data.is_permit else ""
    if is_granted:
        return f"您提出的申请，经审查符合法定条件、标准{basis}，决定准予{what}。"
    return f"您提出的申请，经审查不符合法定条件、标准{basis}，决定不予{what}。"


def _grounds(data: DecisionNoticeData) -> tuple[Block, ...]:
    reason = (Pair("理由：", data.reason, is_bold=True, field="reason"),) if data.reason else ()
    basis = (Pair("依据：", data.basis, field="basis"),) if data.basis else ()
    return (*reason, *basis)


def _granted(data: DecisionNoticeData) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if data.content:
        blocks.append(Pair("内容：", data.content, is_bold=True, field="content"))
    if data.result_title:
        result = f"{data.result_title} {data.result_number}".strip()
        blocks.append(Pair("证件：", result, field="result_title"))
        blocks.append(Text("证件自决定之日起10个工作日内颁发、送达。"))
    return tuple(blocks)


def _deciders(data: DecisionNoticeData) -> tuple[Block, ...]:
    decided_by = Pair("决定人：", data.decided_by, field="decided_by", is_name=True)
    if not data.delegated_by:
        return (decided_by,)
    delegated = f"本决定书由{data.delegated_by}委托{data.issuer.agency_name}打印。"
    return decided_by, Text(delegated, field="delegated_by")


def _remedies(data: DecisionNoticeData, *, is_granted: bool) -> tuple[Block, ...]:
    if is_granted and not (data.review_body and data.court):
        return ()
    return (remedies(data.review_body, data.court),)
