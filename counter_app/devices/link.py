"""An open serial line: bytes in and out, failures in the counter's own words.

The only module that touches pyserial.  A removed device, a busy port and a refused connection
show in different ways on each system; here they become `PortMissing`, `PortBusy`, `PortDenied`
and `Unplugged`.  Nothing read or written ever gets into an exception or a log.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol, Self

import serial

from counter_app.devices.port_url import is_port_url, split_socket_url
from counter_app.devices.socket_port import SocketPort
from counter_app.domain.errors import DeviceError, PortBusy, PortDenied, PortMissing, Unplugged

SLICE_MS: Final = 50
"""The longest a read blocks: a cancel is seen within 100 ms."""
WRITE_TIMEOUT_MS: Final = 500
READ_BYTES_MAX: Final = 4_096
BAUD_DEFAULT: Final = 115_200
BAUDS: Final = (115_200, 57_600, 38_400, 19_200, 9_600)

_MISSING: Final = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.ECONNREFUSED})
_BUSY: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EBUSY})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM})

# pyserial raises ValueError when the far end of an rfc2217 line refuses a setting.
_LINE_ERRORS: tuple[type[Exception], ...]
if sys.platform == "win32":
    _LINE_ERRORS = (OSError, ValueError)
else:
    import termios

    # Flushing a line that is gone raises this one, which is no OSError.
    _LINE_ERRORS = (OSError, ValueError, termios.error)


class Line(Protocol):
    """What the procedure needs of a line."""

    @property
    def baud(self) -> int:
        """Bits a second."""

    def write(self, data: bytes) -> None:
        """Send all of it.  Raises `Unplugged`."""

    def read_some(self) -> bytes:
        """Return what came within one slice; b"" for nothing.  Raises `Unplugged`."""

    def flush_input(self) -> None:
        """Forget what came and was not read.  Raises `Unplugged`."""


class Link:
    """A line that this program alone has open.

    Args:
        url: Device name, `socket://host:port` or `rfc2217://host:port`.
        baud: Bits a second; 8 data bits, no parity, 1 stop bit, no flow control.
        is_cancelled: Asked while a network connection is being made.

    Raises:
        PortMissing: No such port, connection refused, or a name that is not allowed.
        PortBusy: Another program has it.
        PortDenied: No right to open it.
    """

    def __init__(
        self,
        url: str,
        *,
        baud: int = BAUD_DEFAULT,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        if not is_port_url(url):
            raise PortMissing("不支持的端口名称")
        self.url = url
        try:
            self._port = _open(url, baud, is_cancelled)
        except _LINE_ERRORS as error:
            raise _opening_failure(url, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def baud(self) -> int:
        """Bits a second."""
        return int(self._port.baudrate)

    def set_baud(self, baud: int) -> None:
        """Change this end's speed; the reader's own is never changed."""
        try:
            self._port.baudrate = baud
        except _LINE_ERRORS as error:
            raise Unplugged(self.url) from error

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            Unplugged: The line broke, or took nothing for half a second.
        """
        try:
            self._port.write(data)
        except _LINE_ERRORS as error:
            raise Unplugged(self.url) from error

    def read_some(self) -> bytes:
        """Return what came within one slice (50 ms), at most 4,096 bytes; b"" for nothing.

        Raises:
            Unplugged: The line broke.
        """
        try:
            if isinstance(self._port, SocketPort):
                return self._port.read(READ_BYTES_MAX)
            first = bytes(self._port.read(1))
            if first and (waiting := self._port.in_waiting):
                return first + bytes(self._port.read(min(waiting, READ_BYTES_MAX - 1)))
        except _LINE_ERRORS as error:
            raise Unplugged(self.url) from error
        return first

    def flush_input(self) -> None:
        """Forget what came and was not read.

        Raises:
            Unplugged: The line broke.
        """
        try:
            self._port.reset_input_buffer()
        except _LINE_ERRORS as error:
            raise Unplugged(self.url) from error

    def close(self) -> None:
        """Let the port go; also one whose device is gone."""
        try:
            self._port.close()
        except _LINE_ERRORS:
            # The device is gone, and with it what there was to close.
            return


def _open(url: str, baud: int, is_cancelled: Callable[[], bool]) -> SocketPort | serial.Serial:
    address = split_socket_url(url)
    port: SocketPort | serial.Serial
    if address is not None:
        port = SocketPort(address, is_cancelled)
        port.baudrate = baud
    else:
        port = serial.serial_for_url(
            url,
            do_not_open=True,
            baudrate=baud,
            # Without it Linux lets a second program in, and each gets part of the bytes.
            exclusive=True,
        )
    port.timeout = SLICE_MS / 1000
    if not url.startswith("rfc2217:"):
        # pyserial's rfc2217 port refuses to be opened with one.
        port.write_timeout = WRITE_TIMEOUT_MS / 1000
    port.open()
    return port


def _opening_failure(url: str, error: BaseException) -> DeviceError:
    code = getattr(error, "errno", None)
    if code is None and error.__context__ is not None:
        code = getattr(error.__context__, "errno", None)
    text = str(error)
    # pyserial puts the system's error into the text on Windows, where a port that another
    # program has open is "access denied".
    if code in _BUSY or (sys.platform == "win32" and "PermissionError" in text):
        return PortBusy(f"另一个程序正在使用 {url}")
    if code in _DENIED:
        return PortDenied(url)
    return PortMissing(url)
