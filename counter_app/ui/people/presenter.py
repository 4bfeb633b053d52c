"""Reads who can sign in, and does what the page asks for, by the same services as the commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.errors import CounterError, PasswordTooWeak, PasswordUsedBefore
from counter_app.domain.password_rule import PasswordVerdict, judge_password
from counter_app.domain.people_here import NewPerson, PeopleHere, PersonHere
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.password_words import repeat_words, rule_words, verdict_words
from counter_app.ui.people.dialogs import EnrolDialog, LendDialog, PasswordDialog
from counter_app.ui.people.view import PeoplePage
from counter_app.ui.people.words import tr
from counter_app.ui.people_parts import PeopleParts
from counter_app.ui.setup.person_fields import problem_of_name, problem_of_staff, problem_of_user
from counter_app.ui.tokens import Tone


class PeoplePresenter(QObject):
    """One dialog at a time; the list is read anew after each act."""

    def __init__(self, view: PeoplePage, parts: PeopleParts, context: PageContext) -> None:
        """Take the page; everything is called on the thread of the database."""
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._theme = context.theme
        self._tasks = context.parts.tasks
        self._navigator = context.navigator
        self._submit_key = context.parts.keys.key(Action.SUBMIT)
        self._here: PeopleHere | None = None
        view.read_requested.connect(self._read)
        view.enrol_requested.connect(self._ask_whom)
        view.lend_requested.connect(self._ask_password)

    def _read(self) -> None:
        self._tasks.start(self._parts.people, done=self._on_read, failed=self._navigator.show_error)

    def _on_read(self, here: PeopleHere) -> None:
        self._here = here
        self._view.show_people(here.people)

    def _ask_whom(self) -> None:
        here = self._here
        if here is None:
            return
        words = (rule_words(here.rule), self._submit_key)
        dialog = EnrolDialog(self._theme, here.candidates, words, self._view.window())
        dialog.edited.connect(lambda: self._judge_typed(dialog, dialog.person()))
        dialog.submitted.connect(lambda: self._enrol(dialog))
        self._open(dialog)

    def _ask_password(self) -> None:
        here, person = self._here, self._view.chosen()
        if here is None or person is None:
            return
        words = (rule_words(here.rule), self._submit_key)
        dialog = LendDialog(self._theme, person, words, self._view.window())
        new = _as_new(person)
        dialog.edited.connect(lambda: self._judge_typed(dialog, new))
        dialog.submitted.connect(lambda: self._lend(dialog, person))
        self._open(dialog)

    def _open(self, dialog: PasswordDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _enrol(self, dialog: EnrolDialog) -> None:
        new = dialog.person()
        problems = {**self._problems_of(new), **_problems_of_password(dialog)}
        if dialog.mark(problems):
            return
        done = tr("已登记 {}（用户名 {}）。请把临时密码当面告诉本人，首次登录时要换成自己的。")
        self._start(dialog, new, self._parts.enrol, done.format(new.name, new.user))

    def _lend(self, dialog: LendDialog, person: PersonHere) -> None:
        if dialog.mark(_problems_of_password(dialog)):
            return

        def lend(new: NewPerson, password: str) -> None:
            self._parts.lend(new.user, password)

        done = tr("已给 {} 设临时密码。请当面告诉本人，登录时要换成自己的。").format(person.name)
        self._start(dialog, _as_new(person), lend, done)

    def _start(
        self,
        dialog: PasswordDialog,
        new: NewPerson,
        act: Callable[[NewPerson, str], None],
        done: str,
    ) -> None:
        password = dialog.password()

        def judged() -> PasswordVerdict | None:
            verdict = self._parts.judge(new, password)
            if not verdict.will_do:
                return verdict
            act(new, password)
            return None

        dialog.message.hide()
        dialog.set_busy(is_busy=True)
        self._tasks.start(
            judged,
            done=partial(self._on_done, dialog, done),
            failed=partial(self._on_failed, dialog),
        )

    def _on_done(self, dialog: PasswordDialog, done: str, lacks: PasswordVerdict | None) -> None:
        dialog.set_busy(is_busy=False)
        if lacks is not None:
            dialog.mark({"password": verdict_words(lacks)})
            return
        dialog.accept()
        self._view.show_result(done, Tone.GOOD.value)
        self._read()

    def _on_failed(self, dialog: PasswordDialog, error: CounterError) -> None:
        dialog.fail(error)
        if isinstance(error, PasswordUsedBefore | PasswordTooWeak):
            dialog.message.hide()
            dialog.mark({"password": error.advice})

    def _problems_of(self, new: NewPerson) -> dict[str, str]:
        """Return what is wrong with somebody new; the service has the last word."""
        people = self._here.people if self._here is not None else ()
        problems = {
            "staff": problem_of_staff(new.staff),
            "name": problem_of_name(new.name),
            "user": problem_of_user(new.user),
        }
        for person in people:
            if person.staff == new.staff:
                problems["staff"] = tr("{} 已经能在本机登录").format(person.name)
            if person.user == new.user:
                problems["user"] = tr("{} 已用这个用户名").format(person.name)
        return problems

    def _judge_typed(self, dialog: PasswordDialog, new: NewPerson) -> None:
        """Say while somebody types what the password still lacks, as far as that is quick."""
        password, here = dialog.password(), self._here
        if not password or here is None:
            return
        own = (new.user, new.staff, new.name)
        verdict = judge_password(password, here.rule, own_words=own, common=())
        _show(dialog, "password", verdict_words(verdict))
        if dialog.repeated():
            _show(dialog, "repeat", repeat_words(password, dialog.repeated()))


def _problems_of_password(dialog: PasswordDialog) -> dict[str, str]:
    password = dialog.password()
    empty = "" if password else tr("还没有填")
    repeat = repeat_words(password, dialog.repeated()) if password else ""
    return {"password": empty, "repeat": repeat}


def _show(dialog: PasswordDialog, name: str, problem: str) -> None:
    field = dialog.fields[name]
    if problem:
        field.show_problem(problem)
    else:
        field.show_good(tr("两次一致") if name == "repeat" else tr("可以"))


def _as_new(person: PersonHere) -> NewPerson:
    return NewPerson(user=person.user, staff=person.staff, name=person.name, role=person.role)
