"""What the clocks of a case ask of the counter, in sentences and page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.time_limit import Deadline
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.deadline_days import ExplainedDay, explained_weeks
from counter_app.ui.case.standing_clocks import day_words, extension_words, procedure_words


@dataclass(frozen=True, slots=True)
class ClockPage:
    """One clock, explained day by day.

    Attributes:
        name: 承诺办结期限, 法定期限, …
        summary: Its length and its end.
        notes: What moved it, and whether it may still move.
    """

    name: str
    summary: str
    notes: str
    weeks: Sequence[Sequence[ExplainedDay]]


def due_words(file: CaseFile) -> str:
    """Return until when what has to be done; "" when no clock runs."""
    if file.clock is RunningClock.PAUSED and file.case.open_procedure is not None:
        return tr("特别程序不计时：{}。").format(procedure_words(file.case.open_procedure))
    if file.clock is RunningClock.SUPPLEMENT:
        return _supplement_words(file.clocks.supplement)
    if file.deadline is None:
        return ""
    words = {
        RunningClock.NOTICE: tr("{}下班前要受理、一次性告知或不予受理，否则依法视为受理。"),
        RunningClock.DELIVERY: tr("{}前送达。"),
    }.get(file.clock, tr("{}前办结。"))
    provisional = tr("（预计：超出已公布的工作日历）") if file.deadline.provisional else ""
    statutory = file.clocks.statutory
    legal = ""
    if file.clock is RunningClock.DECISION and statutory is not None:
        legal = tr("法定期限{}。").format(day_words(statutory.due_on))
    return words.format(day_words(file.deadline.due_on)) + legal + provisional


def clock_pages(file: CaseFile, calendar: WorkCalendar, today: date) -> tuple[ClockPage, ...]:
    """Return the clocks that can be explained; the one that binds stands first."""
    clocks = file.clocks
    named = [
        (tr("承诺办结期限"), clocks.promised),
        (tr("法定期限"), clocks.statutory),
        (tr("送达期限"), clocks.delivery),
        (tr("补正期限"), clocks.supplement),
        (tr("告知期限"), clocks.notice),
    ]
    found = [(name, deadline) for name, deadline in named if deadline is not None]
    binding = clocks.binding or (
        clocks.supplement if clocks.running is RunningClock.SUPPLEMENT else None
    )
    found.sort(key=lambda pair: pair[1] is not binding)
    return tuple(
        ClockPage(
            name=name,
            summary=_summary(name, deadline),
            notes=_notes(file, deadline),
            weeks=explained_weeks(deadline, calendar, today),
        )
        for name, deadline in found
    )


def _summary(name: str, deadline: Deadline) -> str:
    days = len(deadline.counted_days)
    words = tr("{}：共{}天，预计{}到期") if deadline.provisional else tr("{}：共{}天，{}到期")
    return words.format(name, days, day_words(deadline.due_on))


def _notes(file: CaseFile, deadline: Deadline) -> str:
    notes = []
    if deadline in {file.clocks.promised, file.clocks.statutory}:
        notes += [extension_words(one) for one in file.case.extensions]
        notes += [tr("特别程序{}").format(procedure_words(one)) for one in file.case.procedures]
    if deadline.provisional:
        notes.append(tr("预计：超出已公布的工作日历，新日历公布后重新计算"))
    return "；".join(notes)


def _supplement_words(supplement: Deadline | None) -> str:
    if supplement is None:
        return tr("等申请人补正；该事项没有规定补正期限。")
    return tr("等申请人补正，最晚{}。").format(day_words(supplement.due_on))


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("deadline", text)
