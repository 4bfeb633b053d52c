"""日清: what happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject

from counter_app.domain.day_report import DayReport, differences_by_number
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.domain.terms import name_of
from counter_app.services.show_case import words_of
from counter_app.ui.keys import Action
from counter_app.ui.post.day_panel import CheckLine, DayPanel
from counter_app.ui.post.printing import PaperPrinting
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import short_number
from counter_app.ui.post_parts import PostParts
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone


class DayPresenter(QObject):
    """Shows what closing the day finds; a second press of the key closes it."""

    def __init__(self, panel: DayPanel, post: PostParts, tasks: Tasks, submit_key: str) -> None:
        super().__init__(panel)
        self._panel = panel
        self._post = post
        self._tasks = tasks
        self._key = submit_key
        self._report: DayReport | None = None
        self._ids: Mapping[str, CaseId] = {}
        self._is_armed = False
        self._is_busy = False
        self._printing = PaperPrinting(post, self.tr("日清单"), panel.show_result, self._tell)
        panel.acted.connect(self._on_acted)
        self._tell()

    def load(self) -> None:
        """Look at the day anew."""
        if self._is_busy:
            return
        self._is_busy = True
        self._is_armed = False
        self._tell()
        self._tasks.start(self._post.look_at_day, done=self._on_report, failed=self._on_failed)

    def know(self, ids: Mapping[str, CaseId]) -> None:
        """Take which case each number stands for, so that a row can be opened."""
        self._ids = ids
        if self._report is not None:
            self._panel.show_rows(list(self._rows(self._report)))

    def disarm(self) -> bool:
        """Take the first press back; answer whether there was one."""
        was_armed, self._is_armed = self._is_armed, False
        self._tell()
        return was_armed

    def _on_acted(self, action: Action) -> None:
        if self._panel.offers.get(action, "absent"):
            return
        if action is Action.PRINT_RECEIPT and self._report is not None:
            self._printing.start(self._report)
        elif action is Action.SUBMIT and not self._is_armed:
            self._is_armed = True
            self._tell()
        elif action is Action.SUBMIT:
            self._is_armed = False
            self._is_busy = True
            self._tell()
            self._tasks.start(self._post.close_day, done=self._on_closed, failed=self._on_failed)

    def _on_closed(self, report: DayReport) -> None:
        self._on_report(report)
        words = self.tr("已记录，日清单 {}。").format(report.fact.document_number)
        self._printing.start(report, words)

    def _on_report(self, report: DayReport) -> None:
        self._is_busy = False
        self._report = report
        panel, fact = self._panel, report.fact
        panel.show_counts(fact.receipts_printed, fact.cases_stored, fact.acknowledged)
        heading = self.tr("{}月{}日").format(fact.day.month, fact.day.day)
        if report.agrees:
            panel.show_verdict(heading, self.tr("三数相符。"), Tone.GOOD.value)
        else:
            words = self.tr("三数不相符：{} 件有差异，逐件说明见下；不影响日清。")
            count = len(differences_by_number(fact))
            panel.show_verdict(heading, words.format(count), Tone.CAUTION.value)
        panel.show_checks(self._check_lines(report))
        panel.show_rows(list(self._rows(report)))
        log = self.tr("核查 {} 件 · 本机记录 {} 条 · 异常隔离 {} 条 · 校验码 {}…")
        panel.log.setText(
            log.format(
                report.checked,
                report.log.event_count,
                report.log.quarantined,
                report.log.head_code[:8],
            )
        )
        self._tell()

    def _on_failed(self, error: CounterError) -> None:
        self._is_busy = False
        self._tell()
        self._panel.show_hint(words_of(error), Tone.BAD.value)

    def _tell(self) -> None:
        """Say what keys do now, and what the next press does."""
        report, is_closed = self._report, self._report is not None and self._report.is_closed
        why_not = ""
        if self._is_busy or report is None:
            why_not = self.tr("正在核对")
        elif is_closed:
            why_not = self.tr("今天已经日清")
        no_paper = "" if is_closed else self.tr("日清后才能打印日清单")
        if self._printing.is_printing:
            no_paper = self.tr("正在打印")
        word = self.tr("确认日清") if self._is_armed else self.tr("日清")
        self._panel.offer(
            {Action.SUBMIT: why_not, Action.PRINT_RECEIPT: no_paper},
            {Action.SUBMIT: word, Action.PRINT_RECEIPT: self.tr("打印日清单")},
        )
        if self._is_busy or report is None:
            self._panel.show_hint(self.tr("正在核对，请稍候…"))
        elif is_closed:
            self._panel.show_hint(self.tr("今天已经日清。"), Tone.GOOD.value)
        elif self._is_armed:
            words = self.tr("再按一次 {} 记录并打印，今天只能日清一次；Esc 取消。")
            self._panel.show_hint(words.format(self._key), Tone.CAUTION.value)
        else:
            words = self.tr("核对无误后按 {} 日清。之后收的件算在今天，但不在日清单里。")
            self._panel.show_hint(words.format(self._key))

    def _check_lines(self, report: DayReport) -> list[CheckLine]:
        return [
            CheckLine(words, self._found(numbers), is_clean=not numbers)
            for words, numbers in self._checks(report)
        ]

    def _found(self, numbers: tuple[str, ...]) -> str:
        return self.tr("{} 件").format(len(numbers)) if numbers else self.tr("没有")

    def _checks(self, report: DayReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
        checks = report.checks
        return (
            (self.tr("符合条件的申请不予受理"), checks.not_accepted),
            (self.tr("应当公示的材料没有公示"), checks.not_displayed),
            (self.tr("没有履行告知义务"), checks.not_informed),
            (self.tr("没有一次告知全部补正内容"), checks.not_told_at_once),
            (self.tr("不受理、不准予没有说明理由"), checks.without_reason),
        )

    def _rows(self, report: DayReport) -> Iterator[Row]:
        for number, why in differences_by_number(report.fact):
            yield self._row(self.tr("三数差异"), number, why, "info", Tone.INFO)
        for words, numbers in self._checks(report):
            for number in numbers:
                yield self._row(self.tr("五项核查"), number, words, "cross-octagon", Tone.BAD)
        for voided in report.voided:
            why = voided.ending.reason
            yield self._row(self.tr("作废"), voided.case.number, why, "cross", Tone.NEUTRAL)
        for document in report.unknown:
            why = f"{name_of(document.form)} {document.document_number}"
            yield self._row(self.tr("打印不明"), "—", why, "question", Tone.CAUTION)
        for seen in report.overdue:
            reason = seen.case.overdue_reason
            why = reason.text if reason else self.tr("超过承诺时限，还没有说明原因")
            yield self._row(self.tr("已超期"), seen.case.number, why, "alert", Tone.BAD)
        for line in report.owed:
            why = self.tr("{}{}份还没有退还").format(line.material, line.originals)
            yield self._row(self.tr("原件未退"), line.case_number, why, "alert", Tone.CAUTION)
        for seen in report.missed:
            why = self.tr("未按时告知，视为受理")
            yield self._row(self.tr("视为受理"), seen.case.number, why, "alert", Tone.BAD)

    def _row(self, kind: str, number: str, why: str, icon: str, tone: Tone) -> Row:
        key = self._ids.get(number, "")
        return Row((kind, short_number(number), why), key=key, tone=tone, icon=icon)
