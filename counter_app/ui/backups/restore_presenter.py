"""Restoring in three steps: what happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from counter_app.domain.errors import BackupCancelled, CounterError, WrongPassword
from counter_app.ui.backups.restore_dialog import CHOOSE, LOOK, RESTORE, RestoreDialog
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.ui.backup_parts import BackupOffer, BackupParts, Told


class RestorePresenter(QObject):
    """Leads through the steps; nothing is changed before the third.

    Signals:
        restored: It is done, and everybody is signed out.
    """

    restored = Signal()
    _moved = Signal(int, int)

    def __init__(self, dialog: RestoreDialog, parts: BackupParts, *, is_damaged: bool) -> None:
        """Begin with the list, and say over it what happened if something did."""
        super().__init__(dialog)
        self._dialog = dialog
        self._parts = parts
        self._offers: Sequence[BackupOffer] = ()
        self._path = ""
        self._step = CHOOSE
        self._is_busy = False
        self._is_over = False
        self._is_cancelled = threading.Event()
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        dialog.next_requested.connect(self._next)
        dialog.back_requested.connect(self._back)
        dialog.search_requested.connect(self.search)
        dialog.file_requested.connect(self._choose_file)
        dialog.finished.connect(self._on_finished)
        dialog.password.setVisible(parts.needs_password())
        dialog.show_step(CHOOSE, self.tr("选一份备份"))
        if is_damaged:
            words = self.tr("数据库损坏了。原来的数据会另存，不会删除；请从最近的备份恢复。")
            dialog.message.show_text(words, Tone.BAD, "alert")
        self.search()

    def _on_finished(self, _result: int) -> None:
        if self._is_over:  # Once the keyboard belongs to the window again.
            QTimer.singleShot(0, self.restored.emit)

    def search(self) -> None:
        """Look again for backups on all media."""
        if self._step == CHOOSE and not self._is_busy:
            self._busy(self.tr("正在找…"))
            self._parts.tasks.start(self._parts.offers, done=self._on_found, failed=self._on_failed)

    def _on_found(self, offers: Sequence[BackupOffer]) -> None:
        self._is_busy = False
        self._offers = offers
        lines = [
            self.tr("{}　{}　{}").format(f"{each.made_at:%Y-%m-%d %H:%M}", each.reason, each.place)
            for each in offers
        ]
        nothing = (
            self.tr("没有找到备份"),
            self.tr("请插上备份用的 U 盘，按 F5 再找一次；不要删除任何文件。"),
        )
        self._dialog.show_offers(lines, nothing)
        self._show_choose_buttons()

    def _show_choose_buttons(self) -> None:
        why_not = "" if self._offers else self.tr("没有可选的备份")
        self._dialog.show_buttons(self.tr("看看里面有什么"), why_not, self.tr("返回"))

    def _choose_file(self) -> None:
        if self._step != CHOOSE or self._is_busy:
            return
        title = self.tr("选一份备份文件")
        path, _ = QFileDialog.getOpenFileName(self._dialog, title, "", "*.db")
        if path:
            self._look_at(path)

    def _next(self) -> None:
        if self._is_busy:
            return
        if self._step == CHOOSE:
            row = self._dialog.list.currentRow()
            if 0 <= row < len(self._offers):
                self._look_at(self._offers[row].path)
        elif self._step == LOOK:
            self._restore()
        elif self._is_over:
            self._dialog.accept()

    def _back(self) -> None:
        if self._step == RESTORE and self._is_busy:
            self._is_cancelled.set()
        elif self._step == RESTORE and self._is_over:
            self._next()
        elif self._is_busy:
            return
        elif self._step == CHOOSE:
            self._dialog.reject()
        else:
            self._step = CHOOSE
            self._dialog.show_step(CHOOSE, self.tr("选一份备份"))
            self._show_choose_buttons()

    def _look_at(self, path: str) -> None:
        password = self._dialog.password.text()
        if self._parts.needs_password() and not password:
            self._dialog.password.show_problem(self.tr("请输入密码"))
            self._dialog.password.edit.setFocus()
            return
        self._path = path
        self._busy(self.tr("正在逐页核对…"))
        self._parts.tasks.start(
            partial(self._parts.look, path, password), done=self._on_looked, failed=self._on_failed
        )

    def _on_looked(self, told: Told) -> None:
        self._is_busy = False
        self._step = LOOK
        self._dialog.told.setText("\n".join(told.lines))
        self._dialog.show_step(LOOK, self.tr("先看里面有什么（现在还没有改动任何东西）"))
        self._dialog.show_buttons(self.tr("用这份恢复"), "", self.tr("上一步"), is_danger=True)

    def _restore(self) -> None:
        self._step = RESTORE
        self._is_cancelled.clear()
        self._dialog.show_step(RESTORE, self.tr("正在恢复，原来的数据另存，不会删除"))
        self._dialog.show_progress(0, 0, is_running=True)
        self._dialog.outcome.setText("")
        self._busy(self.tr("正在恢复…"), back=self.tr("停止"))
        self._parts.tasks.start(
            partial(
                self._parts.restore,
                self._path,
                self._dialog.password.text(),
                self._moved.emit,
                self._is_cancelled.is_set,
            ),
            done=self._on_restored,
            failed=self._on_not_restored,
        )

    def _on_moved(self, done: int, total: int) -> None:
        if self._is_busy:
            self._dialog.show_progress(done, total, is_running=True)

    def _on_restored(self, told: Told) -> None:
        self._is_busy, self._is_over = False, True
        self._dialog.show_progress(0, 1, is_running=False)
        self._dialog.outcome.setText("\n".join(told.lines))
        self._dialog.show_step(RESTORE, self.tr("恢复好了"))
        self._dialog.show_buttons(self.tr("重新登录"), "", self.tr("重新登录"))
        self._dialog.back_button.hide()

    def _on_not_restored(self, error: CounterError) -> None:
        self._is_busy = False
        self._dialog.show_progress(0, 1, is_running=False)
        self._step = LOOK
        self._on_looked_again()
        tone = Tone.INFO if isinstance(error, BackupCancelled) else Tone.BAD
        self._dialog.message.show_text(_words(error), tone, "alert")

    def _on_looked_again(self) -> None:
        self._dialog.show_step(LOOK, self.tr("没有恢复，现有数据没有改动"))
        self._dialog.show_buttons(self.tr("再试一次"), "", self.tr("上一步"), is_danger=True)

    def _on_failed(self, error: CounterError) -> None:
        self._is_busy = False
        self._show_choose_buttons()
        self._dialog.message.show_text(_words(error), Tone.BAD, "alert")
        if isinstance(error, WrongPassword):
            self._dialog.password.show_problem(self.tr("密码不对"))
            self._dialog.password.edit.selectAll()
            self._dialog.password.edit.setFocus()

    def _busy(self, words: str, back: str = "") -> None:
        self._is_busy = True
        self._dialog.show_buttons(words, words, back or self.tr("返回"))


def _words(error: CounterError) -> str:
    detail = str(error)
    return f"{error.advice}（{error.phone_code}）" + (f"\n{detail}" if detail else "")


def open_restore(
    dialog: RestoreDialog, parts: BackupParts, restored: Callable[[], None], *, is_damaged: bool
) -> None:
    """Put the dialog in front of the window; `restored` is called when it is done."""
    presenter = RestorePresenter(dialog, parts, is_damaged=is_damaged)
    presenter.restored.connect(restored)
    presenter.restored.connect(dialog.deleteLater)
    dialog.rejected.connect(dialog.deleteLater)
    dialog.open()
