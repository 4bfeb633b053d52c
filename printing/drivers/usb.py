"""Printers on USB: the printer class device of Linux, or libusb through python-escpos."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from counter_app.domain.errors import PrinterUnreachable

_SLICE_BYTES: Final = 4096
_READ_BYTES: Final = 64
_LOOK_AGAIN_S: Final = 0.01
_PICKLE_FOLDER: Final = "ESCPOS_CAPABILITIES_PICKLE_DIR"


class UsbFilePort:
    """/dev/usb/lp0: one file, both ways."""

    is_two_way = True
    is_proof = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def open(self, title: str) -> None:  # noqa: ARG002  # The cable has no place for it.
        flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        try:
            self._descriptor = os.open(self._path, flags)
        except OSError as error:
            raise PrinterUnreachable(f"{self._path}: {error.strerror}") from error

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        assert self._descriptor is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        taken = 0
        while taken < len(data) and time.monotonic() < end:
            try:
                taken += os.write(self._descriptor, data[taken : taken + _SLICE_BYTES])
            except BlockingIOError:
                time.sleep(_LOOK_AGAIN_S)
            except OSError:
                break
        return taken

    def read(self, *, timeout_ms: int) -> bytes:
        assert self._descriptor is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        while True:
            with suppress(OSError):
                if data := os.read(self._descriptor, _READ_BYTES):
                    return data
            if (left_s := end - time.monotonic()) <= 0:
                return b""
            time.sleep(min(_LOOK_AGAIN_S, left_s))

    def finish(self, *, timeout_ms: int) -> None:
        """Nothing is held here: a write returns when the cable has carried it."""

    def close(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = None


class EscposPort:
    """A transport of python-escpos: only its open, `_raw`, `_read` and close are used.

    Its own status calls take silence for plenty of paper, and its text goes through unchecked.
    """

    is_two_way = True
    is_proof = False

    def __init__(self, make_transport: Callable[[], Any]) -> None:
        self._make_transport = make_transport
        self._transport: Any = None

    def open(self, title: str) -> None:  # noqa: ARG002  # The cable has no place for it.
        from escpos.exceptions import Error

        try:
            transport = self._make_transport()
            transport.open()
        # RuntimeError: pyusb is not installed.  ValueError: it finds no libusb.
        except (Error, OSError, RuntimeError, ValueError) as error:
            raise PrinterUnreachable(f"USB: {type(error).__name__}") from error
        self._transport = transport

    def write(self, data: bytes, *, timeout_ms: int) -> int:
        assert self._transport is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        taken = 0
        while taken < len(data) and time.monotonic() < end:
            piece = data[taken : taken + _SLICE_BYTES]
            taken += len(piece)  # Before, not after: a slice that fails may have gone in part.
            try:
                self._transport._raw(piece)  # noqa: SLF001  # The only way to its bytes.
            except OSError:  # usb.core.USBError is one.
                return min(taken, len(data) - 1)
        return taken

    def read(self, *, timeout_ms: int) -> bytes:
        assert self._transport is not None, "the port is not open"
        end = time.monotonic() + timeout_ms / 1000
        while True:
            with suppress(OSError):  # A time-out of libusb, too.
                if data := bytes(self._transport._read()):  # noqa: SLF001
                    return data
            if (left_s := end - time.monotonic()) <= 0:
                return b""
            time.sleep(min(_LOOK_AGAIN_S, left_s))

    def finish(self, *, timeout_ms: int) -> None:
        """Nothing is held here: a write returns when the cable has carried it."""

    def close(self) -> None:
        if self._transport is not None:
            with suppress(OSError):
                self._transport.close()
        self._transport = None


def libusb_transport(vendor_id: int, product_id: int, *, timeout_ms: int) -> Any:
    """Make python-escpos's USB transport, unopened; a quarter of a second at the first time.

    Raises:
        RuntimeError: pyusb is not installed.
    """
    from platformdirs import user_cache_path

    if _PICKLE_FOLDER not in os.environ:  # It writes a pickle at import: not into a shared folder.
        folder = user_cache_path("township-counter", appauthor=False) / "escpos"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[_PICKLE_FOLDER] = str(folder)
    from escpos.printer import Usb

    if not Usb.is_usable():  # One made without pyusb fails again in its destructor.
        raise RuntimeError("pyusb is not installed")
    return Usb(vendor_id, product_id, timeout=timeout_ms)
