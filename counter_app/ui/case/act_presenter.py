"""Acts that ask something: the list of all, the form, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal

from counter_app.domain.authority import roles_of_second
from counter_app.domain.case import Case
from counter_app.domain.errors import AccessError, CounterError, StaleBase
from counter_app.domain.steps import Act
from counter_app.runtime.shipped_data import shipped_pinyin
from counter_app.services.issue_notice import NoticeRequest
from counter_app.services.show_case import CaseFile
from counter_app.services.stale_base import Seen, seen_of
from counter_app.ui.case.act_defaults import ActContext, filled_form, remembered_key
from counter_app.ui.case.act_fields import SECOND_PASSWORD
from counter_app.ui.case.act_forms import DIRECT_ACTS
from counter_app.ui.case.act_requests import ActRequest, request_of
from counter_app.ui.case.act_search import ActSearch
from counter_app.ui.case.act_second import claim_in, without_password
from counter_app.ui.case.acts import done_words
from counter_app.ui.case.case_item import item_of
from counter_app.ui.case.view import CaseView
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import Entered, FormSpec
from counter_app.ui.second_parts import Coworker
from counter_app.ui.window_parts import WindowParts


class ActPresenter(QObject):
    """Opens forms and hands what was entered to the services.

    Signals:
        direct_chosen: Act: chosen in the list, and done on the page itself.
        done: str, Case: what is said, and the case as it stands now.
        changed: The case is not any more as the page shows it.
    """

    direct_chosen = Signal(object)
    done = Signal(str, object)
    changed = Signal()

    def __init__(self, view: CaseView, parts: WindowParts, dialogs: Dialogs) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._dialogs = dialogs
        self._seen_since: Seen | None = None
        self._coworkers: Sequence[Coworker] = ()

    @cached_property
    def _search(self) -> ActSearch:
        """The index over all acts, made when somebody first looks."""
        return ActSearch(shipped_pinyin())

    def read_coworkers(self) -> None:
        """Ask who could sign beside the person signed in; asked before a case is shown."""
        if self._parts.second is not None:
            self._parts.tasks.start(
                self._parts.second.people,
                done=self._on_coworkers,
                failed=lambda _error: self._on_coworkers(()),
            )

    def choose(self, file: CaseFile) -> None:
        """Show the list of all acts."""
        dialog = self._view.dialogs.show_acts(
            lambda text: self._search.find(text, file.refused_acts)
        )
        dialog.accepted.connect(lambda: self._on_chosen(dialog.chosen_act, file))

    def open(self, act: Act, file: CaseFile) -> None:
        """Ask what an act asks; one that is refused now never comes here."""
        self._seen_since = None
        form = filled_form(act, self._context(file))
        dialog = self._view.dialogs.show_form(form)
        dialog.submitted.connect(partial(self._submit, dialog, act, file))
        dialog.leave_requested.connect(partial(self._leave, dialog))

    def _on_chosen(self, act: Act | None, file: CaseFile) -> None:
        if act is None:
            return
        if act in DIRECT_ACTS or (act is Act.NOTICE and not file.case.notices):
            self.direct_chosen.emit(act)
        else:
            self.open(act, file)

    def _on_coworkers(self, coworkers: Sequence[Coworker]) -> None:
        self._coworkers = coworkers

    def _context(self, file: CaseFile) -> ActContext:
        return ActContext(
            seen=file.seen,
            operator=self._parts.operator(),
            today=self._parts.timekeeper.estimate().now.date(),
            calendar=self._parts.rulebook.calendar,
            item=item_of(self._parts.rulebook, file.case),
            remembered=self._parts.remembered.of,
            coworkers=self._coworkers,
        )

    def _submit(self, dialog: FormDialog, act: Act, file: CaseFile) -> None:
        entered = dialog.whole()
        if entered is None:
            return
        try:
            work = self._work(act, file, entered)
        except CounterError as error:
            dialog.show_error(error)
            return
        dialog.set_busy(is_busy=True)
        self._parts.tasks.start(
            work,
            done=partial(self._on_done, dialog, act, without_password(entered)),
            failed=partial(self._on_failed, dialog),
        )

    def _work(self, act: Act, file: CaseFile, entered: Entered) -> Callable[[], Case]:
        """Return what does it; a second person is proven first, and nothing is recorded before."""
        claim, second = claim_in(entered), self._parts.second
        if claim is None or second is None:
            return self._doing(file, request_of(act, entered))
        roles = roles_of_second(act, self._parts.operator().role)

        def prove_and_do() -> Case:
            return self._doing(file, request_of(act, entered, second.prove(*claim, roles)))()

        return prove_and_do

    def _doing(self, file: CaseFile, request: ActRequest) -> Callable[[], Case]:
        case_id = file.case.case_id
        seen = self._seen_since or seen_of(file.case)
        if isinstance(request, NoticeRequest):
            return partial(self._parts.issue_notice, case_id, request, seen=seen)
        return partial(self._parts.perform_step, case_id, request, seen=seen)

    def _on_done(self, dialog: FormDialog, act: Act, entered: Entered, case: Case) -> None:
        self._remember(dialog.spec, entered)
        dialog.accept()
        self.done.emit(done_words(act), case)

    def _on_failed(self, dialog: FormDialog, error: CounterError) -> None:
        dialog.fail(error)
        secret = dialog.fields.get(SECOND_PASSWORD)
        if secret is not None:
            secret.set_value("")
            if isinstance(error, AccessError):
                secret.target().setFocus()
        if isinstance(error, StaleBase):  # The words name the change: pressing again confirms.
            self._seen_since = error.now
            self.changed.emit()

    def _remember(self, form: FormSpec, entered: Entered) -> None:
        for field in form.fields:
            value = entered.get(field.name)
            words = "、".join(value) if isinstance(value, tuple) else value
            if field.remembers and isinstance(words, str):
                self._parts.remembered.add(remembered_key(form, field), words)

    def _leave(self, dialog: FormDialog) -> None:
        if not dialog.is_changed:
            dialog.leave()
            return
        question = Question(
            name="leave_form",
            title=self.tr("放弃刚才填的内容吗？"),
            text=self.tr("办件本身不变，填的内容不会保存。"),
            accept=self.tr("放弃"),
            accept_kind="danger",
            reject=self.tr("继续填写"),
        )
        self._dialogs.ask(question, partial(self._on_leave_answered, dialog))

    def _on_leave_answered(self, dialog: FormDialog, answer: Answer) -> None:
        if answer.is_yes:
            dialog.leave()
