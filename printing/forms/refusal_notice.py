"""不受理告知书、不予受理通知书: why not, where instead, and how to object."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import RefusalNoticeData
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, progress, seal

TITLE_NOT_REQUIRED = "不受理告知书"
TITLE_NOT_COMPETENT = "不予受理通知书"
_LAW = "《中华人民共和国行政许可法》第三十二条第一款"


def refusal_notice(data: RefusalNoticeData, sheet: Sheet) -> Document:
    """Lay out a refusal.

    Source: 行政许可法 art. 32(1)(1), 32(1)(2), 32(2), 38; 行政复议法 art. 20; 行政诉讼法 art. 46.
    """
    is_not_required = data.ground == "not-required"
    title = TITLE_NOT_REQUIRED if is_not_required else TITLE_NOT_COMPETENT
    refused = Pair("告知日期：", day(data.refused_on), is_bold=True, field="refused_on")
    copies = "一式两份：申请人一份，存档一份"
    stub = counterfoil(title, data.document_number, data.case, sheet, (refused,))
    sign = () if sheet.is_roll else (SignatureLine("申请人（代理人）签收"),)
    return Document(
        title=title,
        number=data.document_number,
        blocks=(
            *head(data.issuer, title, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("申请日期：", day(data.applied_on), field="applied_on"),
            refused,
            Rule(),
            Text(_ground(data)),
            Pair("理由：", data.reason, is_bold=True, field="reason"),
            *_where_to_go(data),
            Text(
                f"如不服本决定，可以自收到本通知书之日起60日内向{data.review_body}申请行政复议，"
                f"或者自收到之日起6个月内依法向{data.court}提起行政诉讼。",
                field="review_body",
            ),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.refused_on, sheet),
            *sign,
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies),
            *stub,
        ),
    )


def _ground(data: RefusalNoticeData) -> str:
    if data.ground == "not-required":
        return (
            f"您申请的事项依法不需要取得行政许可，依据{_LAW}第（一）项，"
            "现告知不受理。您可以依法直接办理。"
        )
    return f"您申请的事项依法不属于本机关职权范围，依据{_LAW}第（二）项，现决定不予受理。"


def _where_to_go(data: RefusalNoticeData) -> tuple[Block, ...]:
    if not data.competent_authority:
        return ()
    where = f"请向{data.competent_authority}提出申请。"
    return (Text(where, is_bold=True, field="competent_authority"),)
