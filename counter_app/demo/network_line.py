"""The line between counter and county, which the demo can cut."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import Final, Self
from urllib.parse import urlsplit

_SLICE_BYTES: Final = 65_536
_POLL_S: Final = 0.05


class NetworkLine:
    """A TCP forwarder on 127.0.0.1 that is up or down.

    Down means what a pulled cable means to a program: connections that stand are cut, new
    ones are refused.  Use as a context manager.

    Attributes:
        url: What the counter takes for the county's address.
    """

    def __init__(self, county_url: str) -> None:
        parts = urlsplit(county_url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._county = (parts.hostname, parts.port)
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-line", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._is_stopping.set()
        self._thread.join()
        self._selector.close()

    def connect(self) -> None:
        """Bring the line up."""
        with self._lock:
            if self._listener is None:
                listener = socket.socket()
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(("127.0.0.1", self._port))
                listener.listen()
                self._listener = listener
                self._selector.register(listener, selectors.EVENT_READ)

    def cut(self) -> None:
        """Take the line down, connections included."""
        with self._lock:
            if self._listener is not None:
                self._selector.unregister(self._listener)
                self._listener.close()
                self._listener = None
            for side in list(self._pairs):
                self._hang_up(side)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            if not self._selector.get_map():
                self._is_stopping.wait(_POLL_S)
                continue
            for key, _ in self._selector.select(timeout=_POLL_S):
                with self._lock:
                    self._handle(key.fileobj)

    def _handle(self, ready: object) -> None:
        if ready is self._listener:
            self._accept()
        elif isinstance(ready, socket.socket) and ready in self._pairs:
            self._forward(ready)

    def _accept(self) -> None:
        assert self._listener is not None
        near, _ = self._listener.accept()
        try:
            far = socket.create_connection(self._county, timeout=5)
        except OSError:
            near.close()
            return
        for side, other in ((near, far), (far, near)):
            self._pairs[side] = other
            self._selector.register(side, selectors.EVENT_READ)

    def _forward(self, side: socket.socket) -> None:
        try:
            content = side.recv(_SLICE_BYTES)
            if content:
                self._pairs[side].sendall(content)
        except OSError:
            content = b""
        if not content:
            self._hang_up(side)

    def _hang_up(self, side: socket.socket) -> None:
        other = self._pairs.pop(side, None)
        for end in (side, other):
            if end is None:
                continue
            self._pairs.pop(end, None)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            end.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
