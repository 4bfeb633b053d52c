"""A case of which only the header is here: what happens on its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.domain.disposal import CaseHeader
from counter_app.domain.errors import CaseBodiesAway, CounterError
from counter_app.domain.ids import CaseId
from counter_app.ui.case.view import CaseView
from counter_app.ui.keys import Action
from counter_app.ui.page import AVAILABLE, Navigator
from counter_app.ui.window_parts import WindowParts

_WITH_A_LINE = frozenset({Lamp.ONLINE, Lamp.SYNCING, Lamp.TROUBLE})


class AwayPresenter(QObject):
    """Shows the header, has the bodies fetched, and reads the case when they are here."""

    def __init__(
        self,
        view: CaseView,
        parts: WindowParts,
        navigator: Navigator,
        came_back: Callable[[], None],
    ) -> None:
        """Take the page; `came_back` is called once the case is here whole."""
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = navigator
        self._case_id: CaseId | None = None
        self._header: CaseHeader | None = None
        self._came_back = came_back
        view.case_wanted.connect(self._begin)
        view.action_chosen.connect(self._on_action)
        view.away.back_requested.connect(navigator.show_worklist)
        view.away.fetch_requested.connect(self.fetch)
        view.away.stop_requested.connect(self.stop)

    @property
    def is_shown(self) -> bool:
        """Whether the page shows the header of a case and nothing else."""
        return self._header is not None and self._view.away.isVisibleTo(self._view)

    def on_unread(self, case_id: CaseId, error: CounterError) -> None:
        """Show the header of a case that cannot be read whole; tell any other error."""
        if case_id != self._case_id:
            return
        if not isinstance(error, CaseBodiesAway) or self._parts.away is None:
            self._navigator.show_error(error)
            return
        self._ask(self._parts.away.header)

    def fetch(self) -> None:
        """Get the bodies from the county, now or with the next line."""
        if self._parts.away is not None and self._header is not None:
            self._ask(self._parts.away.fetch, then=self._parts.county.nudge)

    def stop(self) -> None:
        """Want them no more."""
        if self._parts.away is not None and self._header is not None and self._header.is_wanted:
            self._ask(self._parts.away.leave)

    def on_county_news(self, news: SyncNews) -> None:
        """Look again at what is awaited, whenever an exchange has moved on."""
        del news
        header = self._header
        if not self.is_shown or not self._view.isVisible() or self._parts.away is None:
            return
        if header is not None and header.is_wanted:
            self._ask(self._parts.away.header)

    def _begin(self, case_id: str) -> None:
        self._case_id, self._header = CaseId(case_id), None

    def _on_action(self, action: Action) -> None:
        if self.is_shown and action is Action.SUBMIT:
            self.fetch()

    def _ask(
        self,
        ask: Callable[[CaseId], CaseHeader | None],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        case_id = self._case_id
        assert case_id is not None, "only of the case that is shown"
        self._parts.tasks.start(
            partial(ask, case_id),
            done=partial(self._on_header, case_id, then),
            failed=self._navigator.show_error,
        )

    def _on_header(
        self, case_id: CaseId, then: Callable[[], None], header: CaseHeader | None
    ) -> None:
        then()
        if case_id != self._case_id:
            return
        was_shown, self._header = self._header is not None, header
        if header is None and was_shown:
            self._came_back()
        if header is None:  # Whole, or nothing that can be said of it: what was told stands.
            return
        is_online = self._parts.county.status().lamp in _WITH_A_LINE
        self._view.show_away(header, is_online=is_online)
        actions = {} if header.is_wanted else {Action.SUBMIT: AVAILABLE}
        self._view.set_actions(
            {Action.NEXT_PANE: AVAILABLE, **actions}, {Action.SUBMIT: self.tr("从县里取回全卷")}
        )
