"""The sign-in page: what the clerk sees, at the start and over a locked window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.sign_in.panels import LendPanel, NewPasswordPanel, Panel, UnlockPanel
from counter_app.ui.sign_in.welcome import WelcomePanel
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card, scrolled
from counter_app.ui.widgets.flow_layout import FlowLayout
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
        change_requested: str, str: the same, and then a new password.

    Attributes:
        people: Everybody who can sign in here; its edit is the field for the login name.
    """

    sign_in_requested = Signal(str, str)
    change_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self.setAccessibleName(self.tr("登录"))
        self._theme = theme
        self.welcome = WelcomePanel(theme)
        self.clock, self.day = self.welcome.clock, self.welcome.day
        self.county = self.welcome.county
        self.reason = PlainLabel("", "heading", wraps=True)
        self.people = named(QComboBox(), "sign_in_people", self.tr("用户名"))
        self.login = _edit_of(self.people, self.tr("用户名"))
        self.people.activated.connect(self._take_person)
        self.password = named(QLineEdit(), "sign_in_password", self.tr("密码"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = MessageBar(theme, "sign_in_message")
        self.message.close_button.hide()
        self.sign_in_button = KeyButton(
            theme, "sign_in_button", self.tr("登录"), key="Enter", icon="check", kind="primary"
        )
        self.change_button = KeyButton(
            theme, "sign_in_change", self.tr("登录并改密码"), icon="pencil", kind="quiet"
        )
        self.unlock_button = KeyButton(
            theme, "sign_in_unlock", self.tr("打电话给县局解锁"), icon="phone", kind="quiet"
        )
        self.lend_button = KeyButton(
            theme, "sign_in_lend", self.tr("首席代表代设临时密码"), icon="person", kind="quiet"
        )
        self.new_password = NewPasswordPanel(theme)
        self.unlock = UnlockPanel(theme)
        self.lend = LendPanel(theme)
        self._form_reason = ""
        self._build()
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._request)
        self.sign_in_button.clicked.connect(self._request)
        self.change_button.clicked.connect(
            lambda: self.change_requested.emit(self.login.text(), self.password.text())
        )
        self.offer_help(is_offered=False)
        self.show_form()

    def show_reason(self, words: str, login: str) -> None:
        """Say why a password is asked for, and put the cursor where something is missing."""
        self._form_reason = words
        self.login.setText(login)
        self.password.clear()
        self.show_form()
        (self.password if login else self.login).setFocus()

    def show_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer everybody who can sign in: login name, and how they are told apart."""
        typed = self.login.text()
        self.people.clear()
        for user, told in people:
            self.people.addItem(told, user)
        self.people.setCurrentIndex(-1)
        self.login.setText(typed)

    def offer_help(self, *, is_offered: bool) -> None:
        """Show or hide the ways in for whom the password is not enough."""
        self._help.setVisible(is_offered)

    def show_form(self) -> None:
        """Ask for name and password; nothing that was typed into a panel stays."""
        for panel in self._panels:
            panel.forget()
            panel.hide()
        self.message.hide()
        self.reason.setText(self._form_reason)
        self._form_fields.show()
        self.focus_password()

    def show_panel(self, panel: Panel, reason: str) -> None:
        """Show one of the panels in the place of name and password."""
        self.message.hide()
        self.password.clear()
        self.reason.setText(reason)
        self._form_fields.hide()
        for each in self._panels:
            each.setVisible(each is panel)
        panel.begin()

    def back(self) -> None:
        """Leave the panel that is shown, as Esc does."""
        for panel in self._panels:
            if not panel.isHidden() and panel.back_button.isEnabled():
                panel.given_up.emit()
                return

    def set_busy(self, *, is_busy: bool, words: str = "") -> None:
        busy = words or self.tr("正在打开本机数据…")
        self.sign_in_button.set_words(busy if is_busy else self.tr("登录"))
        for widget in (self.people, self.password, self.sign_in_button, self._help):
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
        self._columns.addWidget(self.welcome, 5)
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
        self._scroll = scrolled(ground, "sign_in_scroll")
        layout.addWidget(self._scroll)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_into_view)
        self._theme.changed.connect(self._take_theme)
        self._take_theme()

    def _take_person(self, place: int) -> None:
        """Put the login name where the list has put name and role."""
        self.login.setText(str(self.people.itemData(place) or ""))

    def _fields_of_form(self) -> QWidget:
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for caption, field in (
            (self.tr("用户名"), self.people),
            (self.tr("密码"), self.password),
        ):
            label = PlainLabel(caption, "soft")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addSpacing(GAP)
        column.addWidget(self.sign_in_button)
        self._help = QWidget()
        flow = FlowLayout(self._help)
        for button in (self.change_button, self.unlock_button, self.lend_button):
            flow.addWidget(button)
        column.addWidget(self._help)
        return fields

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 2 * GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.reason)
        column.addWidget(self.message)
        self._form_fields = self._fields_of_form()
        self._panels: tuple[Panel, ...] = (self.new_password, self.unlock, self.lend)
        for part in (self._form_fields, *self._panels):
            column.addWidget(part)
        column.addStretch(1)
        note = PlainLabel(self.tr("没有网络也可以登录和办件。"), "small", wraps=True)
        column.addWidget(note)
        return form

    def _bring_into_view(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to where the keyboard is: large text does not fit at once."""
        if now is not None and self._card.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now)

    def _take_theme(self) -> None:
        sizes = self._theme.sizes
        self._card.setFixedWidth(min(sizes.scaled(_WIDTH), _WIDTH_MAX))
        self._card.setMinimumHeight(_HEIGHT)


def _edit_of(people: QComboBox, spoken: str) -> QLineEdit:
    """Make a list editable, so that names are chosen with the arrow keys or typed."""
    people.setEditable(True)
    people.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    people.setCompleter(QCompleter(people))  # One without words: nothing is put in.
    named(people.view(), "sign_in_people_list", spoken)
    field = people.lineEdit()
    assert field is not None
    return named(field, "sign_in_login", spoken)
