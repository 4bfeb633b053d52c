"""Servers that are not the county, and lines that break: real sockets, no county behind them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager

ACCEPT_WAIT_S = 10.0


def read_request(connection: socket.socket) -> bytes:
    """Read one HTTP request with a Content-Length; "" when the caller went away."""
    content = b""
    while b"\r\n\r\n" not in content:
        piece = connection.recv(65536)
        if not piece:
            return b""
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def read_answer(connection: socket.socket) -> bytes:
    """Read one HTTP answer with a Content-Length."""
    return read_request(connection)


@contextmanager
def listening(serve: Callable[[socket.socket], None]):
    """Accept connections one after the other on a loopback port and hand each to `serve`."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            try:
                with connection:
                    connection.settimeout(ACCEPT_WAIT_S)
                    serve(connection)
            except OSError:
                continue  # The other side hung up: that is what many tests are about.

    thread = threading.Thread(target=accept, name="stub")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in connections:
            if connection.fileno() >= 0:
                connection.shutdown(socket.SHUT_RDWR)
        thread.join(ACCEPT_WAIT_S)


def answering(answer: bytes, requests: list[bytes] | None = None):
    """A server that gives every request the same bytes and closes."""

    def serve(connection: socket.socket) -> None:
        request = read_request(connection)
        if requests is not None:
            requests.append(request)
        connection.sendall(answer)

    return listening(serve)


class Forwarder:
    """Carries one request a connection to a server and back, as far as it is told to.

    Attributes:
        answer_bytes_max: Cut the connection after so many bytes of the answer; None for never.
        last_answer_bytes: How long the last whole answer of the server was.
        requests: Everything that came through, byte for byte.
    """

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._server = (host, int(port))
        self.answer_bytes_max: int | None = None
        self.last_answer_bytes = 0
        self.requests: list[bytes] = []

    def __call__(self, near: socket.socket) -> None:
        request = read_request(near)
        if not request:
            return
        self.requests.append(request)
        with socket.create_connection(self._server, ACCEPT_WAIT_S) as far:
            far.sendall(request)
            answer = read_answer(far)
        # We hang up after one answer: a client that is not told may send into the closing line.
        answer = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        self.last_answer_bytes = len(answer)
        near.sendall(answer[: self.answer_bytes_max])


def http(status: str, body: bytes, *headers: str, content_type: str = "text/html") -> bytes:
    """Return the bytes of an HTTP answer."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
