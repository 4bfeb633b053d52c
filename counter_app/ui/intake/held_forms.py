"""Keeps the page of whoever was working when somebody else signs in, out of the other's sight."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.ui.intake.drafts import DraftKeeper
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.state import IntakeState


class HeldForms:
    """One unfinished page for each person, as it stood; on the disk it is that person's draft.

    After a restart the page itself is gone and the draft is offered like any other.
    """

    def __init__(self, form: FormPresenter, keeper: DraftKeeper, clear: Callable[[], None]) -> None:
        """Watch over a page.

        Args:
            form: Holds the state of the page.
            keeper: Saves it.
            clear: Shows an empty page.
        """
        self._form = form
        self._keeper = keeper
        self._clear = clear
        self._held: dict[str, tuple[str, IntakeState]] = {}
        self._now = ""
        keeper.is_hidden = self._is_of_another

    def hand(self, before: str, now: str) -> bool:
        """Put away what somebody had on the page, and bring back what another one had.

        Args:
            before: Staff number of who was working.
            now: Of who works now.

        Returns:
            Whether something came back.
        """
        self._now = now
        state = self._form.state
        if state.has_content:
            draft_id = self._keeper.draft_id
            self._keeper.set_aside(before)
            self._held[before] = (draft_id, state)
        self._clear()
        mine = self._held.pop(now, None)
        if mine is not None:
            draft_id, state = mine
            self._keeper.go_on_with(draft_id)
            self._form.load(state)
        self._keeper.look()
        return mine is not None

    def _is_of_another(self, draft_id: str) -> bool:
        others = (held for staff, held in self._held.items() if staff != self._now)
        return any(draft_id == its for its, _ in others)
