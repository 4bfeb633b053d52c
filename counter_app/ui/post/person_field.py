"""A person beside the one signed in: chosen from those known here, or by staff number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.staff import Role
from counter_app.domain.terms import name_of
from counter_app.services.hand_over_post import Colleague
from counter_app.ui.second_parts import Coworker
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

STAFF_CHARACTERS_MAX: Final = 40
_NOBODY, _OTHER, _ABSENT = "", "\0other", "\0absent"


class PersonField(QWidget):
    """A list of people, and for others a field for the staff number and a list of roles.

    Signals:
        changed: Somebody else was chosen or typed.
    """

    changed = Signal()

    def __init__(self, theme: Theme, object_name: str, caption: str, roles: Sequence[Role]) -> None:
        super().__init__()
        self._caption = PlainLabel(caption)
        self._known: dict[str, Coworker] = {}
        self._roles = tuple(roles)
        self.people = _box(object_name, caption)
        self.staff = CheckedField(theme, f"{object_name}_staff", self.tr("工号"))
        self.staff.edit.setMaxLength(STAFF_CHARACTERS_MAX)
        self.role = _box(f"{object_name}_role", self.tr("{}的身份").format(caption))
        for role in self._roles:
            self.role.addItem(name_of(role), role.value)
        self.problem = PlainLabel("", "small", wraps=True)
        self.problem.set_tone("bad")
        self.problem.hide()
        self._build()
        self.people.currentIndexChanged.connect(self._on_chosen)
        self.role.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.staff.edited.connect(self.changed)
        self.show_people((), self.tr("请选择"))

    def set_caption(self, caption: str) -> None:
        """Say who this is."""
        self._caption.setText(caption)
        self.people.setAccessibleName(caption)

    def show_people(self, people: Sequence[Coworker], nobody: str, absent: str = "") -> None:
        """Offer people; who was chosen stays chosen.

        Args:
            people: Known here.
            nobody: What stands in front.
            absent: What is called that such a person is not in the room; "" offers it not.
        """
        before = self.people.currentData()
        self._known = {person.staff: person for person in people}
        self.people.blockSignals(True)  # noqa: FBT003 - Qt's name
        self.people.clear()
        self.people.addItem(nobody, _NOBODY)
        for person in people:
            words = f"{person.name}（{person.staff} {name_of(person.role)}）"
            self.people.addItem(words, person.staff)
        if absent:
            self.people.addItem(absent, _ABSENT)
        self.people.addItem(self.tr("其他人（填工号）"), _OTHER)
        place = self.people.findData(before)
        self.people.setCurrentIndex(max(place, 0))
        self.people.blockSignals(False)  # noqa: FBT003 - Qt's name
        self._on_chosen()

    def colleague(self) -> Colleague | None:
        """Return who it is; None for nobody."""
        chosen = self.people.currentData()
        if chosen == _OTHER:
            staff = self.staff.text().strip()
            role = Role(self.role.currentData())
            return Colleague(staff=staff, role=role) if staff else None
        known = self._known.get(chosen)
        return Colleague(staff=known.staff, role=known.role) if known else None

    def name(self) -> str:
        """Return what the person is called in a question."""
        known = self._known.get(self.people.currentData())
        return f"{known.name}（{known.staff}）" if known else self.staff.text().strip()

    @property
    def is_absent(self) -> bool:
        """Whether no such person is in the room."""
        return bool(self.people.currentData() == _ABSENT)

    @property
    def is_other(self) -> bool:
        """Whether somebody is to be typed."""
        return bool(self.people.currentData() == _OTHER)

    def show_problem(self, problem: str) -> None:
        """Say what is wrong, beside what was chosen or typed."""
        self.staff.show_problem(problem if self.is_other else "")
        self.problem.setText("" if self.is_other else problem)
        self.problem.setVisible(bool(problem) and not self.is_other)
        self.people.setAccessibleDescription(problem)

    def take_keyboard(self) -> None:
        """Put the keyboard where something is missing."""
        target = self.staff.edit if self.is_other else self.people
        target.setFocus()

    def _on_chosen(self, _place: int = 0) -> None:
        self.staff.setVisible(self.is_other)
        self._role_row.setVisible(self.is_other and len(self._roles) > 1)
        self.show_problem("")
        self.changed.emit()

    def _build(self) -> None:
        self._caption.setBuddy(self.people)
        self._role_row = QWidget()
        row = QHBoxLayout(self._role_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(PlainLabel(self.tr("身份")))
        row.addWidget(self.role, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._caption)
        column.addWidget(self.people)
        column.addWidget(self.problem)
        column.addWidget(self.staff)
        column.addWidget(self._role_row)


def _box(object_name: str, spoken: str) -> QComboBox:
    box = named(QComboBox(), object_name, spoken)
    named(box.view(), f"{object_name}_list", spoken)
    return box
