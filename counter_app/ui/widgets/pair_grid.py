"""Captions and values below each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from counter_app.ui.tokens import GAP, Tone
from counter_app.ui.widgets.labels import PlainLabel


@dataclass(frozen=True, slots=True)
class Pair:
    """One line: what it is, and the words.

    Attributes:
        tone: None for the usual ink.
    """

    caption: str
    words: str
    tone: Tone | None = None


class PairGrid(QWidget):
    """A grid of pairs; lines without words are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[PlainLabel] = []

    def show_pairs(self, pairs: Iterable[Pair]) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels.clear()
        for place, pair in enumerate(pair for pair in pairs if pair.words):
            self._put(place, pair)

    def words(self) -> list[str]:
        """Return every word shown, captions included."""
        return [label.text() for label in self._labels]

    def _put(self, place: int, pair: Pair) -> None:
        head = PlainLabel(pair.caption, "soft")
        words = PlainLabel(pair.words, "strong" if pair.tone else "", wraps=True)
        words.set_tone(pair.tone.value if pair.tone else "")
        words.setAccessibleName(f"{pair.caption} {pair.words}")
        self._grid.addWidget(head, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, place, 1)
        self._labels += [head, words]
