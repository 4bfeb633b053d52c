"""Parts that every form shares: head, case, seal, foot, counterfoil."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from counter_app.domain.numbering import grouped
from printing.document import (
    Align,
    Block,
    Cell,
    PageBreak,
    Pair,
    QrCode,
    Rule,
    SealArea,
    SignatureLine,
    Table,
    Text,
)
from printing.forms.data import CaseHead, Issuer, MaterialTaken


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form must know of its paper.

    Attributes:
        is_roll: Thermal roll: compact, with a counterfoil; otherwise A4: sealed and filed.
        is_narrow: A 58 mm roll: 16 hanzi a line, no room for a table.
    """

    is_roll: bool
    is_narrow: bool = False


def day(value: date) -> str:
    """Write a date as people say it: 2026年11月2日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Write an instant: 2026年11月2日 09:30."""
    return f"{day(value.date())} {value:%H:%M}"


def due(value: date, *, is_provisional: bool) -> str:
    """Write a date in the future; one beyond the published calendar carries 预计."""
    return ("预计" if is_provisional else "") + day(value)


def head(issuer: Issuer, title: str, document_number: str, sheet: Sheet) -> tuple[Block, ...]:
    """Return agency, name of the form and document number."""
    agency = Text(
        issuer.agency_name,
        align=Align.CENTER,
        is_bold=not sheet.is_roll,
        field="agency_name",
        is_name=True,
    )
    name = Text(title, align=Align.CENTER, is_bold=True, size=2)
    number = Text(
        document_number,
        align=Align.CENTER if sheet.is_roll else Align.RIGHT,
        field="document_number",
    )
    return agency, name, number, Rule()


def case_lines(case: CaseHead, sheet: Sheet) -> tuple[Block, ...]:
    """Return whose case it is and what it is about."""
    lines: list[Block] = [
        Pair("申请人：", case.applicant_name, is_bold=True, field="applicant_name", is_name=True),
        Pair("证件：", f"{case.id_kind_name} {case.id_number_masked}", field="id_number_masked"),
    ]
    if case.proxy_name:
        proxy = f"{case.proxy_name} {case.proxy_number_masked}".strip()
        lines.append(Pair("代理人：", proxy, field="proxy_name", is_name=True))
    lines.append(Pair("事项：", case.item_name, is_bold=True, field="item_name"))
    if case.item_code:
        lines.append(Pair("事项编码：", case.item_code, field="item_code"))
    if case.handling_type:
        lines.append(Pair("办件类型：", case.handling_type, field="handling_type"))
    lines.extend(number_lines(case, sheet))
    return tuple(lines)


def number_lines(case: CaseHead, sheet: Sheet) -> tuple[Block, ...]:
    """Return the case number in one piece: it fills a line of a narrow roll by itself."""
    number = grouped(case.case_number)
    if sheet.is_narrow:
        return Text("办件编号："), Text(number, align=Align.RIGHT, field="case_number")
    return (Pair("办件编号：", number, field="case_number"),)


def numbered(lines: Iterable[str], field: str = "", nothing: str = "") -> tuple[Block, ...]:
    """Return sentences with their numbers, or the words for nothing."""
    blocks = tuple(
        Text(f"{index}. {line}", indent_columns=3, field=field)
        for index, line in enumerate(lines, start=1)
    )
    return blocks or ((Text(nothing),) if nothing else ())


def materials_list(materials: Iterable[MaterialTaken], sheet: Sheet) -> tuple[Block, ...]:
    """Return what was handed in, with originals and copies apart."""
    if not sheet.is_narrow:
        return (_materials_table(materials),)
    blocks: list[Block] = []
    for index, material in enumerate(materials, start=1):
        blocks.append(Text(f"{index}. {material.name}", indent_columns=3, field="materials.name"))
        counts = f"原件{_count(material.originals)} 复印{_count(material.copies)}"
        blocks.append(Text(f"   {counts} {_taken(material)}", indent_columns=3))
    return tuple(blocks)


