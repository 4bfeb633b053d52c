"""The simulated reader: its thread, and what a test or a demo can do to it."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from types import TracebackType
from typing import Any, Final, Literal, Self

from counter_app.devices.card_frames import Request
from counter_app.devices.virtual.card import VirtualCard
from counter_app.devices.virtual.endpoint import Endpoint, PtyEndpoint, TcpEndpoint
from counter_app.devices.virtual.faults import Answering, Fault, FaultDone, Plan, Send
from counter_app.devices.virtual.job_box import JobBox
from counter_app.devices.virtual.module import SecurityModule
from counter_app.devices.virtual.performer import INSTANT, READS, Performer, Timing

__all__ = ["INSTANT", "Timing", "VirtualReader"]

_REQUESTS_KEPT_MAX: Final = 10_000


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
        end: Endpoint = PtyEndpoint() if endpoint == "pty" else TcpEndpoint()
        self.module = SecurityModule()
        self._jobs = JobBox()
        self._hands = Performer(end, self.module, self._jobs, timing or Timing())
        self._dice = random.Random(seed)  # noqa: S311  # Repeatable noise, no secret.
        self._faults: list[Fault] = []
        self._later: list[tuple[float, VirtualCard]] = []
        self._changed = threading.Condition()
        self._fault_log: list[FaultDone] = []
        self._requests: deque[str] = deque(maxlen=_REQUESTS_KEPT_MAX)
        self._request_count = 0
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
        return self._hands.endpoint.url

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
        if self._jobs.is_stopping:
            return
        self._jobs.stop()
        self._thread.join()
        self._hands.endpoint.unplug()
        self._jobs.close()

    def put(self, card: VirtualCard) -> None:
        """Lay a card down."""
        self._jobs.do(lambda: self.module.put(card), self._thread)

    def lift(self) -> None:
        """Take the card away."""
        self._jobs.do(self.module.lift, self._thread)

    def put_after(self, wait_ms: float, card: VirtualCard) -> None:
        """Lay a card down later."""
        due = time.monotonic() + wait_ms / 1000
        self._jobs.do(lambda: self._later.append((due, card)), self._thread)

    def unplug(self) -> None:
        """Pull the plug under the client."""
        self._jobs.do(self._hands.endpoint.unplug, self._thread)

    def replug(self) -> None:
        """Plug in again; see `url` for the new name."""
        self._jobs.do(self._hands.plug_in, self._thread)

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
        self._jobs.do(lambda: self._faults.append(fault), self._thread)

    def clear_faults(self) -> None:
        """Forget all faults; the log stays."""
        self._jobs.do(self._faults.clear, self._thread)

    def wait_for_requests(self, count: int, *, timeout_s: float = 5.0) -> bool:
        """Wait until so many requests have come in all; tell whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self._request_count >= count, timeout_s)

    def wait_for_faults(self, count: int, *, timeout_s: float = 5.0) -> bool:
        """Wait until so many faults have struck; tell whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._fault_log) >= count, timeout_s)

    def _run(self) -> None:
        while not self._jobs.is_stopping:
            piece = self._hands.endpoint.wait(self._jobs.wake, self._until_next_card())
            self._jobs.run()
            for request in self._hands.parser.feed(piece) if self._hands.hears_well() else []:
                self._serve(request)

    def _serve(self, request: Request | int) -> None:
        name = request.name if isinstance(request, Request) else f"{request:02X}"
        with self._changed:
            self._requests.append(name)
            self._request_count += 1
            self._changed.notify_all()
        if not self._hands.think(request):
            return
        # After the delay: a card that comes or goes meanwhile counts.
        plan: Plan = [Send(self.module.answer(request))]
        for act in self._spoil(plan, request, name):
            if self._jobs.is_stopping:
                return
            self._hands.perform(act)

    def _spoil(self, plan: Plan, request: Request | int, name: str) -> Plan:
        answering = Answering(request, self._dice)
        good = plan
        for fault in self._faults:
            if fault.strikes(request):
                plan = fault.change(plan, answering)
                with self._changed:
                    self._fault_log.append(FaultDone(fault.name, name, self._request_count))
                    self._changed.notify_all()
        if plan != good and request in READS and not self.module.hides_selected_card:
            # What the client could not use was not a read: the retry must be able to succeed.
            self.module.forget_read()
        return plan

    def _until_next_card(self) -> float | None:
        now = time.monotonic()
        due = [each for each in self._later if each[0] <= now]
        for each in due:
            self._later.remove(each)
            self.module.put(each[1])
        return min((each[0] - now for each in self._later), default=None)
