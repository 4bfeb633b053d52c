"""Brings a second start of the program, and bugs on any thread, onto the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from counter_app.ui.dialogs import Dialogs


class InFront(Protocol):
    """A window and its dialogs: the counter's, or that of the first set-up."""

    @property
    def window(self) -> QMainWindow: ...

    @property
    def dialogs(self) -> Dialogs: ...


class ProgramBridge(QObject):
    """Two queued signals; any thread may emit them.

    Signals:
        started_again: Somebody started the program a second time.
        broke: A bug was reported.
            str: short name of the report, to be read out over the telephone.
    """

    started_again = Signal()
    broke = Signal(str)

    def __init__(self, built: InFront) -> None:
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
