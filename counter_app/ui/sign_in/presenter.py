"""The sign-in page: what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.domain.auth_policy import PasswordState
from counter_app.domain.clock_warning import span_words
from counter_app.domain.errors import CounterError, DatabaseDamaged
from counter_app.domain.terms import name_of
from counter_app.ui.sign_in.help_presenter import HelpPresenter
from counter_app.ui.sign_in.password_news import ending_words, new_password_words
from counter_app.ui.sign_in.view import SignInView
from counter_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from counter_app.domain.counter_profile import CounterProfile
    from counter_app.domain.desk_news import SyncNews
    from counter_app.domain.staff import Operator
    from counter_app.ports import Clock
    from counter_app.ui.access_parts import AccessParts, SignInPerson

CLOCK_OFFSET_TOLD_MS: Final = 2 * 60 * 1_000
"""Clocks that disagree by less are not worth a sentence."""

_TICK_MS: Final = 1_000
_WEEKDAYS: Final = "一二三四五六日"


class SignInPresenter(QObject):
    """Shows the clock and the county before anybody signs in, and lets people in.

    Signals:
        signed_in: Operator: who works now; at the start, and after unlocking.
        told: str: what they should know of their password, once they are in.
        damaged: The database was found damaged, so nobody was let in.
    """

    signed_in = Signal(object)
    told = Signal(str)
    damaged = Signal()

    def __init__(
        self,
        view: SignInView,
        tasks: Tasks,
        sign_in: Callable[[str, str], Operator],
        *,
        profile: CounterProfile,
        clock: Clock,
        access: AccessParts | None = None,
    ) -> None:
        super().__init__(view)
        self._access = access
        self._help: HelpPresenter | None = None
        self._locked_for = ""
        self._waits: Operator | None = None
        self._is_changing = False
        self._view = view
        self._tasks = tasks
        self._sign_in = sign_in
        self._clock = clock
        self._news: SyncNews | None = None
        view.welcome.show_counter(
            profile.center_name, f"{profile.counter_name} · {profile.county_name}"
        )
        view.sign_in_requested.connect(self._on_sign_in_requested)
        view.change_requested.connect(self._on_change_requested)
        if access is not None:
            self._help = HelpPresenter(view, tasks, access)
            self._help.password_chosen.connect(self._on_password_settled)
            self._help.put_off.connect(self._on_password_settled)
            self._help.unlocked.connect(self._on_sign_in_requested)
        view.offer_help(is_offered=access is not None)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show_time)
        self._timer.start(_TICK_MS)
        self._show_time()

    def ask(self, login: str) -> None:
        """Ask who works, at the start of the program."""
        self._view.show_reason(self.tr("请登录"), login)

    def ask_again(self, operator: Operator, login: str) -> None:
        """Ask for the password over a locked window; somebody else may sign in too."""
        self._locked_for = operator.staff
        self.load_people()
        words = self.tr("已锁屏，{}正在办理的内容都在。输入密码继续，也可换人登录。")
        self._view.show_reason(words.format(operator.name), login)

    def show_county(self, news: SyncNews) -> None:
        self._news = news
        self._view.welcome.show_county(
            self._county_words(news), is_trouble=_is_clock_off(news) or bool(news.advice)
        )

    def _show_time(self) -> None:
        now = self._clock.now()
        self._view.welcome.show_clock(f"{now:%H:%M:%S}", _day_words(now))

    def _county_words(self, news: SyncNews) -> str:
        if news.last_ack_at is None:
            heard = self.tr("本机还没有与县局同步过。")
        else:
            words = self.tr("县局最后确认：{}。")
            heard = words.format(f"{news.last_ack_at:%Y-%m-%d %H:%M}")
        if not _is_clock_off(news):
            return heard
        assert news.clock_offset_ms is not None
        direction = self.tr("快") if news.clock_offset_ms > 0 else self.tr("慢")
        off = self.tr("本机时钟比县局{}约{}，不影响办件，请告知维护人员校时。")
        span = timedelta(milliseconds=abs(news.clock_offset_ms))
        return heard + off.format(direction, span_words(span))

    def load_people(self) -> None:
        """Offer everybody who can sign in; not before the first picture, which must not wait."""
        if self._access is not None:
            self._tasks.start(
                self._access.people, done=self._show_people, failed=self._view.message.show_error
            )

    def _show_people(self, people: Sequence[SignInPerson]) -> None:
        told = [(each.user, f"{each.name} · {name_of(each.role)}") for each in people]
        self._view.show_people(told)

    def _on_change_requested(self, login: str, password: str) -> None:
        self._is_changing = True
        self._on_sign_in_requested(login, password)

    def _on_sign_in_requested(self, login: str, password: str) -> None:
        if not login.strip() or not password:
            self._is_changing = False
            self._view.message.show_text(self.tr("请输入用户名和密码"))
            return
        self._view.set_busy(is_busy=True)
        self._view.message.hide()
        self._tasks.start(
            partial(self._sign_in, login.strip(), password),
            done=self._on_signed_in,
            failed=self._on_failed,
        )

    def _on_signed_in(self, operator: Operator) -> None:
        self._view.set_busy(is_busy=False)
        self._view.password.clear()
        standing = self._access.standing() if self._access is not None else None
        is_changing, self._is_changing = self._is_changing, False
        if self._help is None or standing is None or not (standing.wants_new or is_changing):
            self._let_in(operator)
            return
        self._waits = operator
        is_own_window = operator.staff == self._locked_for
        may_wait = (
            is_changing
            if not standing.wants_new
            else (is_own_window and standing.state is PasswordState.EXPIRED)
        )
        self._help.ask_new_password(new_password_words(standing), may_wait=may_wait)

    def _on_password_settled(self) -> None:
        """Let somebody in who has chosen a new password, or may do so later."""
        operator, self._waits = self._waits, None
        if operator is not None:
            self._let_in(operator)

    def _let_in(self, operator: Operator) -> None:
        self._locked_for = ""
        self.signed_in.emit(operator)
        if self._access is not None and (words := ending_words(self._access.standing())):
            self.told.emit(words)

    def _on_failed(self, error: CounterError) -> None:
        self._is_changing = False
        self._view.set_busy(is_busy=False)
        self._view.message.show_error(error)
        self._view.focus_password()
        if isinstance(error, DatabaseDamaged):
            self.damaged.emit()


def _is_clock_off(news: SyncNews) -> bool:
    return news.clock_offset_ms is not None and abs(news.clock_offset_ms) > CLOCK_OFFSET_TOLD_MS


def _day_words(now: datetime) -> str:
    zone = f"{now:%z}"
    zone_words = f"北京时间 UTC{zone[:3]}:{zone[3:]}" if zone else ""
    return f"{now.year}年{now.month}月{now.day}日 周{_WEEKDAYS[now.weekday()]}\n{zone_words}"
