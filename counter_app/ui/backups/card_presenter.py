"""Backups on the devices page: what happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.domain.backup import REASON_WORDS, age_words
from counter_app.domain.backup_care import OLD_AFTER
from counter_app.domain.errors import CounterError, DatabaseDamaged
from counter_app.ui.backups.card import BackupCard
from counter_app.ui.ticking import Ticking
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.domain.backup import BackupNews
    from counter_app.ports import Clock
    from counter_app.ui.backup_parts import BackupParts, Told


class BackupPresenter(QObject):
    """Shows news of backups, and begins what a person asks for.

    Signals:
        damaged: A backup found the database itself damaged.
    """

    damaged = Signal()
    _arrived = Signal(object)

    def __init__(
        self,
        card: BackupCard,
        parts: BackupParts,
        clock: Clock,
        show_restore: Callable[[], None],
    ) -> None:
        super().__init__(card)
        self._card = card
        self._parts = parts
        self._clock = clock
        self._was_running = False
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)
        parts.subscribe(self._arrived.emit)
        card.make_requested.connect(self._make_or_stop)
        card.rehearse_requested.connect(self._rehearse)
        card.restore_requested.connect(show_restore)
        Ticking(clock, lambda _now: self._show_age(), card)
        self._show(parts.news())

    def _make_or_stop(self) -> None:
        if self._parts.news().is_running:
            self._parts.cancel()
            self._card.show_result(self.tr("正在停止…"), "")
        else:
            self._card.show_result("", "")
            self._parts.make()

    @Slot(object)
    def _show(self, news: BackupNews) -> None:
        self._card.show_running(news.done, news.total, is_running=news.is_running)
        self._show_age()
        if news.failure is not None:
            self._card.show_result(news.failure.advice, Tone.BAD.value)
            if isinstance(news.failure, DatabaseDamaged):
                self.damaged.emit()
        elif self._was_running and not news.is_running:
            done = news.media_failures or (self.tr("备份好了，已打开核对"),)
            tone = Tone.CAUTION if news.media_failures else Tone.GOOD
            self._card.show_result("；".join(done), tone.value)
        self._was_running = news.is_running

    def _show_age(self) -> None:
        news, now = self._parts.news(), self._clock.now()
        last = news.last
        made_at = last.made_at if last else None
        words = self.tr("最近一份核对过的备份：{}").format(age_words(made_at, now))
        if last is not None:
            words += self.tr("（{}，{} 条记录）").format(
                REASON_WORDS[last.reason], last.stand.events
            )
        media = self.tr("备份只在本机硬盘上。硬盘坏了就没有了，请插上备份用的 U 盘。")
        if news.copies:
            media = self.tr("也存在：{}").format("、".join(news.copies))
        is_old = made_at is None or now - made_at > OLD_AFTER or now - made_at < -timedelta(hours=1)
        self._card.show_age(words, media, is_old=is_old or not news.copies)

    def _rehearse(self) -> None:
        self._card.show_rehearsing(is_under_way=True)
        self._card.show_result(self.tr("正在把最近的备份恢复到临时文件夹核对，不影响办件…"), "")
        self._parts.tasks.start(
            self._parts.rehearse, done=self._on_rehearsed, failed=self._on_not_rehearsed
        )

    def _on_rehearsed(self, told: Told) -> None:
        self._card.show_rehearsing(is_under_way=False)
        tone = Tone.GOOD if told.is_good else Tone.BAD
        self._card.show_result("。".join(told.lines), tone.value)

    def _on_not_rehearsed(self, error: CounterError) -> None:
        self._card.show_rehearsing(is_under_way=False)
        self._card.show_result(error.advice, Tone.BAD.value)
