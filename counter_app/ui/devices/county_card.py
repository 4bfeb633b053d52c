"""The county line on the devices page, and enrolment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.domain.desk_news import SyncNews
from counter_app.domain.terms import name_of
from counter_app.ui.devices.words import tr
from counter_app.ui.looks import look_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel


class CountyCard(Card):
    """Where the county is; as long as it is unknown, two fields that make it known.

    Signals:
        enrol_requested: str, str: address and code as typed.
        edited: Something was typed into a field.
    """

    enrol_requested = Signal(str, str)
    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("devices_county", tr("县局"))
        self._again = ""
        self.state = Badge(theme, "devices_county_state")
        self.head.insertWidget(0, IconLabel(theme, "county", size=20))
        self.head.addWidget(self.state)
        self.where = PlainLabel("", "", wraps=True)
        self.story = PlainLabel("", "soft", wraps=True)
        self.url = CheckedField(
            theme,
            "devices_county_url",
            self.tr("县局地址"),
            hint=self.tr("县局通知上写明"),
            example=self.tr("例：https://counter.example.gov.cn"),
        )
        self.code = CheckedField(
            theme, "devices_county_code", self.tr("登记码"), hint=self.tr("24 位，不分大小写")
        )
        self.button = KeyButton(
            theme, "devices_enrol", self.tr("登记"), key="Enter", icon="county-check"
        )
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for field in (self.url, self.code):
            column.addWidget(field)
            field.edited.connect(self.edited)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.where, self.story, self.form):
            self.body.addWidget(widget)
        self.url.left.connect(self.code.edit.setFocus)
        self.code.left.connect(self._request)
        self.button.clicked.connect(self._request)

    def show_news(self, news: SyncNews, story: str) -> None:
        self.state.show_look(look_of(news.lamp), name_of(news.lamp))
        self.story.setText(story)

    def show_address(self, url: str) -> None:
        """Show where the county is; "" asks for it."""
        self.where.setText(url or self.tr("还没有登记。办件都存在本机；登记后自动上传。"))
        self.form.setVisible(not url)

    def offer_again(self, url: str) -> None:
        """Ask for a new code of the county whose address is known; "" when none is needed."""
        if self._again == url:
            return
        self._again = url
        self.url.edit.setText(url)
        self.url.setEnabled(not url)
        self.form.setVisible(bool(url))
        self._name_button()

    def show_enrolling(self, *, is_enrolling: bool) -> None:
        self._name_button()
        if is_enrolling:
            self.button.set_words(self.tr("正在登记…"))
        for widget in (self.url.edit, self.code.edit, self.button):
            widget.setEnabled(not is_enrolling)

    def _name_button(self) -> None:
        self.button.set_words(self.tr("重新登记") if self._again else self.tr("登记"))

    def _request(self) -> None:
        if self.button.isEnabled():
            self.enrol_requested.emit(self.url.text().strip(), self.code.text().strip())
