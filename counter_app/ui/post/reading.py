"""Reads the desk slice by slice, so that a save never waits behind a thousand cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from counter_app.domain.desk_contents import DeskCase, DeskContents
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.services.desk_cases import SLICE
from counter_app.ui.post_parts import DeskReader
from counter_app.ui.tasks import Tasks

Progress = Callable[[int, int], None]
_NOTHING: Final = 0


class SlicedReading:
    """One reading at a time; a new one makes the answers of the one before worthless."""

    def __init__(self, tasks: Tasks, desk: DeskReader, progress: Progress) -> None:
        self._tasks = tasks
        self._desk = desk
        self._progress = progress
        self._question = 0
        self._failed: Callable[[CounterError], None] = lambda _error: None
        self._done: Callable[[DeskContents], None] = lambda _contents: None

    def start(
        self, done: Callable[[DeskContents], None], failed: Callable[[CounterError], None]
    ) -> None:
        """Read everything; `done` or `failed` is called once, unless asked again before."""
        self._question += 1
        self._done, self._failed = done, failed
        self._tasks.start(
            self._desk.case_ids,
            done=partial(self._go_on, self._question, ()),
            failed=partial(self._on_failed, self._question),
        )

    def _go_on(self, question: int, read: tuple[DeskCase, ...], ids: tuple[CaseId, ...]) -> None:
        if question != self._question:
            return
        self._progress(len(read), len(read) + len(ids))
        part, rest = ids[:SLICE], ids[SLICE:]
        if part:
            self._tasks.start(
                partial(self._desk.read, part),
                done=lambda found: self._go_on(question, (*read, *found), rest),
                failed=partial(self._on_failed, question),
            )
        else:
            self._tasks.start(
                partial(self._desk.contents, read),
                done=partial(self._on_contents, question),
                failed=partial(self._on_failed, question),
            )

    def _on_contents(self, question: int, contents: DeskContents) -> None:
        if question == self._question:
            self._done(contents)

    def _on_failed(self, question: int, error: CounterError) -> None:
        if question == self._question:
            self._progress(_NOTHING, _NOTHING)
            self._failed(error)
