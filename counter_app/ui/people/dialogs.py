"""Dialogs that let people in: one more person, and a password for somebody's next sign-in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QLineEdit, QVBoxLayout, QWidget

from counter_app.domain.errors import CounterError
from counter_app.domain.people_here import GIVEN_HERE, Candidate, NewPerson, PersonHere
from counter_app.domain.staff import Role
from counter_app.domain.terms import name_of
from counter_app.ui.people.words import tr
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import scrolled
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.message_bar import MessageBar
from counter_app.ui.widgets.naming import named

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WIDTH = 620
_WIDTH_MAX = 1_100
_HEIGHT_MAX = 690


class PasswordDialog(QDialog):
    """Ends in a password typed twice; Enter goes on, Ctrl+Enter and the submit key do it.

    Signals:
        submitted: It shall be done; the dialog stays until whoever opened it closes it.
        edited: Something was typed or chosen.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._theme = theme
        self._name = name
        self.fields: dict[str, CheckedField] = {}
        self.message = MessageBar(theme, f"{name}_message")
        self.message.close_button.hide()
        self._ground = QWidget()
        self._column = QVBoxLayout(self._ground)
        self._column.setContentsMargins(0, 0, GAP, 0)
        self._column.setSpacing(GAP + 2)

    def password(self) -> str:
        return self.fields["password"].text()

    def repeated(self) -> str:
        return self.fields["repeat"].text()

    def mark(self, problems: dict[str, str]) -> bool:
        """Show what is wrong beside each field; the keyboard goes to the first; whether any is."""
        for name, field in self.fields.items():
            if name in problems:
                field.show_problem(problems[name])
        wrong = [self.fields[name] for name in self.fields if problems.get(name)]
        if wrong:
            wrong[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(wrong)

    def fail(self, error: CounterError) -> None:
        """Say why it was not done; what was typed stays."""
        self.set_busy(is_busy=False)
        self.message.show_error(error)

    def set_busy(self, *, is_busy: bool) -> None:
        """Take nothing while a password is being stretched."""
        self._ground.setEnabled(not is_busy)
        self.accept_button.set_available(tr("请稍候") if is_busy else "")
        if not is_busy:
            self.fields["password"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field, and keep the field in sight."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            QTimer.singleShot(0, watched, lambda: self._area.ensureWidgetVisible(watched, 0, GAP))
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in _ENTER and is_plain:
                self.focusNextPrevChild(True)  # noqa: FBT003 - Qt's signature
                return True
        return super().eventFilter(watched, event)

    def _say(self, words: str) -> None:
        self._column.addWidget(PlainLabel(words, "soft", wraps=True))

    def _field(self, name: str, label: str, hint: str = "", *, is_secret: bool = False) -> None:
        field = CheckedField(self._theme, f"{self._name}_{name}", label, hint=hint)
        if is_secret:
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)
            field.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.fields[name] = field
        field.edited.connect(self.edited)
        field.edit.installEventFilter(self)
        self._column.addWidget(field)

    def _combo(self, name: str, label: str) -> QComboBox:
        combo = named(QComboBox(), f"{self._name}_{name}", label)
        named(combo.view(), f"{self._name}_{name}_list", label)
        combo.installEventFilter(self)
        caption = PlainLabel(label)
        caption.setBuddy(combo)
        self._column.addWidget(caption)
        self._column.addWidget(combo)
        return combo

    def _finish(self, rule: str, accept: str, submit_key: str) -> None:
        """Add the password at the end, and the buttons."""
        self._say(tr("临时密码：{}。登录时必须换成自己的。").format(rule))
        self._field("password", tr("临时密码"), is_secret=True)
        self._field("repeat", tr("再输入一次"), is_secret=True)
        self._column.addStretch(1)
        self._area = scrolled(self._ground, f"{self._name}_scroll")
        self.accept_button = KeyButton(
            self._theme, f"{self._name}_accept", accept, key=submit_key, kind="primary"
        )
        self.leave_button = KeyButton(self._theme, f"{self._name}_leave", tr("返回"), key="Esc")
        buttons = FlowBox(ends_right=True)
        buttons.add(self.leave_button, self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(PlainLabel(self.windowTitle(), "title", wraps=True))
        layout.addWidget(self._area, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        for key in dict.fromkeys((submit_key, "Ctrl+Return", "Ctrl+Enter")):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept_button.click)
        self.accept_button.clicked.connect(self.submitted)
        self.leave_button.clicked.connect(self.reject)
        width = min(_WIDTH_MAX, self._theme.sizes.scaled(_WIDTH))
        self.setMinimumWidth(width)
        wanted = self._column.totalHeightForWidth(width - 7 * GAP) + self._theme.sizes.scaled(190)
        self.resize(width, min(_HEIGHT_MAX, wanted))


class LendDialog(PasswordDialog):
    """A password for somebody's next sign-in."""

    def __init__(
        self, theme: Theme, person: PersonHere, words: tuple[str, str], parent: QWidget
    ) -> None:
        """Ask for it.

        Args:
            theme: Colours and sizes.
            person: Whom it is for.
            words: The rule of a password in words, and the submit key.
            parent: The window.
        """
        super().__init__(theme, "people_lend_dialog", tr("设临时密码"), parent)
        rule, submit_key = words
        self._say(
            tr("给 {}（{}，用户名 {}）。以前的密码从此不能用；输错的次数和停用一并清除。").format(
                person.name, person.staff, person.user
            )
        )
        self._finish(rule, tr("设定临时密码"), submit_key)
        self.fields["password"].edit.setFocus()


class EnrolDialog(PasswordDialog):
    """One more person: found on the county's list by number or name, or typed."""

    def __init__(
        self,
        theme: Theme,
        candidates: Sequence[Candidate],
        words: tuple[str, str],
        parent: QWidget,
    ) -> None:
        """Ask who; `words` are the rule of a password and the submit key."""
        super().__init__(theme, "people_enrol_dialog", tr("登记登录人"), parent)
        rule, submit_key = words
        self._candidates = {one.staff: one for one in candidates}
        self._taken: Candidate | None = None
        self._say(tr("由您当面核实身份，登记后本人就能在这台电脑登录；谁登记的有记录。"))
        hint = tr("输入工号或姓名，县局名单上的会列出来") if candidates else tr("全县唯一")
        self._field("staff", tr("工号"), hint)
        self._field("name", tr("姓名"), tr("印在凭证上"))
        self.role = self._combo("role", tr("身份"))
        self._field("user", tr("用户名"), tr("登录时输入，本机唯一"))
        self._finish(rule, tr("登记"), submit_key)
        self._offer_listed()
        self.fields["staff"].edited.connect(self._on_staff)
        self._show_roles(GIVEN_HERE)
        self.fields["staff"].edit.setFocus()

    def person(self) -> NewPerson:
        """Return who stands in the fields."""
        words = {name: field.text().strip() for name, field in self.fields.items()}
        return NewPerson(
            user=words["user"],
            staff=words["staff"],
            name=words["name"],
            role=Role(self.role.currentData()),
        )

    def choose(self, words: str) -> None:
        """Take number, name and role of somebody on the list, as a suggestion spells them."""
        one = next((each for each in self._candidates.values() if _spelt(each) == words), None)
        if one is not None:
            self.fields["staff"].edit.setText(one.staff)
            self._take(one)
            self.fields["user"].edit.setFocus()

    def _offer_listed(self) -> None:
        """Offer those on the list whose number or name has what was typed in it."""
        if self._candidates:
            completer = QCompleter([_spelt(one) for one in self._candidates.values()], self)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.fields["staff"].edit.setCompleter(completer)
            # The line puts the whole suggestion in first.
            completer.activated.connect(
                lambda words: QTimer.singleShot(0, self, lambda: self.choose(words))
            )

    def _on_staff(self) -> None:
        self._take(self._candidates.get(self.fields["staff"].text().strip()))

    def _take(self, one: Candidate | None) -> None:
        """Fill in what the county says of somebody, or leave it to be typed; nobody edits it."""
        if one is self._taken:
            return
        self._taken = one
        name = self.fields["name"]
        name.edit.setText(one.name if one else "")
        name.edit.setReadOnly(one is not None)
        self._show_roles((one.role,) if one else GIVEN_HERE)
        for field in (name, self.fields["staff"]):
            if one is not None:
                field.show_good(tr("县局名单上有"))
            else:
                field.show_problem("")
        self.edited.emit()

    def _show_roles(self, roles: Sequence[Role]) -> None:
        self.role.clear()
        for role in roles:
            self.role.addItem(name_of(role), role.value)
        self.role.setEnabled(len(roles) > 1)


def _spelt(one: Candidate) -> str:
    """Return somebody on the list as a suggestion."""
    return f"{one.staff}　{one.name}　{name_of(one.role)}"
