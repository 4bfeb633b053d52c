"""The page of the exchange: what happens."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.domain.exchange_stand import ExchangeStand, SetAsideEvent
from counter_app.domain.numbering import grouped
from counter_app.ports import ExchangeDesk
from counter_app.ui.exchange.view import ExchangeView
from counter_app.ui.exchange.words import stand_pairs, tr, type_words
from counter_app.ui.page_context import PageContext


class ExchangePresenter(QObject):
    """Shows counts and ages; syncs, pauses, and offers again what was set aside."""

    def __init__(self, view: ExchangeView, desk: ExchangeDesk, context: PageContext) -> None:
        super().__init__(view)
        self._view = view
        self._desk = desk
        self._tasks = context.parts.tasks
        self._line = context.parts.county
        self._timekeeper = context.parts.timekeeper
        self._navigator = context.navigator
        self._events: tuple[SetAsideEvent, ...] = ()
        view.refresh_requested.connect(self.refresh)
        view.sync_wanted.connect(self._on_sync)
        view.pause_wanted.connect(self._on_pause)
        view.put_back_wanted.connect(self._on_put_back)
        view.case_wanted.connect(self._on_case)
        self._show_news(self._line.status())

    def on_news(self, news: SyncNews) -> None:
        """Show how the line stands now; the counts are read when an exchange ends."""
        self._show_news(news)
        if self._view.isVisible() and news.lamp is not Lamp.SYNCING:
            self.refresh()

    def refresh(self) -> None:
        """Read counts, ages and the list anew."""
        self._tasks.start(self._desk.stand, done=self._on_stand, failed=self._navigator.show_error)

    def _show_news(self, news: SyncNews) -> None:
        is_resting = news.next_try_at is None and news.lamp is not Lamp.SYNCING
        self._view.show_news(news, is_paused=is_resting)

    def _on_stand(self, stand: ExchangeStand) -> None:
        self._events = stand.set_aside
        now = self._timekeeper.estimate().now
        self._view.show_figures(stand_pairs(self._line.status(), stand, now))
        rows = [
            (
                grouped(event.case_number) if event.case_number else tr("本机"),
                event.applicant_name,
                type_words(event.type),
                f"{event.made_at:%m-%d %H:%M}",
                event.reason_words,
            )
            for event in stand.set_aside
        ]
        hidden = stand.set_aside_count - len(rows)
        words = tr("共{}条").format(stand.set_aside_count) if rows else ""
        if hidden:
            words += tr("，只列最近{}条").format(len(rows))
        self._view.show_rows(rows, words)

    def _on_sync(self) -> None:
        self._line.nudge()
        self._navigator.say(tr("开始同步"))

    def _on_pause(self) -> None:
        self._line.pause()
        self._navigator.say(tr("已暂停；办件照常存在本机"))

    def _on_put_back(self, row: int) -> None:
        if 0 <= row < len(self._events):
            self._tasks.start(
                partial(self._desk.put_back, self._events[row].event_id),
                done=lambda _: self._on_sync(),
                failed=self._navigator.show_error,
            )

    def _on_case(self, row: int) -> None:
        if 0 <= row < len(self._events) and self._events[row].case_id:
            self._navigator.open_case(self._events[row].case_id)
