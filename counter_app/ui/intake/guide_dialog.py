"""The service guide (办事指南) of an item as a page to read, and to print."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from counter_app.services.show_guide import Guide, GuideLine, GuideSection
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

PRINT_KEY = "Ctrl+P"


class GuideDialog(QDialog):
    """Everything that is published about one item; arrows scroll, Esc closes.

    Signals:
        print_wanted: The clerk wants it on paper.
    """

    print_wanted = Signal()

    def __init__(self, theme: Theme, guide: Guide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide_dialog")
        title = self.tr("办事指南：{}").format(guide.item.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._theme = theme
        self.print_button = KeyButton(
            theme, "guide_print", self.tr("打印"), key=PRINT_KEY, icon="printer", kind="primary"
        )
        self.close_button = KeyButton(theme, "guide_close", self.tr("关闭"), key="Esc")
        self.result_words = named(PlainLabel("", "soft", wraps=True), "guide_result", "")
        self.result_words.hide()
        self.area = scrolled(self._ground(guide), "guide_scroll")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self.tr("指南内容，用上下键滚动"))
        self._build(guide)
        self.print_button.clicked.connect(self.print_wanted)
        self.close_button.clicked.connect(self.accept)
        shortcut = QShortcut(QKeySequence(PRINT_KEY), self)
        shortcut.activated.connect(self.print_button.click)
        self.resize(min(1100, theme.sizes.scaled(760)), min(690, theme.sizes.scaled(660)))
        self.area.setFocus()

    def show_printing(self, why_not: str) -> None:
        """Let it be printed for "", else say why not now."""
        self.print_button.set_available(why_not)

    def show_result(self, words: str, tone: str) -> None:
        """Say what becomes of the paper; `tone` is a value of `Tone`, or ""."""
        self.result_words.tell(words, tone)

    def _build(self, guide: Guide) -> None:
        buttons = FlowBox(ends_right=True)
        buttons.add(self.close_button, self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(PlainLabel(guide.item.name, "title", wraps=True))
        layout.addWidget(PlainLabel(self._version_words(guide), "small", wraps=True))
        layout.addWidget(self.area, 1)
        layout.addWidget(self.result_words)
        layout.addWidget(buttons)

    def _version_words(self, guide: Guide) -> str:
        published = self.tr("事项目录第{}版，{}起施行").format(
            guide.catalogue_version, _day_words(guide.published_on)
        )
        if guide.expired_on is None:
            return published
        return self.tr("{}，{}已过期，请向县局核对").format(published, _day_words(guide.expired_on))

    def _ground(self, guide: Guide) -> QWidget:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        for section in guide.sections:
            column.addWidget(PlainLabel(section.title, "heading"))
            column.addLayout(self._lines(section))
            column.addSpacing(GAP)
        column.addStretch(1)
        return ground

    def _lines(self, section: GuideSection) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(section.lines):
            self._add(grid, row, line)
        return grid

    def _add(self, grid: QGridLayout, row: int, line: GuideLine) -> None:
        text = PlainLabel(line.text, wraps=True)
        text.let_select()
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not line.label:
            grid.addWidget(text, row, 0, 1, 2)
            return
        text.setAccessibleName(f"{line.label}：{line.text}")
        label = PlainLabel(line.label, "soft")
        label.setMinimumWidth(self._theme.sizes.scaled(72))
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1)


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
