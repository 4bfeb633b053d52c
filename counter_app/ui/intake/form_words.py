"""Puts the state of the page into what is seen of it."""

from __future__ import annotations

from typing import Final

from counter_app.domain.case_card import CaseCard, Draft
from counter_app.domain.identity_number import RegionQuestion
from counter_app.domain.terms import name_of
from counter_app.ports import Clock, Rulebook
from counter_app.ui.intake.conclusion import legal_outcomes, obstacle_of, outcome_of
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.number_words import QUIET, finding_of
from counter_app.ui.intake.outcome_words import NOT_YET, OUTCOME_LOOKS, heading_of, why_of
from counter_app.ui.intake.presence_words import remarks_on
from counter_app.ui.intake.screen import FormShown, Offer
from counter_app.ui.intake.state import IntakeState

_TITLE_CHARACTERS_MAX: Final = 60
_EARLIER_CHARACTERS_MAX: Final = 12


class FormWords:
    """Knows the day, the calendar and the area codes; decides nothing."""

    def __init__(
        self, clock: Clock, rulebook: Rulebook, is_known_region: RegionQuestion | None
    ) -> None:
        self._clock = clock
        self._rulebook = rulebook
        self._is_known_region = is_known_region

    def of(self, state: IntakeState, *, is_choosing: bool, is_busy: bool) -> FormShown:
        today = self._clock.now().date()
        outcome = outcome_of(state)
        proxy_finding = QUIET
        if state.proxy is not None:
            proxy_finding = finding_of(
                state.proxy, today=today, is_known_region=self._is_known_region
            )
        return FormShown(
            state=state,
            finding=finding_of(state.person, today=today, is_known_region=self._is_known_region),
            proxy_finding=proxy_finding,
            is_choosing=is_choosing or state.item is None,
            outcome=outcome,
            allowed=legal_outcomes(state),
            heading=heading_of(state),
            why=why_of(state, today=today, calendar=self._rulebook.calendar),
            look=OUTCOME_LOOKS[outcome] if outcome is not None else NOT_YET,
            obstacle=obstacle_of(state),
            is_busy=is_busy,
            remarks=remarks_on(state, today),
        )

    def of_draft(self, draft: Draft, waiting: int) -> Offer:
        """Say whose a draft is, of what, and when it was saved."""
        now = self._clock.now()
        is_today = draft.saved_at.date() == now.date()
        when = f"{draft.saved_at:%H:%M}" if is_today else f"{draft.saved_at:%m月%d日 %H:%M}"
        title = plain_words(draft.title, _TITLE_CHARACTERS_MAX)
        whose = f"工号{draft.staff} · " if draft.staff else ""
        more = f"（共{waiting}份）" if waiting > 1 else ""
        return Offer(words=f"有没提交的收件{more}", details=f"{title} · {whose}{when}保存")

    def of_earlier(self, card: CaseCard) -> str:
        """Say what a person had before in one short line."""
        name = card.item_name
        short = (
            name if len(name) <= _EARLIER_CHARACTERS_MAX else f"{name[:_EARLIER_CHARACTERS_MAX]}…"
        )
        on = card.received_at
        return f"{on.month}月{on.day}日 {short} {name_of(card.status)}"

    def of_duplicate(self, card: CaseCard, state: IntakeState) -> Offer:
        """Set the open case and the present one side by side."""
        on = f"{card.received_at.month}月{card.received_at.day}日"
        due = card.next_due_on
        until = f"，{due.month}月{due.day}日到期" if due is not None else ""
        was = f"已有：{on}收件，{name_of(card.status)}{until}，尾号{card.number[-6:]}"
        now = state.item.name if state.item is not None else ""
        return Offer(words="此人同一事项已有在办件", details=f"{was}\n这次：今天新收，{now}")
