"""The set-up window: what happens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counter_app.domain.errors import CounterError
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.setup.counter_step import CounterStep
from counter_app.ui.setup.person_step import PersonStep
from counter_app.ui.setup.view import SetupView
from counter_app.ui.tokens import SCALE_PERCENT_MIN, SCALE_PERCENT_STEP, Tone

if TYPE_CHECKING:
    from counter_app.ui.setup.parts import SetupParts
    from counter_app.ui.theme import Theme


class SetupPresenter(QObject):
    """Leads through three steps and has the counter made.

    Signals:
        made: str: the counter is there; login name of its first person.
    """

    made = Signal(str)

    def __init__(self, view: SetupView, dialogs: Dialogs, theme: Theme, parts: SetupParts) -> None:
        super().__init__(view)
        self._view = view
        self._dialogs = dialogs
        self._theme = theme
        self._parts = parts
        self._counter = CounterStep(view, parts)
        self._person = PersonStep(view.person)
        self._is_working = False
        self._is_asking = False
        view.next_requested.connect(self._on_next)
        view.back_requested.connect(self._on_back)
        view.leave_requested.connect(self._on_leave)
        view.scale_requested.connect(self._on_scale)
        view.show_step(0)

    def open_file(self, path: Path) -> None:
        """Fill the fields from a settings file, or show all its mistakes."""
        self._counter.open_file(path)

    def _on_next(self) -> None:
        if self._is_working:
            return
        self._view.message.hide()
        if self._view.step == 0:
            self._go_on(self._counter.problems())
        elif self._view.step == 1:
            self._go_on(self._person.problems())
        else:
            self._make()

    def _go_on(self, bad_fields: Sequence[QWidget]) -> None:
        if bad_fields:
            words = self.tr("还有 {} 项要填写或改正，旁边写明了原因").format(len(bad_fields))
            self._view.message.show_text(words, Tone.CAUTION, "alert")
            self._view.point_at(bad_fields[0])
            return
        if self._view.step == 1:
            who = (self.tr("第一个登录的人"), self._person.words())
            where = (self.tr("保存在"), self._parts.folder)
            self._view.summary.show_pairs([*self._counter.pairs(), who, where])
        self._view.show_step(self._view.step + 1)

    def _make(self) -> None:
        person = self._view.person.person()
        password = self._view.person.password()
        self._is_working = True
        self._view.show_working(is_working=True)
        self._parts.tasks.start(
            partial(self._parts.create, self._counter.settings(), person, password),
            done=partial(self._on_made, person.user),
            failed=self._on_not_made,
        )

    def _on_made(self, user: str, _nothing: None) -> None:
        self._is_working = False
        self._view.person.forget_passwords()
        self._view.may_close = True
        self.made.emit(user)
        self._view.close()

    def _on_not_made(self, error: CounterError) -> None:
        self._is_working = False
        self._view.show_working(is_working=False)
        self._view.message.show_error(error)
        self._view.next_button.setFocus()

    def _on_back(self) -> None:
        if not self._is_working and self._view.step > 0:
            self._view.message.hide()
            self._view.show_step(self._view.step - 1)

    def _on_leave(self) -> None:
        if self._is_working:
            words = self.tr("正在建立窗口，请等几秒钟")
            self._view.message.show_text(words, Tone.CAUTION, "hourglass")
        elif not self._is_asking:
            self._is_asking = True
            self._dialogs.ask(
                Question(
                    name="leave_setup",
                    title=self.tr("不建立窗口就退出吗？"),
                    text=self.tr("什么都还没有保存，已填的内容会丢掉。下次启动可以重新填写。"),
                    accept=self.tr("退出"),
                    accept_kind="danger",
                    reject=self.tr("继续填写"),
                ),
                self._on_leave_answered,
            )

    def _on_leave_answered(self, answer: Answer) -> None:
        self._is_asking = False
        if answer.is_yes:
            self._view.person.forget_passwords()
            self._view.may_close = True
            self._view.close()

    def _on_scale(self, steps: int) -> None:
        percent = self._theme.sizes.scale_percent + steps * SCALE_PERCENT_STEP
        self._theme.set_scale(percent if steps else SCALE_PERCENT_MIN)
