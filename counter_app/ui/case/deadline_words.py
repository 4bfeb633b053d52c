"""What the running clock of a case asks of the counter, in one sentence."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case_clocks import RunningClock
from counter_app.services.show_case import CaseFile


def due_words(file: CaseFile) -> str:
    """Return until when what has to be done; "" when no clock runs."""
    if file.deadline is None:
        return ""
    if file.clock is RunningClock.NOTICE:
        words = tr("{}下班前要受理、一次性告知或不予受理，否则依法视为受理。")
    else:
        words = tr("{}前办结。")
    provisional = tr("（预计：超出已公布的工作日历）") if file.deadline.provisional else ""
    return words.format(_day(file.deadline.due_on)) + provisional


def limit_words(file: CaseFile) -> str:
    """Return the name of the limit, its length and its end; for cases whose clock runs."""
    assert file.deadline is not None
    is_notice = file.clock is RunningClock.NOTICE
    name = tr("告知期限") if is_notice else tr("承诺办结期限")
    days = len(file.deadline.counted_days)
    return tr("{}：共{}天，{}到期").format(name, days, _day(file.deadline.due_on))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("deadline", text)
