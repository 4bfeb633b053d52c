"""交接: what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from counter_app.domain.desk_contents import DeskContents, Handover
from counter_app.domain.errors import AccessError, CounterError
from counter_app.domain.handover_facts import TakeoverRequested
from counter_app.domain.staff import Role
from counter_app.domain.steps import LICENSED
from counter_app.domain.two_persons import SecondPerson
from counter_app.services.cover_post import CoverRequest
from counter_app.services.hand_over_post import HandOverRequest
from counter_app.services.show_case import words_of
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.keys import Action
from counter_app.ui.post.along import along_rows, along_words
from counter_app.ui.post.handover_panel import HandoverPanel
from counter_app.ui.post.printing import PaperPrinting
from counter_app.ui.post.taking import has_days, has_signature, signed, taking_of
from counter_app.ui.post_parts import PostParts
from counter_app.ui.second_parts import Coworker
from counter_app.ui.tokens import Tone
from counter_app.ui.window_parts import WindowParts


class HandoverPresenter(QObject):
    """Asks for the second person, has the hand-over recorded, has its sheet printed.

    Signals:
        recorded: A hand-over or take-over was recorded.
    """

    recorded = Signal()

    def __init__(
        self, panel: HandoverPanel, post: PostParts, parts: WindowParts, dialogs: Dialogs
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._post = post
        self._parts = parts
        self._dialogs = dialogs
        self._people: Sequence[Coworker] = ()
        self._prove = parts.second.prove if parts.second is not None else None
        self._contents: DeskContents | None = None
        self._last: Handover | None = None
        self._is_recording = False
        self._printing = PaperPrinting(
            post, self.tr("交接单"), panel.show_result, self._tell_offers
        )
        panel.mode_changed.connect(self._on_mode)
        panel.edited.connect(self._on_edited)
        panel.remarks.left.connect(lambda: panel.acted.emit(Action.SUBMIT))
        panel.acted.connect(self._on_acted)
        self._on_mode()

    def show(self, contents: DeskContents) -> None:
        """Show what goes along."""
        self._contents = contents
        self._panel.show_along(along_words(contents), along_rows(contents))
        self._tell_offers()

    def read_people(self) -> None:
        """Ask who is known at this counter."""
        self._parts.tasks.start(
            self._post.people, done=self._on_people, failed=lambda _error: self._on_people(())
        )
        if self._post.passing is not None:
            self._parts.tasks.start(
                self._post.passing.posts,
                done=self._panel.show_posts,
                failed=lambda _error: self._panel.show_posts(()),
            )

    def _on_people(self, people: Sequence[Coworker]) -> None:
        self._people = people
        self._show_people()

    def _show_people(self) -> None:
        me = self._parts.operator().staff
        others = [person for person in self._people if person.staff != me]
        holders = [person for person in others if person.role in LICENSED]
        chiefs = [person for person in others if person.role is Role.CHIEF]
        is_giving = self._panel.is_giving
        self._panel.second.show_people(holders, self.tr("请选择"))
        nobody = self.tr("不需要签名") if is_giving else self.tr("请选择")
        may_ask = not is_giving and self._post.passing is not None
        absent = self.tr("首席代表不在，申请远程批准") if may_ask else ""
        self._panel.chief.show_people(chiefs, nobody, absent)

    def _on_mode(self) -> None:
        panel, is_giving = self._panel, self._panel.is_giving
        panel.second.set_caption(self.tr("接班人") if is_giving else self.tr("不在岗的人"))
        panel.chief.set_caption(
            self.tr("首席代表签名（可以没有）") if is_giving else self.tr("同意顶岗的首席代表")
        )
        panel.show_taking()
        if self._people:
            self._show_people()
        self._on_edited()

    def _on_edited(self) -> None:
        for person in (self._panel.second, self._panel.chief):
            person.show_problem("")
        self._panel.password.show_problem("")
        is_chosen = self._panel.chief.colleague() is not None
        self._panel.password.setVisible(is_chosen and self._prove is not None)
        self._tell_offers()

    def _tell_offers(self) -> None:
        why_not = ""
        if self._contents is None:
            why_not = self.tr("正在读取")
        elif self._is_recording:
            why_not = self.tr("正在记录")
        no_paper = "" if self._last is not None else self.tr("还没有交接")
        if self._printing.is_printing:
            no_paper = self.tr("正在打印")
        word = self.tr("交班") if self._panel.is_giving else self.tr("顶岗")
        self._panel.offer(
            {Action.SUBMIT: why_not, Action.PRINT_RECEIPT: no_paper},
            {Action.SUBMIT: word, Action.PRINT_RECEIPT: self.tr("再打交接单")},
        )

    def _on_acted(self, action: Action) -> None:
        if self._panel.offers.get(action, "absent"):
            return
        if action is Action.PRINT_RECEIPT and self._last is not None:
            self._printing.start(self._last)
        elif action is Action.SUBMIT and self._is_complete():
            self._dialogs.ask(self._question(), self._on_answer)

    def _is_complete(self) -> bool:
        panel = self._panel
        problems = []
        if panel.second.colleague() is None:
            role = self.tr("接班人") if panel.is_giving else self.tr("不在岗的人")
            problems.append((panel.second, self.tr("请选择{}，或填工号").format(role)))
        has_chief = panel.chief.colleague() is not None or panel.chief.is_absent
        if not has_chief and (not panel.is_giving or panel.chief.is_other):
            problems.append((panel.chief, self.tr("请选择首席代表，或填工号")))
        for field, problem in reversed(problems):
            panel.ask_for(field, problem)
        return not problems and has_days(panel) and has_signature(panel, self._prove)

    def _question(self) -> Question:
        panel, contents = self._panel, self._contents
        assert contents is not None, "offered, so it is read"
        who = panel.second.name()
        if panel.is_giving:
            title = self.tr("把岗位交给 {}？").format(who)
            after = self.tr(
                "交接单随后打印，两人签名。接班人请锁屏后用自己的账号登录，在“接班”里清点确认；"
                "确认以前岗位还是您的，可以撤回。"
            )
        elif panel.chief.is_absent:
            title = self.tr("申请顶 {} 的岗？").format(who)
            after = self.tr(
                "批准以前可以收件、收补正材料，不能作决定。批准后自动生效，到期自动交回。"
            )
        else:
            title = self.tr("顶 {} 的岗？").format(who)
            after = self.tr("从现在起您办的事都记为代其办理，锁屏后要重新顶岗。交接单随后打印。")
        return Question(
            name="handover",
            title=title,
            text=along_words(contents) + after,
            accept=self.tr("确认"),
            icon="person",
        )

    def _on_answer(self, answer: Answer) -> None:
        if not answer.is_yes or self._is_recording:
            return
        self._is_recording = True
        self._panel.show_result(self.tr("正在记录…"), "")
        self._tell_offers()
        work = signed(self._work(), self._panel, self._prove)
        self._panel.password.edit.clear()
        self._parts.tasks.start(work, done=self._on_recorded, failed=self._on_failed)

    def _work(self) -> Callable[[SecondPerson | None], Handover | TakeoverRequested]:
        panel = self._panel
        second = panel.second.colleague()
        assert second is not None, "asked for before"
        post, remarks = self._parts.profile.counter_name, panel.remarks.text()
        if panel.is_giving:
            giving, cause = HandOverRequest(post=post, handed_to=second), panel.cause.text()
            return lambda chief: self._post.hand_over(
                replace(giving, countersign=chief), cause, remarks
            )
        counter = self._parts.profile.counter_name
        today = self._parts.timekeeper.estimate().now.date()
        taking = taking_of(panel, second, counter, today)
        if isinstance(taking, CoverRequest):
            assert self._post.passing is not None, "offered only then"
            ask = self._post.passing.ask
            return lambda _nobody: ask(taking)
        return lambda chief: self._post.take_over(replace(taking, countersign=chief), remarks)

    def _on_recorded(self, handover: Handover | TakeoverRequested) -> None:
        self._is_recording = False
        self.recorded.emit()
        if isinstance(handover, TakeoverRequested):
            self._panel.clear()
            words = self.tr(
                "已申请顶岗（{}），等首席代表、中心主任或县局批准；批准以前不能作决定。"
            )
            self._panel.show_result(words.format(handover.document_number), Tone.CAUTION.value)
            self._tell_offers()
            return
        self._last = handover
        self._panel.clear()
        words = self.tr("已记录，交接单 {}。").format(handover.fact.document_number)
        self._printing.start(handover, words)

    def _on_failed(self, error: CounterError) -> None:
        self._is_recording = False
        self._panel.show_result("", "")
        if isinstance(error, AccessError) and self._panel.password.isVisible():
            self._panel.password.show_problem(words_of(error))
            self._panel.password.edit.setFocus()
        else:
            self._panel.ask_for(self._panel.second, words_of(error))
        self._tell_offers()
