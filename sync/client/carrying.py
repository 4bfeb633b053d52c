"""A cycle that carries files too, once the events are quiet."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from counter_app.domain.county_word import DeviceStanding
from sync.client.anchoring import RIDING_MAX, is_riding
from sync.client.attachments import FileCarrier, FileProgress
from sync.client.conversation import CounterSide
from sync.client.cycle import SyncCycle
from sync.client.report import SyncReport
from sync.codec import event_id
from sync.protocol import EVENT_BYTES_MAX, Transport

WAITING_BYTES_MAX: Final = (RIDING_MAX + 1) * EVENT_BYTES_MAX


class CarryingCycle(SyncCycle):
    """Events first, to the last one; then files, until anything else is to be done."""

    def __init__(self, side: CounterSide, transport: Transport, carrier: FileCarrier) -> None:
        super().__init__(side, transport)
        self._carrier = carrier
        self._moved = 0
        carrier.told = self._tell_files

    def run(self) -> SyncReport:
        """Exchange as `SyncCycle.run`, then carry files; raises as that does."""
        report = super().run()
        is_let_in = self.talk.ear.word.standing is DeviceStanding.ACTIVE
        self._carrier.wishes.is_new = False
        if is_let_in and self._has_right_of_way():
            self._moved += self._carrier.run(self._has_right_of_way)
            self._tell_files(FileProgress())
        return report

    def _has_right_of_way(self) -> bool:
        """Whether no act waits that could go, nobody wants another file, and nobody stops us."""
        if not self.may_go_on() or self._carrier.wishes.is_new:
            return False
        waiting = self._store.unacknowledged(limit=RIDING_MAX + 1, bytes_max=WAITING_BYTES_MAX)
        events = {event_id(event.data): event for event in waiting}
        return not events or is_riding(events, self._side.device)

    def _tell_files(self, files: FileProgress) -> None:
        self.progress = replace(
            self.progress,
            sent_bytes=files.sent_bytes,
            total_bytes=files.size_bytes,
            files_moved=self._moved,
        )
        self.on_progress(self.progress)
