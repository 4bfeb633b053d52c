"""The papers of a case: what became of each copy, look at it, print it again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.domain.print_job import FormId, PrintedDocument, PrintState
from counter_app.domain.terms import name_of
from counter_app.ui.looks import Look
from counter_app.ui.theme import Theme
from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.badge import Badge
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.flow_layout import FlowBox
from counter_app.ui.widgets.key_button import KeyButton
from counter_app.ui.widgets.labels import PlainLabel

_VIEWS = frozenset({FormId.PROGRESS_SLIP, FormId.RATING_SLIP, FormId.AUTHORIZATION})
"""Papers that tell of no act; they can be printed at any time."""


def newest_form(forms: Sequence[FormId], documents: Sequence[PrintedDocument]) -> FormId:
    """Return the paper of the last act: one that was never printed, else the last printed."""
    printed = [document.form for document in documents if document.form in forms]
    waiting = [form for form in forms if form not in printed and form not in _VIEWS]
    return [*forms[:1], *printed, *waiting][-1]


class PapersCard(Card):
    """A block a paper, a line a copy.

    Signals:
        picture_requested: FormId: look at it.
        print_requested: FormId: print it, or another copy.
    """

    picture_requested = Signal(object)
    print_requested = Signal(object)

    def __init__(self, theme: Theme, print_key: str) -> None:
        super().__init__("case_papers", self.tr("文书"))
        self._theme = theme
        self._print_key = print_key
        self._blocks: list[QWidget] = []

    def show_papers(self, forms: Sequence[FormId], documents: Sequence[PrintedDocument]) -> None:
        for block in self._blocks:
            self.body.removeWidget(block)
            block.hide()
            block.deleteLater()
        self._blocks.clear()
        newest = newest_form(forms, documents) if forms else None
        for form in forms:
            copies = [document for document in documents if document.form is form]
            block = self._block(form, copies, self._print_key if form is newest else "")
            self._blocks.append(block)
            self.body.addWidget(block)

    def _block(self, form: FormId, copies: Sequence[PrintedDocument], key: str) -> QFrame:
        block = QFrame()
        block.setObjectName(f"paper_{form.value}")
        block.setProperty("role", "well")
        column = QVBoxLayout(block)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(4)
        column.addWidget(PlainLabel(name_of(form), "strong", wraps=True))
        for place, document in enumerate(copies):
            column.addWidget(self._copy(form, place, document))
        if not copies:
            column.addWidget(PlainLabel(self.tr("还没有打印过"), "small"))
        column.addWidget(self._buttons(form, self.tr("补打") if copies else self.tr("打印"), key))
        return block

    def _copy(self, form: FormId, place: int, document: PrintedDocument) -> QWidget:
        line = QWidget()
        badge = Badge(self._theme, f"paper_{form.value}_{place}")
        if document.came_out is None:
            badge.show_state(document.state)
        else:
            words = self.tr("确认已出纸") if document.came_out else self.tr("确认未出纸")
            icon = "check-circle" if document.came_out else "cross-octagon"
            badge.show_look(Look(Tone.NEUTRAL, icon), words)
        parts = [document.document_number]
        if document.copy_number > 1:
            parts.append(
                self.tr("补打 第{}次：{}").format(document.copy_number - 1, document.reason)
            )
        parts.append(f"{document.intended_at:%m-%d %H:%M}")
        if document.detail and document.state is not PrintState.PRINTED:
            parts.append(document.detail)
        told = PlainLabel(" · ".join(parts), "small", wraps=True)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(told, 1)
        return line

    def _buttons(self, form: FormId, words: str, key: str) -> QWidget:
        look = KeyButton(
            self._theme,
            f"paper_{form.value}_look",
            self.tr("看纸样"),
            icon="eye",
            kind="quiet",
        )
        again = KeyButton(
            self._theme,
            f"paper_{form.value}_print",
            words,
            key=key,
            icon="printer",
            kind="quiet",
        )
        for button in (look, again):
            button.setAccessibleName(f"{name_of(form)} {button.text()}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.clicked.connect(lambda: self.picture_requested.emit(form))
        again.clicked.connect(lambda: self.print_requested.emit(form))
        box = FlowBox(gap=0)
        box.add(look, again)
        return box
