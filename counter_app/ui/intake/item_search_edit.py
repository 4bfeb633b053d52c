"""The search box of step 2 and its keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from counter_app.ui.intake.fields import WordsEdit


class SearchEdit(WordsEdit):
    """The search box; arrows move in the list below, Enter takes what is marked.

    Signals:
        moved: int: rows down (or up, if negative).
        taken: Enter.
        left: Esc.
        favourite_wanted: Ctrl+D.
        department_wanted: int: Alt with an arrow: departments on (or back, if negative).

    Attributes:
        may_leave: Whether Esc in the empty box leads back to an item.
    """

    moved = Signal(int)
    taken = Signal()
    left = Signal()
    favourite_wanted = Signal()
    department_wanted = Signal(int)
    may_leave = False

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does, but only to clear what is typed or to go back."""
        is_key = event.type() is QEvent.Type.ShortcutOverride
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and is_escape and (self.text() or self.may_leave):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5}
        steps[Qt.Key.Key_PageUp] = -5
        key = Qt.Key(event.key())
        with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if with_alt and abs(steps.get(key, 0)) == 1:
            self.department_wanted.emit(steps[key])
        elif with_control and key == Qt.Key.Key_D:
            self.favourite_wanted.emit()
        elif key in steps:
            self.moved.emit(steps[key])
        elif is_enter and with_control:
            event.ignore()
        elif is_enter:
            if not event.isAutoRepeat():
                self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
