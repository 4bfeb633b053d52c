"""Printers on the network: raw bytes over TCP, usually port 9100."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from counter_app.domain.errors import PrinterUnreachable

CONNECT_LIMIT_MS = 3000
"""Many models take one client at a time: a hanging connect means busy or off, not broken."""

_BUSY_LIMIT_S = 1.0
_KNOCK_AGAIN_S = 0.1
_SLICE_BYTES = 4096
_READ_BYTES = 4096


class NetworkPort:
    """A TCP connection, made for one job."""

    is_two_way = True
    is_proof = False

    def __init__(self, host: str, port: int, *, connect_limit_ms: int = CONNECT_LIMIT_MS) -> None:
        self._address = (host, port)
        self._connect_limit_s = connect_limit_ms / 1000
        self._socket: socket.socket | None = None

    def open(self, title: str) -> None:  # noqa: ARG002  # The wire has no place for it.
        line = self._connect()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = line

    def _connect(self) -> socket.socket:
        busy_until = time.monotonic() + _BUSY_LIMIT_S
        while True:
            try:
                return socket.create_connection(self._address, timeout=self._connect_limit_s)
            except ConnectionRefusedError as error:  # Perhaps it is serving another counter.
                if time.monotonic() > busy_until:
                    raise PrinterUnreachable(f"{self._address[0]}: refused") from error
                time.sleep(_KNOCK_AGAIN_S)
            except (OSError, UnicodeError) as error:
                raise PrinterUnreachable(f"{self._address[0]}: {type(error).__name__}") from error

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        assert self._socket is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        taken = 0
        while taken < len(data) and (left_s := end - time.monotonic()) > 0:
            self._socket.settimeout(left_s)
            try:
                taken += self._socket.send(data[taken : taken + _SLICE_BYTES])
            except OSError:
                break
        return taken

    def read(self, *, timeout_ms: int) -> bytes:
        assert self._socket is not None, "the port is not open"
        # A time-out of 0 would make the socket non-blocking, which is what is wanted then.
        self._socket.settimeout(timeout_ms / 1000)
        try:
            data = self._socket.recv(_READ_BYTES)
        except OSError:
            return b""
        if not data:  # Closed by the printer: without this, a caller's loop would spin.
            time.sleep(min(timeout_ms, 20) / 1000)
        return data

    def finish(self, *, timeout_ms: int) -> None:
        """Say that no more comes, and wait for the printer to say the same."""
        assert self._socket is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while (left_s := end - time.monotonic()) > 0:
                self._socket.settimeout(left_s)
                if not self._socket.recv(_READ_BYTES):
                    return

    def close(self) -> None:
        if self._socket is None:
            return
        # Bytes left unread would turn the close into a reset, which may eat the cut.
        with suppress(OSError):
            self._socket.settimeout(0)
            while self._socket.recv(_READ_BYTES):
                pass
        with suppress(OSError):
            self._socket.close()
        self._socket = None
