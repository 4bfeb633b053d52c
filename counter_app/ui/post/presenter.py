"""The page of the post: what happens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from counter_app.domain.desk_contents import DeskCase, DeskContents
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.domain.permissions import Right
from counter_app.domain.tasks import Task
from counter_app.domain.terms import name_of
from counter_app.ui.keys import Action
from counter_app.ui.page_context import PageContext
from counter_app.ui.post.changes_presenter import ChangesPresenter
from counter_app.ui.post.courier_presenter import CourierPresenter
from counter_app.ui.post.day_presenter import DayPresenter
from counter_app.ui.post.drawer_presenter import DrawerPresenter
from counter_app.ui.post.handover_presenter import HandoverPresenter
from counter_app.ui.post.passing_presenter import PassingPresenter
from counter_app.ui.post.reading import SlicedReading
from counter_app.ui.post.rows import Row
from counter_app.ui.post.view import PostView
from counter_app.ui.post.words import due_words, short_number, whose
from counter_app.ui.post_parts import PostParts
from counter_app.ui.role_gate import RoleGate
from counter_app.ui.tokens import Tone

_CHANGES: Final = 5
_PASSING: Final = 6
"""Which tabs hold what changed, and what is passed on."""


class PostPresenter(QObject):
    """Reads the desk and gives each part of the page its share."""

    def __init__(self, view: PostView, post: PostParts, context: PageContext) -> None:
        super().__init__(view)
        parts = context.parts
        self._view = view
        self._navigator = context.navigator
        self._is_read = False
        self._is_told = False
        self._reading = SlicedReading(parts.tasks, post.read_desk, view.show_progress)
        self._drawer = DrawerPresenter(view.drawer, post, parts.tasks)
        self._handover = HandoverPresenter(view.handover, post, parts, context.dialogs)
        self._passing = PassingPresenter(view.passing, post, parts, context.dialogs)
        self._passing.waits.connect(self._on_waits)
        self._passing.settled.connect(self.refresh)
        self._handover.recorded.connect(self._passing.load)
        key = parts.keys.key(Action.SUBMIT)
        self._day = DayPresenter(view.day, post, parts.tasks, key)
        self._changes = ChangesPresenter(view.changes, post.changes, parts.tasks)
        self._changes.found.connect(self._on_changes)
        self._changes.put_aside.connect(self._on_changes_read)
        view.signed_in.connect(self._changes.look)
        self._courier = CourierPresenter(view.courier, post)
        self._operator = parts.operator
        view.signed_in.connect(self._on_person)
        view.refresh_requested.connect(self.refresh)
        view.escaped.connect(self._on_escaped)
        view.panel_changed.connect(self._on_panel_changed)
        for chosen in (
            view.tasks.case_chosen,
            view.drawer.case_chosen,
            view.handover.case_chosen,
            view.day.case_chosen,
            view.changes.case_chosen,
        ):
            chosen.connect(self._open)
        view.tasks.show_nothing(self.tr("正在读取办件…"), "", "hourglass")

    def refresh(self) -> None:
        """Read everything anew; what was typed stays."""
        self._reading.start(self._on_contents, self._on_failed)
        self._handover.read_people()
        self._passing.load()
        if self._view.panel is self._view.day:
            self._day.load()
        if self._view.panel is self._view.courier:
            self._courier.load()

    def _on_person(self) -> None:
        """Let each part be used, or only looked at, by whoever works here now."""
        gate = RoleGate()
        gate.take(self._operator().role)
        for panel, right in (
            (self._view.drawer, Right.COUNT_DRAWER),
            (self._view.handover, Right.HOLD_POST),
            (self._view.day, Right.CLOSE_DAY),
            (self._view.courier, Right.CARRY_BUNDLES),
        ):
            panel.refuse("" if gate.has(right) else gate.refusal(right))
        self._is_told = False
        self._passing.load()

    def _on_waits(self, count: int) -> None:
        """Show how many wait for a word of this person; they are told once a sign-in."""
        self._view.show_count(_PASSING, count or None)
        is_seen = self._view.isVisible() and self._view.panel is self._view.passing
        if count and not self._is_told and not is_seen:
            self._is_told = True
            words = self.tr("有 {} 件交接或顶岗等您答复，到岗位页“接班”里看（Ctrl+7）")
            self._navigator.say(words.format(count))

    def _on_contents(self, contents: DeskContents) -> None:
        self._is_read = True
        self._show_tasks(contents)
        self._drawer.show(contents.drawer)
        self._handover.show(contents)
        self._day.know({desk.case.number: desk.case.case_id for desk in contents.cases})
        self._view.show_count(1, contents.drawer.total)

    def _show_tasks(self, contents: DeskContents) -> None:
        tasks, view = contents.tasks, self._view
        view.show_count(0, len(tasks))
        if tasks:
            today = contents.read_at.date()
            view.tasks.show_rows([self._row(task, desk, contents) for task, desk in tasks])
            late = sum(task.due_on is not None and task.due_on < today for task, _ in tasks)
            view.title = self.tr("岗位 · 已过期限 {}").format(late) if late else self.tr("岗位")
        else:
            view.title = self.tr("岗位")
            view.tasks.show_nothing(
                self.tr("今天没有待办"), self.tr("期限、承诺、原件和投诉都没有要处理的。"), "check"
            )
        view.actions_changed.emit()

    def _row(self, task: Task, desk: DeskCase | None, contents: DeskContents) -> Row:
        today = contents.read_at.date()
        is_late = task.due_on is not None and task.due_on < today
        is_today = task.due_on == today
        tone = Tone.BAD if is_late else Tone.CAUTION if is_today else Tone.INFO
        icon = "alert" if is_late else "clock" if is_today else "calendar"
        if task.due_on is None:
            tone, icon = Tone.CAUTION, "flag"
        about = [task.detail] if desk is None else [desk.case.item.name, task.detail]
        return Row(
            cells=(
                name_of(task.code),
                due_words(task.due_on, today),
                whose(desk.case) if desk is not None else "",
                "，".join(words for words in about if words),
                short_number(desk.case.number) if desk is not None else "",
            ),
            key=task.case_id or "",
            tone=tone,
            icon=icon,
        )

    def _on_failed(self, error: CounterError) -> None:
        self._navigator.show_error(error)
        if not self._is_read:
            self._view.tasks.show_nothing(
                self.tr("办件读不出来"), self.tr("{} 可按 F5 再试。").format(error.advice), "alert"
            )

    def _on_panel_changed(self) -> None:
        self._day.disarm()
        if self._view.panel is self._view.day:
            self._day.load()
        if self._view.panel is self._view.courier:
            self._courier.load()

    def _on_changes(self, count: int) -> None:
        self._view.show_count(_CHANGES, count)
        self._navigator.offer_changes(count, lambda: self._view.show_panel(self._view.changes))

    def _on_changes_read(self) -> None:
        self._view.show_count(_CHANGES, None)
        self._navigator.show_worklist()

    def _on_escaped(self) -> None:
        if not (self._day.disarm() or self._courier.cancel() or self._passing.cancel()):
            self._navigator.show_worklist()

    def _open(self, case_id: str) -> None:
        self._navigator.open_case(CaseId(case_id))
