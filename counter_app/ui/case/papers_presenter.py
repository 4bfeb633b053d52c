"""The papers of a case: looked at, printed, printed again with a reason."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case import Case
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.terms import name_of
from counter_app.services.show_case import CaseFile
from counter_app.ui.case.papers_card import newest_form
from counter_app.ui.case.view import CaseView
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts

REPRINT_REASONS: Final = ("群众遗失", "卡纸或字迹不清", "材料移交需要", "首次没有出纸")


class PapersPresenter(QObject):
    """Turns what the clerk does with papers into service calls.

    Signals:
        print_started: A job was recorded; the case has one more copy now.
    """

    print_started = Signal()

    def __init__(
        self, view: CaseView, parts: WindowParts, dialogs: Dialogs, navigator: Navigator
    ) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._dialogs = dialogs
        self._navigator = navigator
        self._file: CaseFile | None = None
        view.papers.picture_requested.connect(self._on_picture_requested)
        view.papers.print_requested.connect(self._on_print_requested)

    def show(self, file: CaseFile | None) -> None:
        """Speak of this case from now on."""
        self._file = file

    def _on_picture_requested(self, form: FormId) -> None:
        if self._file is not None:
            self._parts.tasks.start(
                partial(self._picture, form, self._file.case),
                done=partial(self._on_picture, form),
                failed=self._navigator.show_error,
            )

    def _picture(self, form: FormId, case: Case) -> bytes:
        return self._parts.preview.picture(form, case)

    def _on_picture(self, form: FormId, png: bytes) -> None:
        self._view.dialogs.show_paper(png, name_of(form))

    def print_newest(self) -> None:
        """Print the paper of the last act, or another copy of it."""
        if self._file is not None and self._file.forms:
            self._on_print_requested(newest_form(self._file.forms, self._file.case.documents))

    def _on_print_requested(self, form: FormId) -> None:
        if self._file is None:
            return
        copies = [document for document in self._file.case.documents if document.form is form]
        if all(document.state is PrintState.FAILED for document in copies):
            self._print(form, "")
            return
        question = Question(
            name="reprint",
            title=self.tr("补打《{}》").format(name_of(form)),
            text=self.tr("纸上会印“补打”和次数。请写明原因，原因会记入办件。"),
            accept=self.tr("补打"),
            choices=REPRINT_REASONS,
            asks_reason=True,
            icon="printer",
        )
        self._dialogs.ask(question, partial(self._on_reprint_answered, form))

    def _on_reprint_answered(self, form: FormId, answer: Answer) -> None:
        if answer.is_yes:
            self._print(form, answer.reason)

    def _print(self, form: FormId, reason: str) -> None:
        assert self._file is not None
        self._parts.tasks.start(
            partial(self._parts.print_document, self._file.case.case_id, form, reason=reason),
            done=lambda _job: self._on_print_started(form),
            failed=self._navigator.show_error,
        )

    def _on_print_started(self, form: FormId) -> None:
        self._parts.print_desk.nudge()
        self._navigator.say(self.tr("《{}》已送打印").format(name_of(form)))
        self.print_started.emit()
