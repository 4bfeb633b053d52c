"""Full values on the case page: asked for with a reason, hidden again after a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.domain.case import Case
from counter_app.domain.ids import CaseId
from counter_app.domain.privacy_facts import MASKED
from counter_app.domain.service_facts import DetailField
from counter_app.domain.terms import name_of
from counter_app.ui.case.reason_field import reason_field
from counter_app.ui.case.view import CaseView
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import Choice, FieldKind, FieldSpec, FormSpec
from counter_app.ui.page import Navigator
from counter_app.ui.privacy_parts import PrivacyParts
from counter_app.ui.tasks import Tasks

SHOWN_MS: Final = 60_000
"""How long full values stay on the screen."""


class RevealPresenter(QObject):
    """Asks why, records it, shows the values, and hides them again.

    They go after a minute, when the page is left, when another case comes, and at the lock.

    Signals:
        revealed: It stands in the record of the case now.
    """

    revealed = Signal()

    def __init__(
        self,
        view: CaseView,
        parts: PrivacyParts | None,
        tasks: Tasks,
        navigator: Navigator,
        *,
        shown_ms: int = SHOWN_MS,
    ) -> None:
        """Without parts nothing can be shown in full."""
        super().__init__(view)
        self._view = view
        self._card = view.applicant
        self._parts = parts
        self._tasks = tasks
        self._navigator = navigator
        self._case: Case | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self.mask)
        self._card.buttons.setVisible(parts is not None)
        self._card.reveal_requested.connect(self._on_requested)
        view.left_behind.connect(self.mask)

    def show(self, case: Case | None) -> None:
        """Speak of this case from now on."""
        if self._case is None or case is None or self._case.case_id != case.case_id:
            self.mask()
        self._case = case

    def mask(self) -> None:
        """Hide what is shown in full."""
        self._timer.stop()
        self._card.mask_again()

    def _on_requested(self) -> None:
        if self._card.is_in_full:
            self.mask()
        elif self._case is not None and self._parts is not None:
            dialog = self._view.dialogs.show_form(reveal_form(self._case, self.tr))
            dialog.submitted.connect(partial(self._submit, dialog, self._case))
            dialog.leave_requested.connect(dialog.leave)

    def _submit(self, dialog: FormDialog, case: Case) -> None:
        assert self._parts is not None, "no dialog without parts"
        entered = dialog.whole()
        if entered is None:
            return
        chosen = entered["fields"]
        fields = [field for field in MASKED if isinstance(chosen, tuple) and field.value in chosen]
        dialog.set_busy(is_busy=True)
        self._tasks.start(
            partial(self._parts.reveal, case.case_id, fields, str(entered["reason"])),
            done=partial(self._on_revealed, dialog, case.case_id),
            failed=dialog.fail,
        )

    def _on_revealed(
        self, dialog: FormDialog, case_id: CaseId, values: Mapping[DetailField, str]
    ) -> None:
        dialog.accept()
        if self._case is None or self._case.case_id != case_id or not self._view.isVisible():
            return
        seconds = self._timer.interval() // 1_000
        note = self.tr("完整信息显示{}秒后自动遮盖；谁看的、看什么、为什么，已记入办件。")
        self._card.show_in_full(values, note.format(seconds))
        self._timer.start()
        self._navigator.say(self.tr("本次查看已记入办件"))
        self.revealed.emit()


def reveal_form(case: Case, tr: Callable[[str], str]) -> FormSpec:
    """Return what is asked before full values are shown."""
    from counter_app.services.reveal_data import full_values

    held = full_values(case)
    choices = tuple(Choice(field.value, name_of(field)) for field in MASKED if field in held)
    return FormSpec(
        name="reveal",
        title=tr("查看完整信息"),
        intro=tr("谁看的、看哪一项、为什么看，会作为记录写进这个办件，审计员能查到。"),
        fields=(
            FieldSpec(
                name="fields",
                label=tr("看哪几项"),
                kind=FieldKind.CHECKS,
                is_required=True,
                choices=choices,
                default=(choices[0].value,) if choices else (),
            ),
            reason_field(
                tr("为什么看"),
                tr("核对本人身份"),
                tr("电话通知申请人"),
                tr("填写上报材料"),
                tr("寄送办理结果"),
            ),
        ),
        accept=tr("记录并显示"),
        icon="eye",
    )
