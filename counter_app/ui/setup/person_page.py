"""Step two: who signs in first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.domain.people_here import GIVEN_HERE, NewPerson
from counter_app.domain.staff import Role
from counter_app.domain.terms import name_of
from counter_app.ui.setup.counter_page import TWO_COLUMNS_UP_TO_PERCENT
from counter_app.ui.setup.person_fields import password_hint
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

ORDER = ("user", "staff", "name", "password", "repeat")


class PersonPage(QWidget):
    """Name, number, role and a password typed twice.

    Signals:
        edited: str: name of the field that was typed into.
        finished: Enter was pressed in the last field.
    """

    edited = Signal(str)
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        words = {
            "user": (self.tr("用户名"), self.tr("登录时输入"), self.tr("例：zhouxh")),
            "staff": (self.tr("工号"), self.tr("全县唯一"), self.tr("例：QH0107")),
            "name": (self.tr("姓名"), self.tr("印在凭证上"), ""),
            "password": (self.tr("密码"), password_hint(), ""),
            "repeat": (self.tr("再输入一次密码"), "", ""),
        }
        self.fields = {
            name: CheckedField(theme, f"setup_{name}", label, hint=hint, example=example)
            for name, (label, hint, example) in words.items()
        }
        for name in ("password", "repeat"):
            edit = self.fields[name].edit
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.role = named(QComboBox(), "setup_role", self.tr("身份"))
        named(self.role.view(), "setup_role_list", self.tr("身份"))
        for role in GIVEN_HERE:
            self.role.addItem(name_of(role), role.value)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GAP)
        self._grid.setVerticalSpacing(GAP + 4)
        self._role_box = self._boxed_role()
        self._build()
        for name, field in self.fields.items():
            field.edited.connect(lambda name=name: self.edited.emit(name))
            field.left.connect(lambda name=name: self._after(name))
        theme.changed.connect(self._arrange)
        self._arrange()

    def person(self) -> NewPerson:
        """Return who stands in the fields."""
        return NewPerson(
            user=self.fields["user"].text().strip(),
            staff=self.fields["staff"].text().strip(),
            name=self.fields["name"].text().strip(),
            role=Role(self.role.currentData()),
        )

    def password(self) -> str:
        return self.fields["password"].text()

    def repeated(self) -> str:
        return self.fields["repeat"].text()

    def forget_passwords(self) -> None:
        """Take the passwords off the screen and out of the fields."""
        for name in ("password", "repeat"):
            self.fields[name].edit.clear()

    def _after(self, name: str) -> None:
        place = ORDER.index(name) + 1
        if place == len(ORDER):
            self.finished.emit()
        elif name == "name":
            self.role.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.fields[ORDER[place]].edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _boxed_role(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        caption = PlainLabel(self.tr("身份"))
        caption.setBuddy(self.role)
        column.addStretch(1)
        column.addWidget(caption)
        column.addWidget(self.role)
        return box

    def _build(self) -> None:
        card = Card("setup_person_card", self.tr("第一个登录的人"))
        note = PlainLabel(
            self.tr(
                "其他同事以后再加。密码不保存在任何地方，忘了谁也找不回来；"
                "没有密码，本机的办件打不开。"
            ),
            "soft",
            wraps=True,
        )
        card.body.addWidget(note)
        card.body.addLayout(self._grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        column.addWidget(card)
        column.addStretch(1)

    def _arrange(self) -> None:
        is_wide = self._theme.sizes.scale_percent <= TWO_COLUMNS_UP_TO_PERCENT
        boxes = [*(self.fields[name] for name in ORDER[:3]), self._role_box]
        passwords = [self.fields[name] for name in ORDER[3:]]
        for box in (*boxes, *passwords):
            self._grid.removeWidget(box)
        columns = 2 if is_wide else 1
        for place, box in enumerate(boxes):
            self._grid.addWidget(box, place // columns, place % columns)
        for place, box in enumerate(passwords):  # Their remarks are long: a line for each.
            self._grid.addWidget(box, len(boxes) + place, 0, 1, columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        QWidget.setTabOrder(self.fields["name"].edit, self.role)
        QWidget.setTabOrder(self.role, self.fields["password"].edit)
