"""A window at work in a process of its own: saves, prints, reads cards, and feels its pulse.

Arguments: the profile's folder, user, password, number of cases.  Prints one JSON object: the
longest time in milliseconds that the window could not have answered a key, and what was done.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from counter_app.bench.office import submissions
from counter_app.bench.window_at_work import tell_of_work
from counter_app.bootstrap.window import OpenWindow
from counter_app.domain.errors import CounterError
from counter_app.domain.reader_news import CardRead
from counter_app.services.submit_intake import SubmitIntake
from counter_app.ui.keys import Action

BEAT_MS: Final = 1
SETTLE_MS: Final = 1_500
PAUSE_MS: Final = 250
LIMIT_MS: Final = 120_000
"""A window that nobody gets into ends by itself."""


class Pulse(QObject):
    """Beats every millisecond; the longest wait between two beats is the longest block."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1_000 - BEAT_MS)
        self._last = now


class Day(QObject):
    """Signs in, opens the intake page, saves one case after the other, ends."""

    def __init__(self, window: OpenWindow, cases: int) -> None:
        super().__init__()
        self._window = window
        self._pages = iter(submissions(cases))
        self._act: Callable[..., object] = _not_ready
        self.pulse = Pulse()
        self.saved = 0
        self.cards = 0
        window.counter.reader.subscribe(self._on_reader_news)
        window.built.presenter.let_in.connect(self._on_let_in)

    def _on_reader_news(self, news: object) -> None:
        self.cards += isinstance(news, CardRead)

    def _on_let_in(self, _operator: object) -> None:
        counter = self._window.counter
        self._act = counter.nudging(SubmitIntake(counter.profile.office))
        self._window.built.window.chosen.emit(Action.NEW_CASE)
        QTimer.singleShot(SETTLE_MS, self._begin)

    def _begin(self) -> None:
        self.pulse.start()
        self._save_next()

    def _save_next(self) -> None:
        page = next(self._pages, None)
        if page is None:
            self.pulse.stop()
            self._window.application.quit()
            return
        self._window.tasks.start(
            partial(self._act, page), done=self._on_saved, failed=self._on_failed
        )

    def _on_saved(self, _case: object) -> None:
        self.saved += 1
        QTimer.singleShot(PAUSE_MS, self._save_next)

    def _on_failed(self, error: CounterError) -> None:
        sys.stderr.write(f"{error.code}\n")
        self._window.application.exit(1)


def _not_ready(page: object) -> object:
    raise AssertionError(f"nobody has signed in before {page}")


def main() -> None:
    """Work, and tell how it felt."""
    folder, user, password, cases = sys.argv[1:]

    def begin(window: OpenWindow) -> Callable[[], dict[str, object]]:
        day = Day(window, int(cases))
        view = window.built.window.sign_in
        QTimer.singleShot(SETTLE_MS, lambda: view.sign_in_requested.emit(user, password))
        return lambda: {"longest_ms": day.pulse.longest_ms, "saved": day.saved, "cards": day.cards}

    tell_of_work(Path(folder), LIMIT_MS, begin)


if __name__ == "__main__":
    main()
