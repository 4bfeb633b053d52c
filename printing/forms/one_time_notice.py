"""补正材料一次性告知书: everything that is missing, told once."""

from __future__ import annotations

from printing.document import Block, Document, Pair, Rule, SealArea, SignatureLine, Text
from printing.forms.data import Demand, OneTimeNoticeData
from printing.forms.notice_parts import until
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
    unsigned = _unsigned(data) if sheet.is_roll else ()
    stub = counterfoil(FULL_TITLE, data.document_number, data.case, sheet, (*told, *unsigned))
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
            *_deadline(data),
            *_override(data),
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
    seal = SealArea(data.issuer.agency_name, day(data.issued_at.date()))
    return seal, *(_unsigned(data) or (SignatureLine("申请人（代理人）签收"),))


def _deadline(data: OneTimeNoticeData) -> tuple[Block, ...]:
    """Return until when to supplement and what follows otherwise, where the county has a rule."""
    blocks: list[Block] = []
    if data.supplement_due_on:
        by = until(
            data.supplement_due_on,
            data.supplement_within,
            is_provisional=data.supplement_is_provisional,
        )
        blocks.append(Pair("补正期限：", by, is_bold=True, field="supplement_due_on"))
    if data.supplement_consequence:
        blocks.append(
            Pair("逾期后果：", data.supplement_consequence, field="supplement_consequence")
        )
    return tuple(blocks)


def _override(data: OneTimeNoticeData) -> tuple[Block, ...]:
    """Return who allowed a demand that no earlier notice named, and why."""
    if not data.overridden_by:
        return ()
    return (
        Text("本告知书列有此前没有告知的材料，已经首席代表批准。给您带来不便，请您谅解。"),
        Pair("批准人：", data.overridden_by, field="overridden_by", is_name=True),
        Pair("理由：", data.override_reason, field="override_reason"),
    )


def _unsigned(data: OneTimeNoticeData) -> tuple[Block, ...]:
    if not data.no_signature_reason:
        return ()
    return (Pair("未签收原因：", data.no_signature_reason, field="no_signature_reason"),)
