"""A slow line between two real programs: bit rate, distance and stalls, and what went over it."""

from __future__ import annotations

import queue
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

SEGMENT_BYTES: Final = 1_460
STALL_SHARE: Final = 0.02
_ACCEPT_WAIT_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTerms:
    """What a line is like; the defaults are a township's on a bad day.

    Attributes:
        bits_a_second: Each way, shared by all connections; 0 for no limit.
        round_trip_s: Half of it each way, and one whole for each new connection.
        stalls: 2 % of the segments hold their direction up for two round trips and 200 ms.
    """

    bits_a_second: int = 64_000
    round_trip_s: float = 0.6
    stalls: bool = True


LOOPBACK: Final = LinkTerms(bits_a_second=0, round_trip_s=0.0, stalls=False)


@dataclass(slots=True)
class _Way:
    """One direction; a queue in which segments wait for the line and then for the distance."""

    terms: LinkTerms
    dice: random.Random
    bytes: int = 0
    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arrival_of(self, length: int) -> float:
        """Put a segment on the line; return when its last bit is at the other end."""
        terms = self.terms
        with self.lock:
            self.bytes += length
            if not terms.bits_a_second:
                return 0.0
            self.free_at = max(self.free_at, time.monotonic()) + length * 8 / terms.bits_a_second
            if terms.stalls and self.dice.random() < STALL_SHARE:
                self.free_at += 2 * terms.round_trip_s + 0.2
            return self.free_at + terms.round_trip_s / 2


class SlowLink:
    """Forwards TCP connections to a server on this machine.

    Attributes:
        url: Where it listens.
        connections: How many there were.
    """

    def __init__(self, server_port: int, terms: LinkTerms, seed: int) -> None:
        self._server_port = server_port
        self._terms = terms
        # Repeatable stalls, nothing secret.
        self.up = _Way(terms, random.Random(seed))  # noqa: S311
        self.down = _Way(terms, random.Random(seed + 1))  # noqa: S311
        self.connections = 0
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_ACCEPT_WAIT_S)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)

    def close(self) -> None:
        """End every connection and thread."""
        self._ending.set()
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in self._open:
            each.close()

    def _start(self, work: object, *given: object) -> None:
        thread = threading.Thread(target=work, args=given, name="slow-link", daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ending.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            time.sleep(self._terms.round_trip_s)
            far = socket.create_connection(("127.0.0.1", self._server_port))
            self.connections += 1
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            for source, target, way in ((near, far, self.up), (far, near, self.down)):
                waiting: queue.Queue[tuple[float, bytes]] = queue.Queue()
                self._start(_take, source, way, waiting)
                self._start(_give, target, waiting)


def _take(source: socket.socket, way: _Way, waiting: queue.Queue[tuple[float, bytes]]) -> None:
    while True:
        try:
            piece = source.recv(SEGMENT_BYTES)
        except OSError:
            piece = b""
        waiting.put((way.arrival_of(len(piece)) if piece else 0.0, piece))
        if not piece:
            return


def _give(target: socket.socket, waiting: queue.Queue[tuple[float, bytes]]) -> None:
    while True:
        at, piece = waiting.get()
        time.sleep(max(0.0, at - time.monotonic()))
        with suppress(OSError):
            if not piece:
                target.shutdown(socket.SHUT_WR)
            else:
                target.sendall(piece)
        if not piece:
            return


@contextmanager
def slow_link(server_port: int, terms: LinkTerms, *, seed: int) -> Iterator[SlowLink]:
    """Open a line to a server of this machine until the block ends."""
    link = SlowLink(server_port, terms, seed)
    try:
        yield link
    finally:
        link.close()
