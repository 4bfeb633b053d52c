"""Asks how a case is served (服务方式), and takes the answer into the form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter_app.domain.errors import CounterError
from counter_app.ui.dialogs import Answer, Question
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import FormSpec, words_in
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.questions import Asker
from counter_app.ui.intake.service_terms import terms_form, terms_of
from counter_app.ui.window_parts import WindowParts

RUNNER_KEY = "terms.errand_runner"


class TermsPresenter(QObject):
    """Opens the one form of the intake page that is not on the page itself."""

    def __init__(
        self,
        form: FormPresenter,
        parts: WindowParts,
        asker: Asker,
        show_form: Callable[[FormSpec], FormDialog],
    ) -> None:
        super().__init__(form)
        self._form = form
        self._parts = parts
        self._asker = asker
        self._show_form = show_form

    def ask(self) -> None:
        """Ask; what was agreed so far stands in the form."""
        if self._form.is_locked:
            return
        state = self._form.state
        spec = terms_form(
            state.terms,
            today=self._parts.clock.now().date(),
            address=state.person.address,
            runners=self._parts.remembered.of(RUNNER_KEY),
        )
        dialog = self._show_form(spec)
        dialog.submitted.connect(lambda: self._take(dialog))
        dialog.leave_requested.connect(lambda: self._leave(dialog))

    def _take(self, dialog: FormDialog) -> None:
        entered = dialog.whole()
        if entered is None:
            return
        try:
            terms = terms_of(entered, self._parts.clock.now().tzinfo)
        except CounterError as error:
            dialog.show_error(error)
            return
        self._parts.remembered.add(RUNNER_KEY, words_in(entered, "errand_runner"))
        dialog.accept()
        self._form.agree(terms)

    def _leave(self, dialog: FormDialog) -> None:
        if not dialog.is_changed:
            dialog.leave()
            return
        question = Question(
            name="leave_terms",
            title=self.tr("放弃刚才改的服务方式吗？"),
            accept=self.tr("放弃"),
            accept_kind="danger",
            reject=self.tr("继续填写"),
        )
        self._asker.ask(question, lambda _answer: _close(dialog, _answer))


def _close(dialog: FormDialog, _answer: Answer) -> None:
    dialog.leave()
