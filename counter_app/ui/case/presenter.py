"""The case page: what happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.case import Case
from counter_app.domain.delivery import least_stage
from counter_app.domain.desk_news import PrintNews, SyncNews
from counter_app.domain.errors import CounterError, StaleBase
from counter_app.domain.ids import CaseId
from counter_app.domain.steps import Act
from counter_app.domain.terms import name_of
from counter_app.services.refuse_case import RefusalReason
from counter_app.services.show_case import CaseFile
from counter_app.services.stale_base import Seen, seen_of
from counter_app.ui.case.act_presenter import ActPresenter
from counter_app.ui.case.acts import act_name, done_words, submit_act
from counter_app.ui.case.attachments_presenter import AttachmentsPresenter
from counter_app.ui.case.away_presenter import AwayPresenter
from counter_app.ui.case.head_presenter import HeadPresenter
from counter_app.ui.case.papers_presenter import PapersPresenter
from counter_app.ui.case.privacy_presenter import PrivacyPresenter
from counter_app.ui.case.timeline import timeline
from counter_app.ui.case.view import CaseView
from counter_app.ui.dialogs import Dialogs, Question
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Navigator
from counter_app.ui.window_parts import WindowParts


class CasePresenter(QObject):
    """Shows one case and takes the steps the clerk chooses; the rules stand in the services."""

    def __init__(
        self, view: CaseView, parts: WindowParts, dialogs: Dialogs, navigator: Navigator
    ) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._dialogs = dialogs
        self._navigator = navigator
        self._case_id: CaseId | None = None
        self._file: CaseFile | None = None
        self._seen: Seen | None = None
        self._last_heard: object = (None, 0)
        view.case_wanted.connect(lambda case_id: self._show(CaseId(case_id)))
        view.reload_requested.connect(self.reload)
        view.action_chosen.connect(self._on_action)
        view.escaped.connect(self._on_escaped)
        view.head.back_requested.connect(self._on_escaped)
        view.steps.chosen.connect(self._on_act_chosen)
        view.steps.all_wanted.connect(self._on_all_wanted)
        view.materials.changed.connect(self._tell_actions)
        self._head = HeadPresenter(view, parts, navigator)
        self._papers = PapersPresenter(view, parts, dialogs, navigator)
        self._papers.print_started.connect(self.reload)
        self._attachments = AttachmentsPresenter(view, parts.attachments, dialogs, navigator)
        self._attachments.changed.connect(self.reload)
        self._privacy = PrivacyPresenter(view, parts, navigator, self.reload)
        self.away = AwayPresenter(view, parts, navigator, self.reload)
        self._acts = ActPresenter(view, parts, dialogs)
        self._acts.direct_chosen.connect(self._on_act_chosen)
        self._acts.done.connect(self._on_done)
        self._acts.changed.connect(self.reload)

    def reload(self) -> None:
        """Read the case anew, unless the clerk is in the middle of judging a supplement."""
        if self._case_id is not None and not self._view.materials.is_judging:
            self._acts.read_coworkers()
            self._parts.tasks.start(
                partial(self._parts.show_case, self._case_id),
                done=partial(self._on_file, self._case_id),
                failed=partial(self.away.on_unread, self._case_id),
            )

    def on_print_moved(self, news: PrintNews) -> None:
        if news.case_id == self._case_id and self._view.isVisible():
            self.reload()

    def on_county_news(self, news: SyncNews) -> None:
        heard = (news.last_ack_at, news.files_moved)
        is_news, self._last_heard = heard != self._last_heard, heard
        if is_news and self._view.isVisible():
            self.reload()

    def _show(self, case_id: CaseId) -> None:
        """Forget the case before; the page is read when it comes to the front."""
        self._case_id = case_id
        self._file = None
        self._papers.show(None)
        self._attachments.show(None)
        self._head.forget()
        self._view.show_materials(())
        self._tell_actions()

    def _on_file(self, case_id: CaseId, file: CaseFile) -> None:
        if case_id != self._case_id or self._view.materials.is_judging:
            return
        self._file, self._seen = file, seen_of(file.case)
        self._papers.show(file)
        self._attachments.show(file)
        self._privacy.show(file.case)
        stage = least_stage(file.stages[event.event_id] for event in file.events)
        self._view.show_file(file, stage, timeline(file))
        self._head.show(file)
        self._tell_actions()

    def _tell_actions(self) -> None:
        """Tell the window what keys can do; while a supplement is judged, F10 hands it in."""
        actions: dict[Action, str] = {Action.NEXT_PANE: AVAILABLE}
        words: dict[Action, str] = {}
        file = self._file
        if file is not None:
            actions[Action.PRINT_RECEIPT] = AVAILABLE
            words[Action.PRINT_RECEIPT] = self.tr("打印文书")
            if self._view.materials.is_judging:
                is_changed = bool(self._view.materials.supplement())
                actions[Action.SUBMIT] = "" if is_changed else self.tr("还没有改判任何材料")
                is_first = self._material_act() is Act.JUDGE
                words[Action.SUBMIT] = self.tr("保存判定") if is_first else self.tr("提交补正")
            else:
                actions[Action.MORE_ACTS] = AVAILABLE
                for action, act in self._key_acts(file).items():
                    actions[action] = file.refused_acts.get(act, AVAILABLE)
                    words[action] = act_name(act)
        self._view.set_actions(actions, words)

    def _key_acts(self, file: CaseFile) -> dict[Action, Act]:
        """Return the acts that have a key of the window."""
        acts = {Action.NOTICE: Act.NOTICE, Action.MATERIALS: self._material_act()}
        submits = submit_act(file)
        if submits is not None:
            acts[Action.SUBMIT] = submits
        return acts

    def _on_action(self, action: Action) -> None:
        if self._file is None or self.away.is_shown:
            return
        if action is Action.PRINT_RECEIPT:
            self._papers.print_newest()
        elif action is Action.MORE_ACTS:
            self._on_all_wanted()
        elif action is Action.SUBMIT and self._view.materials.is_judging:
            self._submit_supplement()
        else:
            self._on_act_chosen(self._key_acts(self._file)[action])

    def _on_all_wanted(self) -> None:
        if self._file is not None:
            self._acts.choose(self._file)

    def _on_act_chosen(self, act: Act) -> None:
        if self._case_id is None or self._file is None:
            return
        case, parts, seen = self._file.case, self._parts, self._seen
        match act:
            case Act.ACCEPT:
                self._run(partial(parts.accept_case, self._case_id, seen), done_words(act))
            case Act.NOTICE if not case.notices:
                tell = partial(parts.issue_notice, self._case_id, seen=seen)
                self._run(tell, done_words(act))
            case Act.SUPPLEMENT:
                self._view.judge_supplement(case.materials)
            case Act.JUDGE:
                self._view.judge_supplement(case.materials, is_every_line=True)
            case Act.REFUSE:
                self._view.dialogs.ask_refusal(self._refuse)
            case Act.ATTACH:
                self._attachments.choose()
            case Act.RESOLVE:
                self._navigator.show_conflicts(self._case_id)
            case _:
                self._acts.open(act, self._file)

    def _submit_supplement(self) -> None:
        assert self._case_id is not None
        materials, seen = self._view.materials.supplement(), self._seen
        if self._material_act() is Act.JUDGE:
            judge = partial(self._parts.judge_materials, self._case_id, materials, seen)
            self._run(judge, done_words(Act.JUDGE))
            return
        take_in = partial(self._parts.supplement_case, self._case_id, materials, seen)
        self._run(take_in, done_words(Act.SUPPLEMENT))

    def _material_act(self) -> Act:
        """Return what F7 does: judge before anything was told, supplement afterwards."""
        refused = self._file.refused_acts if self._file is not None else {}
        return Act.SUPPLEMENT if Act.JUDGE in refused else Act.JUDGE

    def _refuse(self, reason: RefusalReason) -> None:
        assert self._case_id is not None
        refuse = partial(self._parts.refuse_case, self._case_id, reason, self._seen)
        self._run(refuse, done_words(Act.REFUSE))

    def _run(self, work: Callable[[], Case], said: str) -> None:
        self._view.set_busy(is_busy=True)
        self._parts.tasks.start(work, done=partial(self._on_done, said), failed=self._on_failed)

    def _on_done(self, said: str, case: Case) -> None:
        self._view.set_busy(is_busy=False)
        self._parts.print_desk.nudge()
        self._parts.county.nudge()
        self._navigator.say(self.tr("{}，{}").format(said, name_of(case.status)))
        if case.case_id == self._case_id:
            self._view.show_materials(case.materials)
            self.reload()

    def _on_failed(self, error: CounterError) -> None:
        self._view.set_busy(is_busy=False)
        self._navigator.show_error(error)
        if isinstance(error, StaleBase):  # What was judged stays; the same again confirms it.
            self._seen = error.now
            self.reload()

    def _on_escaped(self) -> None:
        materials = self._view.materials
        if not materials.is_judging:
            self._navigator.show_worklist()
        elif materials.supplement():
            self._dialogs.ask(
                _leave_question(self.tr),
                lambda answer: self._leave_supplement() if answer.is_yes else None,
            )
        else:
            self._leave_supplement()

    def _leave_supplement(self) -> None:
        if self._file is not None:
            self._view.show_materials(self._file.case.materials)
            self._tell_actions()


def _leave_question(tr: Callable[[str], str]) -> Question:
    return Question(
        name="leave_supplement",
        title=tr("放弃刚才的补正判定吗？"),
        text=tr("办件本身不变，材料的判定要重新做。"),
        accept=tr("放弃"),
        accept_kind="danger",
        reject=tr("继续登记"),
    )
