"""The help page: a table of keys and short instructions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.keys import Action, KeyTable, action_name
from counter_app.ui.page import Page
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.labels import PlainLabel

_TWO_COLUMNS_UP_TO_PERCENT = 140


class HelpView(Page):
    """Everything on one page that scrolls; nothing to press."""

    def __init__(self, theme: Theme, keys: KeyTable, enquiry_phone: str) -> None:
        super().__init__("help_page")
        self.title = self.tr("帮助")
        self.setAccessibleName(self.title)
        self._theme = theme
        self._cards = (self._key_card(keys), self._how_to(enquiry_phone))
        self._columns = QHBoxLayout()
        self._columns.setSpacing(2 * GAP)
        for card in self._cards:
            self._columns.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        ground = QWidget()
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        inner.addLayout(self._columns)
        inner.addStretch(1)
        self.area = scrolled(ground, "help_scroll")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self.tr("帮助内容，用上下键滚动"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.setFocusProxy(self.area)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def _key_card(self, keys: KeyTable) -> Card:
        card = Card("help_keys", self.tr("按键"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP - 2)
        grid.setColumnStretch(1, 1)
        rows = [(keys.key(action), action_name(action)) for action in Action]
        rows += [
            ("Enter", self.tr("下一格；在列表里打开办件")),
            ("Ctrl+Enter", self.tr("提交（同 {}）").format(keys.key(Action.SUBMIT))),
            ("/", self.tr("到查找框")),
            ("1—9", self.tr("在办件列表里换一个列表；在办件页按“接下来”的按钮")),
            ("Ctrl+M", self.tr("收件时填服务方式（绿色通道、预约、上门…）")),
            ("Ctrl+D", self.tr("在办件页看期限逐日说明，左右键换期限")),
            ("Esc", self.tr("关闭提示；不会丢掉已填内容")),
        ]
        for row, (key, words) in enumerate(rows):
            grid.addWidget(PlainLabel(key, "key"), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(PlainLabel(words, wraps=True), row, 1)
        card.body.addLayout(grid)
        return card

    def _how_to(self, enquiry_phone: str) -> Card:
        card = Card("help_how_to", self.tr("常见做法"))
        for icon, heading, steps in self._topics(enquiry_phone):
            row = QHBoxLayout()
            row.setSpacing(GAP + 4)
            row.addWidget(
                IconLabel(self._theme, icon, Tone.ACCENT, size=22), 0, Qt.AlignmentFlag.AlignTop
            )
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(PlainLabel(heading, "strong", wraps=True))
            words.addWidget(PlainLabel(steps, "soft", wraps=True))
            row.addLayout(words, 1)
            card.body.addLayout(row)
        return card

    def _topics(self, enquiry_phone: str) -> Sequence[tuple[str, str, str]]:
        return (
            (
                "paper-new",
                self.tr("收一个件"),
                self.tr(
                    "F2 新收件，F4 读身份证，选事项，F7 逐项判定材料，F10 提交。凭证自动打印。"
                ),
            ),
            (
                "stamp",
                self.tr("接着办一个件"),
                self.tr(
                    "在办件页，“接下来”里是现在该办的，按上面的数字或 F10；"
                    "别的步骤按 Ctrl+E，输入汉字或拼音首字母查找，办不了的写着原因。"
                ),
            ),
            (
                "printer",
                self.tr("没出纸"),
                self.tr(
                    "办件先保存、后打印，卡纸缺纸都不会丢件。问“出纸了吗？”时照实回答；"
                    "没出的可在办件页补打。"
                ),
            ),
            (
                "line-off",
                self.tr("没有网络"),
                self.tr(
                    "照常办件。“本机已存”就是存好了；网络接通后自动上传，变成“县局已收”。"
                    "F5 可以马上试一次。"
                ),
            ),
            (
                "id-card",
                self.tr("读卡器读不出"),
                self.tr("拿开证件再放一次；仍不行就手工录入，并写明原因。不耽误群众。"),
            ),
            (
                "text-size",
                self.tr("字太小"),
                self.tr("Ctrl+= 放大，Ctrl+- 缩小，Ctrl+0 还原，最大 200%。"),
            ),
            (
                "phone",
                self.tr("打电话求助"),
                self.tr("报出提示里的代码（如 D301）。咨询电话：{}").format(enquiry_phone),
            ),
        )

    def _take_theme(self) -> None:
        is_wide = self._theme.sizes.scale_percent <= _TWO_COLUMNS_UP_TO_PERCENT
        direction = (
            QHBoxLayout.Direction.LeftToRight if is_wide else (QHBoxLayout.Direction.TopToBottom)
        )
        self._columns.setDirection(direction)
