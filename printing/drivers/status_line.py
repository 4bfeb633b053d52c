"""Asking a printer how it is, and what a model has been heard to answer."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from printing.drivers.port import PrinterPort
from printing.drivers.status import (
    AutomaticStatus,
    InOrderAnswer,
    PrinterCondition,
    RealTimeAnswer,
    StatusStream,
    StatusWord,
    condition_from_answers,
    condition_from_automatic,
)
from printing.profiles import PrinterProfile

QUERY_LIMIT_MS: Final = 500
QUERIES_MAX: Final = 3
BARRIER: Final = b"\x1dr\x01"

BEFORE_JOB: Final = (1, 2, 4)
AFTER_JOB: Final = (1, 2, 3, 4)

_BY_PROFILE: Final = {
    "full": frozenset({1, 2, 3, 4}),
    "dle1": frozenset({1}),
    "dle4": frozenset({4}),
    "none": frozenset[int](),
}
_CAUSE: Final = 2
_ERROR_KIND: Final = 3
_HAS_ERROR: Final = 0x40
_QUIET_MS: Final = 300


def monotonic_ms() -> int:
    """Return milliseconds that never go back."""
    return time.monotonic_ns() // 1_000_000


class AnswerHabit:
    """What this printer answers: from its profile, and from what was heard in this run.

    A profile that says `learn` never makes silence a fault by itself, but a printer that has once
    answered and then says nothing is off.
    """

    def __init__(self, profile: PrinterProfile) -> None:
        self._may_learn = profile.status == "learn"
        self.answered: set[int] = set(_BY_PROFILE.get(profile.status, ()))
        self.asked_in_vain: set[int] = set()
        self._barrier = profile.barrier

    def queries(self, n: int) -> int:
        """Return how often to ask DLE EOT n: not at all, once, or until it is silence."""
        if n in self.answered:
            return QUERIES_MAX
        if not self._may_learn:
            return 0
        return 1 if n in self.asked_in_vain else QUERIES_MAX

    def heard(self, n: int, *, is_answer: bool) -> None:
        """Write down whether an answer came."""
        if is_answer:
            self.answered.add(n)
            self.asked_in_vain.discard(n)
        elif n not in self.answered:
            self.asked_in_vain.add(n)

    @property
    def may_answer_barrier(self) -> bool:
        return self._barrier != "none"

    @property
    def answers_barrier(self) -> bool:
        """Whether it is known to answer GS r."""
        return self._barrier == "gs-r"

    def heard_barrier(self, *, is_answer: bool, is_well: bool) -> None:
        """Learn from a barrier; silence of a printer that was well afterwards means never."""
        if self._barrier == "learn" and (is_answer or is_well):
            self._barrier = "gs-r" if is_answer else "none"


class StatusLine:
    """Questions and answers over one open port."""

    def __init__(
        self,
        port: PrinterPort,
        habit: AnswerHabit,
        *,
        query_limit_ms: int = QUERY_LIMIT_MS,
        now_ms: Callable[[], int] = monotonic_ms,
    ) -> None:
        """Begin a conversation.

        Args:
            port: Open.
            habit: What this printer answers; learnt to be more.
            query_limit_ms: For one answer.
            now_ms: Milliseconds that never go back.
        """
        self._port = port
        self._habit = habit
        self._query_limit_ms = query_limit_ms
        self._now_ms = now_ms
        self._stream = StatusStream()
        self._words: deque[StatusWord] = deque()

    def ask(self, queries: tuple[int, ...]) -> PrinterCondition:
        """Ask DLE EOT for each n that this model may answer, and read what it says together.

        Asks for the kind of an error as well when one is reported.
        """
        if not self._port.is_two_way:
            return PrinterCondition()
        expected = frozenset(self._habit.answered)
        answers: dict[int, int] = {}
        for n in queries:
            self._ask_one(n, answers)
            if n in expected and n not in answers:
                # It fell silent: what it said before is no longer so, and nothing will come.
                return PrinterCondition(is_expected_to_answer=True)
        if answers.get(_CAUSE, 0) & _HAS_ERROR and _ERROR_KIND not in answers:
            self._ask_one(_ERROR_KIND, answers)
        return condition_from_answers(answers)

    def _ask_one(self, n: int, answers: dict[int, int]) -> None:
        for _ in range(self._habit.queries(n)):
            self.forget_input()
            self._port.write(bytes((0x10, 0x04, n)), timeout_ms=self._query_limit_ms)
            answer = self._wait(lambda word: isinstance(word, RealTimeAnswer), self._query_limit_ms)
            if isinstance(answer, RealTimeAnswer):
                answers[n] = answer.value
                self._habit.heard(n, is_answer=True)
                return
        self._habit.heard(n, is_answer=False)

    def wait_for_barrier(self, timeout_ms: int) -> bool:
        """Wait for the answer to GS r: everything before it was taken.

        A printer set to report by itself ends the wait when it reports what stops it.
        """
        return isinstance(self._wait(_ends_a_job, timeout_ms), InOrderAnswer)

    def pass_old_barriers(self, pending: int, *, timeout_ms: int) -> bool:
        """Let the printer answer for jobs whose barrier never came, before a new one is sent.

        A printer may keep a job through a paper change and answer for it later; that answer must
        not be taken for the next job's.

        Args:
            pending: How many barriers were sent and never answered.
            timeout_ms: How long the printer may take to print what it kept.

        Returns:
            Whether it has worked off all it had.
        """
        self.forget_input()
        if self._port.write(BARRIER, timeout_ms=self._query_limit_ms) < len(BARRIER):
            return False
        if not self.wait_for_barrier(timeout_ms):
            return False
        # One answer a barrier; if it was switched off meanwhile, only the last one comes.
        for _ in range(pending):
            if not self.wait_for_barrier(max(_QUIET_MS, 4 * self._query_limit_ms)):
                break
        return True

    def forget_input(self) -> None:
        """Drop what came before a question; limited, as a printer may talk without end."""
        for _ in range(64):
            if not self._port.read(timeout_ms=0):
                break
        self._stream = StatusStream()
        self._words.clear()

    def _wait(self, is_wanted: Callable[[StatusWord], bool], timeout_ms: int) -> StatusWord | None:
        end_ms = self._now_ms() + timeout_ms
        while True:
            while self._words:
                if is_wanted(word := self._words.popleft()):
                    return word
            left_ms = max(0, end_ms - self._now_ms())
            self._words.extend(self._stream.take(self._port.read(timeout_ms=left_ms)))
            if left_ms == 0 and not self._words:
                return None


def _ends_a_job(word: StatusWord) -> bool:
    if isinstance(word, AutomaticStatus):
        return condition_from_automatic(word).fault is not None
    return isinstance(word, InOrderAnswer)
