"""Hands work from other threads to the simulated reader's own, and wakes it for that."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

_DONE_CHECK_S: Final = 0.1


class JobBox:
    """Jobs from any thread, done by one.

    Attributes:
        wake: Becomes readable when there is something to do; for `select`.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._jobs: list[Callable[[], None]] = []
        self._is_stopping = threading.Event()
        self._wake_sender, self.wake = socket.socketpair()

    @property
    def is_stopping(self) -> bool:
        """Whether the worker is to end."""
        return self._is_stopping.is_set()

    def do(self, job: Callable[[], None], worker: threading.Thread) -> None:
        """Have the worker do something, and wait until it has."""
        done = threading.Event()

        def work() -> None:
            job()
            done.set()

        with self._guard:
            self._jobs.append(work)
        self._wake_sender.send(b"!")
        while not done.wait(_DONE_CHECK_S):
            assert worker.is_alive(), "the reader has been closed"

    def run(self) -> None:
        """Do what there is to do; for the worker."""
        self.wake.settimeout(0)
        # Nothing may have woken the worker; there may be a job from before all the same.
        with contextlib.suppress(BlockingIOError):
            self.wake.recv(4_096)
        with self._guard:
            jobs, self._jobs = self._jobs, []
        for job in jobs:
            job()

    def pause(self, wait_ms: float) -> bool:
        """Wait, doing jobs meanwhile; return whether to go on.  For the worker."""
        ends = time.monotonic() + wait_ms / 1000
        while (left_s := ends - time.monotonic()) > 0:
            if self.is_stopping:
                return False
            self.wake.settimeout(left_s)
            try:
                self.wake.recv(1)
            except TimeoutError:
                break
            self.run()
        return True

    def wait_for_stop(self, wait_s: float) -> bool:
        """Wait exactly, doing nothing; return whether to stop.  For pacing bytes."""
        return self._is_stopping.wait(wait_s)

    def stop(self) -> None:
        """Ask the worker to end."""
        self._is_stopping.set()
        self._wake_sender.send(b"!")

    def close(self) -> None:
        """Let the sockets go, after the worker has ended."""
        self.wake.close()
        self._wake_sender.close()
