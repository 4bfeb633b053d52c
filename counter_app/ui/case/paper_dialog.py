"""A paper in large, before or after it is printed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.paper_preview import PaperPreview


class PaperDialog(QDialog):
    """Shows one picture; looking prints nothing."""

    def __init__(
        self,
        theme: Theme,
        png: bytes,
        caption: str,
        parent: QWidget | None = None,
        *,
        is_scan: bool = False,
    ) -> None:
        """Show a paper as large as it is, or a scan as wide as there is room."""
        super().__init__(parent)
        self.setObjectName("paper_dialog")
        # A title stands on the task bar; what people call their files may be a name.
        self.setWindowTitle(self.tr("查看附件") if is_scan else caption)
        self.setAccessibleName(caption)
        self.preview = PaperPreview(theme, "paper_dialog_preview")
        width = min(1100, theme.sizes.scaled(680))
        if is_scan:
            width = 1100
            self.preview.show_scan(png, caption, width=width - 8 * GAP)
        else:
            self.preview.show_png(png, caption)
        self.close_button = KeyButton(theme, "paper_dialog_close", self.tr("关闭"), key="Esc")
        self.close_button.clicked.connect(self.accept)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.addWidget(self.preview, 1)
        layout.addWidget(buttons)
        self.resize(width, 680)
        self.preview.area.setFocus()
