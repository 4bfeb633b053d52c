"""个人信息查询单 from the case page: asked, recorded, printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case import Case
from counter_app.domain.data_sheet import DELETE_REFUSED, CopyAsked, CopyRequest, DataSheet
from counter_app.domain.print_job import PrintState
from counter_app.ui.case.view import CaseView
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import (
    Choice,
    Entered,
    FieldKind,
    FieldSpec,
    FormSpec,
    words_in,
)
from counter_app.ui.page import Navigator
from counter_app.ui.privacy_parts import PrivacyParts, SheetPrinted
from counter_app.ui.tasks import Tasks


class DataSheetPresenter(QObject):
    """Asks who wants to know what, then prints what is held.

    Signals:
        given: It stands in the record of the case now.
    """

    given = Signal()

    def __init__(
        self, view: CaseView, parts: PrivacyParts | None, tasks: Tasks, navigator: Navigator
    ) -> None:
        """Without parts nobody can ask."""
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._tasks = tasks
        self._navigator = navigator
        self._case: Case | None = None
        view.applicant.sheet_requested.connect(self._on_requested)

    def show(self, case: Case | None) -> None:
        """Speak of this case from now on."""
        self._case = case

    def _on_requested(self) -> None:
        if self._case is None or self._parts is None:
            return
        dialog = self._view.dialogs.show_form(sheet_form(self.tr))
        dialog.submitted.connect(partial(self._submit, dialog, self._case))
        dialog.leave_requested.connect(dialog.leave)

    def _submit(self, dialog: FormDialog, case: Case) -> None:
        assert self._parts is not None, "no dialog without parts"
        entered = dialog.whole()
        if entered is None:
            return
        dialog.set_busy(is_busy=True)
        self._tasks.start(
            partial(self._parts.give_copy, case.case_id, request_in(entered)),
            done=partial(self._on_given, dialog),
            failed=dialog.fail,
        )

    def _on_given(self, dialog: FormDialog, sheet: DataSheet) -> None:
        assert self._parts is not None, "no dialog without parts"
        dialog.accept()
        self.given.emit()
        self._navigator.say(self.tr("正在打印 {}…").format(sheet.document_number))
        self._parts.tasks.start(
            partial(self._parts.print_sheet, sheet),
            done=partial(self._on_printed, sheet.document_number),
            failed=self._navigator.show_error,
        )

    def _on_printed(self, number: str, printed: SheetPrinted) -> None:
        if printed.state is PrintState.PRINTED:
            words = self.tr("{} 已出纸，请本人签收").format(number)
        elif printed.state is PrintState.FAILED:
            words = self.tr("{} 没有打印：{}。可以再开一张").format(number, printed.detail)
        else:
            words = self.tr("{} 不知道有没有打完，请看打印机").format(number)
        self._navigator.say(words)


def request_in(entered: Entered) -> CopyRequest:
    """Return what was asked, from what stands in the form."""
    chosen = entered.get("asked")
    names = chosen if isinstance(chosen, tuple) else ()
    return CopyRequest(
        asked_by=words_in(entered, "asked_by"),
        asked=tuple(asked for asked in CopyAsked if asked.name in names),
    )


def sheet_form(tr: Callable[[str], str]) -> FormSpec:
    """Return what is asked before the sheet is printed."""

    def warning(entered: Entered) -> str:
        asked = request_in(entered).asked
        if CopyAsked.DELETE in asked:
            return tr("删除不能照办，单上会写明理由：{}").format(DELETE_REFUSED)
        if CopyAsked.CORRECT in asked or CopyAsked.COMPLETE in asked:
            return tr("更正在“其他办理”里登记，更正前的内容保留备查。")
        return ""

    return FormSpec(
        name="data_sheet",
        title=tr("个人信息查询单"),
        intro=tr("本人或代理人可以查自己的信息：本窗口存了什么、依据、存多久、谁看过。不收费。"),
        fields=(
            FieldSpec(
                name="asked",
                label=tr("要求什么"),
                kind=FieldKind.CHECKS,
                is_required=True,
                choices=tuple(Choice(asked.name, tr(asked.value)) for asked in CopyAsked),
                default=(CopyAsked.LOOK.name,),
            ),
            FieldSpec(
                name="asked_by",
                label=tr("谁来查"),
                hint=tr("本人不用填；代理人、监护人、近亲属写姓名和关系"),
            ),
        ),
        accept=tr("记录并打印"),
        icon="person",
        warns=warning,
    )
