"""One open port: looks for cards until the line breaks, the reader falls silent, or it must go."""

from __future__ import annotations

from typing import Final

from counter_app.devices.card_reader import CardReader, Step, StepKind
from counter_app.devices.exchange import Exchange, ReadingCancelled
from counter_app.devices.link import Link
from counter_app.devices.reader_voice import LIFT_TEXT_MS, ReaderVoice
from counter_app.devices.reader_wishes import ReaderWishes
from counter_app.devices.reader_words import CARD_DONE, READING, SILENT, news_of_step
from counter_app.devices.sam_queries import self_test
from counter_app.domain.reader_news import CardRead
from counter_app.ports import Clock

SILENT_LOOKS_MAX: Final = 3


class ReaderSession:
    """The reader's work on one line.

    Args:
        link: The open port; closed by its owner.
        wishes: What the window wants.
        voice: Tells the news.
        clock: Says which day it is, and when a card was read.
    """

    def __init__(self, link: Link, wishes: ReaderWishes, voice: ReaderVoice, clock: Clock) -> None:
        self._link = link
        self._wishes = wishes
        self._voice = voice
        self._clock = clock
        self._exchange = Exchange(link, is_cancelled=wishes.is_interrupted)
        self._reader = CardReader(
            self._exchange,
            today=lambda: clock.now().date(),
            on_found=lambda: voice.tell(READING),
        )

    def serve(self) -> None:
        """Look for cards; returns when the reader has fallen silent.

        Raises:
            Unplugged, OtherDialect, ReadingCancelled: As `Exchange.ask` does.
        """
        step = self._first_answer()
        silent_looks = SILENT_LOOKS_MAX if step.kind is StepKind.SILENT else 0
        if step.kind is StepKind.NOTHING_THERE:
            self._voice.tell_idle(is_wanted=self._wishes.is_wanted)
        while silent_looks < SILENT_LOOKS_MAX:
            is_ill = step.kind is StepKind.FAULT
            if is_ill:
                self._voice.tell(news_of_step(StepKind.FAULT, step.detail))
            if is_ill or not self._wishes.is_looking:
                self._listen(is_ill=is_ill)
            step = self._look()
            silent_looks = silent_looks + 1 if step.kind is StepKind.SILENT else 0
            if step.kind is not StepKind.FAULT:
                self._wishes.wait(self._wishes.gap_ms)
        self._voice.tell(SILENT)

    def _first_answer(self) -> Step:
        """Ask the module how it is, up to three times: one may be lost after plugging in."""
        step = self_test(self._exchange)
        for _ in range(SILENT_LOOKS_MAX - 1):
            if step.kind is not StepKind.SILENT:
                break
            step = self_test(self._exchange)
        return step

    def _look(self) -> Step:
        self._wishes.has_read_now()
        step = self._reader.look()
        if step.answer is not None:
            read_at_ms = self._clock.monotonic_ms()
            address = self._reader.appended_address() if self._wishes.with_address else None
            # The card first: the form is filled before anything else is said.
            self._voice.tell_card(
                CardRead(
                    card=step.answer.card, at_monotonic_ms=read_at_ms, appended_address=address
                )
            )
            self._voice.tell(CARD_DONE, hold_ms=LIFT_TEXT_MS)
        elif step.kind in {StepKind.FAILED, StepKind.REFUSED, StepKind.OTHER_CARD}:
            self._voice.tell(news_of_step(step.kind, step.detail), hold_ms=LIFT_TEXT_MS)
        elif step.kind is StepKind.NOTHING_THERE:
            self._voice.tell_idle(is_wanted=self._wishes.is_wanted)
        return step

    def _listen(self, *, is_ill: bool) -> None:
        """Send nothing, but notice a plug that is pulled, until there is something to do."""
        while not self._wishes.is_interrupted():
            if self._wishes.must_read_now or (self._wishes.is_looking and not is_ill):
                return
            if not is_ill:
                self._voice.tell_idle(is_wanted=self._wishes.is_wanted)
            self._link.read_some()
        raise ReadingCancelled
