"""转报交接单: one bundle on its way up, every original listed, a signature at each hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from counter_app.domain.numbering import grouped
from printing.document import (
    Align,
    Block,
    Document,
    Pair,
    QrCode,
    Rule,
    SealArea,
    SignatureLine,
    Text,
)
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import FormData, Issuer
from printing.forms.notice_parts import papers_list
from printing.forms.parts import Sheet, day, foot, head, moment
from printing.forms.samples import CASE, ISSUER
from printing.forms.shared_data import OriginalHeld

TITLE: Final = "转报交接单"
_COPIES: Final = "一式三份：携带人一份，县级接收部门一份，存档一份"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferredCase:
    """One case in the bundle.

    Attributes:
        case_number: 27 digits.
        first_opinion: Of the township (初审意见).
        opinion_on: When it was given.
        originals: Every paper in the envelope, originals and copies apart.
    """

    case_number: str
    applicant_name: str
    item_name: str
    first_opinion: str
    opinion_on: date
    originals: tuple[OriginalHeld, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSlipData(FormData):
    """转报交接单.

    Attributes:
        document_number: Number of the bundle.
        to: Body that gets it.
        carrier: Who carries the envelope; "" when it goes by network.
        envelope_seal_number: Number on the seal of the envelope; "" for none.
        manifest_code: Printable ASCII for the QR code, by which the receiver finds the list of
            the bundle; "" for the first case's number.
    """

    issuer: Issuer
    document_number: str
    to: str
    carrier: str = ""
    envelope_seal_number: str = ""
    manifest_code: str = ""
    cases: tuple[TransferredCase, ...]
    forwarded_at: datetime
    printed_at: datetime


SAMPLE: Final = TransferSlipData(
    issuer=ISSUER,
    document_number="转〔2026〕10101-00001号",
    to="青禾县林业局",
    carrier="陈望山",
    envelope_seal_number="封0031",
    manifest_code="TB-2026-10101-00001",
    cases=(
        TransferredCase(
            case_number=PERMIT_CASE.case_number,
            applicant_name=PERMIT_CASE.applicant_name,
            item_name=PERMIT_CASE.item_name,
            first_opinion="材料齐全，现场踏勘无争议，同意上报",
            opinion_on=date(2026, 11, 9),
            originals=(
                OriginalHeld(name="采伐申请表", originals=1, copies=1),
                OriginalHeld(name="林木权属证明", originals=1, copies=0),
            ),
        ),
        TransferredCase(
            case_number=CASE.case_number,
            applicant_name="林䶮",
            item_name="林木采伐许可证核发",
            first_opinion="材料齐全，同意上报，请核定采伐数量",
            opinion_on=date(2026, 11, 9),
            originals=(OriginalHeld(name="采伐申请表", originals=1, copies=0),),
        ),
    ),
    forwarded_at=at(11, 9, 16, 40),
    printed_at=at(11, 9, 16, 45),
)


def transfer_slip(data: TransferSlipData, sheet: Sheet) -> Document:
    """Lay out the slip that goes with a bundle.

    Source: 行政许可法 art. 35: first opinion and all materials go straight up, and the upper
    body does not ask the applicant for them again; art. 43.
    """
    carrier = (
        (Pair("携带人：", data.carrier, field="carrier", is_name=True),) if data.carrier else ()
    )
    envelope = (
        (Pair("封签号：", data.envelope_seal_number, field="envelope_seal_number"),)
        if data.envelope_seal_number
        else ()
    )
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("报送：", data.to, is_bold=True, field="to", is_name=True),
            Pair("转报时间：", moment(data.forwarded_at), is_bold=True, field="forwarded_at"),
            *carrier,
            *envelope,
            Pair("办件：", f"{len(data.cases)} 件", field="cases"),
            *(
                block
                for index, case in enumerate(data.cases, start=1)
                for block in _case(index, case, sheet)
            ),
            Rule(),
            Text(
                "以上材料为全部申请材料。依据《中华人民共和国行政许可法》第三十五条，"
                "上级机关不得要求申请人重复提供。"
            ),
            QrCode(data.manifest_code or data.cases[0].case_number, caption=data.document_number),
            SealArea(data.issuer.agency_name, day(data.forwarded_at.date())),
            *_hands(data),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=_COPIES),
        ),
    )


def _case(index: int, case: TransferredCase, sheet: Sheet) -> tuple[Block, ...]:
    number = grouped(case.case_number)
    numbered = (
        (Text("办件编号："), Text(number, align=Align.RIGHT, field="case_number"))
        if sheet.is_narrow
        else (Pair("办件编号：", number, field="case_number"),)
    )
    return (
        Rule(),
        Pair(f"{index}. ", case.item_name, is_bold=True, field="item_name"),
        Pair("申请人：", case.applicant_name, field="applicant_name", is_name=True),
        *numbered,
        Pair("初审意见：", case.first_opinion, field="first_opinion"),
        Pair("意见日期：", day(case.opinion_on), field="opinion_on"),
        *papers_list(case.originals, sheet, field="originals"),
    )


def _hands(data: TransferSlipData) -> tuple[Block, ...]:
    hands = ["移交人签名"]
    if data.carrier:
        hands.append("携带人签名")
    hands.append("接收人签名")
    return tuple(
        block
        for label in hands
        for block in (SignatureLine(label), Text("交接时间：    时    分", align=Align.RIGHT))
    )
