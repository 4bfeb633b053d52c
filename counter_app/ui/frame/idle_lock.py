"""Locks the window when nobody has touched it for some minutes; a countdown warns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

if TYPE_CHECKING:
    from counter_app.ports import Clock


WARNING_S: Final = 30
_TICK_MS: Final = 1_000
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleLock(QObject):
    """Watches keys and mouse of the whole program.

    Time is the monotonic clock's: changing the wall clock neither locks nor keeps open.

    Signals:
        warned: int: seconds until the lock; once a second, at most 30.
        touched: Somebody is there after all, after a warning.
        expired: The time is over.
    """

    warned = Signal(int)
    touched = Signal()
    expired = Signal()

    def __init__(self, clock: Clock, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._limit_ms = minutes * 60_000
        self._last_ms = clock.monotonic_ms()
        self._has_warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)

    def watch_windows(self) -> None:
        """Watch every window that gets the focus, and not every widget: that would be slow."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes from now on; the policy is known once somebody is in."""
        self._limit_ms = minutes * 60_000

    def start(self) -> None:
        """Begin to count; 0 minutes never lock."""
        self._last_ms = self._clock.monotonic_ms()
        self._has_warned = False
        if self._limit_ms:
            self._timer.start()

    @property
    def is_counting(self) -> bool:
        return self._timer.isActive()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Compare the time with the limit; called every second."""
        left_ms = self._limit_ms - (self._clock.monotonic_ms() - self._last_ms)
        if left_ms <= 0:
            self.stop()
            self.expired.emit()
        elif left_ms <= WARNING_S * 1_000:
            self._has_warned = True
            self.warned.emit(-(-left_ms // 1_000))

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _TOUCHES:
            self._last_ms = self._clock.monotonic_ms()
            if self._has_warned:
                self._has_warned = False
                self.touched.emit()
        return super().eventFilter(watched, event)
