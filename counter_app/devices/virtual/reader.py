"""The simulated reader: its thread, its pace, and what a test or a demo can do to it."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Literal, Self

from counter_app.devices.card_frames import Request
from counter_app.devices.virtual.card import VirtualCard
from counter_app.devices.virtual.endpoint import Endpoint, PtyEndpoint, TcpEndpoint
from counter_app.devices.virtual.faults import (
    Act,
    Answering,
    Fault,
    FaultDone,
    Lift,
    Plan,
    Replug,
    Send,
    Unplug,
    Wait,
)
from counter_app.devices.virtual.module import RequestParser, SecurityModule

_BITS_A_BYTE: Final = 10
_BURST_BYTES: Final = 8
"""Sent at one go: 0.7 ms of line at 115,200 baud."""
_GARBLE: Final = bytes(byte ^ 0x5A for byte in range(256))
_REQUESTS_KEPT_MAX: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the module thinks, and whether bytes leave at the line's speed.

    The defaults are guesses: no real reader has been measured.
    """

    find_ms: float = 60
    select_ms: float = 60
    read_ms: float = 600
    is_paced: bool = True

    def of(self, request: Request | int) -> float:
        """Return the delay before the answer to a request."""
        if request is Request.FIND:
            return self.find_ms
        if request is Request.SELECT:
            return self.select_ms
        return self.read_ms if request in _READS else 0


_READS: Final = frozenset({Request.READ, Request.READ_WITH_FINGERPRINTS})
INSTANT: Final = Timing(find_ms=0, select_ms=0, read_ms=0, is_paced=False)


