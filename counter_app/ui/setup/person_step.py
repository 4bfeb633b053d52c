"""Step two: checks the first person's fields while they are typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from counter_app.domain.terms import name_of
from counter_app.ui.setup.person_fields import (
    problem_of_name,
    problem_of_password,
    problem_of_repeat,
    problem_of_staff,
    problem_of_user,
)
from counter_app.ui.setup.person_page import ORDER, PersonPage

_HIDDEN: Final = ("password", "repeat")
"""Nobody sees what stands in them, so they also say when it will do."""


class PersonStep(QObject):
    """Knows what is wrong with the person's fields."""

    def __init__(self, page: PersonPage) -> None:
        super().__init__(page)
        self._page = page
        page.edited.connect(self._check)

    def problems(self) -> list[QWidget]:
        """Mark everything that is wrong; return the fields, first the first."""
        problems = self._problems()
        for name in ORDER:
            self._show(name, problems[name])
        return [self._page.fields[name].edit for name in ORDER if problems[name]]

    def words(self) -> str:
        """Return the person as the summary says it."""
        person = self._page.person()
        return self.tr("{}（用户名 {}，工号 {}，{}）").format(
            person.name, person.user, person.staff, name_of(person.role)
        )

    def _check(self, name: str) -> None:
        """Check one field, and the passwords with it: they depend on the others."""
        problems = self._problems()
        others = {other for other in _HIDDEN if self._page.fields[other].text()}
        for each in {name} | others:
            self._show(each, problems[each])

    def _show(self, name: str, problem: str) -> None:
        field = self._page.fields[name]
        if name in _HIDDEN and not problem:
            field.show_good(self.tr("两次一致") if name == "repeat" else self.tr("可以"))
        else:
            field.show_problem(problem)

    def _problems(self) -> dict[str, str]:
        texts = {name: self._page.fields[name].text() for name in ORDER}
        own_words = tuple(texts[name].strip() for name in ("user", "staff", "name"))
        return {
            "user": problem_of_user(texts["user"]),
            "staff": problem_of_staff(texts["staff"]),
            "name": problem_of_name(texts["name"]),
            "password": problem_of_password(texts["password"], own_words=own_words),
            "repeat": problem_of_repeat(texts["password"], texts["repeat"]),
        }
