"""Fields of a form: one widget a kind, all asked and filled in the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from counter_app.domain.password_rule import PASSWORD_CHARACTERS_MAX
from counter_app.ui.forms.spec import TEXT_MAX, WORDS_MAX, FieldKind, FieldSpec, Value, names_in
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.naming import named

RADIOS_MAX: Final = 4
"""More choices than these fold into a list."""


class SuggestEdit(QLineEdit):
    """A line that offers usual words on the down key and never puts them in by itself."""

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__()
        if suggestions:
            completer = QCompleter(list(suggestions), self)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.setCompleter(completer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        completer = self.completer()
        if event.key() == Qt.Key.Key_Down and completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.complete()
            popup = completer.popup()
            if popup is not None:
                popup.setCurrentIndex(completer.completionModel().index(0, 0))
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        else:
            super().keyPressEvent(event)


class FieldWidget(QWidget):
    """Base of all: a widget with a value.

    Signals:
        changed: The value is another one now.
    """

    changed = Signal()

    def __init__(self, spec: FieldSpec, prefix: str) -> None:
        super().__init__()
        self.spec = spec
        self.setObjectName(f"{prefix}_{spec.name}_field")
        self.input_name = f"{prefix}_{spec.name}"
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)

    def value(self) -> Value:
        raise AssertionError(self.spec)

    def set_value(self, value: Value) -> None:
        raise AssertionError(value)

    def target(self) -> QWidget:
        """Return what takes the keyboard."""
        raise AssertionError(self.spec)


class WordsField(FieldWidget):
    """One line; names as well."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        del theme
        super().__init__(spec, prefix)
        self._edit = named(SuggestEdit(spec.suggestions), self.input_name, spec.label)
        self._edit.setMaxLength(WORDS_MAX)
        self._edit.setAccessibleDescription(spec.hint)
        self._edit.textChanged.connect(self.changed)
        self._column.addWidget(self._edit)

    def value(self) -> Value:
        text = self._edit.text()
        return names_in(text) if self.spec.kind is FieldKind.NAMES else text

    def set_value(self, value: Value) -> None:
        text = "、".join(value) if isinstance(value, tuple) else value
        self._edit.setText(text if isinstance(text, str) else "")

    def target(self) -> QWidget:
        return self._edit


class SecretField(FieldWidget):
    """Somebody's password: nobody reads it over a shoulder, and it is never offered again."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        del theme
        super().__init__(spec, prefix)
        self._edit = named(QLineEdit(), self.input_name, spec.label)
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._edit.setMaxLength(PASSWORD_CHARACTERS_MAX)
        self._edit.setAccessibleDescription(spec.hint)
        self._edit.textChanged.connect(self.changed)
        self._column.addWidget(self._edit)

    def value(self) -> Value:
        return self._edit.text()

    def set_value(self, value: Value) -> None:
        self._edit.setText(value if isinstance(value, str) else "")

    def target(self) -> QWidget:
        return self._edit


class TextField(FieldWidget):
    """Several lines; Tab leaves them."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        super().__init__(spec, prefix)
        self._edit = named(QPlainTextEdit(), self.input_name, spec.label)
        self._edit.setTabChangesFocus(True)
        self._edit.setAccessibleDescription(spec.hint)
        self._edit.setFixedHeight(theme.sizes.scaled(78))
        self._edit.textChanged.connect(self.changed)
        self._column.addWidget(self._edit)

    def value(self) -> Value:
        return self._edit.toPlainText()[:TEXT_MAX]

    def set_value(self, value: Value) -> None:
        self._edit.setPlainText(value if isinstance(value, str) else "")

    def target(self) -> QWidget:
        return self._edit


