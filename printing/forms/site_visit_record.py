"""现场踏勘记录: where, when, who, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from counter_app.domain.errors import FormDataInvalid
from printing.document import Document, Pair, Rule, SignatureLine, Text
from printing.forms.case_samples import PERMIT_CASE, at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import ON_FILE
from printing.forms.parts import Sheet, case_lines, foot, head, moment, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "现场踏勘记录"
_STAFF_MIN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisitRecordData(FormData):
    """现场踏勘记录.

    Attributes:
        visited_at: When they were there.
        staff: Names of the staff, two or more.
        present: Who else was there, the applicant or a neighbour; "" for nobody.
        photos: What each photograph shows.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    visited_at: datetime
    place: str
    staff: tuple[str, ...]
    present: str = ""
    finding: str
    photos: tuple[str, ...] = ()
    printed_at: datetime


SAMPLE: Final = SiteVisitRecordData(
    issuer=ISSUER,
    case=PERMIT_CASE,
    document_number="勘〔2026〕10101-00001号",
    visited_at=at(11, 4, 14, 30),
    place="石桥镇青云村三组后山林地",
    staff=("周小禾", "陈望山"),
    present="申请人本人",
    finding="采伐地点、树种与申请一致，四至界线清楚，现场没有发现争议。",
    photos=("林地全貌", "东侧界桩"),
    printed_at=at(11, 4, 17, 5),
)


def site_visit_record(data: SiteVisitRecordData, sheet: Sheet) -> Document:
    """Lay out the record of a site visit; a visit never pauses the clock.

    Source: 行政许可法 art. 34: two or more staff check the substance.

    Raises:
        FormDataInvalid: Fewer than two staff are named.
    """
    if len(data.staff) < _STAFF_MIN:
        raise FormDataInvalid("staff")
    present = (Pair("在场人：", data.present, field="present"),) if data.present else ()
    photos = (
        (Text(f"附照片 {len(data.photos)} 张："), *numbered(data.photos, "photos"))
        if data.photos
        else ()
    )
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Rule(),
            Pair("踏勘时间：", moment(data.visited_at), is_bold=True, field="visited_at"),
            Pair("踏勘地点：", data.place, is_bold=True, field="place"),
            Pair("踏勘人员：", "、".join(data.staff), field="staff", is_name=True),
            *present,
            Rule(),
            Text("踏勘情况：", is_bold=True),
            Text(data.finding, field="finding"),
            *photos,
            Text("现场踏勘的时间计算在办理期限内。"),
            *(SignatureLine(f"{name}（签名）") for name in data.staff),
            SignatureLine("申请人或在场人签名"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=ON_FILE),
        ),
    )
