"""The fields of one person, of the applicant as of a proxy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from counter_app.ui.intake.fields import ChoiceBox, NumberEdit, WordsEdit
from counter_app.ui.intake.number_words import ID_KIND_WORDS, Finding
from counter_app.ui.intake.person import ID_KINDS, PersonEntry, PersonField
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_property

_NUMBERS = frozenset({PersonField.NUMBER, PersonField.PHONE})
_STATES = {Tone.BAD: "bad", Tone.CAUTION: "caution"}


class PersonForm(QWidget):
    """Name, kind and number, telephone, and what else is asked; each with where it came from.

    Args:
        theme: Colours and sizes.
        prefix: Of object names, such as "applicant".
        who: Of accessible names, such as 申请人.
        fields: Beside name, kind and number, in their order.

    Signals:
        edited: PersonField, str: the clerk typed or chose.
    """

    edited = Signal(object, str)

    def __init__(self, theme: Theme, prefix: str, who: str, fields: Sequence[PersonField]) -> None:
        super().__init__()
        self.setObjectName(f"intake_{prefix}_form")
        self._theme = theme
        self._captions = {
            PersonField.NAME: self.tr("姓名"),
            PersonField.NUMBER: self.tr("证件号码"),
            PersonField.PHONE: self.tr("电话"),
            PersonField.ADDRESS: self.tr("住址"),
            PersonField.AUTHORITY: self.tr("依据"),
        }
        self._hints = {
            PersonField.NUMBER: self.tr("18位号码"),
            PersonField.PHONE: self.tr("选填"),
            PersonField.ADDRESS: self.tr("选填"),
            PersonField.AUTHORITY: self.tr("授权委托书、监护关系证明…"),
        }
        self.edits: dict[PersonField, WordsEdit] = {}
        self.kind = ChoiceBox(f"intake_{prefix}_kind", self.tr("{}证件类型").format(who))
        for kind in ID_KINDS:
            self.kind.addItem(ID_KIND_WORDS[kind], kind)
        self.finding = PlainLabel("", "small", wraps=True)
        self.finding.setObjectName(f"intake_{prefix}_finding")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        for which in (PersonField.NAME, PersonField.NUMBER, *fields):
            self._add(which, prefix, who)
        self.kind.activated.connect(self._on_kind)

    def show_person(self, person: PersonEntry, finding: Finding) -> None:
        for which, edit in self.edits.items():
            is_read = which in person.from_card
            if isinstance(edit, NumberEdit):
                edit.show_number(person.text(which), is_masked=is_read)
            else:
                edit.show_words(person.text(which))
            words = self.tr("读卡") if is_read else self.tr("手工")
            tone = "good" if is_read else ""
            edit.show_source(words if person.text(which) else "", tone)
        self.kind.show_value(person.id_kind)
        self.finding.setText(finding.words)
        self.finding.setVisible(bool(finding.words))
        self.finding.set_tone("" if finding.tone is Tone.NEUTRAL else finding.tone.value)
        number = self.edits[PersonField.NUMBER]
        set_property(number, "state", _STATES.get(finding.tone, ""))
        number.setAccessibleDescription(finding.words)

    def focus_on(self, which: PersonField) -> None:
        edit = self.edits[which]
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _on_kind(self, place: int) -> None:
        self.edited.emit(PersonField.KIND, self.kind.itemData(place))

    def _add(self, which: PersonField, prefix: str, who: str) -> None:
        name = f"intake_{prefix}_{which.value}"
        spoken = self.tr("{}{}").format(who, self._captions[which])
        kind = NumberEdit if which in _NUMBERS else WordsEdit
        edit = kind(name, spoken, self._hints.get(which, ""))
        if which is PersonField.PHONE and isinstance(edit, NumberEdit):
            edit.only_digits()
        edit.textEdited.connect(lambda text: self.edited.emit(which, text))
        self.edits[which] = edit
        row = self._grid.rowCount()
        if which is PersonField.NUMBER:
            self._add_number_row(row, edit)
        else:
            caption = PlainLabel(self._captions[which], "soft")
            caption.setBuddy(edit)
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(edit, row, 1)
        if which is PersonField.NUMBER:
            self._grid.addWidget(self.finding, row + 1, 0, 1, 2)

    def _add_number_row(self, row: int, edit: QLineEdit) -> None:
        pair = QHBoxLayout()
        pair.setSpacing(GAP)
        pair.addWidget(self.kind, 7)
        pair.addWidget(edit, 12)
        self._grid.addLayout(pair, row, 0, 1, 2)
