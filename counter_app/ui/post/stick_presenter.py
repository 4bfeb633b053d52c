"""交接用 U 盘: what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from counter_app.domain.courier import PostCarried, PostTaken, words_of_post
from counter_app.domain.errors import CounterError
from counter_app.domain.post_stick import words_of_carried
from counter_app.services.show_case import words_of
from counter_app.ui.passing_parts import StickParts
from counter_app.ui.post.stick_card import StickCard
from counter_app.ui.tasks import Tasks
from counter_app.ui.tokens import Tone


class StickPresenter(QObject):
    """Offers sticks and computers; writes and reads on a thread that may wait for a stick.

    Signals:
        brought: A post was taken in: who holds what is to be read anew.
        progressed: int, int: so many files of so many are written; from any thread.
    """

    brought = Signal()
    progressed = Signal(int, int)

    def __init__(self, card: StickCard, stick: StickParts | None, tasks: Tasks) -> None:
        super().__init__(card)
        self._card = card
        self._stick = stick
        self._tasks = tasks
        self._refused = ""
        self._may_carry = False
        self._is_busy = False
        self._is_cancelled = Event()
        self.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        card.setVisible(stick is not None)
        card.folder_changed.connect(self._read_receivers)
        card.announced.connect(self._on_announce)
        card.carried.connect(self._on_carry)
        card.brought.connect(self._on_bring)
        self._allow()

    def load(self, *, may_carry: bool, refused: str) -> None:
        """Look for sticks and computers.

        Args:
            may_carry: The person signed in has handed something over that waits.
            refused: Why they may do nothing here; "" when they may.
        """
        self._may_carry, self._refused = may_carry, refused
        if self._stick is not None:
            self._tasks.start(self._stick.sticks, done=self._on_sticks, failed=self._on_failed)
        self._allow()

    def _on_sticks(self, sticks: Sequence[tuple[str, str]]) -> None:
        self._card.show_folders(sticks, self.tr("没有插 U 盘，插上后按 F5"))
        self._read_receivers()

    def _read_receivers(self) -> None:
        if self._stick is not None and not self._refused:
            work = partial(self._stick.receivers, self._card.folder())
            self._tasks.start(work, done=self._on_receivers, failed=self._on_failed)

    def _on_receivers(self, receivers: Sequence[tuple[str, str]]) -> None:
        self._card.show_receivers(receivers, self.tr("还不知道，请先在那台电脑上做接岗准备"))
        self._allow()

    def _allow(self) -> None:
        no_stick = "" if self._card.folder() else self.tr("没有插 U 盘")
        busy = self.tr("正在读写 U 盘") if self._is_busy else ""
        common = self._refused or busy or no_stick
        carry = "" if self._may_carry else self.tr("您没有等对方确认的交班，请先交班")
        device = "" if self._card.device() else self.tr("还不知道接岗电脑的密钥")
        self._card.allow(common, common or carry or device, common)

    def _on_announce(self) -> None:
        stick = self._stick
        if stick is not None:
            done = self.tr("接岗卡已写到 U 盘，请带到交班的电脑。")
            self._start(partial(stick.announce, self._card.folder()), lambda _file: done)

    def _on_carry(self) -> None:
        stick = self._stick
        if stick is not None:
            self._is_cancelled.clear()
            watched = (self.progressed.emit, self._is_cancelled.is_set)
            work = partial(stick.carry, self._card.device(), *watched, self._card.folder())
            self._start(work, self._carried_words)

    def cancel(self) -> bool:
        """Stop writing files after the present one; answers whether anything was being done."""
        if self._is_busy:
            self._is_cancelled.set()
        return self._is_busy

    def _on_progress(self, written: int, total: int) -> None:
        if self._is_busy and total:
            words = self.tr("正在写 U 盘，不要拔出：附件 {} / {} 个")
            self._card.show_result(words.format(written, total), "")

    def _on_bring(self) -> None:
        stick = self._stick
        if stick is not None:
            self._start(partial(stick.bring, self._card.folder()), self._brought_words)

    def _carried_words(self, carried: PostCarried) -> str:
        words = self.tr(
            "已写交接包第 {} 号（{} 条），只有接岗的电脑能打开。请安全移除后再拔 U 盘。"
        )
        written = words.format(carried.note.number, carried.note.events)
        files = words_of_carried(carried.files)
        return f"{written}\n{files}。" if files else written

    def _brought_words(self, taken: Sequence[PostTaken]) -> str:
        self.brought.emit()
        new = [each for each in taken if each.is_new or each.files.taken]
        if not new:
            return self.tr("U 盘上没有给本机的新交接包。")
        return "\n".join(words_of_post(each) for each in new)

    def _start(self, work: Callable[[], Any], words: Callable[[Any], str]) -> None:
        self._is_busy = True
        self._card.show_result(self.tr("正在读写 U 盘…"), "")
        self._allow()
        self._tasks.start(work, done=partial(self._on_done, words), failed=self._on_failed)

    def _on_done(self, words: Callable[[Any], str], result: Any) -> None:
        self._is_busy = False
        tone = Tone.GOOD if _is_whole(result) else Tone.CAUTION
        self._card.show_result(words(result), tone.value)
        self._allow()

    def _on_failed(self, error: CounterError) -> None:
        self._is_busy = False
        self._card.show_result(words_of(error), Tone.BAD.value)
        self._allow()


def _is_whole(result: object) -> bool:
    """Whether everything went or came that was to."""
    if isinstance(result, PostCarried):
        return result.files.written == result.files.total
    if isinstance(result, tuple):
        return not any(_lacks(each) for each in result if isinstance(each, PostTaken))
    return True


def _lacks(taken: PostTaken) -> bool:
    files = taken.files
    return bool(files.absent or files.altered or taken.missing or taken.events.unproven)
