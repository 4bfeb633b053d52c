"""办事指南: everything published about an item, on paper (五公开)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from printing.document import Align, Block, Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import Column, counted, given, in_line, listing, section, steps
from printing.forms.desk_samples import ITEM, MORNING
from printing.forms.parts import Sheet, day, foot, head, numbered
from printing.forms.samples import ISSUER

TITLE: Final = "办事指南"
NOT_PUBLISHED: Final = "未公布，请向窗口咨询"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideMaterial:
    """One material that the item asks for.

    Attributes:
        originals: Number of originals; None when not published.
        copies: Number of copies; None when not published.
        necessity: 必要, 非必要 or 可容缺; "" when not published.
        source: 申请人自备, 政府部门核发 or 其他; "" when not published.
        note: What a good one looks like, or when it is needed; "" for nothing.
        is_shared_data: Comes by data sharing, so it is not asked for.
    """

    name: str
    originals: int | None = None
    copies: int | None = None
    necessity: str = ""
    source: str = ""
    note: str = ""
    is_shared_data: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFee:
    """One line of the published fee table.

    Attributes:
        standard: 10元/证.
        basis: Law or regulation that allows it.
        reduction: For whom it is less or nothing; "" for nobody.
    """

    name: str
    standard: str
    basis: str
    reduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideSheetData(FormData):
    """办事指南 of one item in one version; "" and an empty list mean not published.

    Attributes:
        content: What the item is about (办理内容).
        procedure: Steps from application to delivery.
        materials_known: False when no list was published; an empty list means nothing then.
        statutory_limit_words: 20个工作日; "" when the law sets none or none was published.
        promised_limit_words: 5个工作日, or 当场办结.
        fees: Empty for a free item when `is_fee_known`.
        is_fee_known: False when nothing was published about fees.
        applicant_must_attend: No agent may apply.
        visits: Times that an applicant has to come; None when not published.
        place: Where it is done; "" for the centre's own address.
        hours: When; "" for the centre's own hours.
        enquiry_phone: "" for the centre's own number.
        complaint_phone: "" for the centre's own number.
        sample_place: Where blank and filled-in sample forms are.
        version: Of the catalogue that this is from.
    """

    issuer: Issuer
    item_name: str
    item_code: str = ""
    department: str = ""
    handling_type: str = ""
    content: str = ""
    conditions: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    required: tuple[GuideMaterial, ...] = ()
    materials_known: bool
    statutory_limit_words: str = ""
    statutory_limit_basis: str = ""
    promised_limit_words: str = ""
    fees: tuple[GuideFee, ...] = ()
    is_fee_known: bool
    legal_basis: tuple[str, ...] = ()
    result_name: str = ""
    delivery_ways: str = ""
    applicant_must_attend: bool = False
    visits: int | None = None
    quantity_limit: str = ""
    place: str = ""
    hours: str = ""
    enquiry_phone: str = ""
    complaint_phone: str = ""
    sample_place: str = ""
    version: str
    published_on: date
    printed_at: datetime


def guide_sheet(data: GuideSheetData, sheet: Sheet) -> Document:
    """Lay out a guide.

    Source: 行政许可法 art. 30; 优化营商环境条例 art. 36; 国令716 art. 6; the five parts of 五公开:
    content, procedure, materials, limits, fee with its basis.
    """
    version = f"版本 {data.version}"
    return Document(
        title=TITLE,
        number=version,
        blocks=(
            *head(data.issuer, TITLE, version, sheet),
            Pair("事项：", data.item_name, is_bold=True, field="item_name"),
            *in_line(_identity(data), sheet),
            Pair("公布日期：", day(data.published_on), field="published_on"),
            Rule(),
            section("一、办理内容"),
            Text(data.content or NOT_PUBLISHED, field="content"),
            *_who(data, sheet),
            section("二、办理程序"),
            *steps(data.procedure, sheet, field="procedure", nothing=NOT_PUBLISHED),
            *given("来窗口次数：", _visits(data.visits), "visits"),
            section("三、申请材料"),
            *_materials(data, sheet),
            *given("空白表和样表：", data.sample_place, "sample_place"),
            section("四、办理时限"),
            *_limits(data, sheet),
            section("五、收费和依据"),
            *_fees(data),
            section("办理依据"),
            *numbered(data.legal_basis, field="legal_basis", nothing=NOT_PUBLISHED),
            *in_line((("办理结果", data.result_name), ("送达方式", data.delivery_ways)), sheet),
            *_where(data, sheet),
            *foot(
                data.issuer,
                sheet,
                printed_at=data.printed_at,
                copies="免费领取；以公布的最新版本为准",
            ),
        ),
    )


def _identity(data: GuideSheetData) -> tuple[tuple[str, str], ...]:
    return (
        ("事项编码", data.item_code),
        ("受理单位", data.department),
        ("办件类型", data.handling_type),
    )


def _who(data: GuideSheetData, sheet: Sheet) -> tuple[Block, ...]:
    attends = (
        "须申请人本人到场，不能代办。"
        if data.applicant_must_attend
        else "可以委托他人代办，代办人带委托书和本人证件。"
    )
    return (
        Text("受理条件："),
        *steps(data.conditions, sheet, field="conditions", nothing=NOT_PUBLISHED),
        *given("数量限制：", data.quantity_limit, "quantity_limit"),
        Text(attends),
    )


def _visits(visits: int | None) -> str:
    if visits is None:
        return ""
    return f"最多 {visits} 次" if visits else "不用到窗口"


def _materials(data: GuideSheetData, sheet: Sheet) -> tuple[Block, ...]:
    if not data.materials_known:
        return (Text(NOT_PUBLISHED),)
    if not data.required:
        return (Text("不需要提交材料。", is_bold=True),)
    columns = (
        Column(heading="材料", weight=23, field="required.name"),
        Column(heading="原件", weight=9, align=Align.CENTER),
        Column(heading="复印件", weight=10, align=Align.CENTER),
        Column(heading="必要性", weight=11),
        Column(heading="来源", weight=17),
        Column(heading="要求", weight=25, field="required.note"),
    )
    rows = (_material_row(material) for material in data.required)
    return (
        *listing(columns, rows, sheet),
        Text("除以上材料外，不要求提交其他材料。已由部门共享的，不用提交。"),
    )


def _material_row(material: GuideMaterial) -> tuple[str, ...]:
    if material.is_shared_data:
        how = ("不用交", "不用交", material.necessity, "部门共享")
    else:
        how = (
            _number(material.originals),
            _number(material.copies),
            material.necessity or "未公布",
            material.source or "未公布",
        )
    return (material.name, *how, material.note)


def _number(number: int | None) -> str:
    return "未公布" if number is None else counted(number)


def _limits(data: GuideSheetData, sheet: Sheet) -> tuple[Block, ...]:
    statutory = data.statutory_limit_words or "法律没有规定，或者没有公布"
    if data.statutory_limit_basis:
        statutory += f"（{data.statutory_limit_basis}）"
    promised = data.promised_limit_words or NOT_PUBLISHED
    return (
        *in_line((("法定时限", statutory), ("承诺时限", promised)), sheet),
        Text("从受理的第二天起算。"),
    )


def _fees(data: GuideSheetData) -> tuple[Block, ...]:
    if not data.is_fee_known:
        return (Text(NOT_PUBLISHED),)
    if not data.fees:
        return (Text("不收费。", is_bold=True),)
    lines = tuple(
        Text(_fee(index, fee), indent_columns=3, field="fees")
        for index, fee in enumerate(data.fees, start=1)
    )
    return (*lines, Text("窗口不收现金，凭通知单到银行缴。", is_bold=True))


def _fee(index: int, fee: GuideFee) -> str:
    reduction = f"；减免：{fee.reduction}" if fee.reduction else ""
    return f"{index}. {fee.name}：{fee.standard}；依据：{fee.basis}{reduction}"


def _where(data: GuideSheetData, sheet: Sheet) -> tuple[Block, ...]:
    own = data.issuer
    place, hours = data.place or own.address, data.hours or own.hours
    enquiry = data.enquiry_phone or own.enquiry_phone
    complaint = data.complaint_phone or own.complaint_phone
    return (
        section("办理地点和电话"),
        *in_line((("地点", place), ("时间", hours)), sheet),
        *in_line((("咨询", enquiry), ("投诉", complaint)), sheet),
    )


SAMPLE: Final = GuideSheetData(
    issuer=ISSUER,
    item_name=ITEM,
    item_code="511A0100200000",
    department="民政",
    handling_type="承诺件",
    content="为本镇户籍、年满80周岁的老年人发放高龄津贴。",
    conditions=("户籍在本镇", "年满80周岁"),
    procedure=("窗口收件", "镇民政办初审", "县民政局审核", "按月发到本人账户"),
    required=(
        GuideMaterial(
            name="高龄津贴申请表",
            originals=1,
            copies=0,
            necessity="必要",
            source="申请人自备",
            note="申请人签名",
        ),
        GuideMaterial(
            name="近期免冠照片",
            originals=2,
            copies=0,
            necessity="可容缺",
            source="申请人自备",
            note="2寸，白底",
        ),
        GuideMaterial(
            name="户口簿", originals=1, copies=1, necessity="必要", source="政府部门核发"
        ),
        GuideMaterial(name="低保证", necessity="非必要", note="享受低保的", is_shared_data=True),
    ),
    materials_known=True,
    statutory_limit_words="30个工作日",
    statutory_limit_basis="县级办事指南",
    promised_limit_words="22个工作日",
    fees=(
        GuideFee(
            name="证照工本费",
            standard="10元/证",
            basis="省财政厅公布的收费目录",
            reduction="低保对象免收",
        ),
    ),
    is_fee_known=True,
    legal_basis=("《中华人民共和国老年人权益保障法》第三十三条",),
    result_name="高龄津贴审批表",
    delivery_ways="窗口领取或者邮寄",
    applicant_must_attend=False,
    visits=1,
    quantity_limit="没有数量限制",
    place="石桥镇新街1号一楼大厅",
    hours="工作日9:00—17:00",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    sample_place="大厅填表台，可以免费取用",
    version="2026.11",
    published_on=date(2026, 11, 1),
    printed_at=MORNING,
)
