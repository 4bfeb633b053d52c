"""A TCP line that breaks after so many bytes, and remembers what went over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

WAIT_S: Final = 10.0
_READ_BYTES: Final = 64 << 10
_HEAD_END: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Came:
    """A piece as far as it came: where it began, and how many bytes reached the server."""

    start: int
    size: int


class CuttingLine:
    """Forwards connections to a server on this machine.

    Attributes:
        url: Where it listens.
        cuts: After how many bytes the connections to come break, first come first: ("up", 17) or
            ("down", 17).  Without one, a connection lives as long as it likes.
        connections: What came up each connection, and reached the server.
    """

    def __init__(self, server_url: str) -> None:
        host, _, port = server_url.removeprefix("http://").partition(":")
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts: list[tuple[str, int]] = []
        self.connections: list[bytearray] = []
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(threading.Thread(target=self._accept, name="cutting-line", daemon=True))

    def close(self) -> None:
        """End every connection and thread."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            _end(each)
        for thread in self._threads:
            thread.join(WAIT_S)
            assert not thread.is_alive(), "a line that does not end"
        for each in self._open:
            each.close()

    def pieces(self) -> list[Came]:
        """Return the pieces that came up since `connections` was cleared, in their order."""
        return [piece for stream in self.connections for piece in _pieces(bytes(stream))]

    def put_bytes(self) -> int:
        """Return how many bytes of bodies of PUT reached the server, all connections together."""
        return sum(piece.size for piece in self.pieces())

    def starts(self) -> list[int]:
        """Return where the pieces began."""
        return [piece.start for piece in self.pieces()]

    def _start(self, thread: threading.Thread) -> None:
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._server, WAIT_S)
            except OSError:
                return
            far.settimeout(None)
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            way, limit = self.cuts.pop(0) if self.cuts else ("", 0)
            went_up = bytearray()
            self.connections.append(went_up)
            ways = (
                (near, far, limit if way == "up" else None, went_up),
                (far, near, limit if way == "down" else None, bytearray()),
            )
            for given in ways:
                self._start(threading.Thread(target=_carry, args=given, daemon=True))


def _carry(
    source: socket.socket, target: socket.socket, limit: int | None, went: bytearray
) -> None:
    with suppress(OSError):
        while piece := source.recv(_READ_BYTES):
            some = piece if limit is None else piece[: limit - len(went)]
            went += some
            target.sendall(some)
            if limit is not None and len(went) >= limit:
                break
    _end(source)
    _end(target)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


def _pieces(stream: bytes) -> Iterator[Came]:
    """Yield the pieces of one connection; a request whose head did not come whole is none."""
    while stream:
        head, found, stream = stream.partition(_HEAD_END)
        if not found:
            return
        lines = head.split(b"\r\n")
        length = 0
        for line in lines:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if lines[0].startswith(b"PUT "):
            start = int(lines[0].split(b"from=")[1].split(b" ")[0])
            yield Came(start, min(length, len(stream)))
        stream = stream[length:]


@contextmanager
def cutting_line(server_url: str) -> Iterator[CuttingLine]:
    """Open a line to a server of this machine until the block ends."""
    line = CuttingLine(server_url)
    try:
        yield line
    finally:
        line.close()
