"""Parts that the papers after acceptance share: remedies, lists of papers, who signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from counter_app.domain.errors import FormDataInvalid
from printing.document import Align, Block, Cell, Pair, SignatureLine, Table, Text
from printing.forms.data import CaseHead
from printing.forms.parts import Sheet, due, numbered
from printing.forms.shared_data import DeferredMaterial, OriginalHeld, OriginalReturned

INDENT_COLUMNS = 3
ON_FILE = "一式一份，由窗口存档"


def copies_for_two(sheet: Sheet) -> str:
    """Return who keeps which copy of a paper that the citizen and the file get."""
    if sheet.is_roll:
        return "一式一份交申请人，存根留窗口"
    return "一式两份：申请人一份，存档一份"


def until(on: date, within: str, *, is_provisional: bool = False) -> str:
    """Write a last day with its limit: 2026年11月16日（受理后10个工作日内）."""
    return due(on, is_provisional=is_provisional) + (f"（{within}）" if within else "")


def remedies(review_body: str, court: str) -> Text:
    """Return how to object.

    Source: 行政复议法 art. 20; 行政诉讼法 art. 46.

    Raises:
        FormDataInvalid: A body is not named: such a paper would deny its reader the remedy.
    """
    if not review_body or not court:
        raise FormDataInvalid("review_body、court")
    return Text(
        f"如不服本决定，可以自收到本文书之日起60日内向{review_body}申请行政复议，"
        f"或者自收到之日起6个月内依法向{court}提起行政诉讼。",
        field="review_body",
    )


def papers_list(
    papers: Iterable[OriginalReturned | OriginalHeld], sheet: Sheet, *, field: str
) -> tuple[Block, ...]:
    """Return papers with originals and copies apart."""
    counted = [(paper.name, _count(paper.originals), _count(paper.copies)) for paper in papers]
    if sheet.is_narrow:
        return tuple(
            block
            for index, (name, originals, copies) in enumerate(counted, start=1)
            for block in (
                Text(f"{index}. {name}", indent_columns=INDENT_COLUMNS, field=field),
                Text(f"   原件{originals} 复印{copies}", indent_columns=INDENT_COLUMNS),
            )
        )
    if not sheet.is_roll:  # Lines, not ruled rows: the seal has to stay on the same sheet.
        return numbered(
            (f"{name}（原件{originals}，复印{copies}）" for name, originals, copies in counted),
            field,
        )
    rows = tuple(
        (
            Cell(str(index), align=Align.RIGHT),
            Cell(name, field=field),
            Cell(originals, align=Align.CENTER),
            Cell(copies, align=Align.CENTER),
        )
        for index, (name, originals, copies) in enumerate(counted, start=1)
    )
    return (Table(headings=("", "材料", "原件", "复印"), weights=(2, 18, 3, 3), rows=rows),)


def given_back(papers: tuple[OriginalReturned, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return what the citizen gets back with the paper, and that they checked it."""
    if not papers:
        return (Text("窗口未留存需要退还的材料。"),)
    return (
        Text(f"以下材料 {len(papers)} 项随本文书退还，请当面清点：", is_bold=True),
        *papers_list(papers, sheet, field="given_back"),
    )


def told_given_back(papers: tuple[OriginalReturned, ...]) -> tuple[Block, ...]:
    """Return the line of the counterfoil by which the citizen confirms the papers."""
    return (Text(f"退还材料 {len(papers)} 项，已当面清点。"),) if papers else ()


def deferred_list(materials: tuple[DeferredMaterial, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return what is to follow: its name, in what form, how many."""
    blocks: list[Block] = []
    for index, material in enumerate(materials, start=1):
        name = f"{index}. {material.name}"
        wanted = _wanted(material)
        if wanted and not sheet.is_roll:
            name, wanted = f"{name}（{wanted}）", ""
        blocks.append(
            Text(name, is_bold=True, indent_columns=INDENT_COLUMNS, field="deferred.name")
        )
        if wanted:
            blocks.append(
                Text(f"   {wanted}", indent_columns=INDENT_COLUMNS, field="deferred.standard")
            )
    return tuple(blocks)


def signed_by_applicant(case: CaseHead, legal_representative: str) -> tuple[Block, ...]:
    """Return where the applicant signs: a legal person by its representative, with its seal."""
    if legal_representative:
        return (
            Pair("法定代表人：", legal_representative, field="legal_representative", is_name=True),
            SignatureLine("法定代表人签名"),
            SignatureLine("申请单位（盖章）"),
        )
    if case.proxy_name:
        return SignatureLine("申请人签名"), SignatureLine("代理人签名")
    return (SignatureLine("申请人签名"),)


def signed_for(sheet: Sheet) -> tuple[Block, ...]:
    """Return where receipt is signed for on A4; on a roll the counterfoil has the line."""
    return () if sheet.is_roll else (SignatureLine("申请人（代理人）签收"),)


def _wanted(material: DeferredMaterial) -> str:
    words = []
    if material.originals:
        words.append(f"原件{material.originals}份")
    if material.copies:
        words.append(f"复印件{material.copies}份")
    if material.standard:
        words.append(material.standard)
    return "，".join(words)


def _count(number: int) -> str:
    return f"{number}份" if number else "—"
