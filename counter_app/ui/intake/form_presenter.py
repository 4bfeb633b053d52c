"""Turns what the clerk does in the fields into the next state of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from counter_app.domain.applicant import EntrySource
from counter_app.domain.case_status import RefusalGround
from counter_app.domain.item import ServiceItem
from counter_app.domain.material import Verdict
from counter_app.domain.service_facts import ServiceTerms
from counter_app.ports import Clock
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.conclusion import legal_outcomes
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.number_words import detected_kind
from counter_app.ui.intake.person import PersonEntry, PersonField
from counter_app.ui.intake.state import WORDS_MAX, Count, IntakeState

ENTRY_REASONS: Final = (
    "读卡器不能用",
    "证件读不出",
    "没有带身份证",
    "不是能读的证件",
    "单位或组织申请",
)


class FormPresenter(QObject):
    """Holds the state of the page; knows nothing of services or of what is seen.

    Signals:
        changed: IntakeState: the page stands like this now.
    """

    changed = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._state = IntakeState()
        self._usual_reason = ""
        self.is_locked = False

    @property
    def state(self) -> IntakeState:
        return self._state

    def load(self, state: IntakeState) -> None:
        """Show another page."""
        self._state = state
        self.changed.emit(state)

    def suggest_reason(self, reason: str) -> None:
        """Say why people are typed in at present, such as without a reader; "" for no reason."""
        self._usual_reason = reason

    def edit_person(self, which: PersonField, text: str) -> None:
        person = self._with_kind(self._state.person.edited(which, text), which)
        reason = self._state.entry_reason
        if person.entry is EntrySource.TYPED and person.has_content:
            reason = reason or self._usual_reason
        self._set(replace(self._state, person=person, entry_reason=reason))

    def edit_proxy(self, which: PersonField, text: str) -> None:
        if self._state.proxy is not None:
            proxy = self._with_kind(self._state.proxy.edited(which, text), which)
            self._set(replace(self._state, proxy=proxy))

    def toggle_proxy(self, is_open: bool) -> None:  # noqa: FBT001 - a signal's argument
        if is_open != (self._state.proxy is not None):
            self._set(replace(self._state, proxy=PersonEntry() if is_open else None))

    def give_reason(self, reason: str) -> None:
        words = plain_words(reason, WORDS_MAX)
        self._usual_reason = words or self._usual_reason
        self._set(replace(self._state, entry_reason=words))

    def pick(self, item: ServiceItem) -> None:
        self._set(self._state.pick(item))

    def judge(self, row: int, verdict: Verdict | None) -> None:
        self._set(self._state.judge(row, verdict))

    def all_complete(self) -> None:
        self._set(self._state.all_complete())

    def count(self, row: int, which: Count, step: int) -> None:
        self._set(self._state.count(row, which, step))

    def explain(self, row: int, problem: str) -> None:
        self._set(self._state.explain(row, problem))

    def toggle_handling(self, row: int) -> None:
        self._set(self._state.toggle_handling(row))

    def choose(self, outcome: Outcome) -> None:
        """Insist on an outcome; choosing it again goes back to what the page proposes."""
        if outcome in legal_outcomes(self._state):
            choice = None if self._state.choice is outcome else outcome
            self._set(replace(self._state, choice=choice))

    def defer_until(self, due_on: date) -> None:
        """Say until when what is missing follows."""
        self._set(replace(self._state, pledge_due_on=due_on))

    def agree(self, terms: ServiceTerms) -> None:
        """Say how the case is served."""
        self._set(replace(self._state, terms=terms))

    def choose_ground(self, ground: RefusalGround) -> None:
        self._set(replace(self._state, ground=ground))

    def give_refusal_reason(self, reason: str) -> None:
        self._set(replace(self._state, reason=plain_words(reason, WORDS_MAX)))

    def name_authority(self, authority: str) -> None:
        self._set(replace(self._state, authority=plain_words(authority, WORDS_MAX)))

    def correct(self, field: str, before: str, after: str) -> None:
        self._set(self._state.correct(field, before, after))

    def drop_correction(self, place: int) -> None:
        self._set(self._state.drop_correction(place))

    def is_not_duplicate(self, reason: str) -> None:
        self._set(replace(self._state, not_duplicate_reason=plain_words(reason, WORDS_MAX)))

    def _with_kind(self, person: PersonEntry, which: PersonField) -> PersonEntry:
        """Name the kind of a whole valid number, so that nobody has to choose it."""
        if which is not PersonField.NUMBER:
            return person
        kind = detected_kind(person.number, today=self._clock.now().date())
        return person if kind is None else person.edited(PersonField.KIND, kind)

    def _set(self, state: IntakeState) -> None:
        """Show the next state; also an equal one, since a field may show what was not taken."""
        if not self.is_locked:
            self._state = state
        self.changed.emit(self._state)
