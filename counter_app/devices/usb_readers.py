"""Readers that are plugged in by USB but offer no serial port: recognised, named, not spoken to.

Windows: the registry also lists what was plugged in once; unverified on a real reader.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counter_app.devices.discovery import SerialPort
from counter_app.domain.reader_news import PortFinding, PortIdentity, PortVerdict, RememberedPort

KNOWN_READERS: Final = frozenset({(0x0400, 0xC35A)})
"""Vendor and product of readers on a USB bulk line (one public sample: secondary source)."""

_LINUX_DEVICES: Final = Path("/sys/bus/usb/devices")
_WINDOWS_DEVICES: Final = r"SYSTEM\CurrentControlSet\Enum\USB"


def readers_without_port(
    ports: Sequence[SerialPort], *, devices: Path = _LINUX_DEVICES
) -> list[PortFinding]:
    """Return a finding for each known reader that none of the serial ports belongs to.

    Args:
        ports: The computer's serial ports.
        devices: Where Linux lists its USB devices.
    """
    with_port = {(port.identity.vid, port.identity.pid) for port in ports if port.identity}
    here = _on_windows() if sys.platform == "win32" else _on_linux(devices)
    return [
        PortFinding(
            port=RememberedPort(
                name=f"USB {vid:04X}:{pid:04X}", identity=PortIdentity(vid=vid, pid=pid)
            ),
            verdict=PortVerdict.NO_SERIAL_PORT,
        )
        for vid, pid in sorted((here & KNOWN_READERS) - with_port)
    ]


def _on_linux(devices: Path) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for vendor_file in devices.glob("*/idVendor"):
        try:
            vid = int(vendor_file.read_text("ascii"), 16)
            pid = int(vendor_file.with_name("idProduct").read_text("ascii"), 16)
        except (OSError, ValueError):
            # Pulled out while we looked, or no number: not a reader we know.
            continue
        found.add((vid, pid))
    return found


def _on_windows() -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    if sys.platform == "win32":
        import winreg

        for vid, pid in KNOWN_READERS:
            path = rf"{_WINDOWS_DEVICES}\VID_{vid:04X}&PID_{pid:04X}"
            try:
                winreg.CloseKey(winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path))
            except OSError:
                continue
            found.add((vid, pid))
    return found
