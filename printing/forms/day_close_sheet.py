"""日清单: receipts, cases and the county's acknowledgements counted against each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Document, SignatureLine, Text
from printing.forms.data import FormData, Issuer
from printing.forms.day_close_lists import (
    DutyCheck,
    DutyChecks,
    NoticeMissed,
    NumberExplained,
    OriginalOwed,
    OverdueCase,
    UnknownPrint,
    VoidedNumber,
    duty_blocks,
    explained,
    missed_notices,
    originals_owed,
    overdue_cases,
    unknown_prints,
    voided_numbers,
)
from printing.forms.desk_parts import alarm, in_groups, in_line, section, weekday
from printing.forms.desk_samples import EVENING, FIRST_CASE, MORNING, SECOND_CASE
from printing.forms.parts import Sheet, day, foot, head, moment
from printing.forms.samples import ISSUER

TITLE: Final = "日清单"
COUNTY_CODE_DIGITS: Final = 16
"""Enough to tell two pasts apart; people compare it by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCloseSheetData(FormData):
    """日清单 of one counter and one day.

    Attributes:
        closes: The day.
        receipts_printed: Intake receipts known to have come out, first copies.
        cases_stored: Cases of the day in this counter's store.
        acknowledgements: Of these, the cases that the county has signed for.
        differences: Every number that stands in one count and not in another, and why.
        quarantined: Facts that the county or this counter set aside.
        last_event_at: Age of the last fact in the log.
        event_count: Facts in the log, from the first day.
        head_code: Hash of the last fact: 64 hexadecimal digits.
        originals: Papers of cases that are over and still lie in the drawer.
        county_count: Facts of the township that the county has shown.
        county_code: Hash over them in their order, 64 hexadecimal digits; "" for none.
    """

    issuer: Issuer
    document_number: str
    closes: date
    closed_at: datetime
    receipts_printed: int
    cases_stored: int
    acknowledgements: int
    differences: tuple[NumberExplained, ...] = ()
    voided: tuple[VoidedNumber, ...] = ()
    unknown: tuple[UnknownPrint, ...] = ()
    overdue: tuple[OverdueCase, ...] = ()
    notices_missed: tuple[NoticeMissed, ...] = ()
    duties: DutyChecks
    quarantined: int = 0
    last_event_at: datetime
    event_count: int
    head_code: Annotated[str, Pi.P1]
    originals: tuple[OriginalOwed, ...] = ()
    county_count: int = 0
    county_code: Annotated[str, Pi.P1] = ""
    printed_at: datetime


def day_close_sheet(data: DayCloseSheetData, sheet: Sheet) -> Document:
    """Lay out the close of a day; what does not agree stands white on black.

    Source: 行政许可法 art. 72 for the five checks, art. 32 for the notice limit; the three counts
    are our rule.
    """
    on = f"{day(data.closes)} {weekday(data.closes)}"
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *in_line((("日期", on), ("日清时间", moment(data.closed_at))), sheet),
            section("一、三对账"),
            *_counts(data, sheet),
            *explained(data.differences, sheet),
            section("二、作废的编号", len(data.voided), "个"),
            *voided_numbers(data.voided, sheet),
            section("三、打印结果不明", len(data.unknown), "份"),
            *unknown_prints(data.unknown, sheet),
            section("四、超过承诺时限", len(data.overdue)),
            *overdue_cases(data.overdue, sheet),
            section("五、未按时告知，视为受理", len(data.notices_missed)),
            *missed_notices(data.notices_missed, sheet),
            *originals_owed(data.originals, sheet),
            section("六、行政许可法第七十二条五项核查"),
            *duty_blocks(data.duties, sheet),
            *_log(data, sheet),
            SignatureLine("经办人签名"),
            SignatureLine("首席代表签名"),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies="一式一份，存档"),
        ),
    )