def _materials_table(materials: Iterable[MaterialTaken]) -> Table:
    rows = tuple(
        (
            Cell(str(index), align=Align.RIGHT),
            Cell(material.name, field="materials.name"),
            Cell(_count(material.originals), align=Align.CENTER),
            Cell(_count(material.copies), align=Align.CENTER),
            Cell(_taken(material)),
        )
        for index, material in enumerate(materials, start=1)
    )
    return Table(headings=("", "材料", "原件", "复印", "情况"), weights=(2, 14, 3, 3, 6), rows=rows)


def progress(case: CaseHead, issuer: Issuer, sheet: Sheet) -> tuple[Block, ...]:
    """Return the QR code and how to ask how the case stands.

    The number stands under the code on a roll, where it is read out; on A4 it stands above.
    """
    number = grouped(case.case_number)
    return (
        QrCode(case.code or case.case_number, caption=number if sheet.is_roll else ""),
        Text(
            f"凭办件编号和查询码 {case.query_code} 查询进度，咨询电话 {issuer.enquiry_phone}",
            align=Align.LEFT if sheet.is_roll else Align.CENTER,
            field="query_code",
        ),
    )


def foot(issuer: Issuer, sheet: Sheet, *, printed_at: datetime, copies: str) -> tuple[Block, ...]:
    """Return who issued the paper, whom to ring, and who keeps which copy."""
    lines = [
        ("窗口：", f"{issuer.center_name} {issuer.counter_name}", "counter_name"),
        ("经办人：", f"{issuer.clerk_name}（{issuer.clerk_number}）", "clerk_name"),
        ("地址：", f"{issuer.address}（{issuer.hours}）", "address"),
        ("咨询电话：", issuer.enquiry_phone, "enquiry_phone"),
        ("投诉电话：", issuer.complaint_phone, "complaint_phone"),
    ]
    printed = f"打印时间 {moment(printed_at)}"
    if sheet.is_roll:
        pairs = (Pair(label, value, field=field) for label, value, field in lines)
        return Rule(), *pairs, Text(copies), Text(printed, align=Align.RIGHT)
    (counter, clerk, _, enquiry, complaint) = (label + value for label, value, _ in lines)
    return (
        Rule(),
        Text(f"{counter}　{clerk}", field="counter_name"),
        Text(f"{enquiry}　{complaint}　地址：{issuer.address}", field="address"),
        Text(f"{copies}　{printed}"),
    )


def seal(issuer: Issuer, on: date, sheet: Sheet) -> tuple[Block, ...]:
    """Return the place for the seal; thermal paper takes a seal badly and says what follows."""
    if sheet.is_roll:
        return (
            SealArea(issuer.agency_name, day(on)),
            Text("热敏纸不便加盖印章并会褪色；加盖印章的A4文书由窗口另行送达。"),
        )
    return (SealArea(issuer.agency_name, day(on)),)


def counterfoil(
    title: str, document_number: str, case: CaseHead, sheet: Sheet, told: tuple[Block, ...]
) -> tuple[Block, ...]:
    """Return the part that the counter keeps, signed by who took the paper; none on A4."""
    if not sheet.is_roll:
        return ()
    return (
        PageBreak(),  # A section of its own: what marks the paper marks the part torn off too.
        Text(f"{title}（存根）", align=Align.CENTER, is_bold=True),
        Text(document_number, align=Align.CENTER, field="document_number"),
        Pair("申请人：", case.applicant_name, field="applicant_name", is_name=True),
        Pair("事项：", case.item_name, field="item_name"),
        *number_lines(case, sheet),
        *told,
        SignatureLine("签收人签名"),
    )


def _count(number: int) -> str:
    return f"{number}份" if number else "—"


def _taken(material: MaterialTaken) -> str:
    words = [word for word in (material.verdict, material.handling) if word]
    return "，".join(words)
