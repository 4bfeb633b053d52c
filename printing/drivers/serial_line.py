"""Printers on a serial port, with the flow control that their profile names."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from counter_app.domain.errors import PrinterUnreachable

if TYPE_CHECKING:
    from serial import Serial

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    # pyserial lets this one through, and it is no OSError.
    _LINE_ERRORS = (OSError, termios.error)

_SLICE_BYTES = 256
_DTR_SLICE_BYTES = 64
"""What a printer must still take after it dropped its ready line; real ones take 200 and more."""

_LOOK_AGAIN_S = 0.005


class SerialPort:
    """A serial port, opened for one job."""

    is_two_way = True
    is_proof = False

    def __init__(self, device: str, *, baud: int, flow: str) -> None:
        """Prepare a port; nothing is opened yet.

        Args:
            device: /dev/ttyUSB1 or COM3.
            baud: Bits a second, 8N1.
            flow: dtr (the printer's ready line), xon (bytes 11h and 13h) or none.
        """
        self._device = device
        self._baud = baud
        self._flow = flow
        self._serial: Serial | None = None
        self._is_broken = False

    def open(self, title: str) -> None:  # noqa: ARG002  # The line has no place for it.
        import serial

        try:
            self._serial = serial.Serial(
                self._device,
                self._baud,
                timeout=0,
                write_timeout=1.0,
                xonxoff=self._flow == "xon",
                dsrdtr=self._flow == "dtr",
                exclusive=None if sys.platform == "win32" else True,
            )
            self._serial.reset_input_buffer()
        except (*_LINE_ERRORS, ValueError) as error:
            raise PrinterUnreachable(f"{self._device}: {type(error).__name__}") from error

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        assert self._serial is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        size = _DTR_SLICE_BYTES if self._flow == "dtr" else _SLICE_BYTES
        taken = 0
        while taken < len(data) and time.monotonic() < end and not self._is_broken:
            if not self._printer_is_ready():
                time.sleep(_LOOK_AGAIN_S)
                continue
            taken += self._write_slice(data[taken : taken + size], end - time.monotonic())
        if taken < len(data):
            with suppress(*_LINE_ERRORS):  # What waits here must not come out later by itself.
                self._serial.reset_output_buffer()
        return taken

    def read(self, *, timeout_ms: int) -> bytes:
        assert self._serial is not None, "the port is not open"
        if self._is_broken:
            time.sleep(min(timeout_ms, 20) / 1000)
            return b""
        try:
            self._serial.timeout = timeout_ms / 1000
            first = self._serial.read(1)
            return first + self._serial.read(self._serial.in_waiting) if first else b""
        except _LINE_ERRORS:
            self._is_broken = True
            return b""

    def finish(self, *, timeout_ms: int) -> None:
        """Wait for the last bits to leave; drop them if the printer does not take them."""
        assert self._serial is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        with suppress(*_LINE_ERRORS):
            while self._serial.out_waiting:
                if time.monotonic() > end:
                    self._serial.reset_output_buffer()
                    return
                time.sleep(_LOOK_AGAIN_S)

    def close(self) -> None:
        if self._serial is None:
            return
        # An undrained port would hold up the close for half a minute.
        with suppress(*_LINE_ERRORS):
            self._serial.reset_output_buffer()
        with suppress(*_LINE_ERRORS):
            self._serial.close()
        self._serial = None

    def _printer_is_ready(self) -> bool:
        """Look at the ready line where the system does not do it for us.

        Linux knows no DSR flow control; Windows does.  A line without modem wires (a pseudo
        terminal, some adapters) cannot say anything and counts as ready.
        """
        assert self._serial is not None
        if self._flow != "dtr" or sys.platform == "win32":
            return True
        try:
            return self._serial.dsr and self._serial.out_waiting < _DTR_SLICE_BYTES
        except _LINE_ERRORS:
            return True

    def _write_slice(self, piece: bytes, left_s: float) -> int:
        """Write one slice; a slice of unknown fate counts as taken, and ends the job."""
        assert self._serial is not None
        try:
            if sys.platform == "win32":
                self._serial.write_timeout = max(left_s, 0.001)
                return self._serial.write(piece) or 0
            return _write_posix(self._serial.fileno(), piece, left_s)
        except _LINE_ERRORS:
            self._is_broken = True
            return len(piece) if sys.platform == "win32" else 0


def _write_posix(descriptor: int, piece: bytes, left_s: float) -> int:
    # Not Serial.write(): pyserial 3.5 spins while the line is stopped, and when its time is up
    # it does not say how many bytes had gone.
    import select

    _, writable, _ = select.select([], [descriptor], [], max(left_s, 0))
    if not writable:
        return 0
    try:
        return os.write(descriptor, piece)
    except BlockingIOError:
        return 0
