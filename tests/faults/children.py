"""Work in a child of this process: what may be killed, run out of disk, or hold a database open.

No connection crosses a fork: whoever forks holds none, and each child opens its own.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from counter_app import fault_points

RANDOM_S = 0.012
"""How long a child may go on, at most, once it is to be killed."""

KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else -9


class Child:
    """A child at work, and what it says line by line."""

    def __init__(self, work: Callable[[Callable[[Any], None]], None]) -> None:
        """Fork; the child calls `work` with what it may tell its parent by."""
        ours, theirs = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(ours)
            _work(work, theirs)
        os.close(theirs)
        self._pipe = ours
        self._half = b""
        self._lines: deque[bytes] = deque()
        self.code: int | None = None

    def heard(self, limit_s: float | None = None) -> Iterator[Any]:
        """Yield what the child says until it ends, or until so many seconds have passed."""
        end = None if limit_s is None else time.monotonic() + limit_s
        while True:
            while self._lines:
                yield json.loads(self._lines.popleft())
            left = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([self._pipe], [], [], left)[0]:
                return
            piece = os.read(self._pipe, 65_536)
            if not piece:  # What is left is half a word of a killed child.
                return
            *lines, self._half = (self._half + piece).split(b"\n")
            self._lines.extend(lines)

    def kill(self) -> None:
        """End the child where it stands."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> int:
        """Wait for the end; returns the exit code, negative for a signal."""
        if self.code is None:
            os.close(self._pipe)
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self.code


def _work(work: Callable[[Callable[[Any], None]], None], pipe: int) -> None:
    code = 1
    try:
        work(lambda said: _say(pipe, said))
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never return into its parent's code
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
    finally:
        os._exit(code)


def _say(pipe: int, said: Any) -> None:
    os.write(pipe, (json.dumps(said) + "\n").encode())


@contextmanager
def child(work: Callable[[Callable[[Any], None]], None]) -> Iterator[Child]:
    """Have a child at work until the block ends, at the latest."""
    one = Child(work)
    try:
        yield one
    finally:
        if one.code is None:
            one.kill()
            one.end()


def heard_until_killed(
    work: Callable[[Callable[[Any], None]], None], chance: random.Random, share: float
) -> tuple[list[Any], int]:
    """Have a child at work, and kill it at a random moment after one of its words.

    Args:
        work: Acknowledges what it has done, word by word.
        chance: Says when.
        share: After how many of its words, in the mean, as 1 divided by it.  0 leaves the end to
            the child, which may have a way of its own to die.

    Returns:
        All that it acknowledged, and its exit code.
    """
    heard = []
    with child(work) as one:
        for word in one.heard():
            heard.append(word)
            if share and chance.random() < share:
                break
        if share:
            heard += one.heard(chance.uniform(0, RANDOM_S))
            one.kill()
            heard += one.heard()
        return heard, one.end()


def told(work: Callable[[], Any]) -> Any:
    """Return what a function returns in a child; asserts that the child ended well."""
    with child(lambda say: say(work())) as one:
        answers = list(one.heard())
        code = one.end()
    assert code == 0, f"the child ended with {code}"
    (answer,) = answers
    return answer


class Servant:
    """A child that keeps something running, and answers what it is asked about it."""

    def __init__(self, running: Callable[[], AbstractContextManager[Callable[[str], Any]]]) -> None:
        """Fork; the child enters `running` and answers with what that gave."""
        theirs, self._asks = os.pipe()
        self._child = Child(lambda say: self._serve(running, theirs, say))
        os.close(theirs)

    def _serve(
        self,
        running: Callable[[], AbstractContextManager[Callable[[str], Any]]],
        pipe: int,
        say: Callable[[Any], None],
    ) -> None:
        os.close(self._asks)
        with running() as answer, os.fdopen(pipe, encoding="utf-8") as asked:
            for line in asked:
                say([answer(line.rstrip("\n"))])

    def ask(self, word: str) -> Any:
        """Ask one thing, and wait for the answer."""
        os.write(self._asks, f"{word}\n".encode())
        for (answer,) in self._child.heard():
            return answer
        raise AssertionError("the servant is gone")

    def close(self) -> None:
        """Let it end in good order."""
        os.close(self._asks)
        code = self._child.end()
        assert code == 0, f"the servant ended with {code}"


def die_at(point: str, after: int) -> None:
    """Have this process kill itself when it comes to a fault point for the n-th time."""
    left = [after]

    def act() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    fault_points.arm(point, act)
