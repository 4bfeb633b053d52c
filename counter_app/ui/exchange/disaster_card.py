"""离线授权和灾害模式 on the page of the exchange: what it does, until when, who switched it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from counter_app.domain.disaster import DisasterStanding, DisasterWord
from counter_app.ui.looks import Look
from counter_app.ui.post.rows import ColumnWidth, Row, RowsTable
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

SWITCH_KEY = "Alt+D"
_TABLE_HEIGHT = 130


class DisasterCard(Card):
    """A sentence, the two days, the switch for the director, and the history.

    Signals:
        switch_requested: It shall be switched on, or off when it is on.
    """

    switch_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("disaster_card", tr("灾害模式"))
        self._theme = theme
        self.state = Badge(theme, "disaster_state")
        self.head.addWidget(self.state)
        what = tr(
            "断网太久，离线授权到期后只能收件，不能作受理、办结等决定。"
            "遇灾断网时由中心主任启用：从最后一次联系县局起 30 天内照常办理；不用了请停用。"
        )
        self.days = PlainLabel("", "strong", wraps=True)
        self.days.setObjectName("disaster_days")
        self.who = PlainLabel("", "soft", wraps=True)
        self.button = KeyButton(theme, "disaster_switch", "", key=SWITCH_KEY, icon="alert")
        self._buttons = FlowBox()
        self._buttons.add(self.button)
        self.history = PlainLabel("", "soft", wraps=True)
        self.table = RowsTable(
            theme,
            "disaster_history",
            tr("灾害模式的启用和停用，最近的在前"),
            (
                ColumnWidth(tr("时间"), 170),
                ColumnWidth(tr("启停"), 90),
                ColumnWidth(tr("谁"), 130),
                ColumnWidth(tr("原因")),
            ),
        )
        for widget in (
            PlainLabel(what, "soft", wraps=True),
            self.days,
            self.who,
            self._buttons,
            self.history,
            self.table,
        ):
            self.body.addWidget(widget)
        self.button.clicked.connect(self.switch_requested)
        QShortcut(QKeySequence(SWITCH_KEY), self).activated.connect(self._on_key)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_standing(self, standing: DisasterStanding) -> None:
        """Show how it stands, and the switch to whoever may use it."""
        is_on = standing.is_on
        look = Look(Tone.CAUTION, "alert") if is_on else Look(Tone.NEUTRAL, "circle")
        self.state.show_look(look, tr("启用中") if is_on else tr("没有启用"))
        self.days.setText(days_words(standing))
        self.button.set_words(tr("停用灾害模式…") if is_on else tr("启用灾害模式…"))
        self._buttons.setVisible(standing.may_switch)
        self.who.setVisible(not standing.may_switch)
        self.who.setText(tr("由中心主任启用、停用。"))
        self.history.setText(tr("谁启用、停用过：") if standing.words else tr("从来没有启用过。"))
        self.table.show_rows([_row(word) for word in standing.words])
        self.table.setVisible(bool(standing.words))

    def _on_key(self) -> None:
        if self._buttons.isVisible() and self.button.isEnabled():
            self.switch_requested.emit()

    def _take_theme(self) -> None:
        self.table.setMinimumHeight(self._theme.sizes.scaled(_TABLE_HEIGHT))


def days_words(standing: DisasterStanding) -> str:
    """Say until when decisions may be made as it stands, and otherwise."""
    if standing.usual_day is None or standing.disaster_day is None:
        return tr("本机还没有联系过县局，离线授权没有期限。")
    usual, longer = f"{standing.usual_day:%Y-%m-%d}", f"{standing.disaster_day:%Y-%m-%d}"
    if standing.is_on:
        return tr("离线授权延长到 {}（平常到 {}）。").format(longer, usual)
    return tr("离线授权到 {}；启用后到 {}。").format(usual, longer)


def band_words(standing: DisasterStanding) -> str:
    """Return what stands over the window while it is on; "" while it is off."""
    if not standing.is_on:
        return ""
    latest = standing.words[0]
    until = standing.last_day
    words = tr("灾害模式启用中（{}，{:%m月%d日}：{}）").format(
        latest.who, latest.set_at, latest.reason
    )
    end = tr("，不联网也可以作决定，到 {:%m月%d日}").format(until) if until else ""
    return f"{words}{end}"


def _row(word: DisasterWord) -> Row:
    cells = (
        f"{word.set_at:%Y-%m-%d %H:%M}",
        tr("启用") if word.is_on else tr("停用"),
        word.who,
        word.reason,
    )
    tone = Tone.CAUTION if word.is_on else Tone.NEUTRAL
    return Row(cells, tone=tone, icon="alert" if word.is_on else "circle")


def tr(text: str) -> str:
    """Translate words of the card and of the band."""
    return QCoreApplication.translate("disaster", text)
