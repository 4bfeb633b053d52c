"""Runs services on the `database` thread and brings their results back to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.domain.errors import CounterError

Result = TypeVar("Result")


class Tasks(Protocol):
    """What presenters need of the bridge."""

    def start(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[CounterError], None],
    ) -> None:
        """Run `work` elsewhere, then call `done` or `failed` on the GUI thread."""


class TaskRunner(QObject):
    """One background thread, as a rule the local database's.

    Work is done in the order it was asked for.

    Work never touches a widget; `done` and `failed` are always called on the GUI thread.
    Only a `CounterError` reaches `failed`.  Anything else is a bug: it is raised again on the
    GUI thread, where the crash hook picks it up.

    Signals:
        busy_changed: Work began with nothing in hand, or the last of it was delivered.
            bool: whether anything is under way.
    """

    busy_changed = Signal(bool)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, name: str = "database") -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._under_way = 0
        self._is_stopped = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[CounterError], None],
    ) -> None:
        """Queue `work`; after `stop` nothing is taken any more."""
        if self._is_stopped:
            return
        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)  # noqa: FBT003 - a signal has no keywords
        future = self._pool.submit(work)
        future.add_done_callback(lambda f: self._finished.emit(partial(_finish, f, done, failed)))

    @property
    def is_busy(self) -> bool:
        """Whether work was started whose result has not been delivered."""
        return self._under_way > 0

    def stop(self) -> None:
        """Let the work in hand finish and drop the rest; results are not delivered any more."""
        self._is_stopped = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _deliver(self, deliver: Callable[[], None]) -> None:
        self._under_way -= 1
        if self._is_stopped:
            return
        try:
            deliver()
        finally:
            if self._under_way == 0:
                self.busy_changed.emit(False)  # noqa: FBT003 - a signal has no keywords


def _finish(
    future: Future[Result],
    done: Callable[[Result], None],
    failed: Callable[[CounterError], None],
) -> None:
    try:
        result = future.result()
    except CounterError as error:
        failed(error)
    else:
        done(result)
