"""The page of conflicts: what happens."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.case import Case
from counter_app.domain.conflict_record import Side
from counter_app.domain.desk_news import SyncNews
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.services.resolve_conflict import ResolveRequest
from counter_app.services.show_conflicts import ConflictCard
from counter_app.services.stale_base import seen_of
from counter_app.ui.conflicts.view import ConflictsView
from counter_app.ui.page import Navigator
from counter_app.ui.window_parts import WindowParts


class ConflictsPresenter(QObject):
    """Shows cards, takes a choice and its reason, and hands them to the service."""

    def __init__(self, view: ConflictsView, parts: WindowParts, navigator: Navigator) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = navigator
        self._only: CaseId | None = None
        self._next_only: CaseId | None = None
        self._cards: tuple[ConflictCard, ...] = ()
        self._place = 0
        self._side: Side | None = None
        self._question = 0
        self._last_ack_at: object = None
        view.refresh_requested.connect(self._on_entered)
        view.row_chosen.connect(self._on_row_chosen)
        view.side_chosen.connect(self._on_side_chosen)
        view.confirmed.connect(self._on_confirmed)
        view.taken_back.connect(self._on_taken_back)
        view.case_wanted.connect(self._on_case_wanted)
        view.escaped.connect(self._on_escaped)
        view.reason.textChanged.connect(self._tell_offer)
        view.show_nothing(self.tr("正在读取冲突…"), "", "hourglass")

    def show_case(self, case_id: CaseId | None) -> None:
        """Show the conflicts of one case, decided ones too, when the page comes to the front."""
        self._next_only = case_id

    def on_county_news(self, news: SyncNews) -> None:
        """Read anew what came with the last exchange, unless somebody is deciding."""
        if news.last_ack_at != self._last_ack_at:
            self._last_ack_at = news.last_ack_at
            if self._view.isVisible() and self._side is None and not self._view.reason.text():
                self._load()

    def _on_entered(self) -> None:
        self._only, self._next_only = self._next_only, None
        self._load()

    def _load(self) -> None:
        self._question += 1
        self._parts.tasks.start(
            partial(self._parts.show_conflicts, self._only),
            done=partial(self._on_cards, self._question),
            failed=self._on_failed,
        )

    def _on_cards(self, question: int, cards: tuple[ConflictCard, ...]) -> None:
        if question != self._question:
            return
        shown = self._shown()
        names = [card.conflict.event_id for card in cards]
        before = shown.conflict.event_id if shown is not None else None
        self._cards = cards
        self._place = names.index(before) if before in names else 0
        self._view.show_cards(cards, self._place)
        if cards:
            self._show_card()
        else:
            self._view.offer(None)
            self._view.show_nothing(
                self.tr("没有要裁决的冲突"),
                self.tr("两个窗口断网时各办了同一件、又互相矛盾时，会出现在这里。"),
                "check",
            )

    def _shown(self) -> ConflictCard | None:
        return self._cards[self._place] if self._place < len(self._cards) else None

    def _on_row_chosen(self, place: int) -> None:
        if 0 <= place < len(self._cards) and place != self._place:
            self._place = place
            self._show_card()

    def _show_card(self) -> None:
        self._side = None
        card = self._shown()
        assert card is not None, "asked only while there are cards"
        self._view.show_card(card)
        self._tell_offer()

    def _on_side_chosen(self, side: Side) -> None:
        card = self._shown()
        if card is not None and not card.refused:
            self._side = Side.FIRST if card.is_single_choice else side
            self._view.mark_chosen(self._side)
            self._view.reason.setFocus()
            self._tell_offer()

    def _tell_offer(self) -> None:
        card = self._shown()
        if card is None or card.refused:
            self._view.offer(None)
        elif self._side is None:
            self._view.offer(self.tr("请先按 1 或 2 选一边"))
        else:
            is_whole = bool(self._view.reason.text().strip())
            self._view.offer("" if is_whole else self.tr("请写明裁决理由"))

    def _on_confirmed(self) -> None:
        if self._side is not None:
            self._decide(self._side)

    def _on_taken_back(self) -> None:
        if self._view.reason.text().strip():
            self._decide(None)
        else:
            self._view.reason.setFocus()
            self._navigator.say(self.tr("请先写明为什么撤回"))

    def _decide(self, side: Side | None) -> None:
        card = self._shown()
        assert card is not None, "decided only while a card is shown"
        request = ResolveRequest(
            conflict=card.conflict.event_id, stands=side, reason=self._view.reason.text()
        )
        self._parts.tasks.start(
            partial(self._parts.perform_step, card.case.case_id, request, seen=seen_of(card.case)),
            done=self._on_decided,
            failed=self._on_refused,
        )

    def _on_decided(self, _case: Case) -> None:
        self._parts.county.nudge()
        self._navigator.say(self.tr("裁决已记录，随下次同步送到各窗口"))
        self._load()

    def _on_refused(self, error: CounterError) -> None:
        """Say why; a card that changed under the eyes is read anew, and nothing is decided."""
        self._navigator.show_error(error)
        self._load()

    def _on_failed(self, error: CounterError) -> None:
        self._navigator.show_error(error)
        if not self._cards:
            self._view.show_nothing(self.tr("冲突读不出来"), error.advice, "alert")

    def _on_case_wanted(self) -> None:
        card = self._shown()
        if card is not None:
            self._navigator.open_case(card.case.case_id)

    def _on_escaped(self) -> None:
        if self._only is not None:
            self._navigator.open_case(self._only)
        else:
            self._navigator.show_worklist()