def _counts(data: DayCloseSheetData, sheet: Sheet) -> tuple[Block, ...]:
    receipts, cases, county = data.receipts_printed, data.cases_stored, data.acknowledgements
    counts = in_line(
        (
            ("已出纸收件凭证", f"{receipts} 份"),
            ("本机已存办件", f"{cases} 件"),
            ("县局已回执", f"{county} 件"),
        ),
        sheet,
    )
    if receipts == cases == county and not data.differences:
        return (*counts, Text("三数相符。", is_bold=True))
    wrong: list[Block] = []
    if receipts != cases:
        wrong.append(alarm(f"不相符：凭证比办件{_difference(receipts, cases)}份"))
    if county != cases:
        wrong.append(alarm(f"不相符：回执比办件{_difference(county, cases)}件"))
    if receipts == cases == county:
        wrong.append(alarm("三数相等，但有编号对不上"))
    if not data.differences:
        wrong.append(alarm("差异还没有逐件说明"))
    return (*counts, *wrong)


def _difference(number: int, than: int) -> str:
    return f"{'少' if number < than else '多'} {abs(number - than)} "


def _county(data: DayCloseSheetData) -> tuple[Block, ...]:
    """Return what two counters of a township compare: another code means another past."""
    if not data.county_code:
        return (Text("县局记录：还没有收到。", field="county_code"),)
    code = in_groups(data.county_code[:COUNTY_CODE_DIGITS])
    words = f"县局本镇记录{data.county_count}条，校验码 {code}（同镇窗口条数相同，应一致）"
    return (Text(words, field="county_code"),)


def _log(data: DayCloseSheetData, sheet: Sheet) -> tuple[Block, ...]:
    return (
        *in_line(
            (
                ("异常隔离", f"{data.quarantined} 条"),
                ("记录条数", f"{data.event_count} 条"),
                ("最后一条", moment(data.last_event_at)),
            ),
            sheet,
        ),
        Text(f"本机校验码：{in_groups(data.head_code)}", field="head_code"),
        *_county(data),
    )


SAMPLE: Final = DayCloseSheetData(
    issuer=ISSUER,
    document_number="清〔2026〕10101-00001号",
    closes=date(2026, 11, 2),
    closed_at=EVENING,
    receipts_printed=12,
    cases_stored=12,
    acknowledgements=11,
    differences=(NumberExplained(number=SECOND_CASE, why="16:50后断网，回执未到，明早重传"),),
    voided=(
        VoidedNumber(
            number="510899101012026110201000033",
            why="选错事项",
            voided_by="周小禾",
            approved_by="何中心",
        ),
    ),
    unknown=(
        UnknownPrint(
            document_number="收〔2026〕10101-00009号",
            form_name="收件凭证",
            sent_at=MORNING,
            answer="已出纸",
        ),
    ),
    overdue=(
        OverdueCase(
            case_number=FIRST_CASE,
            item_name="高龄津贴",
            due_on=date(2026, 10, 30),
            over_words="1个工作日",
            why="县局审核未回",
        ),
    ),
    notices_missed=(
        NoticeMissed(
            case_number=FIRST_CASE,
            item_name="高龄津贴",
            received_on=date(2026, 10, 26),
            told_by=date(2026, 10, 30),
        ),
    ),
    duties=DutyChecks(
        not_accepted=DutyCheck(breaches=0, note="核查12件"),
        not_displayed=DutyCheck(breaches=0, note="公示栏已核对"),
        not_informed=DutyCheck(breaches=0, note="核查12件"),
        not_told_at_once=DutyCheck(breaches=1, note="1件未在期限内告知，已视为受理"),
        no_reason=DutyCheck(breaches=0, note="今日不予受理0件"),
    ),
    quarantined=1,
    last_event_at=EVENING,
    event_count=1834,
    head_code="9f2c4e7a" * 8,
    originals=(
        OriginalOwed(case_number=SECOND_CASE, material="结婚证", originals=2, why="已结束"),
    ),
    county_count=5120,
    county_code="3b81d0f6" * 8,
    printed_at=EVENING,
)
