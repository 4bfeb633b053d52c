"""The county's devices as a file beside the settings, so that a receipt is checked signed out.

Keys are public.  Whoever may write into the profile's folder could put a false key here; they
could as well put another county into the settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from counter_app.domain.device_trust import DeviceStatus, KnownDevice, KnownDevices
from counter_app.domain.errors import UnreadableFile
from counter_app.runtime.whole_file import write_whole

FILE_NAME: Final = "known-devices.json"
FILE_BYTES_MAX: Final = 16 << 20
"""20,000 counters of a province with five keys each."""

_KEY_BYTES: Final = 32


def save_known_devices(folder: Path, known: Iterable[KnownDevice]) -> None:
    """Write the list if it differs from what stands there.

    Raises:
        UnreadableFile: The folder cannot be written.
    """
    rows = [
        {
            "device": each.device,
            "generation": each.generation,
            "public_key": each.public_key.hex(),
            "status": each.status.value,
            "counter_code": each.counter_code,
        }
        for each in sorted(known, key=lambda each: (each.device, each.generation))
    ]
    content = json.dumps({"devices": rows}, indent=1).encode("ascii")
    path = folder / FILE_NAME
    try:
        if path.exists() and path.read_bytes() == content:
            return
        write_whole(path, content)
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error


def load_known_devices(folder: Path) -> KnownDevices:
    """Return the list; empty where there is none.

    Raises:
        UnreadableFile: There is one that cannot be read.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            return KnownDevices()
        if path.stat().st_size > FILE_BYTES_MAX:
            raise UnreadableFile(f"{path}：太大")
        value = json.loads(path.read_bytes())
        return KnownDevices([_known(row) for row in value["devices"]])
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise UnreadableFile(f"{path}：不是设备名单") from error


def _known(row: dict[str, Any]) -> KnownDevice:
    key = bytes.fromhex(row["public_key"])
    if len(key) != _KEY_BYTES:
        raise ValueError("no Ed25519 key")
    return KnownDevice(
        device=str(row["device"]),
        generation=int(row["generation"]),
        public_key=key,
        status=DeviceStatus(row["status"]),
        counter_code=str(row.get("counter_code", "")),
    )
