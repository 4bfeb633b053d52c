"""送达回证: what was served, on whom, how and when; the signed date is the service date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from counter_app.domain.errors import FormDataInvalid
from printing.document import Block, Document, Pair, Rule, SignatureLine, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import ON_FILE
from printing.forms.parts import Sheet, case_lines, day, foot, head, moment, numbered, progress
from printing.forms.samples import ISSUER

TITLE: Final = "送达回证"
_MANNERS: Final = MappingProxyType(
    {
        "direct": "直接送达",
        "left": "留置送达",
        "proxy": "委托送达",
        "mail": "邮寄送达",
        "courier": "快递送达",
        "public-notice": "公告送达",
        "electronic": "电子送达",
    }
)
_LAW: Final = "《中华人民共和国民事诉讼法》"
_SERVICE_DATES: Final = MappingProxyType(
    {
        "direct": f"受送达人在送达回证上签收的日期为送达日期（{_LAW}第八十七条）。",
        "left": f"受送达人拒收的，记明拒收事由和日期，留下文书即视为送达（{_LAW}第八十九条）。",
        "proxy": f"受送达人在送达回证上签收的日期为送达日期（{_LAW}第八十七条）。",
        "mail": f"回执上注明的收件日期为送达日期（{_LAW}第九十一条）。",
        "courier": f"回执上注明的收件日期为送达日期（{_LAW}第九十一条）。",
        "public-notice": f"自发出公告之日起经过30日（自然日）即视为送达（{_LAW}第九十五条）。",
        "electronic": f"送达信息到达受送达人特定系统的日期为送达日期（{_LAW}第九十条）。",
    }
)
_BY_POST: Final = frozenset({"mail", "courier"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperServed:
    """One paper that is served: its name and number."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceiptData(FormData):
    """送达回证.

    Attributes:
        manner: "direct", "left", "proxy", "mail", "courier", "public-notice" or "electronic".
        delivered_at: When it was served; None when the receiver writes the date by hand.
        received_by: Who took it; "" for the addressee.
        relation: Of a substitute receiver to the addressee; "" for the addressee.
        servers: Names of the servers, two of them where somebody goes to the addressee.
        tracking_number: Of the letter or parcel.
        return_slip_on: Date on the return slip of the post.
        refusal_reason: Why the addressee did not take it; with "left".
        witness: Who saw it; with "left".
        is_filmed: The refusal was photographed or filmed instead; with "left".
        published_on: Day of the public notice.
        electronic_consent: How the addressee agreed to electronic service, with the address.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    papers: tuple[PaperServed, ...]
    manner: str
    place: str
    delivered_at: datetime | None = None
    received_by: str = ""
    relation: str = ""
    servers: tuple[str, ...]
    tracking_number: str = ""
    return_slip_on: date | None = None
    refusal_reason: str = ""
    witness: str = ""
    is_filmed: bool = False
    published_on: date | None = None
    electronic_consent: str = ""
    printed_at: datetime


SAMPLE: Final = DeliveryReceiptData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="送〔2026〕10101-00001号",
    papers=(
        PaperServed(name="林木采伐许可证", number="采字〔2026〕第0118号"),
        PaperServed(name="准予行政许可决定书", number="决〔2026〕10101-00002号"),
    ),
    manner="left",
    place="石桥镇青云村三组12号",
    delivered_at=at(11, 27, 10, 30),
    servers=("周小禾", "陈望山"),
    refusal_reason="受送达人不愿意在送达回证上签名，没有说明其他理由",
    witness="青云村村委会 刘守田",
    is_filmed=True,
    printed_at=at(11, 27, 9, 0),
)


def delivery_receipt(data: DeliveryReceiptData, sheet: Sheet) -> Document:
    """Lay out a delivery receipt.

    Source: 行政许可法 art. 44; 民事诉讼法 art. 87-95, which administrative service follows.

    Raises:
        FormDataInvalid: The manner of service is none of the known ones.
    """
    if data.manner not in _MANNERS:
        raise FormDataInvalid("manner")
    served = [f"{paper.name} {paper.number}".strip() for paper in data.papers]
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            Text(f"送达文书 {len(served)} 件：", is_bold=True),
            *numbered(served, "papers"),
            Pair(
                "受送达人：",
                data.case.applicant_name,
                is_bold=True,
                field="applicant_name",
                is_name=True,
            ),
            Pair("送达地点：", data.place, field="place"),
            Pair("送达方式：", _MANNERS[data.manner], is_bold=True, field="manner"),
            Pair("送达人：", "、".join(data.servers), field="servers", is_name=True),
            *_when(data),
            *_how(data),
            Text(_SERVICE_DATES[data.manner]),
            *_signatures(data),
            *progress(data.case, data.issuer, sheet),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=ON_FILE),
        ),
    )


def _when(data: DeliveryReceiptData) -> tuple[Block, ...]:
    if data.delivered_at is None:
        return ()
    return (Pair("送达时间：", moment(data.delivered_at), is_bold=True, field="delivered_at"),)


def _how(data: DeliveryReceiptData) -> tuple[Block, ...]:
    """Return what the manner of service has to show; nothing that is empty."""
    told = [
        ("代收人：" if data.relation else "签收人：", data.received_by, "received_by"),
        ("与受送达人关系：", data.relation, "relation"),
        ("邮件号：", data.tracking_number, "tracking_number"),
        ("回执日期：", day(data.return_slip_on) if data.return_slip_on else "", "return_slip_on"),
        ("拒收事由：", data.refusal_reason, "refusal_reason"),
        ("见证人：", data.witness, "witness"),
        ("影像：", "已拍照、录像记录送达过程" if data.is_filmed else "", "is_filmed"),
        ("公告日期：", day(data.published_on) if data.published_on else "", "published_on"),
        ("电子送达：", data.electronic_consent, "electronic_consent"),
    ]
    return tuple(Pair(label, value, field=field) for label, value, field in told if value)


def _signatures(data: DeliveryReceiptData) -> tuple[Block, ...]:
    servers = tuple(SignatureLine(f"送达人{name}签名") for name in data.servers)
    if data.manner == "left":
        return SignatureLine("见证人签名"), *servers
    if data.manner in _BY_POST or data.manner in {"public-notice", "electronic"}:
        return servers
    receiver = "代收人签名或者盖章" if data.relation else "受送达人签名或者盖章"
    return SignatureLine(receiver), *servers
