"""日通报、周报、月报: what the centre did, in figures without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from counter_app.domain.errors import FormDataInvalid
from printing.document import Align, Block, Document, Pair, Rule, Text
from printing.forms.data import FormData, Issuer
from printing.forms.desk_parts import NOTHING, Column, alarm, figures, listing, section
from printing.forms.desk_samples import EVENING
from printing.forms.parts import Sheet, day, foot, head, moment, numbered
from printing.forms.rating_slip import GRADES
from printing.forms.samples import ISSUER

TITLES: Final = MappingProxyType({"day": "日通报", "week": "周报", "month": "月报"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClasses:
    """Cases by the six report classes; each case counts once, so they add up to the total."""

    instant: int
    committed: int
    joint: int
    awaiting_supplement: int
    returned: int
    escalated: int

    @property
    def total(self) -> int:
        return (
            self.instant
            + self.committed
            + self.joint
            + self.awaiting_supplement
            + self.returned
            + self.escalated
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCounts:
    """How often each level was given, 非常满意 first; the last two are 差评."""

    very_satisfied: int
    satisfied: int
    basically_satisfied: int
    dissatisfied: int
    very_dissatisfied: int

    @property
    def not_negative(self) -> int:
        return self.very_satisfied + self.satisfied + self.basically_satisfied

    @property
    def total(self) -> int:
        return self.not_negative + self.dissatisfied + self.very_dissatisfied


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """One department's part.

    Attributes:
        open_cases: Not concluded at the cut-off.
        late: Of these, beyond the promised limit.
    """

    department: str
    accepted: int
    concluded: int
    open_cases: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinData(FormData):
    """日通报, 周报 or 月报.

    Attributes:
        period: "day", "week" or "month".
        first_day: First day of the period, `last_day` the last.
        compiled_at: Cut-off.
        classes: All cases by class; `total` is their sum as the store counts it.
        on_time: Of the concluded.
        forwarded: Cases passed to the county instead of being concluded at the counter.
        grades: The ratings by level; `rated` is their sum as the store counts it.
        unrated: Services that nobody rated; in no rate.
        complaints: Filed in the period; `complaints_answered` of these, `complaints_late` of these.
        dormant_items: Names of items that nobody ever asked for (零办理事项).
        outage_minutes: Minutes without network or device that the record proves.
    """

    issuer: Issuer
    document_number: str
    period: str
    first_day: date
    last_day: date
    compiled_at: datetime
    classes: ReportClasses
    total: int
    accepted: int
    concluded: int
    on_time: int
    forwarded: int
    grades: GradeCounts
    rated: int
    unrated: int
    complaints: int
    complaints_answered: int
    complaints_late: int
    departments: tuple[DepartmentLine, ...] = ()
    dormant_items: tuple[str, ...] = ()
    outage_minutes: int = 0
    printed_at: datetime


def bulletin(data: BulletinData, sheet: Sheet) -> Document:
    """Lay out a bulletin; figures are printed as given, and sums that disagree are named.

    Source: papers 000 and 004 (日通报, 周报, 月报); 国办发〔2019〕51号: unrated is in no rate.

    Raises:
        FormDataInvalid: The period is none of the three.
    """
    title = TITLES.get(data.period)
    if title is None:
        raise FormDataInvalid("period")
    return Document(
        title=title,
        number=data.document_number,
        blocks=(
            *head(data.issuer, title, data.document_number, sheet),
            Pair("期间：", _period(data), is_bold=True, field="first_day"),
            Pair("数据截至：", moment(data.compiled_at), field="compiled_at"),
            Rule(),
            *_classes(data, sheet),
            *_handling(data, sheet),
            *_ratings(data, sheet),
            section("四、投诉"),
            *figures(
                (
                    ("收到", data.complaints),
                    ("已答复", data.complaints_answered),
                    ("逾期未答复", data.complaints_late),
                ),
                sheet,
            ),
            section("五、零办理事项", len(data.dormant_items), "项"),
            *_dormant(data.dormant_items, sheet),
            *_departments(data, sheet),
            Pair("断网和设备故障：", f"{data.outage_minutes} 分钟（不计入窗口用时）"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="张贴一份，存档一份"),
        ),
    )


def _period(data: BulletinData) -> str:
    if data.first_day == data.last_day:
        return day(data.first_day)
    return f"{day(data.first_day)}至{day(data.last_day)}"


def _classes(data: BulletinData, sheet: Sheet) -> tuple[Block, ...]:
    classes = data.classes
    blocks = figures(
        (
            ("即办件", classes.instant),
            ("承诺件", classes.committed),
            ("联办件", classes.joint),
            ("补办件", classes.awaiting_supplement),
            ("退回件", classes.returned),
            ("上报件", classes.escalated),
            ("合计", data.total),
        ),
        sheet,
    )
    wrong = _sum_of("六类", classes.total, "合计", data.total, "件")
    return section("一、六类办件"), *blocks, *wrong


def _handling(data: BulletinData, sheet: Sheet) -> tuple[Block, ...]:
    blocks = figures(
        (
            ("受理", data.accepted),
            ("办结", data.concluded),
            ("按时办结", data.on_time),
            ("转报县局", data.forwarded),
        ),
        sheet,
    )
    rate = Pair("按时办结率：", percent(data.on_time, data.concluded, "没有办结件"), is_bold=True)
    return section("二、受理和办结"), *blocks, rate


def _ratings(data: BulletinData, sheet: Sheet) -> tuple[Block, ...]:
    grades = data.grades
    by_level = (
        grades.very_satisfied,
        grades.satisfied,
        grades.basically_satisfied,
        grades.dissatisfied,
        grades.very_dissatisfied,
    )
    blocks = (
        *figures(
            (
                ("已评价", data.rated),
                ("未评价", data.unrated),
                *zip(GRADES, by_level, strict=True),
            ),
            sheet,
            "次",
        ),
    )
    wrong = _sum_of("五档", grades.total, "已评价", data.rated, "次")
    nobody = "没有人评价"
    return (
        section("三、好差评"),
        *blocks,
        *wrong,
        Pair("评价率：", percent(data.rated, data.rated + data.unrated, nobody), is_bold=True),
        Pair("满意率：", percent(grades.not_negative, data.rated, nobody), is_bold=True),
        Text("满意率＝前三档÷已评价；未评价的不算在内。"),
    )


def _sum_of(parts: str, found: int, whole: str, told: int, unit: str) -> tuple[Block, ...]:
    if found == told:
        return ()
    return (alarm(f"不相符：{parts}相加 {found} {unit}，{whole} {told} {unit}"),)


def percent(part: int, whole: int, nothing: str) -> str:
    """Return a share with one decimal, rounded half up; words when there is no whole."""
    if whole <= 0:
        return f"—（{nothing}）"
    tenths = (2_000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _dormant(items: tuple[str, ...], sheet: Sheet) -> tuple[Block, ...]:
    if sheet.is_roll or not items:
        return numbered(items, field="dormant_items", nothing=NOTHING)
    return (Text("、".join(items), field="dormant_items"),)


def _departments(data: BulletinData, sheet: Sheet) -> tuple[Block, ...]:
    if not data.departments:
        return ()
    columns = (
        Column(heading="部门", weight=47, field="departments.department"),
        Column(heading="受理", weight=12, align=Align.CENTER),
        Column(heading="办结", weight=12, align=Align.CENTER),
        Column(heading="在办", weight=12, align=Align.CENTER),
        Column(heading="超期", weight=12, align=Align.CENTER),
    )
    rows = (
        (d.department, str(d.accepted), str(d.concluded), str(d.open_cases), str(d.late))
        for d in data.departments
    )
    table = listing(columns, rows, sheet, is_table_on_wide_roll=True)
    return section("六、各部门"), *table


SAMPLE: Final = BulletinData(
    issuer=ISSUER,
    document_number="报〔2026〕10101-00001号",
    period="day",
    first_day=date(2026, 11, 2),
    last_day=date(2026, 11, 2),
    compiled_at=EVENING,
    classes=ReportClasses(
        instant=7, committed=3, joint=0, awaiting_supplement=1, returned=0, escalated=1
    ),
    total=12,
    accepted=11,
    concluded=8,
    on_time=8,
    forwarded=1,
    grades=GradeCounts(
        very_satisfied=4,
        satisfied=1,
        basically_satisfied=0,
        dissatisfied=1,
        very_dissatisfied=0,
    ),
    rated=6,
    unrated=6,
    complaints=1,
    complaints_answered=0,
    complaints_late=0,
    departments=(
        DepartmentLine(department="民政", accepted=5, concluded=4, open_cases=3, late=1),
        DepartmentLine(department="社会保障", accepted=6, concluded=4, open_cases=2, late=0),
    ),
    dormant_items=("林木采伐许可", "农村村民宅基地审批"),
    outage_minutes=25,
    printed_at=EVENING,
)
