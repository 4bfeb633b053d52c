"""人员: a table of who can sign in here, what to do for the chosen one, what helps without us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from counter_app.domain.people_here import PersonHere
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Page
from counter_app.ui.people.words import row_of, why_not_lend
from counter_app.ui.post.rows import ColumnWidth, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.widgets.card import Card, fill_page
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

LEND_KEY = "Alt+L"
_TABLE_HEIGHT_MIN = 180


class PeoplePage(Page):
    """Who can sign in; F10 enrols one more, Enter or Alt+L helps the chosen one.

    Signals:
        read_requested: The page came to the front: read the list.
        enrol_requested: One more is to be let in.
        lend_requested: The chosen one shall get a temporary password.
    """

    read_requested = Signal()
    enrol_requested = Signal()
    lend_requested = Signal()

    def __init__(self, theme: Theme, submit_key: str) -> None:
        super().__init__("people_page")
        self.title = self.tr("人员")
        self.setAccessibleName(self.title)
        self._theme = theme
        self._people: tuple[PersonHere, ...] = ()
        self.alone = PlainLabel("", "soft", wraps=True)
        self.table = RowsTable(
            theme,
            "people_table",
            self.tr("本机登录人，按 Enter 给选中的人设临时密码"),
            (
                ColumnWidth(self.tr("姓名"), 200),
                ColumnWidth(self.tr("登录")),
                ColumnWidth(self.tr("用户名"), 130),
                ColumnWidth(self.tr("身份"), 130, gives_way=True),
                ColumnWidth(self.tr("工号"), 110, gives_way=True),
                ColumnWidth(self.tr("最近办理"), 170, gives_way=True),
            ),
        )
        self.enrol_button = KeyButton(
            theme,
            "people_enrol",
            self.tr("登记一位…"),
            key=submit_key,
            icon="person",
            kind="primary",
        )
        self.lend_button = KeyButton(
            theme, "people_lend", self.tr("设临时密码…"), key=LEND_KEY, icon="lock"
        )
        self.result = PlainLabel("", "soft", wraps=True)
        self.result.setObjectName("people_result")
        self._build()
        self._connect()
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_people(())
        self.show_result("", "")

    def show_people(self, people: Sequence[PersonHere]) -> None:
        """Show who can sign in; whoever was chosen stays chosen."""
        self._people = tuple(people)
        chosen = self.table.chosen()
        rows = [row_of(person) for person in people]
        self.table.show_rows(rows)
        for place, row in enumerate(rows):
            if chosen is not None and row.key == chosen.key:
                self.table.selectRow(place)
        self.alone.setText(
            self.tr("只有您一个人能在本机登录。登记同事以后，谁都可以随时换人登录，各用各的密码。")
            if len(rows) <= 1
            else self.tr("{} 个人能在本机登录，随时可以换人，各用各的密码。").format(len(rows))
        )
        self._on_chosen()

    def chosen(self) -> PersonHere | None:
        """Return the chosen one."""
        row = self.table.chosen()
        return next((one for one in self._people if row and one.user == row.key), None)

    def show_result(self, words: str, tone: str) -> None:
        """Say what came of the last act; "" says nothing."""
        self.result.tell(words, tone)
        self.result.setVisible(bool(words))

    def page_actions(self) -> Mapping[Action, str]:
        return {Action.SUBMIT: AVAILABLE}

    def action_words(self) -> Mapping[Action, str]:
        return {Action.SUBMIT: self.tr("登记一位")}

    def bar_actions(self) -> frozenset[Action]:
        """Return nothing: the buttons stand on the card."""
        return frozenset()

    def act(self, action: Action) -> None:
        if action is Action.SUBMIT:
            self.enrol_requested.emit()

    def entered(self) -> None:
        self.show_result("", "")
        self.read_requested.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.setFocusProxy(self.table)

    def _on_chosen(self) -> None:
        self.lend_button.set_available(why_not_lend(self.chosen()))

    def _on_opened(self, _user: str) -> None:
        if self.lend_button.isEnabled():
            self.lend_requested.emit()

    def _build(self) -> None:
        card = Card("people_card", self.tr("谁能在本机登录"))
        buttons = FlowBox()
        buttons.add(self.enrol_button, self.lend_button)
        card.body.addWidget(self.alone)
        card.body.addWidget(self.table, 1)
        for widget in (buttons, self.result):
            card.body.addWidget(widget)
        help_card = Card("people_help", self.tr("忘了密码、输错停用"))
        for words in (
            self.tr("当面：选中本人，设临时密码，告诉本人；停用也一并解除。登录时要换成自己的。"),
            self.tr(
                "电话：没有人能代设时，本人在登录页按“打电话给县局解锁”，念两个号给县局，"
                "输入对方念的解锁码就能设新密码，不需要网络。"
            ),
        ):
            help_card.body.addWidget(PlainLabel(words, "soft", wraps=True))
        fill_page(self, "people_scroll", card, help_card, grows=card)

    def _connect(self) -> None:
        self.enrol_button.clicked.connect(self.enrol_requested)
        self.lend_button.clicked.connect(self.lend_requested)
        QShortcut(QKeySequence(LEND_KEY), self).activated.connect(self.lend_button.click)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())

    def _take_theme(self) -> None:
        self.table.setMinimumHeight(self._theme.sizes.scaled(_TABLE_HEIGHT_MIN))
