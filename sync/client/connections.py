"""HTTP connections that another thread can break off."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class OpenSockets:
    """The sockets of one transport; `break_off` wakes whoever waits on them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_broken = False

    def add(self, opened: socket.socket) -> None:
        """Remember a socket that was just connected."""
        with self._lock:
            self._sockets = [each for each in self._sockets if each.fileno() >= 0] + [opened]
            is_broken = self._is_broken
        if is_broken:
            _shut(opened)

    def break_off(self) -> None:
        """Shut every open socket down; a read on it ends at once with an error."""
        with self._lock:
            opened, self._sockets = self._sockets, []
        for each in opened:
            _shut(each)

    def break_for_good(self) -> None:
        """As `break_off`, for sockets that are still to come as well."""
        with self._lock:
            self._is_broken = True
        self.break_off()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Break off whatever is still going on after a time.

        Timeouts of a socket count from byte to byte: a server that sends one byte a second
        would never run into them.
        """
        timer = threading.Timer(seconds, self.break_off)
        timer.name = "exchange-limit"
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


class WatchedAdapter(HTTPAdapter):
    """Transport adapter of requests whose connections report their socket; never tries again."""

    def __init__(self, sockets: OpenSockets) -> None:
        self._sockets: Final = sockets
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *positional: Any, **named: Any) -> None:
        """Make the pools, with our own kind of connection in them."""
        super().init_poolmanager(*positional, **named)
        sockets = self._sockets

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _shut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Of the base class: that of an SSL socket would pull its state away under a reader.
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
