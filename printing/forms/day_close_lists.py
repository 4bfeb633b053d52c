"""The lists of a day close: numbers, prints, limits, duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from counter_app.domain.privacy import Pi
from printing.document import Block, Text
from printing.forms.desk_parts import Column, alarm, listing, number_in_list, section, short_listing
from printing.forms.parts import Sheet, day, moment

DUTIES: Final = (
    ("not_accepted", "符合条件的申请不予受理"),
    ("not_displayed", "应当公示的材料没有公示"),
    ("not_informed", "没有履行告知义务"),
    ("not_told_at_once", "没有一次告知全部补正内容"),
    ("no_reason", "不受理、不准予没有说明理由"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberExplained:
    """A case number that one count has and another has not, and why."""

    number: Annotated[str, Pi.P1]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidedNumber:
    """A number that was taken and stands for no case (作废); two people answer for it."""

    number: Annotated[str, Pi.P1]
    why: str
    voided_by: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPrint:
    """A print whose outcome the printer did not tell.

    Attributes:
        answer: The clerk's answer to 出纸了吗？: 已出纸 or 未出纸; "" while unanswered.
    """

    document_number: str
    form_name: str
    sent_at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueCase:
    """A case beyond its promised limit.

    Attributes:
        over_words: How long, with its unit: 3个工作日.
        why: Category and words, public; "" while not explained.
    """

    case_number: Annotated[str, Pi.P1]
    item_name: str
    due_on: date
    over_words: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMissed:
    """A case for which nothing was told in time; it counts as accepted from receipt."""

    case_number: Annotated[str, Pi.P1]
    item_name: str
    received_on: date
    told_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalOwed:
    """Originals that go back to their owner and are still here; no names.

    Attributes:
        why: How the case ended.
    """

    case_number: Annotated[str, Pi.P1]
    material: str
    originals: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCheck:
    """One of the five checks.

    Attributes:
        breaches: How many were found; None when it was not checked.
        note: What was looked at, or what was found.
    """

    breaches: int | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChecks:
    """The five checks of every day close; none can be left out.

    Source: 行政许可法 art. 72(1), (2), (3), (4) and (7).
    """

    not_accepted: DutyCheck
    not_displayed: DutyCheck
    not_informed: DutyCheck
    not_told_at_once: DutyCheck
    no_reason: DutyCheck


def explained(differences: tuple[NumberExplained, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return why each number differs; nothing when none does."""
    if not differences:
        return ()
    columns = (
        Column(heading="差异编号", weight=11, is_case_number=True),
        Column(heading="说明", weight=16, field="differences.why"),
    )
    rows = ((number_in_list(d.number), d.why) for d in differences)
    return section("逐件说明", len(differences)), *short_listing(columns, rows, sheet)


def voided_numbers(voided: tuple[VoidedNumber, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return the numbers that stand for no case, with both names."""
    columns = (
        Column(heading="编号", weight=11, is_case_number=True),
        Column(heading="原因", weight=8, field="voided.why"),
        Column(heading="作废", weight=4, is_name=True),
        Column(heading="批准", weight=4, is_name=True),
    )
    rows = ((number_in_list(v.number), v.why, v.voided_by, v.approved_by) for v in voided)
    return short_listing(columns, rows, sheet)


def unknown_prints(unknown: tuple[UnknownPrint, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return the prints that nobody can vouch for, with the clerk's answer."""
    columns = (
        Column(heading="文书", weight=15),
        Column(heading="发送", weight=7),
        Column(heading="核实", weight=4),
    )
    rows = (
        (f"{u.form_name} {u.document_number}", moment(u.sent_at), u.answer or "还没有核实")
        for u in unknown
    )
    return short_listing(columns, rows, sheet)


def overdue_cases(overdue: tuple[OverdueCase, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return what is late, by how much and why; no names."""
    columns = (
        Column(heading="事项", weight=7, field="overdue.item_name"),
        Column(heading="编号", weight=11, is_case_number=True),
        Column(heading="到期", weight=4),
        Column(heading="超期", weight=4),
        Column(heading="原因", weight=6, field="overdue.why"),
    )
    rows = (
        (
            case.item_name,
            number_in_list(case.case_number),
            day(case.due_on),
            case.over_words,
            case.why or "还没有说明",
        )
        for case in overdue
    )
    return short_listing(columns, rows, sheet)


def missed_notices(missed: tuple[NoticeMissed, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return the cases that count as accepted because nothing was told."""
    columns = (
        Column(heading="事项", weight=8, field="notices_missed.item_name"),
        Column(heading="编号", weight=11, is_case_number=True),
        Column(heading="收件", weight=5),
        Column(heading="应告知", weight=5),
    )
    rows = (
        (m.item_name, number_in_list(m.case_number), day(m.received_on), day(m.told_by))
        for m in missed
    )
    return short_listing(columns, rows, sheet)


def originals_owed(owed: tuple[OriginalOwed, ...], sheet: Sheet) -> tuple[Block, ...]:
    """Return the papers that nobody has given back yet; nothing when there are none."""
    if not owed:
        return ()
    count = sum(line.originals for line in owed)
    columns = (
        Column(heading="原件", weight=10, field="originals.material"),
        Column(heading="编号", weight=11, is_case_number=True),
        Column(heading="份数", weight=3),
        Column(heading="办件", weight=6),
    )
    rows = ((o.material, number_in_list(o.case_number), f"{o.originals}份", o.why) for o in owed)
    return section("应退还没有退的原件", count, "份"), *short_listing(columns, rows, sheet)


def duty_blocks(duties: DutyChecks, sheet: Sheet) -> tuple[Block, ...]:
    """Return the five checks; a breach or a check that was not made stands out."""
    checks: list[tuple[str, DutyCheck]] = [(words, getattr(duties, name)) for name, words in DUTIES]
    columns = (
        Column(heading="责任", weight=45),
        Column(heading="发现", weight=14),
        Column(heading="说明", weight=36, field="duties.note"),
    )
    rows = ((words, _found(check), check.note) for words, check in checks)
    wrong = [words for words, check in checks if check.breaches != 0]
    verdict = alarm(f"{len(wrong)} 项需要处理") if wrong else Text("五项都没有发现问题。")
    return *listing(columns, rows, sheet), verdict


def _found(check: DutyCheck) -> str:
    if check.breaches is None:
        return "没有核查"
    return f"{check.breaches}件" if check.breaches else "没有"
