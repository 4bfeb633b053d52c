"""The two links of a simulated printer: a TCP port of this machine, and a pseudo terminal."""

from __future__ import annotations

import os
import selectors
import socket
from contextlib import suppress
from typing import Final

_READ_BYTES: Final = 4096
_XON, _XOFF = b"\x11", b"\x13"


class _Waker:
    """Ends a wait from another thread."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair()
        self._near.settimeout(0)

    def fileno(self) -> int:
        return self._near.fileno()

    def wake(self) -> None:
        with suppress(OSError):
            self._far.send(b"!")

    def calm(self) -> None:
        with suppress(BlockingIOError):
            self._near.recv(_READ_BYTES)

    def close(self) -> None:
        self._near.close()
        self._far.close()


class TcpLink:
    """A listener on the loopback address that serves one client at a time."""

    def __init__(self) -> None:
        self._waker = _Waker()
        self._port = 0
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._is_refusing = False

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def open(self) -> None:
        self._listen()

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self._port), backlog=8)
            self._listener.settimeout(0)
            self._port = self._listener.getsockname()[1]

    def set_refusing(self, *, is_refusing: bool) -> None:
        if is_refusing:
            self._close_listener()
        else:
            self._listen()

    def wake(self) -> None:
        self._waker.wake()

    def wait(self, timeout_s: float, *, is_reading: bool) -> tuple[bool, bool]:
        """Wait for something to do; answer whether data came and whether a client is new."""
        listener = self._listener
        with selectors.DefaultSelector() as selector:
            selector.register(self._waker, selectors.EVENT_READ)
            if self._client is None and listener is not None:
                selector.register(listener, selectors.EVENT_READ)
            if self._client is not None and is_reading:
                selector.register(self._client, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(timeout_s)]
        self._waker.calm()
        is_new = False
        if listener is not None and listener in ready:
            with suppress(OSError):
                self._client, _ = listener.accept()
                self._client.settimeout(0)
                is_new = True
        return self._client is not None and self._client in ready, is_new

    def receive(self, size: int) -> bytes:
        assert self._client is not None
        try:
            data = self._client.recv(size)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._close_client()
        return data

    def send(self, data: bytes) -> None:
        if self._client is not None and data:
            with suppress(OSError):
                self._client.send(data)

    def show_room(self, *, is_full: bool, is_empty: bool) -> None:
        """TCP says so by itself: what is not read fills the window."""

    def go_dead(self) -> None:
        """Leave a client hanging, as a printer without power does, and take no other."""
        self._close_listener()

    def forget(self) -> None:
        """Break the connection; what came over it and was not taken is gone."""
        self._close_client()

    def close(self) -> None:
        self._close_client()
        self._close_listener()
        self._waker.close()

    def _close_client(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _close_listener(self) -> None:
        if self._listener is not None:
            self._listener.close()
        self._listener = None


class PtyLink:
    """A pseudo terminal: the printer holds one end, its address names the other."""

    def __init__(self) -> None:
        self._waker = _Waker()
        self._near = self._far = -1
        self._is_held_up = False

    @property
    def address(self) -> str:
        return f"serial://{os.ttyname(self._far)}"

    def open(self) -> None:
        import tty

        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        os.set_blocking(self._near, False)

    def set_refusing(self, *, is_refusing: bool) -> None:
        """A cable cannot refuse."""

    def wake(self) -> None:
        self._waker.wake()

    def wait(self, timeout_s: float, *, is_reading: bool) -> tuple[bool, bool]:
        with selectors.DefaultSelector() as selector:
            selector.register(self._waker, selectors.EVENT_READ)
            if is_reading:
                selector.register(self._near, selectors.EVENT_READ)
            ready = [key.fd for key, _ in selector.select(timeout_s)]
        self._waker.calm()
        return self._near in ready, False

    def receive(self, size: int) -> bytes:
        with suppress(BlockingIOError):
            return os.read(self._near, size)
        return b""

    def send(self, data: bytes) -> None:
        if data:
            with suppress(OSError):
                os.write(self._near, data)

    def show_room(self, *, is_full: bool, is_empty: bool) -> None:
        """Say XOFF when the buffer fills up and XON when it has run dry again."""
        if is_full and not self._is_held_up:
            self._is_held_up = True
            self.send(_XOFF)
        elif is_empty and self._is_held_up:
            self._is_held_up = False
            self.send(_XON)

    def go_dead(self) -> None:
        """Nothing to do: a dead printer no longer reads its cable."""

    def forget(self) -> None:
        """Lose what came over the cable and was not taken."""
        while self.receive(_READ_BYTES):
            pass

    def close(self) -> None:
        os.close(self._near)
        os.close(self._far)
        self._waker.close()