class RadioField(FieldWidget):
    """A few choices, all in sight; arrows change which one."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        del theme
        super().__init__(spec, prefix)
        self._group = QButtonGroup(self)
        self._radios: dict[str, QRadioButton] = {}
        box = FlowBox(gap=2 * GAP)
        for choice in spec.choices:
            radio = QRadioButton(choice.words.replace("&", "&&"))
            named(radio, f"{self.input_name}_{choice.value}", f"{spec.label} {choice.words}")
            self._group.addButton(radio)
            self._radios[choice.value] = radio
            box.add(radio)
        self._group.buttonToggled.connect(lambda _b, on: self.changed.emit() if on else None)
        self._column.addWidget(box)

    def value(self) -> Value:
        chosen = (value for value, radio in self._radios.items() if radio.isChecked())
        return next(chosen, None)

    def set_value(self, value: Value) -> None:
        if isinstance(value, str) and value in self._radios:
            self._radios[value].setChecked(True)

    def target(self) -> QWidget:
        checked = self._group.checkedButton()
        return checked if checked is not None else next(iter(self._radios.values()))


class ListField(FieldWidget):
    """Many choices, folded into a list."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        del theme
        super().__init__(spec, prefix)
        self._box = named(QComboBox(), self.input_name, spec.label)
        self._box.setPlaceholderText(self.tr("请选择（按 ↓）"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMaxVisibleItems(12)
        for choice in spec.choices:
            self._box.addItem(choice.words, choice.value)
        self._box.setCurrentIndex(-1)
        self._box.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self._column.addWidget(self._box)

    def value(self) -> Value:
        data = self._box.currentData()
        return data if isinstance(data, str) else None

    def set_value(self, value: Value) -> None:
        self._box.setCurrentIndex(self._box.findData(value))

    def target(self) -> QWidget:
        return self._box


class ChecksField(FieldWidget):
    """Several of a list."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        del theme
        super().__init__(spec, prefix)
        self._boxes: dict[str, QCheckBox] = {}
        for place, choice in enumerate(spec.choices):
            box = QCheckBox(choice.words.replace("&", "&&"))
            named(box, f"{self.input_name}_{place}", f"{spec.label} {choice.words}")
            box.toggled.connect(lambda _on: self.changed.emit())
            self._boxes[choice.value] = box
        self._add(list(self._boxes.values()), is_short=all(len(c.words) < 8 for c in spec.choices))

    def value(self) -> Value:
        return tuple(value for value, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Value) -> None:
        wanted = value if isinstance(value, tuple) else ()
        for name, box in self._boxes.items():
            box.setChecked(name in wanted)

    def target(self) -> QWidget:
        return next(iter(self._boxes.values()), self)

    def _add(self, boxes: Sequence[QCheckBox], *, is_short: bool) -> None:
        if is_short:
            flow = FlowBox(gap=2 * GAP)
            flow.add(*boxes)
            self._column.addWidget(flow)
            return
        for box in boxes:
            self._column.addWidget(box)


class DateField(FieldWidget):
    """A day; digits are typed, arrows change the part the cursor is in."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        super().__init__(spec, prefix)
        self._edit = named(QDateEdit(), self.input_name, spec.label)
        self._edit.setDisplayFormat("yyyy-MM-dd")
        self._edit.lineEdit().setTextMargins(GAP, 0, 0, 0)
        self._edit.setMaximumWidth(theme.sizes.scaled(220))
        self._edit.setAccessibleDescription(spec.hint)
        self._edit.dateChanged.connect(lambda _day: self.changed.emit())
        self._column.addWidget(self._edit)

    def value(self) -> Value:
        day = self._edit.date()
        return date(day.year(), day.month(), day.day())

    def set_value(self, value: Value) -> None:
        if isinstance(value, date):
            self._edit.setDate(QDate(value.year, value.month, value.day))

    def target(self) -> QWidget:
        return self._edit


class NumberField(FieldWidget):
    """A whole number."""

    def __init__(self, spec: FieldSpec, prefix: str, theme: Theme) -> None:
        super().__init__(spec, prefix)
        self._box = named(QSpinBox(), self.input_name, spec.label)
        self._box.setRange(spec.least, spec.most)
        self._box.lineEdit().setTextMargins(GAP, 0, 0, 0)
        self._box.setMaximumWidth(theme.sizes.scaled(160))
        self._box.setAccessibleDescription(spec.hint)
        self._box.valueChanged.connect(lambda _value: self.changed.emit())
        self._column.addWidget(self._box)

    def value(self) -> Value:
        self._box.interpretText()
        return self._box.value()

    def set_value(self, value: Value) -> None:
        if isinstance(value, int):
            self._box.setValue(value)

    def target(self) -> QWidget:
        return self._box


_Maker = Callable[[FieldSpec, str, Theme], FieldWidget]
_KINDS: Final = MappingProxyType[FieldKind, _Maker](
    {
        FieldKind.WORDS: WordsField,
        FieldKind.NAMES: WordsField,
        FieldKind.TEXT: TextField,
        FieldKind.CHOICE: RadioField,
        FieldKind.CHECKS: ChecksField,
        FieldKind.DATE: DateField,
        FieldKind.NUMBER: NumberField,
        FieldKind.HIDDEN: SecretField,
    }
)
assert _KINDS.keys() == set(FieldKind), "every kind has a field"


def make_field(spec: FieldSpec, prefix: str, theme: Theme) -> FieldWidget:
    """Return the field of a description, filled with its default."""
    is_long = spec.kind is FieldKind.CHOICE and (
        not 0 < len(spec.choices) <= RADIOS_MAX or any(len(c.words) > 16 for c in spec.choices)
    )
    field = ListField(spec, prefix, theme) if is_long else _KINDS[spec.kind](spec, prefix, theme)
    field.set_value(spec.default)
    return field
