"""The intake page: what happens.  Conclusion, submission and the next case; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from counter_app.domain.case import Case, ItemSnapshot
from counter_app.domain.errors import CommitUnknown, CounterError, SavedAfterAll
from counter_app.domain.identity_number import RegionQuestion
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake import questions
from counter_app.ui.intake.actions import form_action_words, form_actions
from counter_app.ui.intake.card_presenter import CardPresenter
from counter_app.ui.intake.conclusion import (
    Place,
    obstacle_of,
    outcome_of,
    submission_of,
)
from counter_app.ui.intake.draft_presenter import DraftPresenter
from counter_app.ui.intake.drafts import DraftKeeper
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.form_words import FormWords
from counter_app.ui.intake.history import HistoryPresenter
from counter_app.ui.intake.item_finder import ItemFinder
from counter_app.ui.intake.item_presenter import ItemPresenter
from counter_app.ui.intake.preview import PreviewMaker
from counter_app.ui.intake.screen import IntakeScreen
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.keys import Action
from counter_app.ui.page import Navigator
from counter_app.ui.pledge import latest_pledge_day
from counter_app.ui.window_parts import WindowParts


class IntakePresenter(QObject):
    """Joins the form with services, drafts and devices.

    Signals:
        moved: What can be done now is different.
        submitted: Case: recorded, with its number.
    """

    moved = Signal()
    submitted = Signal(object)

    def __init__(
        self,
        screen: IntakeScreen,
        parts: WindowParts,
        navigator: Navigator,
        asker: questions.Asker,
        is_known_region: RegionQuestion | None,
    ) -> None:
        super().__init__()
        self._screen = screen
        self._parts = parts
        self._navigator = navigator
        self._asker = asker
        self._words = FormWords(parts.clock, parts.rulebook, is_known_region)
        self.form = FormPresenter(parts.clock, self)
        self.keeper = DraftKeeper(parts.tasks, parts.drafts, parts.clock, parts.operator, self)
        self._finder = ItemFinder(parts, self)
        self.items = ItemPresenter(screen, self.form, self._finder, asker)
        self.cards = CardPresenter(screen, self.form, asker, navigator)
        self.drafts = DraftPresenter(
            screen,
            self.form,
            self.keeper,
            asker,
            self._words,
            lambda: parts.rulebook.catalogue,
        )
        self._preview = PreviewMaker(parts, self)
        self.history = HistoryPresenter(
            screen, self.form, self._words, asker, navigator, (parts.tasks, parts.finder)
        )
        self._has_begun = False
        self._connect()

    def begin(self) -> None:
        """Called after sign-in, each time the page comes to the front."""
        if not self._has_begun:
            self._has_begun = True
            self._finder.look()
            self.keeper.look()
            self.cards.show_line()
        self.items.show_items()
        self.show()

    def show(self) -> None:
        state, is_busy = self.form.state, self.form.is_locked
        self._screen.show_form(
            self._words.of(state, is_choosing=self.items.is_choosing, is_busy=is_busy)
        )
        self.moved.emit()

    def actions(self) -> Mapping[Action, str]:
        return form_actions(
            self.form.state,
            is_locked=self.form.is_locked,
            has_duplicate=self.history.duplicate is not None,
        )

    def action_words(self) -> Mapping[Action, str]:
        return form_action_words(self.form.state)

    def choose(self, outcome: Outcome) -> None:
        """Insist on an outcome, and go to what it still needs."""
        self.form.choose(outcome)
        if outcome is Outcome.PROVISIONAL:
            self._pledge()
        obstacle = obstacle_of(self.form.state)
        if obstacle is not None and obstacle.place is Place.REFUSAL:
            self._screen.go_to(Place.REFUSAL)

    def _pledge(self) -> None:
        """Begin with the latest day a pledge may run to; the clerk may choose an earlier one."""
        item = self.form.state.item
        if item is None or outcome_of(self.form.state) is not Outcome.PROVISIONAL:
            return
        today, calendar = self._parts.clock.now().date(), self._parts.rulebook.calendar
        snapshot = ItemSnapshot.of(item, catalogue_version="")
        self.form.defer_until(latest_pledge_day(snapshot, today, calendar) or today)

    def choose_notice(self) -> None:
        if outcome_of(self.form.state) is not Outcome.NOTICE:
            self.form.choose(Outcome.NOTICE)
        self._screen.go_to(Place.OUTCOME)

    def submit(self) -> None:
        """Record the page, or go where something is still to be done."""
        why_not = self.actions()[Action.SUBMIT]
        obstacle = obstacle_of(self.form.state)
        if why_not:
            if obstacle is not None:
                self._screen.go_to(obstacle.place, obstacle.row)
            return
        self.keeper.save_now()
        submission = submission_of(self.form.state)
        self.form.is_locked = True
        self.show()
        self._parts.tasks.start(
            partial(self._parts.submit_intake, submission),
            done=self._on_submitted,
            failed=self._on_failed,
        )

    def start_anew(self) -> None:
        """Begin another page; what stands on this one becomes a draft, after a question."""
        if self.form.is_locked or self._asker.is_asking:
            return
        if self.form.state.has_content:
            self._asker.ask(questions.keep_as_draft(), lambda _answer: self._set_aside())
        else:
            self.clear()

    def clear(self) -> None:
        """Show an empty page and put a card that waits on it."""
        self.form.is_locked = False
        self.form.load(IntakeState())
        self.items.start()
        self._navigator.mark_saved("")
        self._screen.bring_form()
        self._screen.go_to(Place.ITEM if self.form.state.person.has_content else Place.NAME)
        self.cards.place_held()

    def go_on(self) -> None:
        """Put the keyboard where the next thing is to be done."""
        obstacle = obstacle_of(self.form.state)
        place, row = (obstacle.place, obstacle.row) if obstacle else (Place.OUTCOME, 0)
        self._screen.go_to(place, row)

    def _connect(self) -> None:
        self.form.changed.connect(self._on_changed)
        self.items.changed.connect(self.show)
        self.items.marked.connect(self._navigator.say)
        self.keeper.saved.connect(self._on_saved)
        self.keeper.failed.connect(self._navigator.show_error)
        self.drafts.restored.connect(self._on_restored)
        self.drafts.went_on.connect(self.go_on)
        self._preview.drawn.connect(self._screen.show_preview)
        self._preview.worded.connect(self._screen.show_preview_words)
        self.history.changed.connect(self.moved)
        self.history.went_on.connect(self.go_on)

    def _on_changed(self, state: IntakeState) -> None:
        self.keeper.note(state)
        self.history.follow(state)
        self.show()
        self.cards.show_line()
        can_be_drawn = obstacle_of(state) is None
        words = self.tr("填完后，这里显示要打印的纸样。")
        self._preview.ask(submission_of(state) if can_be_drawn else None, words)

    def _on_restored(self) -> None:
        self.items.start()
        self.go_on()

    def _set_aside(self) -> None:
        self.keeper.set_aside()
        self.keeper.look()
        self.drafts.put_off()
        self.clear()

    def _on_saved(self, words: str) -> None:
        if self.form.state.has_content:
            self._navigator.mark_saved(self.tr("已保存 {}").format(words))

    def _on_submitted(self, case: Case) -> None:
        item = self.form.state.item
        self.keeper.finish()
        self.form.is_locked = False
        self._parts.print_desk.nudge()
        self._parts.county.nudge()
        if item is not None:
            self._finder.used(item)
        self.form.load(IntakeState())
        self.items.start()
        self._navigator.mark_saved("")
        self.submitted.emit(case)

    def _on_failed(self, error: CounterError) -> None:
        """Keep the form as it is; if nobody knows what was saved, look before going on."""
        self.form.is_locked = False
        self._navigator.show_error(error)
        if isinstance(error, CommitUnknown | SavedAfterAll):
            self.history.look()
        self.show()
