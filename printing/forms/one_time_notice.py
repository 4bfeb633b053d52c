"""补正材料一次性告知书: everything that is missing, told once."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SealArea, SignatureLine, Text
from printing.forms.data import Demand, OneTimeNoticeData
from printing.forms.parts import Sheet, case_lines, counterfoil, day, foot, head, moment, progress

TITLE = "一次性告知书"
FULL_TITLE = "补正材料一次性告知书"
LAW = "《中华人民共和国行政许可法》第三十二条第一款第（四）项"


def one_time_notice(data: OneTimeNoticeData, sheet: Sheet) -> Document:
    """Lay out a one-time notice.

    Source: 行政许可法 art. 32(1)(4): all content to be supplemented is told at once.
    """
    title = TITLE if sheet.is_roll else FULL_TITLE
    told = (
        Pair("告知时间：", moment(data.issued_at), field="issued_at"),
        Text(f"告知需补正材料 {len(data.lines)} 项：" + "、".join(x.name for x in data.lines)),
    )
    stub = counterfoil(FULL_TITLE, data.document_number, data.case, sheet, told)
    return Document(
        title=FULL_TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, title, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("收件时间：", moment(data.received_at), field="received_at"),
            Rule(),
            Text(_opening(data)),
            *(
                block
                for index, line in enumerate(data.lines, 1)
                for block in _demand(index, line, sheet)
            ),
            Rule(),
            *_received(data),
            Text(
                "请将以上材料一次补齐。除上列材料外，本机关不再要求补正其他材料。"
                "补齐后持本告知书到窗口办理，无需重复提交已收材料。",
                is_bold=True,
            ),
            *progress(data.case, data.issuer, sheet),
            *_delivery(data, sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=_copies(sheet)),
            *stub,
        ),
    )


def _opening(data: OneTimeNoticeData) -> str:
    if data.is_repeat:
        return f"以下 {len(data.lines)} 项材料尚未补齐（均已在此前的一次性告知书中列明）："
    return (
        f"您的申请材料不齐全或者不符合法定形式，依据{LAW}，"
        f"现一次性告知需要补正的全部内容，共 {len(data.lines)} 项："
    )


def _demand(index: int, line: Demand, sheet: Sheet) -> tuple[Block, ...]:
    """Return what one material lacks; on A4 in one paragraph, so that the notice is one sheet."""
    name = Text(f"{index}. {line.name}", is_bold=True, indent_columns=3, field="lines.name")
    parts = [(f"【{line.verdict}】{line.problem}", "lines.problem")]
    if counts := _counts(line):
        parts.append((f"份数：{counts}", ""))
    if line.standard:
        parts.append((f"要求：{line.standard}", "lines.standard"))
    if not sheet.is_roll:
        words = "；".join(words for words, _ in parts)
        return name, Text(f"   {words}", indent_columns=3, field="lines.problem")
    told = (Text(f"   {words}", indent_columns=3, field=field) for words, field in parts)
    return name, *told


def _counts(line: Demand) -> str:
    words = []
    if line.originals is not None:
        words.append(f"原件{line.originals}份")
    if line.copies is not None:
        words.append(f"复印件{line.copies}份")
    return "，".join(words)


def _copies(sheet: Sheet) -> str:
    if sheet.is_roll:
        return "一式一份交申请人，存根留窗口"
    return "一式两份：申请人一份，存档一份"


def _received(data: OneTimeNoticeData) -> tuple[Block, ...]:
    if not data.received:
        return ()
    return (Pair("已收齐：", "、".join(data.received), field="received"),)


def _delivery(data: OneTimeNoticeData, sheet: Sheet) -> tuple[Block, ...]:
    if sheet.is_roll:
        return (Pair("告知日期：", day(data.issued_at.date()), field="issued_at"),)
    return (
        SealArea(data.issuer.agency_name, day(data.issued_at.date())),
        SignatureLine("申请人（代理人）签收"),
    )
