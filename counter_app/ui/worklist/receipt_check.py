"""A scanned code in the search box: is the paper genuine, and whose case is it?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from counter_app.domain.ids import CaseId
from counter_app.domain.receipt_code import looks_like_receipt
from counter_app.ui.page import Navigator
from counter_app.ui.theme import Theme
from counter_app.ui.window_parts import WindowParts
from counter_app.ui.worklist.view import WorklistView

if TYPE_CHECKING:
    from counter_app.services.verify_receipt import ReceiptVerdict

SCAN_PAUSE_MS: Final = 250
"""A scanner types faster than this from one character to the next."""


class ReceiptCheck(QObject):
    """Waits until a scanner has typed all of a code, then shows what can be said of it."""

    def __init__(
        self, view: WorklistView, theme: Theme, parts: WindowParts, navigator: Navigator
    ) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._tasks = parts.tasks
        self._verify: Callable[[str], ReceiptVerdict] = parts.verify_receipt
        self._finder = parts.finder
        self._navigator = navigator
        self._code = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SCAN_PAUSE_MS)
        self._pause.timeout.connect(self._on_scan_ended)

    def takes(self, text: str) -> bool:
        """Take what stands in the search box if it is a code; False leaves it to the search."""
        if not looks_like_receipt(text):
            self._pause.stop()
            return False
        self._code = text
        self._pause.start()
        return True

    def _on_scan_ended(self) -> None:
        self._tasks.start(
            partial(self._look_at, self._code),
            done=self._show,
            failed=self._navigator.show_error,
        )

    def _look_at(self, code: str) -> tuple[ReceiptVerdict, CaseId | None]:
        """Judge a code and find its case; on the database thread."""
        verdict = self._verify(code)
        if verdict.claim is None:
            return verdict, None
        number = verdict.claim.case_number
        cards = self._finder.search(number).cards
        return verdict, next((card.case_id for card in cards if card.number == number), None)

    def _show(self, found: tuple[ReceiptVerdict, CaseId | None]) -> None:
        from counter_app.ui.worklist.receipt_dialog import ReceiptDialog

        verdict, case_id = found
        self._view.search.clear()
        dialog = ReceiptDialog(
            self._theme, verdict, has_case=case_id is not None, parent=self._view
        )
        if case_id is not None:
            dialog.open_wanted.connect(partial(self._navigator.open_case, case_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
