"""Two people who take turns at one window, in a process of its own, beside a bare Argon2id.

Arguments: the profile's folder, switches; then login name and password of each of the two.  Prints
one JSON object: milliseconds of each switch, and of each derivation with the same figures between
them.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from counter_app.bench.window_at_work import tell_of_work
from counter_app.bootstrap.window import OpenWindow
from counter_app.storage.vault import stretched

POLL_MS: Final = 1
SETTLE_MS: Final = 1_500
LIMIT_MS: Final = 180_000
"""A window that nobody gets into ends by itself."""
_SALT_BYTES: Final = 16


class Turns(QObject):
    """Locks, signs the other in, waits until the desk is there, and begins again."""

    def __init__(self, window: OpenWindow, people: list[tuple[str, str]], switches: int) -> None:
        super().__init__()
        self._window = window
        self._people = cycle(people)
        self._left = switches
        self._started = 0.0
        self._password = ""
        self.ours_ms: list[float] = []
        self.floor_ms: list[float] = []
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)

    def begin(self) -> None:
        """Sign the first one in; that opens the database and is no switch."""
        user, password = next(self._people)
        view = self._window.built.window.sign_in
        view.sign_in_requested.emit(user, password)
        self._poll.start()

    @property
    def _is_ready(self) -> bool:
        return self._window.built.window.is_shell_shown and not self._window.tasks.is_busy

    def _look(self) -> None:
        if not self._is_ready:
            return
        self._poll.stop()
        if self._started:
            self.ours_ms.append((time.perf_counter() - self._started) * 1_000)
            self.floor_ms.append(self._bare_guess_ms())
        if self._left:
            QTimer.singleShot(SETTLE_MS if not self._started else 0, self._switch)
        else:
            self._window.application.quit()

    def _switch(self) -> None:
        self._left -= 1
        user, self._password = next(self._people)
        self._started = time.perf_counter()
        self._window.built.presenter.lock()
        self._window.built.window.sign_in.sign_in_requested.emit(user, self._password)
        self._poll.start()

    def _bare_guess_ms(self) -> float:
        opened = self._window.counter.let_in_with
        assert opened is not None, "somebody has just signed in"
        assert opened.cost is not None, "by a password"
        started = time.perf_counter()
        stretched(self._password, secrets.token_bytes(_SALT_BYTES), opened.cost)
        return (time.perf_counter() - started) * 1_000


def main() -> None:
    """Take turns, and tell how long each took."""
    folder, switches, *words = sys.argv[1:]
    people = list(zip(words[::2], words[1::2], strict=True))

    def begin(window: OpenWindow) -> Callable[[], dict[str, object]]:
        turns = Turns(window, people, int(switches))
        QTimer.singleShot(0, turns.begin)
        return lambda: {"ours_ms": turns.ours_ms, "floor_ms": turns.floor_ms}

    tell_of_work(Path(folder), LIMIT_MS, begin)


if __name__ == "__main__":
    main()
