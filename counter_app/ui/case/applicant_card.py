"""Who applies: masked, for a screen that others can see; in full for a moment, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Signal

from counter_app.domain.case import Case
from counter_app.domain.privacy import mask_number, mask_phone
from counter_app.domain.service_facts import DetailField
from counter_app.domain.terms import name_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.pair_grid import Pair, PairGrid

REVEAL_KEY: Final = "Ctrl+Shift+V"
SHEET_KEY: Final = "Ctrl+Shift+M"
NOTHING: Final[Mapping[DetailField, str]] = MappingProxyType({})


class ApplicantCard(Card):
    """Applicant and proxy in pairs of caption and value.

    Signals:
        reveal_requested: Show masked values in full, or hide them again.
        sheet_requested: The citizen asks what is held about them.
    """

    reveal_requested = Signal()
    sheet_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("case_applicant", self.tr("申请人"))
        self._case: Case | None = None
        self._full: Mapping[DetailField, str] = NOTHING
        self._grid = PairGrid()
        self.note = PlainLabel("", "small", wraps=True)
        self.note.set_tone(Tone.CAUTION.value)
        self.reveal_button = KeyButton(
            theme,
            "case_reveal",
            self.tr("查看完整信息"),
            key=REVEAL_KEY,
            icon="eye",
            kind="quiet",
        )
        self.sheet_button = KeyButton(
            theme,
            "case_data_sheet",
            self.tr("个人信息查询单"),
            key=SHEET_KEY,
            icon="person",
            kind="quiet",
        )
        self.buttons = FlowBox(gap=0)
        self.buttons.add(self.reveal_button, self.sheet_button)
        self.reveal_button.clicked.connect(self.reveal_requested)
        self.sheet_button.clicked.connect(self.sheet_requested)
        self.body.addWidget(self._grid)
        self.body.addWidget(self.note)
        self.body.addWidget(self.buttons)
        self.note.hide()

    @property
    def is_in_full(self) -> bool:
        """Whether anything is shown in full."""
        return bool(self._full)

    def show_case(self, case: Case) -> None:
        """Show a case; what is in full stays so while it is the same one."""
        if self._case is None or self._case.case_id != case.case_id:
            self._full = NOTHING
        self._case = case
        self._show()

    def show_in_full(self, values: Mapping[DetailField, str], note: str) -> None:
        """Show some values in full, and say for how long."""
        self._full = values
        self.note.setText(note)
        self._show()

    def mask_again(self) -> None:
        """Mask everything again."""
        if self._full:
            self._full = NOTHING
            self._show()

    def values(self) -> list[str]:
        """Return every word shown, captions included."""
        return self._grid.words()

    def _show(self) -> None:
        case = self._case
        if case is None:
            return
        self.note.setVisible(self.is_in_full)
        words = self.tr("立即遮盖") if self.is_in_full else self.tr("查看完整信息")
        self.reveal_button.set_words(words)
        person, full = case.applicant, self._full
        pairs = [
            Pair(self.tr("姓名"), person.name),
            self._pair(self.tr("证件号码"), DetailField.NUMBER, mask_number(person.number)),
            self._pair(self.tr("电话"), DetailField.PHONE, mask_phone(person.phone)),
            self._pair(self.tr("地址"), DetailField.ADDRESS, ""),
            Pair(self.tr("录入方式"), self._entry_words(case)),
        ]
        if case.proxy is not None:
            proxy = case.proxy
            pairs += [
                Pair(self.tr("经办人"), proxy.name),
                self._pair(
                    self.tr("经办人证件"), DetailField.PROXY_NUMBER, mask_number(proxy.number)
                ),
                Pair(self.tr("经办人电话"), full.get(DetailField.PROXY_PHONE, "")),
                Pair(self.tr("委托依据"), proxy.authority),
            ]
        self._grid.show_pairs(pairs)

    def _pair(self, caption: str, field: DetailField, masked: str) -> Pair:
        if field in self._full:
            return Pair(caption, self._full[field], Tone.CAUTION)
        return Pair(caption, masked)

    def _entry_words(self, case: Case) -> str:
        words = name_of(case.applicant.entry)
        reason = case.applicant.entry_reason
        return f"{words}（{reason}）" if reason else words
