"""接班: what happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.desk_contents import Handover
from counter_app.domain.errors import CounterError
from counter_app.domain.permissions import Right
from counter_app.domain.post_book import NO_POSTS, Covering, PostBook
from counter_app.domain.two_persons import is_same_person
from counter_app.services.show_case import words_of
from counter_app.ui.dialogs import Answer as Said
from counter_app.ui.dialogs import Dialogs, Question
from counter_app.ui.keys import Action
from counter_app.ui.passing_parts import PassingParts
from counter_app.ui.post.passing_panel import PassingPanel
from counter_app.ui.post.passing_words import (
    Answer,
    Choice,
    choice_of,
    holder_words,
    rows_of,
    waiting_for,
)
from counter_app.ui.post.printing import PaperPrinting
from counter_app.ui.post.stick_presenter import StickPresenter
from counter_app.ui.post.words import counted_number
from counter_app.ui.post_parts import PostParts
from counter_app.ui.role_gate import RoleGate
from counter_app.ui.tokens import Tone
from counter_app.ui.window_parts import WindowParts

_DONE: Final = {
    Answer.WITHDRAW: "已撤回交班，岗位没有动。",
    Answer.APPROVE: "已批准顶岗。",
    Answer.END: "顶岗已结束，岗位回到原来负责的人。",
    Answer.REVIEW: "已记录：顶岗期间所办已复核。",
}


_Found = tuple[PostBook, dict[str, str], dict[str, Mapping[str, int]]]


class PassingPresenter(QObject):
    """Shows who holds the post; has the word of whoever is signed in recorded and printed.

    Signals:
        waits: int: how many rows wait for this person's word.
        settled: A post may have moved: the desk is to be read anew.
    """

    waits = Signal(int)
    settled = Signal()

    def __init__(
        self, panel: PassingPanel, post: PostParts, parts: WindowParts, dialogs: Dialogs
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._acts: PassingParts | None = post.passing
        self._people = post.people
        self._parts = parts
        self._dialogs = dialogs
        self._book: PostBook = NO_POSTS
        self._names: dict[str, str] = {}
        self._done: dict[str, Mapping[str, int]] = {}
        self._choice: Choice | None = None
        self._last: Handover | None = None
        self._is_recording = False
        self._printing = PaperPrinting(post, self.tr("交接单"), panel.show_result, self._offer)
        stick = post.passing.stick if post.passing is not None else None
        self._stick = StickPresenter(panel.stick, stick, post.courier.tasks)
        self._stick.brought.connect(self.load)
        panel.row_changed.connect(self._on_row)
        panel.acted.connect(self._on_acted)
        panel.refused_here.connect(self._on_refused)
        for field in (panel.counted, panel.remarks):
            field.edited.connect(partial(field.show_problem, ""))
        panel.remarks.left.connect(lambda: panel.acted.emit(Action.SUBMIT))
        self._offer()

    def load(self) -> None:
        """Read who holds which post."""
        if self._acts is not None:
            self._parts.tasks.start(
                partial(_read, self._acts, self._people),
                done=self._on_read,
                failed=lambda error: self._panel.show_result(error.advice, Tone.BAD.value),
            )

    def cancel(self) -> bool:
        """Stop what is being written to a stick; answers whether there was anything."""
        return self._stick.cancel()

    def _on_read(self, found: _Found) -> None:
        self._book, self._names, self._done = found
        code = self._parts.profile.counter_code
        today = self._parts.timekeeper.estimate().now.date()
        self._panel.show_holder(holder_words(self._book, code, today, self._who))
        self._panel.show_rows(rows_of(self._book, self._who))
        me = self._parts.operator()
        gate = RoleGate()
        gate.take(me.role)
        self._stick.load(
            may_carry=any(
                is_same_person(each.fact.handed_by, me.staff) for each in self._book.open_passings
            ),
            refused="" if gate.has(Right.HOLD_POST) else gate.refusal(Right.HOLD_POST),
        )
        self.waits.emit(waiting_for(self._book, self._parts.operator(), self._done_in))

    def _on_row(self) -> None:
        number = self._number()
        me = self._parts.operator
        self._choice = (
            choice_of(self._book, number, me(), self._who, self._done_in) if number else None
        )
        choice = self._choice
        is_taken = choice is not None and choice.answer is Answer.ACCEPT
        asked, refusal = (choice.asked, choice.refusal) if choice is not None else ("", "")
        is_told = choice is not None and choice.answer is not Answer.WITHDRAW
        self._panel.show_answer(asked, refusal, is_counted=is_taken, is_told=is_told)
        self._offer()

    def _offer(self) -> None:
        why_not = "" if self._choice is not None else self.tr("选中的这一行不用您答复")
        if self._is_recording:
            why_not = self.tr("正在记录")
        no_paper = "" if self._last is not None else self.tr("还没有接班")
        word = self._choice.action if self._choice is not None else self.tr("接班确认")
        self._panel.offer(
            {
                Action.SUBMIT: why_not,
                Action.PRINT_RECEIPT: self.tr("正在打印")
                if self._printing.is_printing
                else no_paper,
            },
            {Action.SUBMIT: word, Action.PRINT_RECEIPT: self.tr("再打交接单")},
        )

    def _on_acted(self, action: Action) -> None:
        if self._panel.offers.get(action, "absent") or self._acts is None:
            return
        if action is Action.PRINT_RECEIPT and self._last is not None:
            self._printing.start(self._last)
            return
        choice, number = self._choice, self._number()
        if choice is None:
            return
        if choice.answer is Answer.ACCEPT:
            self._take(number)
            return
        acts, remarks = self._acts, self._panel.remarks.text()
        works: dict[Answer, Callable[[], object]] = {
            Answer.WITHDRAW: partial(acts.withdraw, number),
            Answer.APPROVE: partial(acts.approve, number),
            Answer.END: partial(acts.end, number, remarks),
            Answer.REVIEW: partial(acts.review, number, remarks),
        }
        work = works[choice.answer]
        question = Question(
            name="passing",
            title=self.tr("{}？").format(choice.action),
            text=choice.asked,
            accept=choice.action,
            icon="person",
        )
        done = self.tr(_DONE[choice.answer])
        self._dialogs.ask(question, partial(self._on_answer, work, done))

    def _take(self, number: str) -> None:
        assert self._acts is not None
        counted = counted_number(self._panel.counted.text())
        if counted is None:
            self._panel.counted.show_problem(self.tr("请先清点，填份数；没有就填 0"))
            self._panel.counted.edit.setFocus()
            return
        self._record(
            partial(self._acts.accept, number, counted, self._panel.remarks.text()),
            self.tr("已接班，岗位由您负责。"),
        )

    def _on_refused(self) -> None:
        choice, acts, number = self._choice, self._acts, self._number()
        if choice is None or acts is None or not choice.refusal or self._is_recording:
            return
        remarks = self._panel.remarks.text()
        if not remarks.strip():
            self._panel.remarks.show_problem(self.tr("请写明原因"))
            self._panel.remarks.edit.setFocus()
            return
        if choice.answer is Answer.ACCEPT:
            self._record(partial(acts.object, number, remarks), self.tr("已记录：不接岗。"))
        else:
            self._record(partial(acts.refuse, number, remarks), self.tr("已记录：不批准顶岗。"))

    def _on_answer(self, work: Callable[[], object], done: str, said: Said) -> None:
        if said.is_yes:
            self._record(work, done)

    def _record(self, work: Callable[[], object], done: str) -> None:
        if self._is_recording:
            return
        self._is_recording = True
        self._offer()
        self._parts.tasks.start(work, done=partial(self._on_recorded, done), failed=self._on_failed)

    def _on_recorded(self, words: str, result: Any) -> None:
        self._is_recording = False
        self._panel.clear()
        self._panel.show_result(words, Tone.GOOD.value)
        if isinstance(result, Handover):
            self._last = result
            self._printing.start(result, words)
        self.settled.emit()
        self.load()

    def _on_failed(self, error: CounterError) -> None:
        self._is_recording = False
        self._panel.show_result("", "")
        self._panel.remarks.show_problem(words_of(error))
        self._offer()
        self.load()

    def _done_in(self, covering: Covering) -> Mapping[str, int]:
        return self._done.get(covering.document_number, {})

    def _who(self, staff: str) -> str:
        name = self._names.get(staff)
        return f"{name}（{staff}）" if name else staff

    def _number(self) -> str:
        row = self._panel.table.chosen()
        return row.key if row is not None else ""


def _read(acts: PassingParts, people: Callable[[], Any]) -> _Found:
    book = acts.book()
    done = {each.document_number: acts.done(each) for each in book.to_review}
    return book, {person.staff: person.name for person in people()}, done
