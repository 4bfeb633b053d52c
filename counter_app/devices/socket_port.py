"""A serial-to-LAN box as a pyserial port: the same frames over TCP."""

from __future__ import annotations

import errno
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from serial import SerialException
from serial.urlhandler import protocol_socket

CONNECT_TIMEOUT_MS: Final = 3_000
_SLICE_MS: Final = 50
_FLUSH_BYTES: Final = 4_096
_FLUSH_READS_MAX: Final = 64
_CONNECTING: Final = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK})


class SocketPort(protocol_socket.Serial):
    """pyserial's `socket://` port, made fit for a line that is opened and closed often.

    WORKAROUND(pyserial 3.5): its own waits 0.3 s in `close` and leaks the socket when the peer
    has gone first; its `open` cannot be cancelled; its `read` waits for the full count; its
    `reset_input_buffer` goes on as long as the peer sends.

    Args:
        address: Host and port.
        is_cancelled: Asked every 50 ms while connecting.
    """

    def __init__(self, address: tuple[str, int], is_cancelled: Callable[[], bool]) -> None:
        super().__init__(None)
        host, port = address
        self.port = f"socket://{host}:{port}"
        self._address = address
        self._is_cancelled = is_cancelled

    def open(self) -> None:
        """Connect.  Raises `OSError` with the cause's number."""
        self.logger = None
        self._socket = _connect(self._address, self._is_cancelled)
        self.is_open = True

    def read(self, size: int = 1) -> bytes:
        """Return what came within the time-out, at most `size` bytes; b"" for nothing."""
        ready, _, _ = select.select([self._socket], [], [], self.timeout)
        if not ready:
            return b""
        data: bytes = self._socket.recv(size)
        if not data:
            raise SerialException("socket disconnected")
        return data

    def reset_input_buffer(self) -> None:
        """Forget what came; a peer that never stops sending cannot keep this from ending."""
        for _ in range(_FLUSH_READS_MAX):
            ready, _, _ = select.select([self._socket], [], [], 0)
            if not ready or not self._socket.recv(_FLUSH_BYTES):
                return

    def close(self) -> None:
        """Close at once."""
        if self.is_open:
            self.is_open = False
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()


def _connect(address: tuple[str, int], is_cancelled: Callable[[], bool]) -> socket.socket:
    family, kind, protocol, _, target = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    connecting = socket.socket(family, kind, protocol)
    connecting.settimeout(0)
    outcome = connecting.connect_ex(target)
    if outcome in _CONNECTING:
        outcome = _await_connection(connecting, is_cancelled)
    if outcome:
        connecting.close()
        raise OSError(outcome, "no connection")
    return connecting


def _await_connection(connecting: socket.socket, is_cancelled: Callable[[], bool]) -> int:
    """Return 0 when the connection stands, else the number of what went wrong."""
    for _ in range(CONNECT_TIMEOUT_MS // _SLICE_MS):
        if is_cancelled():
            break
        # Windows reports a refused connection in the third set.
        _, done, failed = select.select([], [connecting], [connecting], _SLICE_MS / 1000)
        if done or failed:
            return connecting.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return errno.ETIMEDOUT
