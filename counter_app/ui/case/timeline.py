"""What happened to a case, event by event, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case_card import SyncStage
from counter_app.domain.case_event import (
    AcceptanceRefused,
    CaseAccepted,
    CaseCorrected,
    CaseEvent,
    CaseFact,
    CaseReceived,
    CaseSupplemented,
    MaterialsJudged,
    OneTimeNoticeIssued,
    PrintFailed,
    PrintIntended,
    PrintPrinted,
    PrintSent,
    PrintSettled,
    PrintUnknown,
    TimeAnchored,
    UnknownFact,
)
from counter_app.domain.terms import name_of
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.timeline_conflicts import conflict_mark, told_of_ruling
from counter_app.ui.case.timeline_life import told_of_life
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the history of a case.

    Attributes:
        who: Staff number, or "" for what nobody decided.
        mark: "" for an act that took effect; otherwise why it did not.
    """

    at: datetime
    words: str
    who: str
    look: Look
    stage: SyncStage
    mark: str = ""


def timeline(file: CaseFile) -> list[TimelineEntry]:
    """Return the history, newest first.

    Steps between the intent and the outcome of a print are left out.
    """
    entries = [_entry(file, event) for event in file.events if _is_told(event.fact)]
    return entries[::-1]


def _is_told(fact: CaseFact) -> bool:
    return not isinstance(fact, PrintSent | TimeAnchored)


def _entry(file: CaseFile, event: CaseEvent) -> TimelineEntry:
    case = file.case
    words, look = told_of(event.fact)
    mark = conflict_mark(case, event.event_id)
    return TimelineEntry(
        at=event.made_at,
        words=words,
        who="" if event.role == "system" else event.staff,
        look=look,
        stage=file.stages.get(event.event_id, SyncStage.STORED),
        mark=mark,
    )


def told_of(fact: CaseFact) -> tuple[str, Look]:
    """Return what happened, in plain words, and how it looks; any fact at all."""
    for teller in (_told_of_intake, _told_of_step, _told_of_print, told_of_life, told_of_ruling):
        told = teller(fact)
        if told is not None:
            return told
    kind = fact.type if isinstance(fact, UnknownFact) else type(fact).__name__
    words = tr("更新版本程序的记录（{}），已保存并会照样上传").format(kind)
    return words, Look(Tone.NEUTRAL, "info")


def _told_of_intake(fact: CaseFact) -> tuple[str, Look] | None:
    match fact:
        case CaseReceived(document_number=number):
            return tr("收件，收件凭证 {}").format(number), Look(Tone.INFO, "tray-in")
        case CaseCorrected():
            return tr("当场更正"), Look(Tone.NEUTRAL, "pencil")
        case MaterialsJudged(materials=materials):
            return tr("判定材料{}项").format(len(materials)), Look(Tone.INFO, "list")
    return None


def _told_of_step(fact: CaseFact) -> tuple[str, Look] | None:
    match fact:
        case OneTimeNoticeIssued(notice=notice):
            words = tr("一次性告知 {}，需补{}项").format(notice.document_number, len(notice.lines))
            if notice.override is not None:
                words += tr("，首席代表批准新增{}项").format(len(notice.override.names))
            return words, Look(Tone.CAUTION, "hourglass")
        case CaseSupplemented(supplement=supplement):
            whole = tr("，已补齐") if supplement.is_complete else tr("，仍未补齐")
            words = tr("收到补正材料{}项").format(len(supplement.materials)) + whole
            return words, Look(Tone.INFO, "tray-in")
        case CaseAccepted(acceptance=done):
            words = tr("受理（{}），{}").format(name_of(done.basis), done.document_number)
            return words, Look(Tone.GOOD, "check-circle")
        case AcceptanceRefused(refusal=refusal):
            words = tr("不予受理（{}），{}").format(
                name_of(refusal.ground), refusal.document_number
            )
            return words, Look(Tone.NEUTRAL, "ban")
    return None


def _told_of_print(fact: CaseFact) -> tuple[str, Look] | None:
    match fact:
        case PrintIntended():
            return _print_words(fact), Look(Tone.NEUTRAL, "printer")
        case PrintPrinted():
            return tr("已出纸"), Look(Tone.GOOD, "check")
        case PrintFailed(detail=detail):
            return tr("没有打印：{}").format(detail), Look(Tone.BAD, "cross-octagon")
        case PrintUnknown():
            return tr("打印结果不明，询问出纸了吗"), Look(Tone.CAUTION, "question")
        case PrintSettled(came_out=came_out):
            words = tr("确认：出纸了") if came_out else tr("确认：没有出纸")
            return words, Look(Tone.NEUTRAL, "check" if came_out else "cross")
    return None


def _print_words(fact: PrintIntended) -> str:
    name = name_of(fact.form)
    if fact.copy_number > 1:
        return tr("补打第{}次《{}》：{}").format(fact.copy_number - 1, name, fact.reason)
    return tr("打印《{}》").format(name)


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("timeline", text)
