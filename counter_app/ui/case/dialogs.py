"""What the case page asks and shows in front of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from counter_app.services.refuse_case import RefusalReason
from counter_app.ui.case.act_list import ActListDialog
from counter_app.ui.case.act_search import ActRow
from counter_app.ui.case.deadline_words import ClockPage
from counter_app.ui.case.explanation import ExplanationDialog
from counter_app.ui.case.paper_dialog import PaperDialog
from counter_app.ui.case.refusal_dialog import RefusalDialog
from counter_app.ui.forms.dialog import FormDialog
from counter_app.ui.forms.spec import FormSpec
from counter_app.ui.theme import Theme


class CaseDialogs:
    """Opens dialogs without blocking; each goes by itself when it is closed.

    Args:
        theme: Colours and sizes.
        submit_key: What does what a form asks.
        window: What they stand in front of.
    """

    def __init__(self, theme: Theme, submit_key: str, window: QWidget) -> None:
        self._theme = theme
        self._submit_key = submit_key
        self._window = window

    def show_explanation(self, pages: Sequence[ClockPage]) -> ExplanationDialog:
        dialog = ExplanationDialog(self._theme, pages, self._window)
        _open(dialog)
        return dialog

    def show_acts(self, find: Callable[[str], Sequence[ActRow]]) -> ActListDialog:
        """Show the list of all acts."""
        dialog = ActListDialog(self._theme, find, self._window)
        _open(dialog)
        return dialog

    def show_form(self, form: FormSpec) -> FormDialog:
        """Ask what an act asks; the dialog stays until it is told to go."""
        dialog = FormDialog(self._theme, form, self._submit_key, self._window)
        _open(dialog)
        return dialog

    def show_paper(self, png: bytes, caption: str) -> PaperDialog:
        dialog = PaperDialog(self._theme, png, caption, self._window)
        _open(dialog)
        return dialog

    def show_scan(self, content: bytes, caption: str) -> PaperDialog:
        """Show a file of the case that is a picture."""
        dialog = PaperDialog(self._theme, content, caption, self._window, is_scan=True)
        _open(dialog)
        return dialog

    def ask_refusal(self, answered: Callable[[RefusalReason], None]) -> RefusalDialog:
        """Ask for ground and reason; `answered` is not called when the clerk thinks better."""
        dialog = RefusalDialog(self._theme, self._window)
        dialog.accepted.connect(lambda: answered(dialog.refusal()))
        _open(dialog)
        return dialog


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
