"""What takes the place of name and password: a new password, the county's code, a lent password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.flow_layout import FlowLayout
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named


class Panel(QWidget):
    """Fields in a column with two buttons; Enter goes to the next field, and at last presses.

    Signals:
        done: The first button, or Enter in the last field.
        given_up: The second button, or Esc.
    """

    done = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme, name: str, words: tuple[str, str]) -> None:
        """Make an empty panel.

        Args:
            theme: Colours and sizes.
            name: Of the object; its parts are called after it.
            words: On the two buttons.
        """
        super().__init__()
        self._name = name
        self.setObjectName(name)
        self._fields: list[QLineEdit] = []
        self.done_button = KeyButton(
            theme, f"{name}_done", words[0], key="Enter", icon="check", kind="primary"
        )
        self.back_button = KeyButton(theme, f"{name}_back", words[1], key="Esc", kind="quiet")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.done_button.clicked.connect(self.done)
        self.back_button.clicked.connect(self.given_up)

    def begin(self) -> None:
        """Show the panel with nothing typed, the keyboard in its first field."""
        self.forget()
        self.show()
        if self._fields:
            self._fields[0].setFocus()

    def forget(self) -> None:
        """Take everything that was typed off the screen."""
        for field in self._fields:
            field.clear()

    def set_busy(self, *, is_busy: bool) -> None:
        for widget in (*self._fields, self.done_button, self.back_button):
            widget.setEnabled(not is_busy)

    def focus_last(self) -> None:
        """Put the keyboard where something has to be typed again."""
        if self._fields:
            self._fields[0].selectAll()
            self._fields[0].setFocus()

    def _field(self, name: str, caption: str, *, is_secret: bool = True) -> QLineEdit:
        field = named(QLineEdit(), f"{self._name}_{name}", caption)
        if is_secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        label = PlainLabel(caption, "soft")
        label.setBuddy(field)
        self._column.addWidget(label)
        self._column.addWidget(field)
        if self._fields:
            self._fields[-1].returnPressed.connect(field.setFocus)
        self._fields.append(field)
        return field

    def _finish(self) -> None:
        self._fields[-1].returnPressed.connect(self.done)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.done_button)
        flow.addWidget(self.back_button)
        self._column.addSpacing(GAP)
        self._column.addWidget(row)


class NewPasswordPanel(Panel):
    """Asks for a new password of whoever has just signed in."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "new_password", ("", ""))
        self.done_button.set_words(self.tr("保存新密码并进入"))
        self.back_button.set_words(self.tr("退出登录"))
        self.rule = PlainLabel("", "soft", wraps=True)
        self._column.addWidget(self.rule)
        self.first = self._field("first", self.tr("新密码"))
        self.second = self._field("second", self.tr("再输入一次"))
        self._finish()


class UnlockPanel(Panel):
    """What is read out to the county, and room for its answer and a new password."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "unlock", ("", ""))
        self.done_button.set_words(self.tr("解锁"))
        self.back_button.set_words(self.tr("返回"))
        steps = self.tr(
            "打电话给县局，说明身份，念出下面两个号；对方核实后念给您一个20位的解锁码。不需要网络。"
        )
        self._column.addWidget(PlainLabel(steps, "", wraps=True))
        self._column.addWidget(PlainLabel(self.tr("解锁号"), "soft"))
        self.challenge = named(PlainLabel("", "display"), "unlock_challenge", "")
        self._column.addWidget(self.challenge)
        self.until = named(PlainLabel("", "soft", wraps=True), "unlock_until", "")
        self._column.addWidget(self.until)
        self._column.addWidget(PlainLabel(self.tr("设备号"), "soft"))
        self.device = named(PlainLabel("", "heading", wraps=True), "unlock_device", "")
        self._column.addWidget(self.device)
        self.code = self._field("code", self.tr("县局念的解锁码"), is_secret=False)
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self.rule = PlainLabel("", "soft", wraps=True)
        self._column.addWidget(self.rule)
        self.first = self._field("first", self.tr("新密码"))
        self.second = self._field("second", self.tr("新密码再输入一次"))
        self._finish()

    def show_call(self, device: str, challenge: str, until: str) -> None:
        """Show what is read out, and until when it holds (15:04)."""
        words = self.tr("{} 以前有效；过时或重新开机后换新号，要重新打电话。").format(until)
        self.until.setText(words)
        self.until.setAccessibleName(words)
        self.challenge.setText(challenge)
        self.challenge.setAccessibleName(self.tr("解锁号 {}").format(" ".join(challenge)))
        self.device.setText(device)
        self.device.setAccessibleName(self.tr("设备号 {}").format(device))


class LendPanel(Panel):
    """A chief signs with their own password and sets one for somebody's next sign-in."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "lend", ("", ""))
        self.done_button.set_words(self.tr("设定临时密码"))
        self.back_button.set_words(self.tr("返回"))
        words = self.tr("首席代表、中心主任或管理员可以代设；本人下次登录时必须换成自己的密码。")
        self._column.addWidget(PlainLabel(words, "", wraps=True))
        self.person = named(QComboBox(), "lend_person", self.tr("给谁设"))
        named(self.person.view(), "lend_person_list", self.tr("给谁设"))
        label = PlainLabel(self.tr("给谁设"), "soft")
        label.setBuddy(self.person)
        self._column.addWidget(label)
        self._column.addWidget(self.person)
        self.chief = self._field("chief", self.tr("代设人的用户名"), is_secret=False)
        self.password = self._field("password", self.tr("代设人的密码"))
        self.rule = PlainLabel("", "soft", wraps=True)
        self._column.addWidget(self.rule)
        self.first = self._field("first", self.tr("临时密码"))
        self.second = self._field("second", self.tr("临时密码再输入一次"))
        self._finish()

    def set_busy(self, *, is_busy: bool) -> None:
        super().set_busy(is_busy=is_busy)
        self.person.setEnabled(not is_busy)
