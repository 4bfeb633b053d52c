"""What the main window expects of a page, and what a page may ask of the main window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.domain.errors import CounterError
from counter_app.ui.keys import Action

if TYPE_CHECKING:
    from counter_app.domain.ids import CaseId

AVAILABLE = ""
"""In `Page.actions`: nothing stands in the way of an action."""


class Navigator(Protocol):
    """What pages may ask of the window around them."""

    def open_case(self, case_id: CaseId) -> None:
        """Show the page of one case."""

    def show_conflicts(self, case_id: CaseId) -> None:
        """Show the conflicts of one case, with both sides of each."""

    def show_worklist(self) -> None: ...

    def do(self, action: Action) -> None:
        """Do what a key asks for, or say in words why it cannot be done now."""

    def start_intake(self) -> None: ...

    def offer_changes(self, count: int, show: Callable[[], None]) -> None:
        """Bring the page of the post to the front with what changed, or say where it is.

        Work in hand stays in front.
        """

    def show_error(self, error: CounterError) -> None:
        """Show a failure with its advice above the page, until the clerk closes it."""

    def ask_restore(self, *, is_damaged: bool = False) -> None:
        """Lead through restoring a backup; `is_damaged` says first that the database is."""

    def say(self, text: str) -> None:
        """Show a short word of success that goes by itself."""

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, and offer for ten seconds to take it back with one key."""

    def mark_saved(self, words: str) -> None:
        """Show in the header when the work on screen was last saved: 已保存 14:32:05."""


class Page(QWidget):
    """One page of the main window.

    Signals:
        actions_changed: What `page_actions` returns is different now.
    """

    actions_changed = Signal()

    title = ""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def page_actions(self) -> Mapping[Action, str]:
        """Return action → "" if it can be done now, else why not, as words for the clerk.

        Actions that this page knows nothing about are absent.
        """
        return {}

    def action_words(self) -> Mapping[Action, str]:
        """Return what this page calls an action, where it is not the usual name."""
        return {}

    def bar_actions(self) -> frozenset[Action]:
        """Return which of the actions stand as buttons in the bar below the page.

        A page that has buttons of its own for them leaves them out here; keys work all the same.
        """
        return frozenset(self.page_actions()) - {Action.NEXT_PANE}

    def act(self, action: Action) -> None:
        """Do one of the available actions; others never arrive here."""
        raise AssertionError(action)

    def escape(self) -> None:
        """Called on Esc when no message is open; never discards anything without asking."""

    def declined(self, action: Action) -> None:
        """Called when a key asked for one that is not available; the reason has been shown.

        A page may put the keyboard where something is missing.
        """

    def entered(self) -> None:
        """Called each time the page comes to the front."""

    def secure(self) -> None:
        """Called when the window is locked: what is typed has to be on the disk."""

    def hand_to(self, before: str, now: str) -> bool:
        """Called when somebody else works now: what the one before typed is put away for them.

        Args:
            before: Staff number of who was working.
            now: Of who works now.

        Returns:
            Whether something came back that this person had left.
        """
        del before, now
        return False

    def person_changed(self) -> None:
        """Called each time somebody signs in or unlocks."""

    def left(self) -> None:
        """Called each time another page comes to the front."""
