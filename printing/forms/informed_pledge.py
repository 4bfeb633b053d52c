"""告知承诺书: conditions are told, the applicant promises that they are met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Block, Document, PageBreak, Pair, Rule, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import copies_for_two, signed_by_applicant
from printing.forms.parts import (
    Sheet,
    case_lines,
    counterfoil,
    day,
    foot,
    head,
    numbered,
    progress,
    seal,
)
from printing.forms.samples import ISSUER

TITLE: Final = "告知承诺书"
_PROMISES: Final = (
    "所填写和提交的信息真实、准确；",
    "已经知晓以上告知的全部内容；",
    "本人（单位）符合以上告知的条件和要求；",
    "愿意接受事后核查，承担承诺不实的法律责任；",
    "以上承诺是本人（单位）的真实意思表示。",
)
_FREE_CHOICE: Final = (
    "是否采用告知承诺方式由申请人自愿选择。不选择的，按一般程序提交证明材料办理，不影响申请的受理。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InformedPledgeData(FormData):
    """告知承诺书.

    Attributes:
        basis: Rule that puts the item on the list, with its article; "" when none is named.
        conditions: Conditions as they were told.
        replaced_proofs: Proofs that the promise stands for; empty when it is a condition.
        check_words: How and when the promise is checked; "" when the guide does not say.
        liability: What an untrue promise leads to.
        legal_representative: Signs for a legal person; "" for a natural person.
        told_on: When the agency told the conditions.
        signed_on: When the applicant promised.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    basis: str = ""
    conditions: tuple[str, ...]
    replaced_proofs: tuple[str, ...] = ()
    check_words: str = ""
    liability: str
    legal_representative: str = ""
    told_on: date
    signed_on: date
    printed_at: datetime


SAMPLE: Final = InformedPledgeData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="知〔2026〕10101-00001号",
    basis="青禾县告知承诺事项清单第12项",
    conditions=(
        "林木权属清楚，没有争议；",
        "采伐地点、树种、面积与申请一致；",
        "采伐后当年或者次年完成更新造林。",
    ),
    replaced_proofs=("林木权属证明", "村内公示材料"),
    check_words="自决定之日起2个月内现场核查",
    liability="承诺不实的，责令限期改正；逾期不改的，撤销决定，并依法记入信用记录。",
    legal_representative="吾守尔·艾力",
    told_on=date(2026, 11, 2),
    signed_on=date(2026, 11, 3),
    printed_at=at(11, 2, 10, 5),
)


def informed_pledge(data: InformedPledgeData, sheet: Sheet) -> Document:
    """Lay out what is told and what is promised, on one paper with both sides.

    Source: 优化营商环境条例 art. 40; law.md section 7; 国办发〔2020〕42号 for the two parts.
    """
    signed = Pair("承诺日期：", day(data.signed_on), is_bold=True, field="signed_on")
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            *_told(data),
            *seal(data.issuer, data.told_on, sheet),
            Rule() if sheet.is_roll else PageBreak(),  # One side of the sheet for each party.
            Text("二、申请人承诺", is_bold=True),
            *numbered(_PROMISES),
            Text(_FREE_CHOICE),
            signed,
            *signed_by_applicant(data.case, data.legal_representative),
            *progress(data.case, data.issuer, sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, (signed,)),
        ),
    )


def _told(data: InformedPledgeData) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Text("一、行政机关告知", is_bold=True),
        Pair("告知日期：", day(data.told_on), field="told_on"),
    ]
    if data.basis:
        blocks.append(Pair("依据：", data.basis, field="basis"))
    if data.replaced_proofs:
        proofs = "、".join(data.replaced_proofs)
        blocks.append(Pair("承诺替代：", proofs, field="replaced_proofs"))
    blocks.append(Text("应当符合的条件：", is_bold=True))
    blocks.extend(numbered(data.conditions, "conditions"))
    if data.check_words:
        blocks.append(Pair("核查方式：", data.check_words, field="check_words"))
    blocks.append(Pair("不实责任：", data.liability, is_bold=True, field="liability"))
    return tuple(blocks)
