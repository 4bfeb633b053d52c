"""The window around the pages: keys, sign-in, lock, messages.  Knows no service but sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from counter_app.domain.errors import CounterError, DatabaseDamaged
from counter_app.domain.permissions import Right
from counter_app.domain.terms import name_of
from counter_app.ui.frame.look_memory import LookMemory
from counter_app.ui.keys import Action, KeyTable, action_name
from counter_app.ui.main_window import MainWindow
from counter_app.ui.page import Page
from counter_app.ui.role_gate import RoleGate
from counter_app.ui.sign_in.presenter import SignInPresenter
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.domain.ids import CaseId
    from counter_app.domain.staff import Operator
    from counter_app.ports import CountyLine


class CasePageLike(Protocol):
    """A page that shows one case."""

    def show_case(self, case_id: CaseId) -> None: ...


@dataclass(frozen=True, slots=True)
class PageSet:
    """All pages of the window.

    Attributes:
        by_action: Pages that keys lead to; FIND is the one to begin with.
        case_page: The page that shows one case.
        shows_case: The same page, as far as a case can be given to it.
        shows_conflicts: What the page of conflicts is given a case with.
    """

    by_action: dict[Action, Page]
    case_page: Page
    shows_case: CasePageLike
    shows_conflicts: CasePageLike


class WindowPresenter(QObject):
    """Routes keys to the page in front and answers what pages ask of the window.

    Signals:
        let_in: Operator: somebody signed in, or unlocked.
        locked: The content is out of sight.
        restore_wanted: bool: a backup is to be restored; whether because of damage.
    """

    let_in = Signal(object)
    locked = Signal()
    restore_wanted = Signal(bool)

    def __init__(
        self, window: MainWindow, keys: KeyTable, memory: LookMemory, county: CountyLine
    ) -> None:
        super().__init__(window)
        self._window = window
        self._memory = memory
        self._county = county
        self._operator: Operator | None = None
        self._gate = RoleGate()
        self._sign_in: SignInPresenter | None = None
        self._make_pages: Callable[[], PageSet] | None = None
        self._page_set: PageSet | None = None
        self._acts: dict[Action, Callable[[], None]] = {
            Action.SYNC_NOW: self._sync_now,
            Action.LOCK: self.lock,
            Action.TEXT_LARGER: lambda: self._change_scale(1),
            Action.TEXT_SMALLER: lambda: self._change_scale(-1),
            Action.TEXT_NORMAL: memory.reset_scale,
            Action.CONTRAST: memory.toggle_contrast,
        }
        for key, action in _keys_of(keys):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self.do, action))
        escape = QShortcut(QKeySequence("Esc"), window)
        escape.activated.connect(self._on_escape)
        window.chosen.connect(self.do)

    def use_pages(self, make: Callable[[], PageSet]) -> None:
        """Take a function that makes the pages; it is called once, after the first picture."""
        self._make_pages = make

    def pages(self) -> PageSet:
        """Return the pages, made now if nobody has asked for them before."""
        if self._page_set is None:
            assert self._make_pages is not None
            self._page_set = self._make_pages()
        return self._page_set

    def use_sign_in(self, sign_in: SignInPresenter) -> None:
        self._sign_in = sign_in
        sign_in.signed_in.connect(self._on_signed_in)

    def begin(self) -> None:
        """Ask who works."""
        assert self._sign_in is not None
        self._window.show_sign_in()
        self._sign_in.ask(self._memory.last_login)

    def do(self, action: Action) -> None:
        """Do what a key or button asks for, or say in words why it cannot be done now."""
        if action in {Action.TEXT_LARGER, Action.TEXT_SMALLER, Action.TEXT_NORMAL, Action.CONTRAST}:
            self._acts[action]()
        elif not self._window.is_shell_shown:
            return
        elif why_not := self._gate.why_not(action) or self._window.view_only.answer(action):
            self._window.message.show_text(why_not, Tone.CAUTION, "lock")
        elif action is Action.NEXT_PANE and self._may_go_to_print_bar():
            self._window.print_bar.take_focus()
        elif action in self.pages().by_action:
            self._go_to(self.pages().by_action[action], action)
        elif action in self._acts:
            self._acts[action]()
        else:
            self._ask_page(action)

    def lock(self) -> None:
        """Hide everything; the pages keep what is on them."""
        if self._window.is_shell_shown and self._operator and self._sign_in:
            _secure(self.pages())
            self._window.show_sign_in()
            self._sign_in.ask_again(self._operator, self._memory.last_login)
            self.locked.emit()

    def open_case(self, case_id: CaseId) -> None:
        if why_not := self._gate.why_not(Action.FIND):
            self._window.message.show_text(why_not, Tone.CAUTION, "lock")
            return
        self.pages().shows_case.show_case(case_id)
        self._window.show_page(self.pages().case_page)

    def show_conflicts(self, case_id: CaseId) -> None:
        self.pages().shows_conflicts.show_case(case_id)
        self._window.show_page(self.pages().by_action[Action.CONFLICTS])

    def show_worklist(self) -> None:
        """Show the page with which whoever is signed in begins: the lists, if they may see them."""
        pages = self.pages().by_action
        self._window.show_page(pages[self._gate.home(pages)])

    def start_intake(self) -> None:
        self.do(Action.NEW_CASE)

    def offer_changes(self, count: int, show: Callable[[], None]) -> None:
        pages = self.pages().by_action
        show()
        if self._window.is_shell_shown and self._window.page() is pages[Action.FIND]:
            self._window.show_page(pages[Action.POST])
        elif self._window.page() is not pages[Action.POST]:
            words = self.tr("上次下班后有 {} 处变化，办完手头的事后到岗位页“变化”里看。")
            self._window.message.show_text(words.format(count))

    def show_error(self, error: CounterError) -> None:
        self._window.show_error(error)
        if isinstance(error, DatabaseDamaged):
            self.ask_restore(is_damaged=True)

    def ask_restore(self, *, is_damaged: bool = False) -> None:
        self.restore_wanted.emit(is_damaged)

    def say(self, text: str) -> None:
        self._window.toast.say(text)

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        self._window.toast.offer_undo(text, undo)

    def mark_saved(self, words: str) -> None:
        self._window.header.show_saved(words)

    def warn_of_lock(self, seconds: int) -> None:
        words = self.tr("{}秒后自动锁屏，按任意键继续。内容都会保留。")
        self._window.lock_warning.show_text(words.format(seconds), Tone.CAUTION, "lock")

    def _on_signed_in(self, operator: Operator) -> None:
        before, self._operator = self._operator, operator
        came_back = _handed(self._window, self.pages().by_action, before, operator)
        self._memory.remember_login(self._window.sign_in.login.text().strip())
        self._gate.take(operator.role)
        self._window.rail.leave_out(self._gate.closed(Action))
        if isinstance(came_back, Page) and self._gate.is_open(Action.NEW_CASE):
            self._window.show_page(came_back)
        elif came_back is None or not self._may_stay():
            self.show_worklist()
        self._window.show_shell(f"{operator.name} · {name_of(operator.role)}")
        self.let_in.emit(operator)
        for action, page in self.pages().by_action.items():
            if self._gate.is_open(action):
                page.person_changed()

    def _may_stay(self) -> bool:
        """Whether the page that was left in front may be seen by whoever came."""
        page, pages = self._window.page(), self.pages()
        if page is pages.case_page:
            return self._gate.has(Right.READ_CASES)
        return all(self._gate.is_open(key) for key, its in pages.by_action.items() if its is page)

    def _go_to(self, page: Page, action: Action) -> None:
        self._window.show_page(page)
        if page.page_actions().get(action) == "":
            page.act(action)

    def _ask_page(self, action: Action) -> None:
        page = self._window.page()
        why_not = page.page_actions().get(action) if page else None
        if page is None or why_not is None:
            self._window.message.show_text(self.tr("本页没有“{}”").format(action_name(action)))
        elif why_not:
            name = page.action_words().get(action, action_name(action))
            words = self.tr("现在不能“{}”：{}").format(name, why_not)
            self._window.tell_why_not(action, why_not, words)
            page.declined(action)
        else:
            page.act(action)

    def _may_go_to_print_bar(self) -> bool:
        bar = self._window.print_bar
        return bar.isVisible() and not bar.has_focus

    def _on_escape(self) -> None:
        page = self._window.page()
        if not self._window.is_shell_shown:
            self._window.sign_in.back()
        elif not self._window.message.isHidden():
            self._window.message.dismiss()
        elif not self._window.dismiss_warning() and page is not None:
            page.escape()

    def _sync_now(self) -> None:
        page = self._window.page()
        if page is not None and page.page_actions().get(Action.SYNC_NOW) == "":
            page.act(Action.SYNC_NOW)
        if not self._window.view_only.words:  # Else no line was started.
            self._county.resume()
            self.say(self.tr("已通知后台同步，结果看左下角“县局”"))

    def _change_scale(self, steps: int) -> None:
        self.say(self.tr("文字大小 {}%").format(self._memory.change_scale(steps)))


def _keys_of(keys: KeyTable) -> Iterator[tuple[str, Action]]:
    """Yield every key with what it asks for; some acts have a second one."""
    for action in Action:
        yield keys.key(action), action
    if keys.key(Action.TEXT_LARGER) == "Ctrl+=":
        yield "Ctrl++", Action.TEXT_LARGER
    for key in ("Ctrl+Return", "Ctrl+Enter"):
        yield key, Action.SUBMIT


def _secure(pages: PageSet) -> None:
    for page in pages.by_action.values():
        page.secure()


def _handed(
    window: MainWindow, pages: dict[Action, Page], before: Operator | None, now: Operator
) -> Page | bool | None:
    """Put away what another person had on the pages.

    Returns:
        A page on which something came back for whoever signs in now; None where they begin at
        their first page; True where the page in front is as they may find it.
    """
    if before is None or before.staff == now.staff:
        return before is not None or None
    window.close_dialogs()
    back = [page for page in pages.values() if page.hand_to(before.staff, now.staff)]
    if back:
        return back[0]
    return None if window.page() is pages[Action.NEW_CASE] else True
