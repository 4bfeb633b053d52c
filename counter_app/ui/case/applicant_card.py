"""Who applies: masked, for a screen that others can see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from counter_app.domain.case import Case
from counter_app.domain.privacy import mask_number, mask_phone
from counter_app.domain.terms import name_of
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import PlainLabel


class ApplicantCard(Card):
    """Applicant and proxy in pairs of caption and value."""

    def __init__(self) -> None:
        super().__init__("case_applicant", self.tr("申请人"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._labels: list[PlainLabel] = []

    def show_case(self, case: Case) -> None:
        self._clear()
        person = case.applicant
        rows = [
            (self.tr("姓名"), person.name),
            (self.tr("证件号码"), mask_number(person.number)),
            (self.tr("电话"), mask_phone(person.phone)),
            (self.tr("录入方式"), self._entry_words(case)),
        ]
        if case.proxy is not None:
            rows += [
                (self.tr("经办人"), case.proxy.name),
                (self.tr("经办人证件"), mask_number(case.proxy.number)),
                (self.tr("委托依据"), case.proxy.authority),
            ]
        for place, (caption, value) in enumerate(row for row in rows if row[1]):
            self._put(place, caption, value)

    def values(self) -> list[str]:
        """Return every word shown, captions included."""
        return [label.text() for label in self._labels]

    def _entry_words(self, case: Case) -> str:
        words = name_of(case.applicant.entry)
        reason = case.applicant.entry_reason
        return f"{words}（{reason}）" if reason else words

    def _put(self, place: int, caption: str, value: str) -> None:
        head = PlainLabel(caption, "soft")
        words = PlainLabel(value, wraps=True)
        words.setAccessibleName(f"{caption} {value}")
        self._grid.addWidget(head, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, place, 1)
        self._labels += [head, words]

    def _clear(self) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels.clear()
