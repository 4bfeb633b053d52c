"""Brings what the sync thread tells onto the GUI thread: one queued signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from counter_app.domain.desk_news import SyncNews
    from counter_app.ports import CountyLine


class SyncBridge(QObject):
    """Subscribes to the county line.

    Signals:
        changed: The exchange moved on.
            SyncNews: how it stands now; emitted on the GUI thread.
    """

    changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, line: CountyLine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        line.subscribe(self._arrived.emit)

    @Slot(object)
    def _tell(self, news: SyncNews) -> None:
        self.changed.emit(news)
