"""正文已按规定销毁: what is kept here of a closed case, and the way to get it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from counter_app.domain.disposal import CaseHeader
from counter_app.domain.numbering import grouped
from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.pair_grid import Pair, PairGrid

STOP_KEY = "Alt+S"


class AwayCard(Card):
    """The header of a case, why no more of it is here, and how far its return is.

    Signals:
        fetch_requested: Get the bodies from the county.
        stop_requested: Do not wait for them any more.
        back_requested: To the list.
    """

    fetch_requested = Signal()
    stop_requested = Signal()
    back_requested = Signal()

    def __init__(self, theme: Theme, fetch_key: str) -> None:
        super().__init__("case_away")
        self.number = PlainLabel("", "title", wraps=True)
        self.number.let_select()
        self.item = PlainLabel("", "heading", wraps=True)
        self.status = Badge(theme, "away_status")
        self.state = Badge(theme, "away_state")
        self.words = PlainLabel("", "strong", wraps=True)
        self.later = PlainLabel("", "", wraps=True)
        self.later.set_tone(Tone.CAUTION.value)
        self.hint = PlainLabel("", "soft", wraps=True)
        self.pairs = PairGrid()
        self.fetch_button = KeyButton(
            theme,
            "away_fetch",
            self.tr("从县里取回全卷"),
            key=fetch_key,
            icon="sync",
            kind="primary",
        )
        self.stop_button = KeyButton(
            theme, "away_stop", self.tr("停止取回"), key=STOP_KEY, icon="cross"
        )
        self.back_button = KeyButton(
            theme, "away_back", self.tr("返回列表"), key="Esc", icon="arrow-left", kind="quiet"
        )
        self.fetch_button.clicked.connect(self.fetch_requested)
        self.stop_button.clicked.connect(self.stop_requested)
        self.back_button.clicked.connect(self.back_requested)
        QShortcut(QKeySequence(STOP_KEY), self).activated.connect(self.stop_button.click)
        badges, buttons = FlowBox(), FlowBox()
        badges.add(self.status, self.state)
        buttons.add(self.fetch_button, self.stop_button, self.back_button)
        for widget in (self.number, self.item):
            self.body.addWidget(widget)
        self.body.addWidget(badges)
        for told in (self.words, self.later, self.hint):
            self.body.addWidget(told)
        self.body.addWidget(buttons)
        self.body.addWidget(self.pairs)

    def show_header(self, header: CaseHeader, *, is_online: bool) -> None:
        """Show what is known, and what can be done about the rest now."""
        self.number.setText(grouped(header.number))
        self.item.setText(header.item_name)
        self.setAccessibleName(self.tr("正文已按规定销毁"))
        self.status.show_state(header.status)
        self.state.show_look(*self._state(header))
        self.words.setText(self._words(header, is_online=is_online))
        self.later.setVisible(header.later > 0)
        self.later.setText(
            self.tr("销毁以后县里又有 {} 条新记录（例如投诉），取回全卷后才能看到和办理。").format(
                header.later
            )
        )
        self.hint.setText(self._hint(header, is_online=is_online))
        self.pairs.show_pairs(self._pairs(header))
        self.fetch_button.setVisible(not header.is_wanted)
        self.stop_button.setVisible(header.is_wanted)

    def _state(self, header: CaseHeader) -> tuple[Look, str]:
        if header.is_wanted:
            return Look(Tone.INFO, "sync"), self.tr("正在从县里取回")
        if header.is_not_given:
            return Look(Tone.BAD, "alert"), self.tr("县里这次没有给出")
        return Look(Tone.NEUTRAL, "lock"), self.tr("正文已按规定销毁")

    def _words(self, header: CaseHeader, *, is_online: bool) -> str:
        if header.is_wanted and is_online:
            told = self.tr("正在从县里取回全卷：已取回 {} 条，共 {} 条。")
            return told.format(header.back, header.bodies)
        if header.is_wanted:
            return self.tr("已经记下要取回。现在没有连上县里，一联网就自动取回，可以先办别的。")
        if header.is_not_given:
            return self.tr("县里这次没有给出这一卷。请把办件编号报县局，由县局查找全卷。")
        return self.tr("这个办件的正文已按规定从本机销毁，县里有全卷，什么也没有丢。")

    def _hint(self, header: CaseHeader, *, is_online: bool) -> str:
        if header.is_wanted:
            return self.tr("取回后本页自动打开。停止取回不会丢失任何内容。")
        if not is_online:
            return self.tr("现在没有连上县里。可以先按取回，联网后自动取回。")
        return self.tr("要查看或继续办理，先取回全卷；取回一天以后，本机的这一份按规定再次销毁。")

    def _pairs(self, header: CaseHeader) -> list[Pair]:
        return [
            Pair(self.tr("办理类型"), name_of(header.handling_type)),
            Pair(self.tr("收件时间"), f"{header.received_at:%Y-%m-%d %H:%M}"),
            Pair(self.tr("最后办理"), f"{header.last_act_at:%Y-%m-%d %H:%M}"),
            Pair(self.tr("结果"), name_of(header.status)),
            Pair(self.tr("销毁时间"), f"{header.disposed_at:%Y-%m-%d %H:%M}"),
            Pair(self.tr("销毁清单"), header.list_number),
            Pair(
                self.tr("销毁正文"), self.tr("{} 条记录，编号和签名仍在本机").format(header.bodies)
            ),
        ]
