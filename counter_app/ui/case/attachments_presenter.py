"""The files of a case: chosen, added, taken off and put back; `scan_presenter` opens them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from counter_app.domain.attachment import AttachedFile
from counter_app.domain.case import Case
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.domain.steps import Act
from counter_app.services.attach_file import FileToAdd
from counter_app.services.show_case import CaseFile
from counter_app.ui.attachment_parts import AttachmentParts
from counter_app.ui.attachment_words import tr
from counter_app.ui.case.scan_presenter import ScanPresenter
from counter_app.ui.case.view import CaseView
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import Choice, FieldKind, FieldSpec, FormSpec, words_in
from counter_app.ui.page import Navigator

AT_ONCE_MAX: Final = 20
OTHER: Final = "other"
"""Of no line of the checklist."""


class AttachmentsPresenter(QObject):
    """Turns what the clerk does with files into service calls.

    Signals:
        changed: The files of the case are not any more as the page shows them.
    """

    changed = Signal()

    def __init__(
        self,
        view: CaseView,
        parts: AttachmentParts | None,
        dialogs: Dialogs,
        navigator: Navigator,
    ) -> None:
        """Without parts there is no card."""
        super().__init__(view)
        self._view = view
        self._card = view.attachments
        self._maybe_parts = parts
        self._dialogs = dialogs
        self._navigator = navigator
        self._file: CaseFile | None = None
        self._left: list[FileToAdd] = []
        self._added = 0
        self._card.setVisible(parts is not None)
        self._card.add_requested.connect(self.choose)
        if parts is not None:
            self._scans = ScanPresenter(view, parts, navigator)
            self._scans.not_here.connect(self.changed)
            self._card.open_requested.connect(self._scans.open)
        self._card.take_off_requested.connect(self._on_take_off)

    @property
    def _parts(self) -> AttachmentParts:
        assert self._maybe_parts is not None, "a card without parts is not there to be pressed"
        return self._maybe_parts

    def show(self, file: CaseFile | None) -> None:
        """Speak of this case from now on."""
        self._file = file
        if self._maybe_parts is not None:
            self._scans.show(file.case if file is not None else None)
        if file is not None:
            why_not = file.refused_acts.get(Act.ATTACH, "")
            self._card.show_files(file.case.files.shown, file.file_states, why_not)

    def choose(self) -> None:
        """Ask for files; nothing happens when the clerk thinks better of it."""
        if self._file is None or self._left or self._maybe_parts is None:
            return
        dialog = QFileDialog(self._view, tr("选择扫描件或照片"))
        dialog.setObjectName("attachment_file_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                tr("图片和 PDF (*.jpg *.jpeg *.png *.pdf *.JPG *.JPEG *.PNG *.PDF)"),
                tr("所有文件 (*)"),
            ]
        )
        dialog.filesSelected.connect(self.offer)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def offer(self, names: Sequence[str]) -> None:
        """Ask which material some files show, then add them."""
        if self._file is None or not names:
            return
        paths = [Path(name) for name in names[:AT_ONCE_MAX]]
        form = _form(self._file.case, paths)
        dialog = self._view.dialogs.show_form(form)
        dialog.submitted.connect(partial(self._on_submitted, dialog, self._file.case, paths))
        dialog.leave_requested.connect(dialog.leave)

    def _on_submitted(self, dialog: FormDialog, case: Case, paths: Sequence[Path]) -> None:
        chosen = words_in(dialog.entered(), "material")
        material = "" if chosen == OTHER else chosen
        dialog.accept()
        self._left = [FileToAdd(path=path, material=material) for path in paths]
        self._added = 0
        self._add_next(case.case_id)

    def _add_next(self, case_id: CaseId) -> None:
        if not self._left:
            self._card.show_busy("")
            if self._added:
                self._navigator.say(tr("已添加{}个附件").format(self._added))
            self.changed.emit()
            return
        wanted = self._left.pop(0)
        self._card.show_busy(tr("正在处理附件，还有{}个…").format(len(self._left) + 1))
        self._parts.tasks.start(
            partial(self._parts.add, case_id, wanted),
            done=lambda _case: self._on_added(case_id),
            failed=partial(self._on_not_added, case_id),
        )

    def _on_added(self, case_id: CaseId) -> None:
        self._added += 1
        self._add_next(case_id)

    def _on_not_added(self, case_id: CaseId, error: CounterError) -> None:
        """Say what stands against one file; the others are added all the same."""
        self._navigator.show_error(error)
        self._add_next(case_id)

    def _on_take_off(self, file: AttachedFile) -> None:
        question = Question(
            name="take_off_file",
            title=tr("撤下这个附件吗？"),
            text=tr("《{}》不再显示在办件里。文件留存备查，谁添加、谁撤下都有记录。").format(
                file.attachment.name
            ),
            accept=tr("撤下"),
            accept_kind="danger",
            icon="cross",
        )
        self._dialogs.ask(question, partial(self._on_take_off_answered, file))

    def _on_take_off_answered(self, file: AttachedFile, answer: Answer) -> None:
        if not answer.is_yes or self._file is None:
            return
        case_id = self._file.case.case_id
        self._parts.tasks.start(
            partial(self._parts.take_off, case_id, file.attachment.sha256),
            done=lambda _case: self._on_taken_off(case_id, file),
            failed=self._navigator.show_error,
        )

    def _on_taken_off(self, case_id: CaseId, file: AttachedFile) -> None:
        self._navigator.offer_undo(
            tr("已撤下《{}》").format(file.attachment.name), partial(self._put_back, case_id, file)
        )
        self.changed.emit()

    def _put_back(self, case_id: CaseId, file: AttachedFile) -> None:
        self._parts.tasks.start(
            partial(self._parts.put_back, case_id, file.attachment),
            done=lambda _case: self.changed.emit(),
            failed=self._navigator.show_error,
        )


def _form(case: Case, paths: Sequence[Path]) -> FormSpec:
    """Return what is asked before files are added: which material they show."""
    names = "、".join(path.name for path in paths)
    lines = [line.name for line in case.materials]
    guessed = next((line for line in lines if line in names), OTHER)
    choices = [Choice(line, line) for line in lines] + [Choice(OTHER, tr("其他，不在清单里"))]
    return FormSpec(
        name="attach",
        title=tr("添加附件"),
        fields=(
            FieldSpec(
                name="material",
                label=tr("是哪一项材料"),
                kind=FieldKind.CHOICE,
                is_required=True,
                choices=tuple(choices),
                default=guessed,
            ),
        ),
        accept=tr("添加"),
        intro=tr("{}个文件：{}").format(len(paths), names),
        icon="paper-new",
    )
