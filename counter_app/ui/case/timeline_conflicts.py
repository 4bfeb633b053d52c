"""What the history of a case says of acts that did not know of each other."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case import Case
from counter_app.domain.conflict_facts import NOBODY, ConflictResolved
from counter_app.domain.conflict_record import Conflict, ConflictState, Side
from counter_app.domain.ids import EventId
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone


def told_of_ruling(fact: object) -> tuple[str, Look] | None:
    """Return the words of a decision about a conflict; None for a fact of another kind."""
    if not isinstance(fact, ConflictResolved):
        return None
    if fact.stands == NOBODY:
        words = tr("撤回冲突裁决：{}")
    elif fact.stands == fact.settles:
        words = tr("裁决冲突，改按后到的一边：{}")
    else:
        words = tr("裁决冲突，按先到的一边：{}")
    return words.format(fact.reason), Look(Tone.ACCENT, "stamp")


def conflict_mark(case: Case, event: EventId) -> str:
    """Return why an act did not simply take effect; "" when it did."""
    if event in case.powerless:
        return tr("没有生效：裁决人不是首席代表")
    if event in case.repeats:
        return tr("别的窗口已办过，以先办的为准")
    for conflict in case.conflicts:
        if event in conflict.second_ids:
            return _of_second(conflict)
        if event in {act.event_id for act in conflict.against}:
            return _of_first(conflict)
    if event in case.merged:
        return tr("与别的窗口同时办理，已自动合并")
    return ""


def _of_second(conflict: Conflict) -> str:
    if not conflict.is_for_chief:
        return tr("另有一值，请核对") if conflict.is_open else ""
    if conflict.is_breach:
        return tr("第二次告知多要求了材料") if conflict.is_open else ""
    if conflict.is_open:
        return tr("与别的窗口冲突，等待首席代表裁决")
    if conflict.state is ConflictState.RESOLVED and conflict.in_force is Side.FIRST:
        return tr("已裁决，不按这一步")
    return ""


def _of_first(conflict: Conflict) -> str:
    is_out = conflict.state is ConflictState.RESOLVED and conflict.in_force is Side.SECOND
    return tr("已裁决，不按这一步") if is_out else ""


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("timeline", text)
