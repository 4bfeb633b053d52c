"""Real places on this computer to which pyserial can connect: a pty, and a TCP port."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
from typing import Final, Protocol

_READ_BYTES_MAX: Final = 4_096
_LOOPBACK: Final = "127.0.0.1"


class Endpoint(Protocol):
    """One end of a line; the other end is whatever opens `url`."""

    @property
    def url(self) -> str:
        """What a client opens; another one after each `plug_in` of a pty."""

    def plug_in(self) -> None:
        """Make the endpoint exist."""

    def unplug(self) -> None:
        """Make it vanish under the client."""

    def wait(self, wake: socket.socket, wait_s: float | None) -> bytes:
        """Return what a client sent, or b"" when woken, out of time, or alone."""

    def send(self, data: bytes) -> None:
        """Send to the client, if there is one; what nobody takes is lost."""

    def client_baud(self) -> int | None:
        """Return the client's speed; None where there is no such thing."""


class PtyEndpoint:
    """A pseudo-terminal in raw mode.  Not on Windows."""

    def __init__(self) -> None:
        self._master = -1
        self._slave = -1
        self._name = ""
        self.plug_in()

    @property
    def url(self) -> str:
        """The slave's name."""
        return self._name

    def plug_in(self) -> None:
        """Open a new pair; its name differs from the last one's while that is held open."""
        if sys.platform == "win32":
            raise OSError("there are no pseudo-terminals on Windows")
        import tty

        # The slave stays open here too, else the master fails as soon as a client closes.
        self._master, self._slave = os.openpty()
        # Without raw mode the line echoes and turns bytes into others.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._name = os.ttyname(self._slave)

    def unplug(self) -> None:
        """Close both ends."""
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1

    def wait(self, wake: socket.socket, wait_s: float | None) -> bytes:
        """Return what a client sent."""
        watched: list[int | socket.socket] = [wake]
        if self._master >= 0:
            watched.append(self._master)
        ready, _, _ = select.select(watched, [], [], wait_s)
        if self._master in ready:
            return os.read(self._master, _READ_BYTES_MAX)
        return b""

    def send(self, data: bytes) -> None:
        """Send to the slave's queue; what does not fit is lost, as on a real line."""
        while data and self._master >= 0:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                return

    def client_baud(self) -> int | None:
        """Return the speed in the terminal's settings."""
        if sys.platform == "win32" or self._slave < 0:
            return None
        import termios

        speed = termios.tcgetattr(self._slave)[5]
        return _BAUD_OF_SPEED.get(speed)


class TcpEndpoint:
    """A listener on 127.0.0.1, one client at a time; others are turned away."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug_in()

    @property
    def url(self) -> str:
        """`socket://127.0.0.1:port`."""
        return f"socket://{_LOOPBACK}:{self._port}"

    def plug_in(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._listener = socket.create_server((_LOOPBACK, self._port))
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Stop listening and drop the client."""
        self._drop_client()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def wait(self, wake: socket.socket, wait_s: float | None) -> bytes:
        """Return what the client sent; take a new client if there is none."""
        watched = [end for end in (wake, self._listener, self._client) if end is not None]
        ready, _, _ = select.select(watched, [], [], wait_s)
        client, data = self._client, b""
        if client is not None and client in ready:
            data = self._received(client)
        # After what the last client left behind was read: then its end can be seen.
        if self._listener in ready and self._listener is not None:
            self._accept(self._listener)
        return data if self._client is client else b""

    def _received(self, client: socket.socket) -> bytes:
        try:
            data = client.recv(_READ_BYTES_MAX)
        except OSError:
            data = b""
        if not data:
            self._drop_client()
        return data

    def send(self, data: bytes) -> None:
        """Send to the client; one that has gone is forgotten."""
        if self._client is None:
            return
        try:
            self._client.sendall(data)
        except OSError:
            self._drop_client()

    def client_baud(self) -> int | None:
        """Return None: a network has no speed."""
        return None

    def _accept(self, listener: socket.socket) -> None:
        client, _ = listener.accept()
        if self._client is not None and not _has_gone(self._client):
            client.close()
            return
        self._drop_client()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client

    def _drop_client(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)
            self._client.close()
            self._client = None


def _has_gone(client: socket.socket) -> bool:
    """Tell whether a client has closed: it has something to read, and that is the end."""
    ready, _, _ = select.select([client], [], [], 0)
    if not ready:
        return False
    try:
        return not client.recv(1, socket.MSG_PEEK)
    except OSError:
        return True


def _speeds() -> dict[int, int]:
    if sys.platform == "win32":
        return {}
    import termios

    bauds = (115_200, 57_600, 38_400, 19_200, 9_600)
    return {getattr(termios, f"B{baud}"): baud for baud in bauds}


_BAUD_OF_SPEED: Final = _speeds()
