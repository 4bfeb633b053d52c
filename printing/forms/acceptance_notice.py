"""受理通知书: accepted on that day, to be decided by that day."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.data import AcceptanceNoticeData
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

TITLE = "受理通知书"
LAW_COMPLETE = "《中华人民共和国行政许可法》第三十二条第一款第（五）项"
LAW_DEEMED = "《中华人民共和国行政许可法》第三十二条第一款第（四）项"


def acceptance_notice(data: AcceptanceNoticeData, sheet: Sheet) -> Document:
    """Lay out an acceptance notice.

    Source: 行政许可法 art. 32(1)(5), 32(2), 42; 优化营商环境条例 art. 36.
    """
    accepted = Pair("受理日期：", day(data.accepted_on), is_bold=True, field="accepted_on")
    copies = "一式两份：申请人一份，存档一份"
    stub = counterfoil(TITLE, data.document_number, data.case, sheet, (accepted,))
    sign = () if sheet.is_roll else (SignatureLine("申请人（代理人）签收"),)
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("申请日期：", day(data.applied_on), field="applied_on"),
            accepted,
            Rule(),
            *_statement(data),
            *_dates(data),
            *progress(data.case, data.issuer, sheet),
            *seal(data.issuer, data.issued_on, sheet),
            *sign,
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies),
            *stub,
        ),
    )


def _statement(data: AcceptanceNoticeData) -> tuple[Block, ...]:
    if data.basis == "deemed":
        return (
            Text(
                "本机关未在收到申请材料后的法定期限内告知需要补正的全部内容，"
                f"依据{LAW_DEEMED}，自收到申请材料之日起即为受理。"
            ),
        )
    when = "补正后材料齐全" if data.basis == "supplemented" else "申请材料齐全"
    return (
        Text(
            f"您提出的申请，属于本机关职权范围，{when}、符合法定形式，"
            f"依据{LAW_COMPLETE}，现予受理。"
        ),
    )


def _dates(data: AcceptanceNoticeData) -> tuple[Block, ...]:
    lines: list[Block] = []
    if data.due_on is not None:
        words = f"（受理后{data.limit_words}）" if data.limit_words else ""
        lines.append(
            Pair(
                "承诺办结：",
                due(data.due_on, is_provisional=data.is_provisional) + words,
                is_bold=True,
                field="due_on",
            )
        )
    else:
        lines.append(Text("该事项尚未公布承诺时限，办结时间以法定时限为准。"))
    if data.statutory_due_on is not None and data.statutory_due_on != data.due_on:
        lines.append(
            Pair(
                "法定期限：",
                due(data.statutory_due_on, is_provisional=data.statutory_is_provisional),
                field="statutory_due_on",
            )
        )
    if data.excluded_days_words:
        lines.append(Pair("不计时间：", data.excluded_days_words, field="excluded_days_words"))
    lines.append(
        Text(
            "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计入期限，"
            "并将书面告知。"
        )
    )
    if data.next_step:
        lines.append(Pair("下一步：", data.next_step, is_bold=True, field="next_step"))
    return tuple(lines)
