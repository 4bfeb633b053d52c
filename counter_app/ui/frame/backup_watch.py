"""Tells in the line below that a backup or a rehearsal is overdue, until it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.ui.frame.status_line import StatusLine
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.domain.backup import BackupNews
    from counter_app.ui.backup_parts import BackupParts


class BackupWatch(QObject):
    """Shows a lamp while something is to be done about backups; it says what when it is pressed.

    No bar and no sound: it is not urgent, and whoever has read it works on.
    """

    _arrived = Signal(object)

    def __init__(self, line: StatusLine, parts: BackupParts) -> None:
        super().__init__(line)
        self._lamp = line.lamp("backup")
        self._lamp.hide()
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)
        parts.subscribe(self._arrived.emit)
        self._show(parts.news())

    @Slot(object)
    def _show(self, news: BackupNews) -> None:
        care = news.care
        words = care.words if care is not None else ""
        self._lamp.setVisible(bool(words))
        if care is not None and words:
            self._lamp.show_look(Look(Tone.CAUTION, "disk"), words, care.story)
