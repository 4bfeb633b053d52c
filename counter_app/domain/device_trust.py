"""Which devices of the county may be believed, as far as this machine has heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from counter_app.domain.privacy import Pi


class DeviceStatus(Enum):
    """What the county last said about a device."""

    TRUSTED = "trusted"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """One key of one device.

    Attributes:
        device: 16 hex digits; generation: from 1.
        public_key: Ed25519, 32 bytes.
        status: TRUSTED or REVOKED.
        counter_code: 11 digits; "" when it is not told.
    """

    device: Annotated[str, Pi.P1]
    generation: Annotated[int, Pi.P1]
    public_key: Annotated[bytes, Pi.P1]
    status: Annotated[DeviceStatus, Pi.P1] = DeviceStatus.TRUSTED
    counter_code: Annotated[str, Pi.P1] = ""


class KnownDevices:
    """A list of keys, asked by device and generation."""

    def __init__(self, known: Iterable[KnownDevice] = ()) -> None:
        self._known = {(each.device, each.generation): each for each in known}

    def find(self, device: str, generation: int) -> KnownDevice | None:
        """Return what is known of this key; None for a device nobody here has heard of."""
        return self._known.get((device, generation))

    def with_these(self, known: Iterable[KnownDevice]) -> tuple[KnownDevice, ...]:
        """Return all keys, with what is told now in the place of what was told before."""
        told = {(each.device, each.generation): each for each in known}
        return tuple({**self._known, **told}.values())
