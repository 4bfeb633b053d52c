"""Tells the clerk when the machine's clock is wrong; nothing is ever blocked by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counter_app.domain.clock_warning import ADVICE, off_words
from counter_app.domain.trusted_time import CLOCK_OFF_MIN
from counter_app.ui.frame.status_line import StatusLine
from counter_app.ui.looks import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from counter_app.domain.trusted_time import Estimate
    from counter_app.ports import TimeKeeper

_LOOK = Look(Tone.CAUTION, "clock")
_NO_TIME = timedelta(0)


class ClockWatch(QObject):
    """Shows a lamp as long as the clock is wrong, and a bar until somebody has read it.

    A bar that was closed comes again when the clock goes wrong by five minutes more, after it
    had been right, and when somebody else signs in.
    """

    def __init__(self, line: StatusLine, bar: MessageBar, timekeeper: TimeKeeper) -> None:
        super().__init__(line)
        self._bar = bar
        self._timekeeper = timekeeper
        self._read_off = _NO_TIME
        self._shown = ""
        self._lamp = line.lamp("clock")
        self._lamp.hide()
        bar.closed.connect(self._on_read)

    def look(self, _now: datetime | None = None) -> None:
        """Compare the clock with the county's time, as often as the clock is shown."""
        best = self._timekeeper.estimate()
        words = off_words(best)
        if words != self._shown:
            self._shown = words
            self._show_lamp(words)
        if not words:
            self._read_off = _NO_TIME
            self._bar.hide()
        elif self._is_news(best):
            told = self.tr("本机时钟{}，{}").format(words, ADVICE)
            if self._bar.isHidden() or self._bar.words.text() != told:
                self._bar.show_text(told, Tone.CAUTION, "clock")

    def tell_again(self) -> None:
        """Somebody signed in: what another one has read is news to them."""
        self._read_off = _NO_TIME
        self.look()

    def _is_news(self, best: Estimate) -> bool:
        return abs(best.wall_off) >= abs(self._read_off) + CLOCK_OFF_MIN

    def _on_read(self) -> None:
        self._read_off = self._timekeeper.estimate().wall_off

    def _show_lamp(self, words: str) -> None:
        self._lamp.setVisible(bool(words))
        if words:
            story = self.tr("本机时钟{}，{}。").format(words, ADVICE)
            self._lamp.show_look(_LOOK, self.tr("时钟{}").format(words), story)
