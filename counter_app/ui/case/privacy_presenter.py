"""What the case page does with personal data: full values for a moment, the sheet for citizens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter_app.domain.case import Case
from counter_app.ui.case.data_sheet_presenter import DataSheetPresenter
from counter_app.ui.case.reveal_presenter import RevealPresenter
from counter_app.ui.case.view import CaseView
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts


class PrivacyPresenter(QObject):
    """Both of them, speaking of one case."""

    def __init__(
        self,
        view: CaseView,
        parts: WindowParts,
        navigator: Navigator,
        changed: Callable[[], None],
    ) -> None:
        """Take the page; `changed` is called when something new stands in the record of the case.

        They fall silent when another case is wanted, until it is shown.
        """
        super().__init__(view)
        self._reveal = RevealPresenter(view, parts.privacy, parts.tasks, navigator)
        self._sheet = DataSheetPresenter(view, parts.privacy, parts.tasks, navigator)
        self._reveal.revealed.connect(changed)
        self._sheet.given.connect(changed)
        view.case_wanted.connect(lambda _case_id: self.show(None))

    def show(self, case: Case | None) -> None:
        """Speak of this case from now on."""
        self._reveal.show(case)
        self._sheet.show(case)
