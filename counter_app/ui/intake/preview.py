"""Draws the paper that would come out, a moment after the last change, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.domain.errors import CounterError
from counter_app.domain.terms import name_of
from counter_app.ports import FormPreview
from counter_app.services.preview_intake import IntakePreview
from counter_app.services.submit_intake import Outcome, Submission
from counter_app.ui.tasks import Tasks
from counter_app.ui.window_parts import WindowParts

DRAW_AFTER_MS: Final = 350


@dataclass(frozen=True, slots=True, repr=False)
class _Picture:
    png: bytes
    caption: str


class PreviewMaker(QObject):
    """At most one picture is being drawn, so that a submission never waits for a second one.

    Signals:
        drawn: bytes, str: a PNG, and which papers will come out.
        worded: str: why there is no picture.
    """

    drawn = Signal(bytes, str)
    worded = Signal(str)

    def __init__(self, parts: WindowParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: Tasks = parts.tasks
        self._try_out = parts.preview_intake
        self._forms: FormPreview = parts.preview
        self._wanted: Submission | None = None
        self._number = 0
        self._is_drawing = False
        self._drawn_outcome: Outcome | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_AFTER_MS)
        self._timer.timeout.connect(self._draw)

    def ask(self, submission: Submission | None, words: str) -> None:
        """Ask for the paper of a page; without a submission `words` are shown at once."""
        if submission == self._wanted and submission is not None:
            return
        self._number += 1
        self._wanted = submission
        if submission is None:
            self._timer.stop()
            self._drawn_outcome = None
            self.worded.emit(words)
        else:
            self._timer.start()
            if submission.outcome is not self._drawn_outcome:
                # A paper of another outcome must not stand there as if it were this one's.
                self._drawn_outcome = None
                self.worded.emit(self.tr("正在生成纸样…"))

    def _draw(self) -> None:
        if self._wanted is None or self._is_drawing:
            return
        self._is_drawing = True
        number, submission = self._number, self._wanted
        self._tasks.start(
            partial(_picture, self._try_out, self._forms, submission),
            done=partial(self._on_drawn, number),
            failed=partial(self._on_failed, number),
        )

    def _on_drawn(self, number: int, picture: _Picture) -> None:
        self._is_drawing = False
        if number == self._number:
            self._drawn_outcome = self._wanted.outcome if self._wanted is not None else None
            self.drawn.emit(picture.png, picture.caption)
        elif self._wanted is not None and not self._timer.isActive():
            self._timer.start()

    def _on_failed(self, number: int, error: CounterError) -> None:
        self._is_drawing = False
        if number == self._number:
            self.worded.emit(error.advice)
        elif self._wanted is not None and not self._timer.isActive():
            self._timer.start()


def _picture(
    try_out: Callable[[Submission], IntakePreview], forms: FormPreview, submission: Submission
) -> _Picture:
    tried = try_out(submission)
    names = "、".join(name_of(form) for form in tried.forms)
    return _Picture(forms.picture(tried.forms[0], tried.case), f"将打印：{names}")
