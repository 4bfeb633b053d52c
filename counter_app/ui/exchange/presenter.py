"""The page of the exchange: what happens."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from counter_app.domain.delivery import SetAside, Waiting
from counter_app.domain.desk_news import SyncNews
from counter_app.domain.numbering import grouped
from counter_app.ports import ExchangeDesk
from counter_app.ui.attachment_parts import WaitingFiles
from counter_app.ui.dialogs import Answer, Question
from counter_app.ui.exchange.view import ExchangeView
from counter_app.ui.exchange.words import file_pair, stand_pairs, tr, type_words
from counter_app.ui.page_context import PageContext

Stand = tuple[Waiting, tuple[SetAside, ...], WaitingFiles]


NO_FILES: Final = WaitingFiles(0, 0)


class ExchangePresenter(QObject):
    """Shows counts and ages; syncs, pauses, and offers again what was set aside."""

    def __init__(self, view: ExchangeView, desk: ExchangeDesk, context: PageContext) -> None:
        super().__init__(view)
        self._view = view
        self._desk = desk
        self._tasks = context.parts.tasks
        self._line = context.parts.county
        self._files = context.parts.attachments
        self._timekeeper = context.parts.timekeeper
        self._navigator = context.navigator
        self._dialogs = context.dialogs
        self._events: tuple[SetAside, ...] = ()
        view.refresh_requested.connect(self.refresh)
        view.sync_wanted.connect(self._on_sync)
        view.pause_wanted.connect(self._on_pause)
        view.cancel_wanted.connect(self._line.cancel)
        view.accept_wanted.connect(self._on_accept)
        view.put_back_wanted.connect(self._on_put_back)
        view.case_wanted.connect(self._on_case)
        view.files_wanted.connect(self._on_files)
        view.show_news(self._line.status())

    def on_news(self, news: SyncNews) -> None:
        """Show how the line stands now; the counts are read when an exchange ends."""
        self._view.show_news(news)
        if self._view.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read counts, ages and the list anew."""
        self._tasks.start(self._read, done=self._on_stand, failed=self._navigator.show_error)

    def _read(self) -> Stand:
        files = self._files.waiting() if self._files is not None else NO_FILES
        return self._desk.waiting(), tuple(self._desk.set_aside()), files

    def _on_stand(self, stand: Stand) -> None:
        waiting, self._events, files = stand
        now = self._timekeeper.estimate().now
        pairs = [*stand_pairs(self._line.status(), waiting, now), file_pair(files)]
        self._view.show_figures(pairs)
        self._view.show_held_files(is_held=files.is_held and bool(files.count))
        rows = [
            (
                grouped(event.case_number) if event.case_number else tr("本机"),
                event.applicant_name,
                type_words(event.type),
                f"{event.since:%m-%d %H:%M}" if event.since else "",
                event.words,
            )
            for event in self._events
        ]
        words = tr("共{}条").format(waiting.set_aside) if rows else ""
        if waiting.set_aside > len(rows):
            words += tr("，只列最早{}条").format(len(rows))
        self._view.show_rows(rows, words)

    def _on_sync(self) -> None:
        self._line.resume()
        self._navigator.say(tr("开始同步"))

    def _on_files(self) -> None:
        if self._files is not None:
            self._files.send()
            self._navigator.say(tr("开始上传附件"))

    def _on_pause(self) -> None:
        if self._line.status().is_paused:
            self._on_sync()
            return
        self._line.pause()
        self._navigator.say(tr("已暂停；办件照常存在本机"))

    def _on_accept(self) -> None:
        question = Question(
            name="mass-change",
            title=tr("收下县局的大批变更吗？"),
            text=tr(
                "县局一次要改动本窗口两成以上的在办件，已经拦下，本机没有变。"
                "请先打电话问县局；确认是县局有意为之，再收下。"
            ),
            accept=tr("县局已确认，收下"),
            accept_kind="danger",
            icon="alert",
        )
        self._dialogs.ask(question, self._on_answer)

    def _on_answer(self, answer: Answer) -> None:
        if answer.is_yes:
            self._line.accept_mass_change()

    def _on_put_back(self, row: int) -> None:
        if 0 <= row < len(self._events):
            self._tasks.start(
                partial(self._desk.retry, self._events[row].event_id),
                done=lambda _: self._on_sync(),
                failed=self._navigator.show_error,
            )

    def _on_case(self, row: int) -> None:
        if 0 <= row < len(self._events) and self._events[row].case_id:
            self._navigator.open_case(self._events[row].case_id)
