"""Questions to the clerk.  All of them pass through one method, which a test replaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from counter_app.ui.crash_dialog import CrashDialog
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.icon_label import IconLabel
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import named

REASON_CHARACTERS_MAX = 200
HEIGHT_MAX = 690


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the clerk is asked.

    Attributes:
        name: For tests and screen readers of tests, such as "reprint".
        title: The question itself, one line.
        text: What happens then, and what is safe.
        accept: Words of the button that does it.
        accept_kind: "primary", or "danger" for what cannot be undone.
        reject: Words of the button that leaves everything as it is.
        choices: Reasons to choose from; () asks for none.
        asks_reason: Whether a reason is needed; a choice fills the field, which can be edited.
        icon: Shape beside the title.
    """

    name: str
    title: str
    text: str = ""
    accept: str
    accept_kind: str = "primary"
    reject: str = "取消"
    choices: tuple[str, ...] = ()
    asks_reason: bool = False
    icon: str = "question"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the clerk answered.

    Attributes:
        is_yes: Whether the accepting button was pressed.
        reason: Stripped; "" when none was asked for.
    """

    is_yes: bool
    reason: str = ""


class Dialogs(QObject):
    """Asks without blocking: the answer arrives in a call."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window

    def ask(self, question: Question, answered: Callable[[Answer], None]) -> None:
        """Put a question in front of the window; `answered` is called exactly once."""
        dialog = QuestionDialog(self._theme, question, self._window)
        dialog.finished.connect(lambda _result: answered(dialog.answer()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def tell_crash(self, report: str) -> None:
        """Say that the program has a bug; while that is being read, further ones stay silent."""
        if self._window.findChild(CrashDialog) is not None:
            return
        dialog = CrashDialog(self._theme, report, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class QuestionDialog(QDialog):
    """One question with two buttons, and a reason where one is needed.

    Enter accepts once the reason is there; Esc leaves everything as it is.
    """

    def __init__(self, theme: Theme, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"dialog_{question.name}")
        self.setWindowTitle(question.title)
        self.setAccessibleName(question.title)
        self._theme = theme
        self._question = question
        self.reason = named(QLineEdit(), "dialog_reason", self.tr("原因"))
        self.reason.setMaxLength(REASON_CHARACTERS_MAX)
        self.reason.setPlaceholderText(self.tr("请写明原因"))
        self.choices = named(QListWidget(), "dialog_choices", self.tr("常用原因"))
        self.accept_button = KeyButton(
            theme, "dialog_accept", question.accept, key="Enter", kind=question.accept_kind
        )
        self.reject_button = KeyButton(theme, "dialog_reject", question.reject, key="Esc")
        self._build(theme)
        self._fill_choices(question.choices)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        self.reject_button.clicked.connect(self.reject)
        self.reason.textChanged.connect(self._check)
        self._check()

    def answer(self) -> Answer:
        is_yes = self.result() == QDialog.DialogCode.Accepted
        reason = self.reason.text().strip() if self._question.asks_reason else ""
        return Answer(is_yes, reason if is_yes else "")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the height the words need; long lists scroll."""
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None
        wanted = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), min(wanted, HEIGHT_MAX))

    def _check(self) -> None:
        needs_words = self._question.asks_reason and not self.reason.text().strip()
        self.accept_button.set_available(self.tr("请先写明原因") if needs_words else "")

    def _fill_choices(self, choices: Sequence[str]) -> None:
        self.choices.addItems(list(choices))
        row = self._theme.sizes.control + 1
        self.choices.setMinimumHeight(2 * row)
        self.choices.setMaximumHeight(len(choices) * row + 8)
        self.choices.currentTextChanged.connect(self.reason.setText)
        self.choices.setVisible(bool(choices))
        self.reason.setVisible(self._question.asks_reason)
        if choices:
            self.choices.setFocus()
        elif self._question.asks_reason:
            self.reason.setFocus()
        else:
            self.accept_button.setFocus()

    def _build(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP + 4)
        tone = Tone.BAD if self._question.accept_kind == "danger" else Tone.ACCENT
        head.addWidget(
            IconLabel(theme, self._question.icon, tone, size=28), 0, Qt.AlignmentFlag.AlignTop
        )
        words = QVBoxLayout()
        words.addWidget(PlainLabel(self._question.title, "heading", wraps=True))
        text = PlainLabel(self._question.text, "soft", wraps=True)
        text.setVisible(bool(self._question.text))
        words.addWidget(text)
        head.addLayout(words, 1)
        buttons = FlowBox(ends_right=True)
        buttons.add(self.reject_button, self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 2 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addLayout(head)
        layout.addWidget(self.choices)
        layout.addWidget(self.reason)
        layout.addWidget(buttons)
        self.setMinimumWidth(min(1000, theme.sizes.scaled(480)))
