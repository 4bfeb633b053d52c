"""The clocks of a case in lines: both dates, what stands still, what was extended."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case import Case
from counter_app.domain.case_clocks import RunningClock
from counter_app.domain.clock_facts import SpecialProcedure, TimeExtension
from counter_app.domain.terms import name_of
from counter_app.domain.time_limit import Deadline
from counter_app.services.show_case import CaseFile
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.pair_grid import Pair


def clock_pairs(file: CaseFile) -> list[Pair]:
    """Return the lines of the clocks; the date the law sets is never left out."""
    clocks, case = file.clocks, file.case
    running = clocks.running
    pairs = [Pair(tr("现在走的"), name_of(running), _RUNNING_TONES.get(running))]
    if running is RunningClock.NOTICE:
        pairs.append(Pair(tr("最晚告知"), due_words(clocks.notice)))
    if running is RunningClock.SUPPLEMENT:
        none = tr("没有规定补正期限")
        pairs.append(
            Pair(tr("最晚补正"), due_words(clocks.supplement) if clocks.supplement else none)
        )
    if case.accepted_on is not None or clocks.promised is not None:
        none = tr("没有公布")
        pairs += [
            Pair(tr("承诺办结"), due_words(clocks.promised) if clocks.promised else none),
            Pair(tr("法定期限"), due_words(clocks.statutory) if clocks.statutory else none),
        ]
    if clocks.delivery is not None and case.delivery is None:
        pairs.append(Pair(tr("最晚送达"), due_words(clocks.delivery)))
    return [*pairs, *_changes(case)]


def procedure_words(procedure: SpecialProcedure) -> str:
    """Return from when to when a special procedure stops the clock."""
    start = tr("{} {}起").format(name_of(procedure.kind), day_words(procedure.started_at.date()))
    if procedure.ended_at is not None:
        return tr("{}，{}结束，期间不计时").format(start, day_words(procedure.ended_at.date()))
    about = tr("（预计，超出已公布的工作日历）") if procedure.expected_is_provisional else ""
    return tr("{}，预计{}个工作日，到{}止{}").format(
        start, procedure.expected_days, day_words(procedure.expected_end_on), about
    )


def extension_words(extension: TimeExtension) -> str:
    """Return what an extension changed, and who approved it."""
    who = extension.approver or name_of(extension.approved_by)
    moved = ""
    if extension.old_due_on is not None and extension.new_due_on is not None:
        moved = f"，{day_words(extension.old_due_on)} → {day_words(extension.new_due_on)}"
    return tr("延长{}天{}，{}批准").format(extension.days, moved, who)


def due_words(deadline: Deadline) -> str:
    """Return a date, and whether it may still move."""
    words = f"{deadline.due_on:%Y-%m-%d}"
    return tr("{}（预计）").format(words) if deadline.provisional else words


def day_words(day: date) -> str:
    """Return a day as people say it."""
    return f"{day.month}月{day.day}日"


def _changes(case: Case) -> list[Pair]:
    paused = [
        Pair(
            tr("特别程序"),
            procedure_words(procedure),
            Tone.INFO if procedure.ended_at is None else None,
        )
        for procedure in case.procedures
    ]
    extended = [Pair(tr("延期"), extension_words(extension)) for extension in case.extensions]
    recounted = [
        Pair(tr("日历更新"), tr("承诺日期改为 {}").format(recount.new_due_on))
        for recount in case.recounts
        if recount.new_due_on is not None
    ]
    overdue = case.overdue_reason
    late = (
        [
            Pair(
                tr("逾期原因"),
                tr("{}，超{}天").format(name_of(overdue.category), overdue.days_over),
            )
        ]
        if overdue is not None
        else []
    )
    return [*paused, *extended, *recounted, *late]


_RUNNING_TONES = {RunningClock.PAUSED: Tone.INFO, RunningClock.SUPPLEMENT: Tone.CAUTION}


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("standing", text)
