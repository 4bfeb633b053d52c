"""A file of a case opened: asked why where somebody else handles the case, recorded, shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from counter_app.domain.attachment import AttachedFile
from counter_app.domain.case import Case
from counter_app.domain.errors import (
    AttachmentDamaged,
    AttachmentOnTheWay,
    CounterError,
    ScanReasonMissing,
)
from counter_app.domain.ids import CaseId
from counter_app.ui.attachment_parts import AttachmentParts, SeenFile
from counter_app.ui.attachment_words import tr
from counter_app.ui.case.reason_field import reason_field
from counter_app.ui.case.view import CaseView
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import FormSpec
from counter_app.ui.page import Navigator


class ScanPresenter(QObject):
    """Opens files of the case that the page shows.

    What comes after the page was left or the screen was locked is not shown.

    Signals:
        not_here: The bytes of a file are not here, or not what they were; they were asked for.
    """

    not_here = Signal()

    def __init__(self, view: CaseView, parts: AttachmentParts, navigator: Navigator) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = navigator
        self._case: Case | None = None

    def show(self, case: Case | None) -> None:
        """Speak of this case from now on."""
        self._case = case

    def open(self, file: AttachedFile) -> None:
        """Show a file, or ask why first."""
        if self._case is None:
            return
        case_id = self._case.case_id
        self._parts.tasks.start(
            partial(self._parts.look, case_id, file.attachment.sha256),
            done=partial(self._on_seen, case_id, file),
            failed=partial(self._on_not_seen, case_id, file),
        )

    def _on_seen(self, case_id: CaseId, file: AttachedFile, seen: SeenFile) -> None:
        if not self._is_shown(case_id):
            if seen.path is not None:  # Laid down after the lock had cleared the others away.
                self._parts.forget_copies()
            return
        if seen.path is None:
            self._view.dialogs.show_scan(seen.picture, file.attachment.name)
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(seen.path))):
            self._navigator.say(tr("这台电脑没有能打开 PDF 的程序，请联系运维人员安装"))
        else:
            self._navigator.say(tr("已用 PDF 阅读器打开；锁屏后临时文件自动删除"))

    def _on_not_seen(self, case_id: CaseId, file: AttachedFile, error: CounterError) -> None:
        """What is not here is fetched; the page shows it when it has come."""
        if isinstance(error, ScanReasonMissing):
            if self._is_shown(case_id):
                self._ask(case_id, file)
            return
        self._navigator.show_error(error)
        if isinstance(error, AttachmentOnTheWay | AttachmentDamaged):
            self._parts.want(file.attachment.sha256)
            self.not_here.emit()

    def _ask(self, case_id: CaseId, file: AttachedFile) -> None:
        dialog = self._view.dialogs.show_form(reason_form(tr))
        dialog.submitted.connect(partial(self._submit, dialog, case_id, file))
        dialog.leave_requested.connect(dialog.leave)

    def _submit(self, dialog: FormDialog, case_id: CaseId, file: AttachedFile) -> None:
        entered = dialog.whole()
        if entered is None:
            return
        dialog.set_busy(is_busy=True)
        self._parts.tasks.start(
            partial(self._parts.look, case_id, file.attachment.sha256, str(entered["reason"])),
            done=partial(self._on_recorded, dialog, case_id, file),
            failed=dialog.fail,
        )

    def _on_recorded(
        self, dialog: FormDialog, case_id: CaseId, file: AttachedFile, seen: SeenFile
    ) -> None:
        dialog.accept()
        self._navigator.say(tr("本次打开已记入办件"))
        self._on_seen(case_id, file, seen)

    def _is_shown(self, case_id: CaseId) -> bool:
        is_same = self._case is not None and self._case.case_id == case_id
        return is_same and self._view.isVisible()


def reason_form(tr: Callable[[str], str]) -> FormSpec:
    """Return what is asked before somebody sees the files of a case that they do not handle."""
    return FormSpec(
        name="scan_reason",
        title=tr("打开附件"),
        intro=tr(
            "这个办件不在您手上，或者已经办结。写一次理由，本次登录里"
            "打开这个办件的附件都用它。谁打开、哪一个、为什么，会写进办件，审计员能查到。"
        ),
        fields=(
            reason_field(
                tr("为什么打开"),
                tr("接着办理这个办件"),
                tr("复核办理结果"),
                tr("答复当事人询问"),
                tr("核查投诉情况"),
                tr("归档整理材料"),
            ),
        ),
        accept=tr("记录并打开"),
        icon="eye",
    )