class VirtualReader:
    """A reader on a real pty or TCP port, from `with` to the end of the block.

    Args:
        endpoint: "pty" (not on Windows) or "tcp".
        timing: Delays and pace; `INSTANT` for tests.
        seed: Makes noise repeatable.

    Attributes:
        module: The security module, to be made ill.
    """

    def __init__(
        self,
        endpoint: Literal["pty", "tcp"] = "tcp",
        *,
        timing: Timing | None = None,
        seed: int = 0,
    ) -> None:
        self._endpoint: Endpoint = PtyEndpoint() if endpoint == "pty" else TcpEndpoint()
        self._timing = timing or Timing()
        self._dice = random.Random(seed)  # noqa: S311  # Repeatable noise, no secret.
        self.module = SecurityModule()
        self._parser = RequestParser()
        self._faults: list[Fault] = []
        self._fault_log: list[FaultDone] = []
        self._requests: deque[str] = deque(maxlen=_REQUESTS_KEPT_MAX)
        self._request_count = 0
        self._later: list[tuple[float, VirtualCard]] = []
        self._jobs: list[Callable[[], None]] = []
        self._changed = threading.Condition()
        self._is_stopping = threading.Event()
        self._wake_sender, self._wake = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="virtual-reader", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """What to give to pyserial; a pty has another name after being plugged in again."""
        return self._endpoint.url

    @property
    def fault_log(self) -> tuple[FaultDone, ...]:
        """Which faults struck, in order."""
        with self._changed:
            return tuple(self._fault_log)

    @property
    def requests(self) -> tuple[str, ...]:
        """The names of the last 10,000 requests; a malformed one stands as its status byte."""
        with self._changed:
            return tuple(self._requests)

    def close(self) -> None:
        """Take the reader away for good."""
        if self._is_stopping.is_set():
            return
        self._is_stopping.set()
        self._poke()
        self._thread.join()
        self._endpoint.unplug()
        self._wake.close()
        self._wake_sender.close()

    def put(self, card: VirtualCard) -> None:
        """Lay a card down."""
        self._do(lambda: self.module.put(card))

    def lift(self) -> None:
        """Take the card away."""
        self._do(self.module.lift)

    def put_after(self, wait_ms: float, card: VirtualCard) -> None:
        """Lay a card down later."""
        due = time.monotonic() + wait_ms / 1000
        self._do(lambda: self._later.append((due, card)))

    def unplug(self) -> None:
        """Pull the plug under the client."""
        self._do(self._endpoint.unplug)

    def replug(self) -> None:
        """Plug in again; see `url` for the new name."""
        self._do(self._plug_in)

    def fault(
        self,
        name: str,
        *values: Any,
        on: Request | None = None,
        at: int = 1,
        is_sticky: bool = False,
    ) -> None:
        """Arm a fault; see `Fault`.

        Raises:
            ValueError: There is no fault of that name.
        """
        fault = Fault(name, values, on, at, is_sticky)
        self._do(lambda: self._faults.append(fault))

    def clear_faults(self) -> None:
        """Forget all faults; the log stays."""
        self._do(self._faults.clear)

    def wait_for_requests(self, count: int, *, timeout_s: float = 5.0) -> bool:
        """Wait until so many requests have come in all; tell whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self._request_count >= count, timeout_s)

    def wait_for_faults(self, count: int, *, timeout_s: float = 5.0) -> bool:
        """Wait until so many faults have struck; tell whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._fault_log) >= count, timeout_s)

    def _do(self, job: Callable[[], None]) -> None:
        """Have the reader's own thread do something, and wait until it has."""
        done = threading.Event()

        def work() -> None:
            job()
            done.set()

        with self._changed:
            self._jobs.append(work)
        self._poke()
        while not done.wait(0.1):
            assert self._thread.is_alive(), "the reader has been closed"

    def _poke(self) -> None:
        self._wake_sender.send(b"!")

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            piece = self._endpoint.wait(self._wake, self._until_next_card())
            self._drain_wake()
            self._do_jobs()
            for request in self._parser.feed(piece) if self._hears_well() else []:
                self._serve(request)

    def _hears_well(self) -> bool:
        return self._endpoint.client_baud() in {None, self.module.baud}

    def _serve(self, request: Request | int) -> None:
        name = request.name if isinstance(request, Request) else f"{request:02X}"
        with self._changed:
            self._requests.append(name)
            self._request_count += 1
            self._changed.notify_all()
        wait_ms = self._timing.of(request)
        if wait_ms and not self._pause(wait_ms):
            return
        # After the delay: a card that comes or goes meanwhile counts.
        plan: Plan = [Send(self.module.answer(request))]
        for act in self._spoil(plan, request, name):
            if self._is_stopping.is_set():
                return
            self._perform(act)

    def _spoil(self, plan: Plan, request: Request | int, name: str) -> Plan:
        answering = Answering(request, self._dice)
        good = plan
        for fault in self._faults:
            if fault.strikes(request):
                plan = fault.change(plan, answering)
                with self._changed:
                    self._fault_log.append(FaultDone(fault.name, name, self._request_count))
                    self._changed.notify_all()
        if plan != good and request in _READS and not self.module.hides_selected_card:
            # What the client could not use was not a read: the retry must be able to succeed.
            self.module.forget_read()
        return plan

    def _perform(self, act: Act) -> None:
        if isinstance(act, Send):
            self._send(act)
        elif isinstance(act, Wait):
            self._pause(act.wait_ms)
        elif isinstance(act, Unplug):
            self._endpoint.unplug()
        elif isinstance(act, Replug):
            self._plug_in()
        elif isinstance(act, Lift):
            self.module.lift()

    def _send(self, act: Send) -> None:
        data = act.data if self._hears_well() else act.data.translate(_GARBLE)
        if not self._timing.is_paced and act.baud is None:
            self._endpoint.send(data)
            return
        baud = act.baud or self.module.baud
        started = time.monotonic()
        for at in range(0, len(data), _BURST_BYTES):
            end = min(at + _BURST_BYTES, len(data))
            # A burst leaves when its last byte would: against the start, so nothing adds up.
            left_s = started + end * _BITS_A_BYTE / baud - time.monotonic()
            if left_s > 0 and self._is_stopping.wait(left_s):
                return
            self._endpoint.send(data[at:end])

    def _pause(self, wait_ms: float) -> bool:
        """Wait, doing jobs meanwhile; return whether to go on."""
        ends = time.monotonic() + wait_ms / 1000
        while (left_s := ends - time.monotonic()) > 0:
            if self._is_stopping.is_set():
                return False
            self._wake.settimeout(left_s)
            try:
                self._wake.recv(1)
            except (TimeoutError, BlockingIOError):
                break
            self._do_jobs()
        return True

    def _until_next_card(self) -> float | None:
        now = time.monotonic()
        due = [each for each in self._later if each[0] <= now]
        for each in due:
            self._later.remove(each)
            self.module.put(each[1])
        return min((each[0] - now for each in self._later), default=None)

    def _do_jobs(self) -> None:
        with self._changed:
            jobs, self._jobs = self._jobs, []
        for job in jobs:
            job()

    def _drain_wake(self) -> None:
        self._wake.settimeout(0)
        try:
            self._wake.recv(4_096)
        except BlockingIOError:
            return

    def _plug_in(self) -> None:
        self._endpoint.unplug()
        self._endpoint.plug_in()
        self._parser = RequestParser()
