"""A simulated printer on a real byte stream: a TCP port of this machine, or a pseudo terminal.

Tests, demo and practice print on it.  It takes one client at a time, stops reading when its
buffer is full, and keeps every paper as bytes and as a picture.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from printing.drivers.virtual_link import PtyLink, TcpLink
from printing.drivers.virtual_mechanism import VirtualSheet
from printing.profiles import PrinterProfile, profile_for_paper

_READ_BYTES: Final = 4096
_TICK_S: Final = 0.05
_XOFF: Final = b"\x13"
_OF_ENGINE: Final = frozenset({"is_online", "is_cover_open", "is_hot", "is_near_end"})
_OF_MECHANISM: Final = frozenset({"is_cutter_stuck", "paper_left_dots"})


class VirtualPrinter:
    """A printer that exists only inside this program.

    Use as a context manager; between `with` and its end a thread of its own serves the link.
    """

    def __init__(
        self,
        profile: PrinterProfile | None = None,
        *,
        link: str = "tcp",
        is_paced: bool = False,
    ) -> None:
        """Prepare a printer, switched off.

        Args:
            profile: Its model; None for the generic one of 80 mm.
            link: "tcp", or "pty" where the system has pseudo terminals.
            is_paced: Whether paper moves at the model's speed; otherwise at once.
        """
        self.profile = profile or profile_for_paper("80")
        self._engine = VirtualEngine(self.profile)
        self._is_paced = is_paced
        self._changed = threading.Condition()
        self._is_stopping = threading.Event()
        self._link: TcpLink | PtyLink = PtyLink() if link == "pty" else TcpLink()
        self._thread = threading.Thread(target=self._serve, name="virtual-printer", daemon=True)
        self._asked: list[Callable[[], None]] = []
        self._take_again_at = 0.0
        self._print_again_at = 0.0

    def __enter__(self) -> Self:
        self._link.open()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_stopping.set()
        self._link.wake()
        self._thread.join()
        self._link.close()

    @property
    def address(self) -> str:
        """Where it hangs, as printer settings write it."""
        return self._link.address

    def arm(self, faults: VirtualFaults) -> None:
        """Make it misbehave from now on."""
        with self._changed:
            self._engine.arm(faults)
        self._ask_link(lambda: self._link.set_refusing(is_refusing=faults.refuse_connect))

    def set(self, **state: bool | int) -> None:
        """Change what a person could change at it.

        Args:
            state: is_online, is_cover_open, is_hot, is_near_end, is_cutter_stuck or
                paper_left_dots, each with its new value.
        """
        known = _OF_MECHANISM | _OF_ENGINE
        assert state.keys() <= known, f"a printer has no {state.keys() - known}"
        with self._changed:
            for name, value in state.items():
                part = self._engine.mechanism if name in _OF_MECHANISM else self._engine
                setattr(part, name, value)
        self._link.wake()

    def refill(self) -> None:
        """Put in a new roll."""
        with self._changed:
            self._engine.refill()
        self._link.wake()

    def power_off(self) -> None:
        """Switch it off: the link goes dead."""
        with self._changed:
            self._engine.is_dead = True
        self._link.wake()

    def power_on(self) -> None:
        """Switch it on again, with an empty buffer."""
        with self._changed:
            self._engine.power_on()
        self._ask_link(self._link.forget)
        self._ask_link(lambda: self._link.set_refusing(is_refusing=False))

    @property
    def sheets(self) -> list[VirtualSheet]:
        """Every paper with something printed on it, oldest first."""
        with self._changed:
            return [sheet for sheet in self._engine.mechanism.sheets if sheet.has_marks]

    @property
    def originals(self) -> int:
        """How many complete papers without a reprint mark came out."""
        return sum(sheet.is_complete and not sheet.copy_mark for sheet in self.sheets)

    @property
    def copies(self) -> int:
        """How many complete papers with a reprint mark came out."""
        return sum(sheet.is_complete and bool(sheet.copy_mark) for sheet in self.sheets)

    @property
    def received(self) -> bytes:
        """Every byte of print data that it took."""
        with self._changed:
            return bytes(self._engine.received)

    def wait_until(self, is_so: Callable[[], bool], *, timeout_ms: int = 5000) -> bool:
        """Wait until something is so, looking whenever the printer did something."""
        with self._changed:
            return self._changed.wait_for(is_so, timeout_ms / 1000)

    def _ask_link(self, act: Callable[[], None]) -> None:
        """Have the serving thread change the link, which nobody else may touch, and wait for it."""
        with self._changed:
            self._asked.append(act)
            self._link.wake()
            self._changed.wait_for(lambda: act not in self._asked)

    def _serve(self) -> None:
        while not self._is_stopping.is_set():
            with self._changed:
                while self._asked:
                    self._asked[0]()
                    self._asked.pop(0)
                    self._changed.notify_all()
                is_reading = self._may_read()
                tick_s = self._next_tick_s()
            has_data, is_new = self._link.wait(tick_s, is_reading=is_reading)
            with self._changed:
                self._step(has_data=has_data, is_new=is_new)
                self._changed.notify_all()

    def _may_read(self) -> bool:
        engine = self._engine
        is_time = time.monotonic() >= self._take_again_at
        is_hanging = engine.faults.accept_then_hang or engine.is_dead
        return is_time and not is_hanging and engine.room_bytes > 0

    def _next_tick_s(self) -> float:
        """Return how long to wait when the link is quiet."""
        waits = [_TICK_S]
        if self._engine.has_work:
            waits.append(self._print_again_at - time.monotonic())
        if self._take_again_at:
            waits.append(self._take_again_at - time.monotonic())
        return max(0.0, min(waits)) if len(waits) > 1 else 60.0

    def _step(self, *, has_data: bool, is_new: bool) -> None:
        engine = self._engine
        if time.monotonic() >= self._take_again_at:
            self._take_again_at = 0.0
        if is_new and engine.faults.garbage:
            self._link.send(engine.faults.garbage)
        if has_data:
            self._take()
        self._print()
        self._link.send(engine.answers())
        if engine.faults.xoff_flood:
            self._link.send(_XOFF * 16)
        self._link.show_room(
            is_full=engine.room_bytes < self.profile.buffer_bytes // 4,
            is_empty=engine.room_bytes > self.profile.buffer_bytes // 2,
        )
        if engine.is_dead:
            self._link.go_dead()
        elif engine.is_connection_dropped:
            engine.is_connection_dropped = False
            engine.faults.drop_connection_at = None
            self._link.forget()

    def _take(self) -> None:
        engine = self._engine
        baud = engine.faults.slow_baud
        size = min(_READ_BYTES, engine.room_bytes, max(1, baud // 100) if baud else _READ_BYTES)
        data = self._link.receive(size)
        engine.take(data)
        if baud:
            self._take_again_at = time.monotonic() + len(data) * 10 / baud

    def _print(self) -> None:
        engine = self._engine
        if not self._is_paced:
            engine.run()
        elif time.monotonic() >= self._print_again_at:
            left_dots = engine.mechanism.paper_left_dots
            engine.run(dots_max=1)
            moved_ms = self.profile.paper_time_ms(left_dots - engine.mechanism.paper_left_dots)
            self._print_again_at = time.monotonic() + moved_ms / 1000
