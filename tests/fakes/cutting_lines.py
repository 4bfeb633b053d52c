"""A TCP line that breaks after so many bytes, and remembers what went over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WAIT_S = 10.0


class CuttingLine:
    """Forwards connections to a server on this machine.

    Attributes:
        url: Where it listens.
        cuts: After how many bytes up or down the connections to come break, first come first:
            ("up", 17) or ("down", 17).  Without one, a connection lives as long as it likes.
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
        self._start(self._accept)

    def _start(self, work, *given) -> None:
        thread = threading.Thread(target=work, args=given, name="cutting-line", daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            _end(each)
        for thread in self._threads:
            thread.join(WAIT_S)
            assert not thread.is_alive()
        for each in self._open:
            each.close()

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
            self._start(_carry, near, far, limit if way == "up" else None, went_up)
            self._start(_carry, far, near, limit if way == "down" else None, bytearray())

    def put_bytes(self) -> int:
        """Return how many bytes of bodies of PUT reached the server, all connections together."""
        return sum(size for stream in self.connections for _, size in _puts(bytes(stream)))

    def starts(self) -> list[int]:
        """Return where the pieces began."""
        return [start for stream in self.connections for start, _ in _puts(bytes(stream))]


def _carry(source: socket.socket, target: socket.socket, limit: int | None, went: bytearray):
    with suppress(OSError):
        while piece := source.recv(65_536):
            piece = piece if limit is None else piece[: limit - len(went)]
            went += piece
            target.sendall(piece)
            if limit is not None and len(went) >= limit:
                break
    _end(source)
    _end(target)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


def _puts(stream: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each piece begins and how much of it came."""
    while stream:
        head, found, stream = stream.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.split(b"\r\n")
        length = 0
        for line in lines:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if lines[0].startswith(b"PUT "):
            start = int(lines[0].split(b"from=")[1].split(b" ")[0])
            yield start, min(length, len(stream))
        stream = stream[length:]


@contextmanager
def cutting_line(server_url: str) -> Iterator[CuttingLine]:
    line = CuttingLine(server_url)
    try:
        yield line
    finally:
        line.close()
