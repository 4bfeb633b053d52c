"""Who applies: masked, for a screen that others can see."""

from __future__ import annotations

from counter_app.domain.case import Case
from counter_app.domain.privacy import mask_number, mask_phone
from counter_app.domain.terms import name_of
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.pair_grid import Pair, PairGrid


class ApplicantCard(Card):
    """Applicant and proxy in pairs of caption and value."""

    def __init__(self) -> None:
        super().__init__("case_applicant", self.tr("申请人"))
        self._grid = PairGrid()
        self.body.addWidget(self._grid)

    def show_case(self, case: Case) -> None:
        person = case.applicant
        pairs = [
            Pair(self.tr("姓名"), person.name),
            Pair(self.tr("证件号码"), mask_number(person.number)),
            Pair(self.tr("电话"), mask_phone(person.phone)),
            Pair(self.tr("录入方式"), self._entry_words(case)),
        ]
        if case.proxy is not None:
            pairs += [
                Pair(self.tr("经办人"), case.proxy.name),
                Pair(self.tr("经办人证件"), mask_number(case.proxy.number)),
                Pair(self.tr("委托依据"), case.proxy.authority),
            ]
        self._grid.show_pairs(pairs)

    def values(self) -> list[str]:
        """Return every word shown, captions included."""
        return self._grid.words()

    def _entry_words(self, case: Case) -> str:
        words = name_of(case.applicant.entry)
        reason = case.applicant.entry_reason
        return f"{words}（{reason}）" if reason else words
