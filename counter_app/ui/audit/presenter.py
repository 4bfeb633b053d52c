"""Verifying the record from the window: progress, an end before the end, the outcome."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.domain.audit_words import AuditOutcome
from counter_app.domain.errors import CounterError
from counter_app.services.show_case import words_of
from counter_app.ui.audit.view import AuditPage
from counter_app.ui.page import Navigator
from counter_app.ui.privacy_parts import PrivacyParts
from counter_app.ui.tasks import Tasks


class AuditPresenter(QObject):
    """Runs one audit at a time on a thread that is not the database's."""

    _moved = Signal(int, int)

    def __init__(
        self, view: AuditPage, parts: PrivacyParts, tasks: Tasks, navigator: Navigator
    ) -> None:
        """Take the page; `tasks` is the thread of the database, for the list."""
        super().__init__(view)
        self._view = view
        self._card = view.card
        self._parts = parts
        self._tasks = tasks
        self._navigator = navigator
        self._is_running = False
        self._is_cancelled = threading.Event()
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        self._card.audit_requested.connect(self._on_requested)
        view.read_requested.connect(self._read)

    def _read(self) -> None:
        self._tasks.start(
            self._parts.accesses,
            done=self._view.show_accesses,
            failed=self._navigator.show_error,
        )

    def _on_requested(self) -> None:
        if self._is_running:
            self._is_cancelled.set()
            return
        self._is_running = True
        self._is_cancelled.clear()
        self._card.show_running(0, 0)
        audit = self._parts.audit
        self._parts.tasks.start(
            lambda: audit(self._told), done=self._on_done, failed=self._on_failed
        )

    def _told(self, done: int, total: int) -> bool:
        """Called on the thread that audits."""
        self._moved.emit(done, total)
        return not self._is_cancelled.is_set()

    @Slot(int, int)
    def _on_moved(self, done: int, total: int) -> None:
        if self._is_running:
            self._card.show_running(done, total)

    def _on_done(self, outcome: AuditOutcome) -> None:
        self._is_running = False
        self._card.show_outcome(outcome)

    def _on_failed(self, error: CounterError) -> None:
        self._is_running = False
        self._card.show_failure(words_of(error))
