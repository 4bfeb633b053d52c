"""评价单: how to rate the service, by telephone code or paper; nobody has to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Document, Pair, QrCode, Rule, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import NOTHING, due_within, section
from printing.forms.desk_samples import ITEM, MORNING
from printing.forms.parts import Sheet, foot, head, moment, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "评价单"
GRADES: Final = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
_TOKEN_GROUP: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RatingSlipData(FormData):
    """评价单 of one visit (一次一评); says nothing about who rates.

    Attributes:
        item_names: What the visit was about.
        token: Secret of one rating, printable ASCII; serves once.
        rating_page: Address that the token is added to; "" when the code is the token alone.
        rating_phone: "" when nobody takes ratings by telephone.
        paper_place: Where a slip filled in by hand goes, out of the clerk's hands.
        valid_until: Last day of the token.
        valid_words: The same as a period with its unit: 15个自然日.
    """

    issuer: Issuer
    document_number: str
    item_names: tuple[str, ...]
    served_at: datetime
    token: Annotated[str, Pi.P2]
    rating_page: str = ""
    rating_phone: str = ""
    paper_place: str
    valid_until: date
    valid_words: str = ""
    valid_is_provisional: bool = False
    printed_at: datetime


def rating_slip(data: RatingSlipData, sheet: Sheet) -> Document:
    """Lay out a rating slip: five levels alike, none of them marked or recommended.

    Source: 国办发〔2019〕51号; GB/T 39734-2020 4.1: voluntary, free, without hints.
    """
    until = due_within(data.valid_until, data.valid_words, is_provisional=data.valid_is_provisional)
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("办理事项：", "；".join(data.item_names), field="item_names"),
            Pair("服务时间：", moment(data.served_at), field="served_at"),
            Rule(),
            section("本次服务评价（五档选一）："),
            *(Text(f"□ {grade}") for grade in GRADES),
            SignatureLine("意见（可不填）", has_date=False),
            Rule(),
            *_ways(data),
            QrCode(f"{data.rating_page}{data.token}", caption=f"评价码 {_grouped(data.token)}"),
            Text(f"评价码只能用一次，有效期至{until}。", field="valid_until"),
            Text("评价自愿、免费，评不评价、评哪一档，都不影响办事结果。", is_bold=True),
            Text("不评价的，只记为“未评价”。窗口人员不能代评、查看或者改动评价，评价人信息保密。"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，交办事群众"),
        ),
    )


def _ways(data: RatingSlipData) -> tuple[Block, ...]:
    ways = ["扫码：用手机扫下面的二维码。"]
    if data.rating_phone:
        ways.append(f"电话：拨{data.rating_phone}，报评价码和所选档。")
    ways.append(f"纸质：在所选档的□内打√，投入{data.paper_place}。")
    return section("评价办法（任选一种）："), *numbered(ways, field="rating_phone", nothing=NOTHING)


def _grouped(token: str) -> str:
    groups = range(0, len(token), _TOKEN_GROUP)
    return " ".join(token[start : start + _TOKEN_GROUP] for start in groups)


SAMPLE: Final = RatingSlipData(
    issuer=ISSUER,
    document_number="评〔2026〕10101-00001号",
    item_names=(ITEM, "城乡居民养老保险参保登记"),
    served_at=MORNING,
    token="7K3M9QXT2B4H",  # noqa: S106 - invented
    rating_page="https://rate.example.gov.cn/r/",
    rating_phone="0839-5550120",
    paper_place="大厅评价箱",
    valid_until=date(2026, 11, 17),
    valid_words="15个自然日",
    valid_is_provisional=False,
    printed_at=MORNING,
)
