"""What the clerk sees when the program has a bug: what is safe, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class CrashDialog(QDialog):
    """Says that the program made a mistake; the text of the error stays in the report file.

    Args:
        theme: Colours and sizes.
        report: Short name of the report, to be read out over the telephone.
        parent: The window.
    """

    def __init__(self, theme: Theme, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash_dialog")
        self.setWindowTitle(self.tr("程序出错"))
        self.setAccessibleName(self.tr("程序出错"))
        self.words = PlainLabel(
            self.tr("程序出了错，刚才的操作可能没有完成。"), "heading", wraps=True
        )
        self.safe = PlainLabel(
            self.tr("已保存的办件都在，没有丢失；正在填写的内容已存为草稿。"), wraps=True
        )
        self.advice = PlainLabel(
            self.tr("请先按 F3 核对刚才的办件是否已存，再决定要不要重做；反复出现请关闭程序重开。"),
            wraps=True,
        )
        self.code = PlainLabel(self.tr("报修时请读编号 {}").format(report), "strong", wraps=True)
        self.close_button = KeyButton(
            theme, "crash_close", self.tr("知道了"), key="Esc", kind="primary"
        )
        self.close_button.clicked.connect(self.accept)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(
            IconLabel(theme, "cross-octagon", Tone.BAD, size=32), 0, Qt.AlignmentFlag.AlignLeft
        )
        for label in (self.words, self.safe, self.advice, self.code):
            layout.addWidget(label)
        layout.addWidget(buttons)
        self.setMinimumWidth(min(1000, theme.sizes.scaled(520)))
        self.close_button.setFocus()
