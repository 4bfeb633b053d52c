"""The sign-in page when name and password are not enough: what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from counter_app.domain.errors import CounterError, UnlockChallengeOver
from counter_app.domain.terms import name_of
from counter_app.ui.password_words import repeat_words, rule_words, verdict_words
from counter_app.ui.sign_in.panels import Panel
from counter_app.ui.sign_in.view import SignInView
from counter_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from counter_app.domain.password_rule import PasswordVerdict
    from counter_app.ui.access_parts import AccessParts, SignInPerson, UnlockCall

Result = TypeVar("Result")


class HelpPresenter(QObject):
    """Runs the three panels: a new password, the county's code, a lent password.

    Signals:
        password_chosen: Whoever has just signed in has chosen a new password.
        put_off: They have not, and go on as they are.
        unlocked: str, str: login name and new password, with which to sign in now.
    """

    password_chosen = Signal()
    put_off = Signal()
    unlocked = Signal(str, str)

    def __init__(self, view: SignInView, tasks: Tasks, access: AccessParts) -> None:
        super().__init__(view)
        self._view = view
        self._tasks = tasks
        self._access = access
        self._may_wait = False
        view.new_password.done.connect(self._choose)
        view.new_password.given_up.connect(self._leave_new_password)
        view.unlock.done.connect(self._unlock)
        view.unlock.given_up.connect(self.back)
        view.lend.done.connect(self._lend)
        view.lend.given_up.connect(self.back)
        view.unlock_button.clicked.connect(self.call_county)
        view.lend_button.clicked.connect(self.begin_lending)

    def ask_new_password(self, words: str, *, may_wait: bool) -> None:
        """Ask whoever has just signed in for a new password.

        Args:
            words: Why.
            may_wait: Work in hand may be finished first.
        """
        self._may_wait = may_wait
        panel = self._view.new_password
        panel.rule.setText(rule_words(self._access.rule()))
        panel.back_button.set_words(
            self.tr("先办完手头的") if may_wait else self.tr("不改，退出登录")
        )
        self._view.show_panel(panel, words)

    def call_county(self) -> None:
        """Show what is read out to the county for the name that is typed."""
        user = self._view.login.text().strip()
        if not user:
            self._view.message.show_text(self.tr("请先选择或输入用户名"))
            self._view.login.setFocus()
            return
        self._start(None, partial(self._access.call, user), self._show_call)

    def begin_lending(self) -> None:
        """Let a chief set a password for somebody."""
        self._start(None, self._access.people, self._show_lending)

    def _show_lending(self, people: Sequence[SignInPerson]) -> None:
        panel, chosen = self._view.lend, self._view.login.text().strip()
        panel.person.clear()
        for person in people:
            panel.person.addItem(f"{person.name} · {name_of(person.role)}", person.user)
        panel.person.setCurrentIndex(max(0, panel.person.findData(chosen)))
        panel.rule.setText(rule_words(self._access.rule()))
        self._view.show_panel(panel, self.tr("首席代表代设临时密码"))
        panel.person.setFocus()

    def back(self) -> None:
        """Go back to name and password; nothing that was typed stays."""
        self._view.show_form()

    def _leave_new_password(self) -> None:
        if self._may_wait:
            self._view.show_form()
            self.put_off.emit()
        else:
            self._start(
                self._view.new_password, self._access.leave, lambda _nothing: self._view.show_form()
            )

    def _show_call(self, call: UnlockCall) -> None:
        panel = self._view.unlock
        panel.show_call(call.device, call.challenge, f"{call.until:%H:%M}")
        panel.rule.setText(rule_words(self._access.rule()))
        self._view.show_panel(panel, self.tr("打电话给县局解锁"))

    def _show_another_call(self) -> None:
        """Show the next challenge; what was typed as a code belonged to the one before."""
        user, panel = self._view.login.text().strip(), self._view.unlock
        panel.code.clear()
        self._tasks.start(
            partial(self._access.call, user),
            done=lambda call: panel.show_call(call.device, call.challenge, f"{call.until:%H:%M}"),
            failed=self._view.message.show_error,
        )

    def _choose(self) -> None:
        panel = self._view.new_password
        new = panel.first.text()
        if self._are_same(new, panel.second.text()):
            user = self._view.login.text().strip()
            work = partial(self._judged, user, new, partial(self._access.choose, new))
            self._start(panel, work, self._chosen)

    def _chosen(self, lacks: PasswordVerdict | None) -> None:
        if lacks is not None:
            self._view.message.show_text(verdict_words(lacks))
            return
        self._view.show_form()
        self.password_chosen.emit()

    def _unlock(self) -> None:
        panel, user = self._view.unlock, self._view.login.text().strip()
        code, new = panel.code.text(), panel.first.text()
        if self._are_same(new, panel.second.text()):
            work = partial(self._judged, user, new, partial(self._access.unlock, user, code, new))
            self._start(panel, work, lambda lacks: self._unlocked(user, new, lacks))

    def _unlocked(self, user: str, new: str, lacks: PasswordVerdict | None) -> None:
        if lacks is not None:
            self._view.message.show_text(verdict_words(lacks))
            return
        self._view.show_form()
        self.unlocked.emit(user, new)

    def _lend(self) -> None:
        panel = self._view.lend
        user, new = str(panel.person.currentData() or ""), panel.first.text()
        if self._are_same(new, panel.second.text()):
            chief, password = panel.chief.text().strip(), panel.password.text()
            lend = partial(self._access.lend, chief, password, user, new)
            work = partial(self._judged, user, new, lend)
            self._start(panel, work, lambda lacks: self._lent(user, lacks))

    def _lent(self, user: str, lacks: PasswordVerdict | None) -> None:
        if lacks is not None:
            self._view.message.show_text(verdict_words(lacks))
            return
        self._view.show_form()
        self._view.login.setText(user)
        self._view.password.setFocus()
        words = self.tr("临时密码已设好，请本人用它登录，随后换成自己的密码")
        self._view.message.show_text(words)

    def _judged(self, user: str, new: str, act: Callable[[], None]) -> PasswordVerdict | None:
        """Do something with a new password, unless it lacks something: then say what."""
        verdict = self._access.judge(user, new)
        if not verdict.will_do:
            return verdict
        act()
        return None

    def _are_same(self, new: str, repeated: str) -> bool:
        words = repeat_words(new, repeated) if new else self.tr("请输入新密码")
        if words:
            self._view.message.show_text(words)
        return not words

    def _start(
        self, panel: Panel | None, work: Callable[[], Result], done: Callable[[Result], None]
    ) -> None:
        self._view.message.hide()
        self._set_busy(panel, is_busy=True)

        def finished(result: Result) -> None:
            self._set_busy(panel, is_busy=False)
            done(result)

        def failed(error: CounterError) -> None:
            self._set_busy(panel, is_busy=False)
            self._view.message.show_error(error)
            if isinstance(error, UnlockChallengeOver):
                self._show_another_call()
            if panel is not None:
                panel.focus_last()
            else:
                self._view.focus_password()

        self._tasks.start(work, done=finished, failed=failed)

    def _set_busy(self, panel: Panel | None, *, is_busy: bool) -> None:
        if panel is None:
            self._view.set_busy(is_busy=is_busy, words=self.tr("请稍候…"))
        else:
            panel.set_busy(is_busy=is_busy)
