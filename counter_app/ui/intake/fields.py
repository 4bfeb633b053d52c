"""Fields of the intake page: digits without an input method, numbers that hide themselves."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from counter_app.domain.privacy import mask_number
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named, set_plain_tooltip

FIELD_CHARACTERS_MAX = 400
"""What a field takes from the clipboard; the state decides what of it is kept."""


class WordsEdit(QLineEdit):
    """A field for words; the input method stays as the clerk has it."""

    def __init__(self, object_name: str, accessible_name: str, placeholder: str = "") -> None:
        super().__init__()
        named(self, object_name, accessible_name)
        self.setMaxLength(FIELD_CHARACTERS_MAX)
        self.setPlaceholderText(placeholder)
        self._source = PlainLabel("", "small", parent=self)
        self._source.setObjectName(f"{object_name}_source")
        self._source.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_source(self, words: str, tone: str) -> None:
        """Say at the right of the field where its words came from."""
        self._source.setText(words)
        self._source.set_tone(tone)
        self._source.adjustSize()
        room = self._source.width() + 4 if words else 0
        self.setTextMargins(0, 0, room, 0)
        self._place_source()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place_source()

    def _place_source(self) -> None:
        left = self.width() - self._source.width() - 10
        self._source.move(left, (self.height() - self._source.height()) // 2)

    def show_words(self, words: str) -> None:
        """Show what stands in the state; the cursor stays where the clerk has it."""
        if words != self.text():
            place = self.cursorPosition()
            self.setText(words)
            self.setCursorPosition(min(place, len(words)) if self.hasFocus() else 0)
        set_plain_tooltip(self, words if len(words) > 20 else "")


class NumberEdit(WordsEdit):
    """A field for numbers: no input method, and masked while it is not being looked at.

    A number read from a card is shown as 510********0025 until the clerk goes into the field.
    """

    def __init__(self, object_name: str, accessible_name: str, placeholder: str = "") -> None:
        super().__init__(object_name, accessible_name, placeholder)
        self._number = ""
        self._is_masked = False
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferLatin
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def only_digits(self) -> NumberEdit:
        """Ask on-screen keyboards for digits."""
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhNoPredictiveText
        )
        return self

    def show_number(self, number: str, *, is_masked: bool) -> None:
        self._number, self._is_masked = number, is_masked
        self._draw()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self._draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self._draw()

    def _draw(self) -> None:
        hides = self._is_masked and not self.hasFocus()
        self.show_words(mask_number(self._number) if hides else self._number)
        set_plain_tooltip(self, "")


class ChoiceBox(QComboBox):
    """A list of a few choices whose values are texts."""

    def __init__(self, object_name: str, accessible_name: str) -> None:
        super().__init__()
        named(self, object_name, accessible_name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def show_value(self, value: str) -> None:
        place = self.findData(value)
        if place >= 0 and place != self.currentIndex():
            self.setCurrentIndex(place)


class StepMark(QWidget):
    """The number of a step in a circle; a check mark once the step is done."""

    def __init__(self, theme: Theme, number: int, words: str) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._words = words
        self._is_done = False
        self.setObjectName(f"intake_step_{number}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.show_done(is_done=False)

    @property
    def is_done(self) -> bool:
        return self._is_done

    def show_done(self, *, is_done: bool) -> None:
        self._is_done = is_done
        state = self.tr("已完成") if is_done else self.tr("未完成")
        self.setAccessibleName(self.tr("第{}步 {} {}").format(self._number, self._words, state))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        look = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width()
        circle = QRect(1, (self.height() - side) // 2 + 1, side - 2, side - 2)
        colour = QColor(look.tones[Tone.GOOD].ink if self._is_done else look.accent)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(colour if self._is_done else QColor(look.accent_soft))
        painter.drawEllipse(circle)
        if self._is_done:
            inner = side * 2 // 3
            picture = self._theme.pixmap("check", look.surface, inner, self.devicePixelRatioF())
            painter.drawPixmap((side - inner) // 2, (self.height() - inner) // 2, picture)
        else:
            font = QFont(self.font())
            font.setPixelSize(self._theme.sizes.text_small)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(look.accent_deep))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()

    def _take_theme(self) -> None:
        side = self._theme.sizes.scaled(24)
        self.setFixedSize(side, self._theme.sizes.control + 2)  # As high as a button beside it.
