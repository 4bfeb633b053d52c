"""While nothing can be written: what would write is greyed out everywhere, and says why.

What only looks stands in the tables below; every other button, field and key is refused, so that
a new one is greyed out until somebody has decided that it writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from counter_app.ui.frame.status_line import StatusLine
from counter_app.ui.keys import Action, action_name
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.widgets.naming import set_plain_tooltip

LOOKING: Final = frozenset(
    {
        Action.HELP,
        Action.FIND,
        Action.NEXT_PANE,
        Action.POST,
        Action.CONFLICTS,
        Action.EXCHANGE,
        Action.DEVICES,
        Action.AUDIT,
        Action.PEOPLE,
        Action.LOCK,
        Action.TEXT_LARGER,
        Action.TEXT_SMALLER,
        Action.TEXT_NORMAL,
        Action.CONTRAST,
    }
)
"""What keys do on any page without writing."""

LOOKING_ON: Final[Mapping[str, frozenset[Action]]] = {
    "devices_page": frozenset({Action.SYNC_NOW}),  # 检查一遍 reads.
    "audit_page": frozenset({Action.SUBMIT}),  # 核验 reads.
}
"""What keys do besides on one page, by its name."""

LOOKING_WIDGETS: Final = (
    r"rail_(?!new_case|sync_now)\w+",
    r"lamp_.+",
    r"action_.+",  # They follow the table of actions.
    r".+_close",
    r"dialog_reject",
    r"worklist_search",
    r"receipt_\w+",
    r"case_(back|copy|explain)",
    r"explanation_\w+",
    r"paper_.+_look",
    r"conflict_case",
    r"post_day_(before|after)",
    r"devices_(check\w*|people_open)",
    r"audit_start",
    r"(sign_in|new_password|unlock|lend)_\w+",  # Before anybody is let in; not in the database.
)
"""Names of buttons and fields that write nothing."""

LOOKING_KEYS: Final[Mapping[str, frozenset[str] | None]] = {
    "main_window": None,  # They ask the table of actions.
    "worklist_table": None,
    "worklist_search": None,
    "worklist_tabs": None,
    "worklist_empty": None,
    "explanation_dialog": None,
    "receipt_dialog": None,
    "case_page": frozenset({"PgUp", "PgDown", "Ctrl+Shift+C", "Ctrl+D"}),
    "post_page": frozenset(f"Ctrl+{place}" for place in range(1, 8)),
}
"""Keys that write nothing, by the widget that has them; None for all of one."""

_INPUTS: Final = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
_EVENTS: Final = frozenset(
    {QEvent.Type.Polish, QEvent.Type.EnabledChange, QEvent.Type.ToolTipChange}
)
_KNOWN: Final = re.compile("|".join(LOOKING_WIDGETS))
_LAMP: Final = "view_only"


class ViewOnly(QObject):
    """Greys out what writes, from the sign-in at which it became known until the program ends.

    Signals:
        begun: From now on nothing is written, preferences neither.

    Attributes:
        band: Stands over the whole window, and nobody can close it.
        words: Why nothing can be written, what is safe, what to do; "" while work goes on.
    """

    begun = Signal()

    def __init__(
        self, band: PlainLabel, line: StatusLine, page: Callable[[], QWidget | None]
    ) -> None:
        super().__init__(line)
        self._page = page
        self.band = band
        self.words = ""
        self._line = line
        self._twins: set[QShortcut] = set()
        band.hide()

    def take(self, words: str) -> None:
        """Begin, if there is a reason to; what is on the screen is greyed out at once."""
        if not words or self.words:
            return
        self.words = words
        self.band.setText(words)
        self.band.setAccessibleName(words)
        self.band.show()
        self._show_lamp(tr("只能查看"))
        self.begun.emit()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        for widget in self._line.window().findChildren(QWidget):
            self._look_at(widget)
        self._look_at(self._line.window())

    def why_not(self, page: QWidget | None, action: Action) -> str:
        """Return why a key must not do on this page what it usually does; "" when it may."""
        if not self.words or action in LOOKING:
            return ""
        name = page.objectName() if page is not None else ""
        return "" if action in LOOKING_ON.get(name, ()) else self.words

    def over(self, page: QWidget, offers: Mapping[Action, str]) -> dict[Action, str]:
        """Return what a page offers, with the reason where it would write."""
        return {action: self.why_not(page, action) or why for action, why in offers.items()}

    def answer(self, action: Action) -> str:
        """Return why a key must not do what it usually does on the page in front, or "".

        The line below says that it was seen, and that nothing came of it.
        """
        why_not = self.why_not(self._page(), action)
        if why_not:
            self._show_lamp(tr("只能查看 · 不能“{}”").format(action_name(action)))
        return why_not

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Grey out what comes to the screen, and what a page switches on again."""
        if event.type() in _EVENTS and isinstance(watched, QWidget):
            self._look_at(watched)
        return False

    def _look_at(self, widget: QWidget) -> None:
        if is_writing(widget):
            if widget.isEnabled():
                widget.setEnabled(False)
            if not widget.toolTip().endswith(_told(self.words)):
                set_plain_tooltip(widget, self.words)
                widget.setAccessibleDescription(self.words)
        for shortcut in widget.findChildren(
            QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            self._refuse(shortcut, widget)

    def _refuse(self, shortcut: QShortcut, owner: QWidget) -> None:
        """Let a key that writes answer with the reason instead."""
        if shortcut in self._twins or not shortcut.isEnabled() or _is_looking(shortcut, owner):
            return
        shortcut.setEnabled(False)
        twin = QShortcut(shortcut.key(), owner)
        twin.setContext(shortcut.context())
        twin.activated.connect(lambda: self._line.told_more.emit(self.words))
        self._twins.add(twin)

    def _show_lamp(self, words: str) -> None:
        self._line.lamp(_LAMP).show_look(Look(Tone.CAUTION, "eye"), words, self.words)


def is_writing(widget: QWidget) -> bool:
    """Whether something on the screen takes input that is not known to write nothing."""
    if not isinstance(widget, _INPUTS) or isinstance(widget.parent(), (*_INPUTS, QTabBar)):
        return False
    if isinstance(widget, QPlainTextEdit | QTextEdit) and widget.isReadOnly():
        return False
    name = widget.objectName()
    return not name.startswith("qt_") and _KNOWN.fullmatch(name) is None


def _is_looking(shortcut: QShortcut, owner: QWidget) -> bool:
    keys = LOOKING_KEYS.get(owner.objectName(), frozenset())
    return keys is None or shortcut.key().toString() in keys


def _told(words: str) -> str:
    return f">{words}</p>"


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("view_only", text)
