"""Words of the post's page that several parts share."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case import Case
from counter_app.domain.numbering import CASE_NUMBER_DIGITS, grouped
from counter_app.domain.print_job import PrintState
from counter_app.domain.privacy import mask_name
from counter_app.services.drawer import COUNTED_MAX
from counter_app.ui.post_parts import PostPrinted
from counter_app.ui.privacy_parts import SheetPrinted
from counter_app.ui.tokens import Tone

_COUNTER_DIGITS: Final = 12
"""So many characters of a case number, with its dash, name the counter, which is always ours."""


def short_number(number: str) -> str:
    """Write a case number without the counter's own part: 20261102-01-000075."""
    return grouped(number)[_COUNTER_DIGITS:] if len(number) == CASE_NUMBER_DIGITS else number


def whose(case: Case) -> str:
    """Return the applicant's name as others may see it."""
    return mask_name(case.applicant.name)


def due_words(due_on: date | None, today: date) -> str:
    """Say when something is due."""
    if due_on is None:
        return "—"
    if due_on == today:
        return tr("今天")
    words = f"{due_on.month}月{due_on.day}日"
    if due_on.year != today.year:
        words = f"{due_on.year}年{words}"
    return tr("{}（已过）").format(words) if due_on < today else words


def day_time(at: datetime) -> str:
    """Write an instant as lists show it: 11-02 09:30."""
    return f"{at:%m-%d %H:%M}"


def counted_number(text: str) -> int | None:
    """Read a number of papers, full-width digits too; None when it is none."""
    digits = unicodedata.normalize("NFKC", text).strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(COUNTED_MAX)):
        return None
    return int(digits)


def difference_words(total: int, counted: int) -> str:
    """Compare the record with a count by hand."""
    if counted == total:
        return tr("账实相符：账上 {} 份，实际 {} 份。").format(total, counted)
    word = tr("少") if counted < total else tr("多")
    return tr("不相符：账上 {} 份，实际 {} 份，{} {} 份。").format(
        total, counted, word, abs(counted - total)
    )


def printed_words(paper: str, printed: PostPrinted | SheetPrinted) -> str:
    """Say what became of a paper."""
    if printed.state is PrintState.PRINTED:
        return tr("{}已出纸。").format(paper)
    if printed.state is PrintState.FAILED:
        return tr("{}没有打印：{}").format(paper, printed.detail)
    return tr("不知道{}有没有打完，请看打印机。{}").format(paper, printed.detail)


def printed_tone(printed: PostPrinted | SheetPrinted) -> str:
    """Return the tone of those words."""
    tones = {PrintState.PRINTED: Tone.GOOD.value, PrintState.FAILED: Tone.BAD.value}
    return tones.get(printed.state, Tone.CAUTION.value)


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("post", text)
