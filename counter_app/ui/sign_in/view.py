"""The sign-in page: what the clerk sees, at the start and over a locked window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.message_bar import MessageBar
from counter_app.ui.widgets.naming import named

_WIDTH = 820
_WIDTH_MAX = 1240
_HEIGHT = 420


class SignInView(QWidget):
    """Name and password, with everything that must be seen before.

    Signals:
        sign_in_requested: str, str: login name and password as typed.
    """

    sign_in_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self.setAccessibleName(self.tr("登录"))
        self._theme = theme
        self.center = PlainLabel("", "title", wraps=True)
        self.counter = PlainLabel("", "soft", wraps=True)
        self.clock = PlainLabel("", "display")
        self.day = PlainLabel("", "soft")
        self.county = PlainLabel("", "", wraps=True)
        self.reason = PlainLabel("", "heading", wraps=True)
        self.login = named(QLineEdit(), "sign_in_login", self.tr("用户名"))
        self.password = named(QLineEdit(), "sign_in_password", self.tr("密码"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = MessageBar(theme, "sign_in_message")
        self.message.close_button.hide()
        self.sign_in_button = KeyButton(
            theme, "sign_in_button", self.tr("登录"), key="Enter", icon="check", kind="primary"
        )
        self._is_trouble = False
        self._brand = IconLabel(theme, "brand", size=44)
        self._county_icon = IconLabel(theme, "county", Tone.NEUTRAL, size=20)
        self._build()
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._request)
        self.sign_in_button.clicked.connect(self._request)

    def show_counter(self, center: str, counter: str) -> None:
        self.center.setText(center)
        self.counter.setText(counter)

    def show_clock(self, time_words: str, day_words: str) -> None:
        self.clock.setText(time_words)
        self.day.setText(day_words)

    def show_county(self, words: str, *, is_trouble: bool) -> None:
        """Say when the county was last heard and whether the clocks agree."""
        self.county.setText(words)
        self._is_trouble = is_trouble
        self.county.set_tone(Tone.CAUTION.value if is_trouble else "")
        self._county_icon.show_icon("alert" if is_trouble else "county", Tone.NEUTRAL)
        self._take_theme()

    def show_reason(self, words: str, login: str) -> None:
        """Say why a password is asked for, and put the cursor where something is missing."""
        self.reason.setText(words)
        self.login.setText(login)
        self.password.clear()
        (self.password if login else self.login).setFocus()

    def set_busy(self, *, is_busy: bool) -> None:
        self.sign_in_button.set_words(self.tr("正在打开本机数据…") if is_busy else self.tr("登录"))
        for widget in (self.login, self.password, self.sign_in_button):
            widget.setEnabled(not is_busy)

    def focus_password(self) -> None:
        self.password.selectAll()
        self.password.setFocus()

    def _request(self) -> None:
        self.sign_in_requested.emit(self.login.text(), self.password.text())

    def _build(self) -> None:
        self._card = Card("sign_in_card")
        self._columns = QHBoxLayout()
        self._columns.setSpacing(3 * GAP)
        self._columns.addWidget(self._who_and_when(), 5)
        self._columns.addWidget(self._form(), 6)
        self._card.body.addLayout(self._columns)
        ground = QWidget()
        outer = QVBoxLayout(ground)
        row = QHBoxLayout()  # Not an alignment: the card is as high as its wrapped words.
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(ground, "sign_in_scroll"))
        self._theme.changed.connect(self._take_theme)
        self._take_theme()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 2 * GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.reason)
        for caption, field in (
            (self.tr("用户名"), self.login),
            (self.tr("密码"), self.password),
        ):
            label = PlainLabel(caption, "soft")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addSpacing(GAP)
        column.addWidget(self.message)
        column.addWidget(self.sign_in_button)
        column.addStretch(1)
        note = PlainLabel(self.tr("没有网络也可以登录和办件。"), "small", wraps=True)
        column.addWidget(note)
        return form

    def _who_and_when(self) -> QWidget:
        panel = QFrame()
        panel.setProperty("role", "brand")
        column = QVBoxLayout(panel)
        column.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        column.setSpacing(4)
        column.addWidget(self._brand, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(GAP)
        column.addWidget(self.center)
        column.addWidget(self.counter)
        column.addStretch(1)
        column.addSpacing(2 * GAP)
        column.addWidget(self.clock)
        column.addWidget(self.day)
        column.addSpacing(2 * GAP)
        column.addStretch(1)
        county = QHBoxLayout()
        county.setSpacing(GAP)
        county.addWidget(self._county_icon, 0, Qt.AlignmentFlag.AlignTop)
        county.addWidget(self.county, 1)
        column.addLayout(county)
        return panel

    def _take_theme(self) -> None:
        sizes, look = self._theme.sizes, self._theme.palette
        self._card.setFixedWidth(min(sizes.scaled(_WIDTH), _WIDTH_MAX))
        self._card.setMinimumHeight(_HEIGHT)
        self._brand.set_colour(look.focus_on_rail)
        self._county_icon.set_colour(look.focus_on_rail if self._is_trouble else look.on_rail)
