"""What the page does with cards and with news of the reader."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from counter_app.domain.reader_news import CardRead, ReaderState, ReaderStateChanged
from counter_app.ui.intake.cards import Placement, placement_of
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.form_presenter import ENTRY_REASONS, FormPresenter
from counter_app.ui.intake.person import PersonEntry
from counter_app.ui.intake.questions import Asker, other_person, which_address
from counter_app.ui.intake.screen import IntakeScreen
from counter_app.ui.looks import Look, look_of
from counter_app.ui.page import Navigator
from counter_app.ui.tokens import Tone

_NO_READER = frozenset(
    {
        ReaderState.ABSENT,
        ReaderState.BUSY_PORT,
        ReaderState.SILENT,
        ReaderState.FAULT,
        ReaderState.DISABLED,
    }
)
_SECONDARY = frozenset({ReaderState.ABSENT, ReaderState.DISABLED})


class CardPresenter(QObject):
    """Never covers another person's data without asking."""

    def __init__(
        self, screen: IntakeScreen, form: FormPresenter, asker: Asker, navigator: Navigator
    ) -> None:
        super().__init__(form)
        self._screen = screen
        self._form = form
        self._asker = asker
        self._navigator = navigator
        self._reader = ReaderState.READY
        self._reader_text = ""
        self._has_failed = False
        self._held: CardRead | None = None

    def show_line(self) -> None:
        """Say what to do with the card, or what became of it."""
        person = self._form.state.person
        if self._has_failed:
            self._screen.show_card_line(look_of(self._reader), self._reader_text)
        elif person.from_card and not person.is_blank:
            words, look = (
                self.tr("已读身份证，请核对人证一致后交还"),
                Look(Tone.GOOD, "check-circle"),
            )
            if self._is_dead:
                words, look = f"{words}。{self._reader_text}", look_of(self._reader)
            self._screen.show_card_line(look, words)
        elif self._reader is ReaderState.READY:
            words = self.tr("请把身份证放在读卡器上")
            self._screen.show_card_line(Look(Tone.ACCENT, "id-card"), words)
        elif self._reader in _SECONDARY:
            self._screen.show_card_line(Look(Tone.NEUTRAL, "link-cut"), self._reader_text)
        else:
            self._screen.show_card_line(look_of(self._reader), self._reader_text)

    def take_news(self, news: ReaderStateChanged) -> None:
        self._reader, self._reader_text = news.state, news.text.rstrip("。")
        self._has_failed = news.state is ReaderState.LIFT and bool(news.detail_code)
        self._form.suggest_reason(ENTRY_REASONS[0] if self._is_dead else "")
        self.show_line()

    @property
    def _is_dead(self) -> bool:
        return self._reader in _NO_READER

    def hold(self, news: CardRead) -> None:
        """Keep a card for the next page: the one in front is done."""
        self._held = news

    def drop_held(self) -> None:
        """Forget a card that waits: it was laid on before somebody else."""
        self._held = None

    def place_held(self) -> None:
        """Put the card that was kept on the new page."""
        held, self._held = self._held, None
        if held is not None:
            self.take(held)

    def take(self, news: CardRead) -> None:
        if self._form.is_locked or self._asker.is_asking:
            self._navigator.say(self.tr("刚才的卡没有读入，请再放一次"))
        elif news.appended_address and news.appended_address != news.card.address:
            self._asker.ask(
                which_address(news),
                lambda _answer: self._place(news, news.appended_address),
                refused=lambda: self._place(news, None),
            )
        else:
            self._place(news, None)

    def _place(self, news: CardRead, address: str | None) -> None:
        state = self._form.state
        placement = placement_of(state, news.card)
        if placement is Placement.PROXY:
            proxy = (state.proxy or PersonEntry()).with_card(news.card, address=address)
            self._form.load(replace(state, proxy=proxy))
            self._navigator.say(self.tr("已读入代理人的身份证"))
        elif placement is Placement.APPLICANT:
            self._fill(news, address)
        else:
            self._asker.ask(
                other_person(state.person, news), lambda _answer: self._fill(news, address)
            )

    def _fill(self, news: CardRead, address: str | None) -> None:
        state = self._form.state
        is_same = state.person.number == news.card.number
        person = state.person if is_same or state.person.is_blank else PersonEntry()
        filled = person.with_card(news.card, address=address)
        self._form.load(replace(state, person=filled, not_duplicate_reason=""))
        self._screen.go_to(Place.ITEM if state.item is None else Place.MATERIALS)
