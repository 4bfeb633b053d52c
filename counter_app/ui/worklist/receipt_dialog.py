"""Whether a scanned paper is genuine, and what it says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.services.receipt_words import claim_rows, headline, problem_lines
from counter_app.services.verify_receipt import ReceiptVerdict
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.pair_grid import Pair, PairGrid


class ReceiptDialog(QDialog):
    """One verdict; Enter opens the case where this counter has it.

    Signals:
        open_wanted: The clerk wants to see the case.
    """

    open_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        verdict: ReceiptVerdict,
        *,
        has_case: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("receipt_dialog")
        self.setWindowTitle(self.tr("核验凭证"))
        self.headline = headline(verdict)
        self.setAccessibleName(self.headline)
        tone = Tone.GOOD if verdict.is_valid else Tone.BAD
        icon = "check-circle" if verdict.is_valid else "alert"
        self.rows = PairGrid()
        self.rows.show_pairs(Pair(caption, words) for caption, words in claim_rows(verdict))
        self.case_words = PlainLabel(
            self._case_words(verdict, has_case=has_case), "soft", wraps=True
        )
        self.open_button = KeyButton(theme, "receipt_open", self.tr("打开办件"), key="Enter")
        self.open_button.setVisible(has_case)
        self.open_button.clicked.connect(self._on_open)
        self.close_button = KeyButton(theme, "receipt_close", self.tr("关闭"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        if has_case:
            QShortcut(QKeySequence("Return"), self, self._on_open)
            QShortcut(QKeySequence("Enter"), self, self._on_open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(2 * GAP)
        title = QHBoxLayout()
        title.setSpacing(GAP)
        words = PlainLabel(self.headline, "title")
        words.set_tone(tone.value)
        title.addWidget(IconLabel(theme, icon, tone, size=28))
        title.addWidget(words, 1)
        layout.addLayout(title)
        for problem in problem_lines(verdict):
            layout.addWidget(PlainLabel(problem, wraps=True))
        layout.addWidget(self.rows)
        layout.addWidget(self.case_words)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button)
        buttons.add(self.open_button)
        layout.addWidget(buttons)
        self.resize(min(900, theme.sizes.scaled(560)), self.sizeHint().height())
        (self.open_button if has_case else self.close_button).setFocus()

    def _case_words(self, verdict: ReceiptVerdict, *, has_case: bool) -> str:
        if verdict.claim is None:
            return ""
        if has_case:
            return self.tr("二维码只说明开具时的情况，现在办到哪一步以办件为准。")
        return self.tr("本机没有这个办件；二维码只说明开具时的情况，现在办到哪一步请问开具窗口。")

    def _on_open(self) -> None:
        self.accept()
        self.open_wanted.emit()
