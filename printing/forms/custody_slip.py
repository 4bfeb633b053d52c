"""原件流转单: which original went from whom to whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from printing.document import Document, Pair, Rule, SignatureLine, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import papers_list
from printing.forms.parts import Sheet, case_lines, foot, head, moment, progress
from printing.forms.samples import ISSUER
from printing.forms.shared_data import OriginalHeld

TITLE: Final = "原件流转单"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodySlipData(FormData):
    """原件流转单.

    Attributes:
        papers: What went over, originals and copies apart.
        came_from: Who had it, in words: 申请人, 窗口, 携带人, 县级部门.
        handed_by: Name of who handed it over; "" when the place says it all.
        went_to: Who has it now, in the same words.
        taken_by: Name of who took it.
        purpose: What for; "" when nothing was said.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    papers: tuple[OriginalHeld, ...]
    came_from: str
    handed_by: str = ""
    went_to: str
    taken_by: str = ""
    moved_at: datetime
    purpose: str = ""
    printed_at: datetime


SAMPLE: Final = CustodySlipData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="原〔2026〕10101-00001号",
    papers=(
        OriginalHeld(name="林木权属证明", originals=1, copies=0),
        OriginalHeld(name="采伐申请表", originals=1, copies=1),
    ),
    came_from="窗口",
    handed_by="周小禾",
    went_to="携带人",
    taken_by="陈望山",
    moved_at=at(11, 9, 16, 50),
    purpose="随转报材料送县级主管部门核验",
    printed_at=at(11, 9, 16, 51),
)


def custody_slip(data: CustodySlipData, sheet: Sheet) -> Document:
    """Lay out the slip of one hand-over of originals; each original has one holder at a time.

    Source: forms.md section 3; terms.md (`CustodySlip`).
    """
    purpose = (Pair("用途：", data.purpose, field="purpose"),) if data.purpose else ()
    handed = f"{data.came_from} {data.handed_by}".strip()
    taken = f"{data.went_to} {data.taken_by}".strip()
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            Pair("移交方：", handed, is_bold=True, field="came_from", is_name=True),
            Pair("接收方：", taken, is_bold=True, field="went_to", is_name=True),
            Pair("流转时间：", moment(data.moved_at), is_bold=True, field="moved_at"),
            *purpose,
            Text(f"下列材料 {len(data.papers)} 项，已当面清点："),
            *papers_list(data.papers, sheet, field="papers"),
            Text("原件由接收方妥善保管，遗失、损坏由保管人负责。"),
            SignatureLine("移交人签名"),
            SignatureLine("接收人签名"),
            *progress(data.case, data.issuer, sheet),
            *foot(
                data.issuer, sheet, printed_at=data.printed_at, copies="移交方、接收方、存档各一份"
            ),
        ),
    )
