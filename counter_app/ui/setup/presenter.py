"""The set-up window: what happens."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.errors import CounterError, SettingsInvalid
from counter_app.domain.terms import name_of
from counter_app.runtime.settings import Settings
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.setup.counter_fields import (
    NAMES,
    in_words,
    problem_of,
    problems_of,
    profile_of,
    words_of,
)
from counter_app.ui.setup.person_fields import (
    problem_of_name,
    problem_of_password,
    problem_of_repeat,
    problem_of_staff,
    problem_of_user,
)
from counter_app.ui.setup.person_page import ORDER
from counter_app.ui.setup.view import SetupView
from counter_app.ui.tokens import SCALE_PERCENT_MIN, SCALE_PERCENT_STEP, Tone

if TYPE_CHECKING:
    from counter_app.ui.setup.parts import SetupParts
    from counter_app.ui.theme import Theme

READER_TO_BE_FOUND: Final = "auto"
"""A counter set up by hand has its reader looked for on the devices page."""


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
        self._given: Settings | None = None
        self._is_working = False
        self._is_asking = False
        view.next_requested.connect(self._on_next)
        view.back_requested.connect(self._on_back)
        view.leave_requested.connect(self._on_leave)
        view.file_requested.connect(self.open_file)
        view.scale_requested.connect(self._on_scale)
        view.counter.edited.connect(self._check_counter)
        view.person.edited.connect(self._check_person)
        view.show_step(0)

    def open_file(self, path: Path) -> None:
        """Fill the fields from a settings file, or show all its mistakes."""
        self._view.message.hide()
        self._view.show_reading(is_reading=True)
        self._parts.tasks.start(
            partial(self._parts.read_settings, path),
            done=partial(self._on_read, path.name),
            failed=partial(self._on_unreadable, path.name),
        )

    def _on_read(self, name: str, settings: Settings) -> None:
        self._view.show_reading(is_reading=False)
        self._given = settings
        self._view.counter.fill({field: getattr(settings.counter, field) for field in NAMES})
        self._view.counter.show_file(self.tr("已读入 {}：{}").format(name, self._beside(settings)))
        for field in NAMES:
            self._check_counter(field)
        self._view.next_button.setFocus()

    def _on_unreadable(self, name: str, error: CounterError) -> None:
        self._view.show_reading(is_reading=False)
        if isinstance(error, SettingsInvalid):
            mistakes = [in_words(mistake) for mistake in str(error).split("；")]
            head = self.tr("{} 有 {} 处错误，没有读入。改好文件再打开，或在下面逐项填写：")
            self._view.counter.show_mistakes(head.format(name, len(mistakes)), mistakes)
        else:
            self._view.message.show_error(error)
        self._view.counter.open_button.setFocus()

    def _beside(self, settings: Settings) -> str:
        """Say what a file brings beside the fields."""
        words = [self.tr("打印机 {} 台").format(len(settings.printers))]
        words.append(self.tr("有读卡器") if settings.reader_url else self.tr("没有读卡器"))
        words.append(self.tr("已登记县局") if settings.county else self.tr("未登记县局"))
        return self.tr("、").join(words)

    def _check_counter(self, name: str) -> None:
        field = self._view.counter.fields[name]
        field.show_problem(problem_of(name, field.text()))

    def _check_person(self, name: str) -> None:
        """Check one field, and the passwords with it where they depend on it."""
        fields = self._view.person.fields
        problems = self._person_problems()
        names = {name}
        names |= {other for other in ("password", "repeat") if fields[other].text()}
        for each in names:
            problem = problems[each]
            is_secret = each in {"password", "repeat"}
            if is_secret and not problem:
                good = self.tr("两次一致") if each == "repeat" else self.tr("可以")
                fields[each].show_good(good)
            else:
                fields[each].show_problem(problem)

    def _person_problems(self) -> dict[str, str]:
        page = self._view.person
        texts = {name: page.fields[name].text() for name in ORDER}
        own_words = tuple(texts[name].strip() for name in ("user", "staff", "name"))
        return {
            "user": problem_of_user(texts["user"]),
            "staff": problem_of_staff(texts["staff"]),
            "name": problem_of_name(texts["name"]),
            "password": problem_of_password(texts["password"], own_words=own_words),
            "repeat": problem_of_repeat(texts["password"], texts["repeat"]),
        }

    def _on_next(self) -> None:
        if self._is_working:
            return
        self._view.message.hide()
        steps = (self._leave_counter, self._leave_person, self._make)
        steps[self._view.step]()

    def _leave_counter(self) -> None:
        page = self._view.counter
        problems = problems_of(page.texts())
        for name, field in page.fields.items():
            field.show_problem(problems.get(name, ""))
        if problems:
            self._point_out(len(problems))
            self._view.point_at(page.fields[next(iter(problems))].edit)
        else:
            self._view.show_step(1)

    def _leave_person(self) -> None:
        page = self._view.person
        problems = {name: problem for name, problem in self._person_problems().items() if problem}
        for name in ORDER:
            self._check_person(name)
        if problems:
            self._point_out(len(problems))
            self._view.point_at(page.fields[next(iter(problems))].edit)
        else:
            self._view.summary.show_pairs(self._pairs())
            self._view.show_step(2)

    def _point_out(self, count: int) -> None:
        words = self.tr("还有 {} 项要填写或改正，旁边写明了原因").format(count)
        self._view.message.show_text(words, Tone.CAUTION, "alert")

    def _pairs(self) -> list[tuple[str, str]]:
        settings, person = self._settings(), self._view.person.person()
        pairs = [(words_of(name).label, getattr(settings.counter, name)) for name in NAMES]
        who = self.tr("{}（用户名 {}，工号 {}，{}）").format(
            person.name, person.user, person.staff, name_of(person.role)
        )
        pairs.append((self.tr("第一个登录的人"), who))
        pairs.append((self.tr("设备和县局"), self._devices_words(settings)))
        pairs.append((self.tr("保存在"), self._parts.folder))
        return pairs

    def _devices_words(self, settings: Settings) -> str:
        if self._given is None:
            return self.tr("建立后在“设备”页查找读卡器、登记县局")
        return self._beside(settings)

    def _settings(self) -> Settings:
        profile = profile_of(self._view.counter.texts())
        if self._given is None:
            return Settings(counter=profile, reader_url=READER_TO_BE_FOUND)
        return replace(self._given, counter=profile)

    def _make(self) -> None:
        person = self._view.person.person()
        self._is_working = True
        self._view.show_working(is_working=True)
        self._parts.tasks.start(
            partial(self._parts.create, self._settings(), person, self._view.person.password()),
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
