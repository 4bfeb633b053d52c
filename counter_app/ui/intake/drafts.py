"""Keeps the page on disk while it is being filled in, and finds what an earlier run left."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.domain.case_card import Draft
from counter_app.domain.errors import CounterError, NotSignedIn
from counter_app.domain.privacy import mask_name
from counter_app.domain.staff import Operator
from counter_app.ports import Clock, Drafts
from counter_app.ui.intake.payload import to_payload
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.tasks import Tasks

SAVE_AFTER_MS: Final = 250
"""A change is on its way to the disk after this time, however fast the clerk types on."""


class DraftKeeper(QObject):
    """Saves in the order of the changes, off the GUI thread.

    Signals:
        saved: str: when, as 14:32:05; only for what is on the page now.
        failed: CounterError: the draft could not be saved; the page itself is not touched.
        waiting: Sequence[Draft]: drafts other than the page's own.

    Attributes:
        is_hidden: Draft id → whether the draft is not offered to whoever works now.
    """

    saved = Signal(str)
    failed = Signal(object)
    waiting = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        drafts: Drafts,
        clock: Clock,
        operator: Callable[[], Operator],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._drafts = drafts
        self._clock = clock
        self._operator = operator
        self.is_hidden: Callable[[str], bool] = lambda _draft_id: False
        self._draft_id = secrets.token_hex(16)
        self._state: IntakeState | None = None
        self._written: dict[str, object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def draft_id(self) -> str:
        return self._draft_id

    def note(self, state: IntakeState) -> None:
        """Take in a change; it is saved at most `SAVE_AFTER_MS` later."""
        self._state = state
        if not self._timer.isActive() and (state.has_content or self._written is not None):
            self._timer.start()

    def save_now(self, staff: str = "") -> None:
        """Save what was noted last, if that is not what is on disk.

        Args:
            staff: Whose draft it is; "" for whoever is signed in.
        """
        self._timer.stop()
        if self._state is None:
            return
        payload = to_payload(self._state)
        if payload == self._written:
            return
        self._written = payload
        draft = Draft(
            draft_id=self._draft_id,
            staff=staff or self._staff(),
            saved_at=self._clock.now(),
            title=title_of(self._state),
            payload=payload,
        )
        self._tasks.start(
            partial(self._drafts.save, draft),
            done=partial(self._on_saved, draft.draft_id),
            failed=partial(self._on_failed, draft.draft_id),
        )

    def set_aside(self, staff: str = "") -> None:
        """Leave the page's draft on disk, as `save_now` does, and begin another one."""
        self.save_now(staff)
        self._begin(secrets.token_hex(16))

    def finish(self) -> None:
        """Forget the page's draft: it is submitted, or not wanted."""
        self._timer.stop()
        gone, was_written = self._draft_id, self._written is not None
        self._begin(secrets.token_hex(16))
        if was_written:
            self.discard(gone)

    def adopt(self, draft: Draft) -> None:
        """Go on with a draft of an earlier time under its own name."""
        self._begin(draft.draft_id)
        self._written = draft.payload

    def go_on_with(self, draft_id: str) -> None:
        """Go on with a page that was on the screen before, under the name of its draft."""
        self._begin(draft_id)

    def discard(self, draft_id: str) -> None:
        self._tasks.start(
            partial(self._drafts.discard, draft_id),
            done=lambda _nothing: self.look(),
            failed=self.failed.emit,
        )

    def look(self) -> None:
        """Find the drafts that wait."""
        self._tasks.start(self._drafts.all, done=self._on_found, failed=self.failed.emit)

    def _begin(self, draft_id: str) -> None:
        self._timer.stop()
        self._draft_id, self._state, self._written = draft_id, None, None

    def _on_saved(self, draft_id: str, _nothing: None) -> None:
        if draft_id == self._draft_id:
            self.saved.emit(f"{self._clock.now():%H:%M:%S}")

    def _on_failed(self, draft_id: str, error: CounterError) -> None:
        if draft_id == self._draft_id:
            self._written = None  # The next change tries again.
        self.failed.emit(error)

    def _on_found(self, drafts: Sequence[Draft]) -> None:
        others = (draft for draft in drafts if draft.draft_id != self._draft_id)
        self.waiting.emit([draft for draft in others if not self.is_hidden(draft.draft_id)])

    def _staff(self) -> str:
        try:
            return self._operator().staff
        except NotSignedIn:
            return ""


def title_of(state: IntakeState) -> str:
    """Return item and applicant in short, the name masked: lists of drafts are seen by others."""
    item = state.item.name if state.item is not None else "未选事项"
    return f"{item} · {mask_name(state.person.name.strip()) or '未填姓名'}"
