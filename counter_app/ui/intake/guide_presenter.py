"""Shows the guide of an item and has it printed."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from counter_app.domain.errors import CounterError
from counter_app.domain.item import ServiceItem
from counter_app.domain.print_job import PrintState
from counter_app.services.show_guide import guide_of
from counter_app.ui.guide_parts import GuidePrinted
from counter_app.ui.intake.guide_dialog import GuideDialog
from counter_app.ui.page import Navigator
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.window_parts import WindowParts

_TONES: Final = MappingProxyType(
    {PrintState.PRINTED: Tone.GOOD.value, PrintState.FAILED: Tone.BAD.value}
)


class GuidePresenter(QObject):
    """Opens one guide at a time; nothing of a guide is recorded.

    Attributes:
        dialog: The guide that is open; None when none is.
    """

    def __init__(
        self, parts: WindowParts, theme: Theme, navigator: Navigator, form: QWidget
    ) -> None:
        super().__init__(form)
        self._parts = parts
        self._theme = theme
        self._navigator = navigator
        self._form = form
        self.dialog: GuideDialog | None = None

    def show(self, item: ServiceItem | None) -> None:
        """Open the guide of an item; None says that one must be chosen first."""
        if self.dialog is not None:
            return
        if item is None:
            self._navigator.say(self.tr("先用上下键选中一个事项，再看办事指南"))
            return
        today = self._parts.clock.now().date()
        try:
            guide = guide_of(
                self._parts.rulebook.catalogue, item.item_id, self._parts.profile, today
            )
        except CounterError as error:
            self._navigator.show_error(error)
            return
        dialog = GuideDialog(self._theme, guide, self._form.window())
        dialog.show_printing("" if self._parts.guide_printing else self.tr("这里没有打印机"))
        dialog.print_wanted.connect(partial(self._print, item.item_id))
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def _print(self, item_id: str) -> None:
        printing, dialog = self._parts.guide_printing, self.dialog
        assert printing is not None, "the button is off where nothing prints"
        assert dialog is not None, "the button is in the dialog"
        dialog.show_printing(self.tr("正在打印…"))
        dialog.show_result(self.tr("正在打印…"), "")
        printing.tasks.start(
            partial(printing.print_guide, item_id),
            done=partial(self._on_printed, dialog),
            failed=partial(self._on_failed, dialog),
        )

    def _on_printed(self, dialog: GuideDialog, printed: GuidePrinted) -> None:
        words = {
            PrintState.PRINTED: self.tr("办事指南已出纸"),
            PrintState.FAILED: self.tr("没有打印：{}").format(printed.detail),
        }.get(printed.state, self.tr("不知道有没有打完，请看打印机。{}").format(printed.detail))
        if dialog is self.dialog:
            dialog.show_printing("")
            dialog.show_result(words, _TONES.get(printed.state, Tone.CAUTION.value))
        else:
            self._navigator.say(words)

    def _on_failed(self, dialog: GuideDialog, error: CounterError) -> None:
        if dialog is self.dialog:
            dialog.show_printing("")
            dialog.show_result(error.advice, Tone.BAD.value)
        else:
            self._navigator.show_error(error)

    def _on_closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
            self._form.window().activateWindow()
