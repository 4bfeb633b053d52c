"""Step one: the settings file of the county, or the counter's own fields by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.setup.counter_fields import NAMES, words_of
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.checked_field import CheckedField
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

TWO_COLUMNS_UP_TO_PERCENT = 140


class CounterPage(QWidget):
    """Eleven fields and a button that fills them from a file.

    Signals:
        edited: str: name of the field that was typed into.
        finished: Enter was pressed in the last field.
    """

    edited = Signal(str)
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.open_button = KeyButton(
            theme, "setup_open", self.tr("打开县局给的设置文件…"), key="Ctrl+O", icon="tray-in"
        )
        self.file_words = PlainLabel(
            self.tr("文件会填好下面各项，并带上打印机和读卡器；没有文件就照下面逐项填写。"),
            "soft",
            wraps=True,
        )
        self.mistakes = PlainLabel("", "", wraps=True)
        self.mistakes.setObjectName("setup_mistakes")
        self.mistakes.set_tone(Tone.BAD.value)
        self.mistakes.let_select()
        self.mistakes.setAccessibleName(self.tr("设置文件里的错误"))
        self.mistakes.hide()
        self.fields = {name: self._field(theme, name) for name in NAMES}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GAP)
        self._grid.setVerticalSpacing(GAP)
        self._build()
        theme.changed.connect(self._arrange)
        self._arrange()

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {name: field.text() for name, field in self.fields.items()}

    def fill(self, texts: Mapping[str, str]) -> None:
        """Put other words into the fields."""
        for name, text in texts.items():
            self.fields[name].edit.setText(text)
            self.fields[name].edit.setCursorPosition(0)

    def show_file(self, words: str) -> None:
        """Say what came of the settings file; former mistakes go."""
        self.file_words.setText(words)
        self.mistakes.hide()

    def show_mistakes(self, head: str, mistakes: Sequence[str]) -> None:
        """Show every mistake of the file on a line of its own."""
        self.file_words.setText(head)
        self.mistakes.setText("\n".join(f"· {mistake}" for mistake in mistakes))
        self.mistakes.setVisible(bool(mistakes))

    def _field(self, theme: Theme, name: str) -> CheckedField:
        words = words_of(name)
        field = CheckedField(
            theme, f"setup_{name}", words.label, hint=words.hint, example=words.example
        )
        if name == "counter_code":
            field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        field.edited.connect(lambda: self.edited.emit(name))
        field.left.connect(lambda: self._after(name))
        return field

    def _after(self, name: str) -> None:
        place = NAMES.index(name) + 1
        if place == len(NAMES):
            self.finished.emit()
        else:
            self.fields[NAMES[place]].edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        file_card = Card("setup_file_card", self.tr("县局给的设置文件"))
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(self.file_words)
        words.addWidget(self.mistakes)
        row.addLayout(words, 1)
        self._file_row = row
        file_card.body.addLayout(row)
        fields_card = Card("setup_counter_card", self.tr("这个窗口"))
        fields_card.body.addLayout(self._grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        column.setSpacing(GAP + 4)
        column.addWidget(file_card)
        column.addWidget(fields_card)
        column.addStretch(1)

    def _arrange(self) -> None:
        is_wide = self._theme.sizes.scale_percent <= TWO_COLUMNS_UP_TO_PERCENT
        columns = 2 if is_wide else 1
        for field in self.fields.values():
            self._grid.removeWidget(field)
        for place, field in enumerate(self.fields.values()):
            self._grid.addWidget(field, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        direction = QHBoxLayout.Direction.LeftToRight
        self._file_row.setDirection(direction if is_wide else QHBoxLayout.Direction.TopToBottom)
