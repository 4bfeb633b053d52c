"""Brings a second start of the program, and bugs on any thread, onto the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.ui.assemble import BuiltWindow


class ProgramBridge(QObject):
    """Two queued signals; any thread may emit them.

    Signals:
        started_again: Somebody started the program a second time.
        broke: A bug was reported.
            str: short name of the report, to be read out over the telephone.
    """

    started_again = Signal()
    broke = Signal(str)

    def __init__(self, built: BuiltWindow) -> None:
        super().__init__(built.window)
        self._built = built
        self.started_again.connect(self._to_front, Qt.ConnectionType.QueuedConnection)
        self.broke.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _to_front(self) -> None:
        window = self._built.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    @Slot(str)
    def _tell(self, name: str) -> None:
        self._built.dialogs.tell_crash(name)
