"""预约单: when to come, where, and what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Align, Block, Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import Column, counted, given, listing, section, weekday
from printing.forms.desk_samples import ITEM, MORNING
from printing.forms.parts import Sheet, due, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "预约单"


@dataclass(frozen=True, slots=True, kw_only=True)
class BringAlong:
    """One thing to bring.

    Attributes:
        originals: Number of originals; 0 for none.
        copies: Number of copies; 0 for none.
        note: What else must be right about it; "" for nothing.
    """

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AppointmentSlipData(FormData):
    """预约单.

    Attributes:
        starts_at: Beginning of the time that is kept free.
        ends_at: End of it, on the same day.
        day_is_provisional: The day lies beyond the published calendar.
        service_mode: 窗口办理, 延时服务, 错时服务 or 上门服务; "" for the usual way.
        place: Counter or address.
        change_by: Last moment to move or cancel it; None when that is possible until it begins.
    """

    issuer: Issuer
    document_number: str
    applicant_name: Annotated[str, Pi.P2]
    phone_masked: Annotated[str, Pi.P2] = ""
    item_name: str
    starts_at: datetime
    ends_at: datetime
    day_is_provisional: bool = False
    service_mode: str = ""
    place: str
    to_bring: tuple[BringAlong, ...] = ()
    change_phone: str
    change_by: datetime | None = None
    printed_at: datetime


def appointment_slip(data: AppointmentSlipData, sheet: Sheet) -> Document:
    """Lay out an appointment slip.

    Source: 优化营商环境条例 art. 36, 37: fewer visits, everything told before.
    """
    on = data.starts_at.date()
    date_words = f"{due(on, is_provisional=data.day_is_provisional)} {weekday(on)}"
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            Pair("预约人：", data.applicant_name, is_bold=True, field="name", is_name=True),
            *given("联系电话：", data.phone_masked, "phone_masked"),
            Pair("办理：", data.item_name, is_bold=True, field="item_name"),
            *given("方式：", data.service_mode, "service_mode"),
            Pair("日期：", date_words, is_bold=True, field="starts_at"),
            Pair("时间：", f"{data.starts_at:%H:%M}—{data.ends_at:%H:%M}", is_bold=True),
            Pair("地点：", data.place, field="place"),
            Rule(),
            section("请带："),
            *_to_bring(data, sheet),
            Rule(),
            Text(_change(data), field="change_phone"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，交预约人"),
        ),
    )


def _to_bring(data: AppointmentSlipData, sheet: Sheet) -> tuple[Block, ...]:
    if not data.to_bring:
        return (Text("该事项没有公布材料清单，来之前请打电话问清。"),)
    columns = (
        Column(heading="材料", weight=40, field="to_bring.name"),
        Column(heading="原件", weight=12, align=Align.CENTER),
        Column(heading="复印件", weight=12, align=Align.CENTER),
        Column(heading="说明", weight=31, field="to_bring.note"),
    )
    rows = ((m.name, counted(m.originals), counted(m.copies), m.note) for m in data.to_bring)
    return listing(columns, rows, sheet)


def _change(data: AppointmentSlipData) -> str:
    until = f"请在{moment(data.change_by)}前" if data.change_by else "请"
    return f"要改时间或者取消的，{until}打电话 {data.change_phone}。预约不收费。"


SAMPLE: Final = AppointmentSlipData(
    issuer=ISSUER,
    document_number="约〔2026〕10101-00001号",
    applicant_name="阿依古丽·买买提",
    phone_masked="138****0000",
    item_name=ITEM,
    starts_at=MORNING.replace(day=5, hour=10, minute=0),
    ends_at=MORNING.replace(day=5, hour=10, minute=30),
    day_is_provisional=False,
    service_mode="窗口办理",
    place="综合窗口1号",
    to_bring=(
        BringAlong(name="居民身份证", originals=1, copies=1),
        BringAlong(name="户口簿", originals=1, copies=1, note="复印首页和本人页"),
        BringAlong(name="近期免冠照片", originals=2, note="2寸，白底"),
    ),
    change_phone="0839-5550101",
    change_by=MORNING.replace(day=4, hour=17, minute=0),
    printed_at=MORNING,
)
