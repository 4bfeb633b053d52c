"""The JSON of a new device key: `POST /v1/device-key`."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sync.codec import canonical
from sync.wire_types import Answer, Base64, Request, Signature

DEVICE_KEY_PATH: Final = "/v1/device-key"
DEVICE_KEY_BYTES_MAX: Final = 2 << 10


class DeviceKeyWire(Request):
    """Body of a request to `DEVICE_KEY_PATH`; the request is signed with a former key.

    Attributes:
        generation: The number the device would like; `has_begun`: it has signed under it.
        public_key: Ed25519, 32 bytes.
        proof: Signature by the new key with purpose `device-key` over `proof_bytes`.
        reason: `restored`, `cloned` or `rotated`.
    """

    generation: Annotated[int, Field(ge=2, le=99)]
    has_begun: bool
    public_key: Annotated[Base64, Field(min_length=32, max_length=32)]
    proof: Signature
    reason: Annotated[str, Field(pattern="^(restored|cloned|rotated)$")]


class DeviceKeyAnswerWire(Answer):
    """Body of an answer with status 200; `generation` is the number the key has."""

    generation: Annotated[int, Field(ge=1, le=99)]


def proof_bytes(device: str, generation: int, public_key: bytes) -> bytes:
    """Return what a new key signs to show that its owner holds it."""
    return canonical(
        {"v": 1, "device": device, "generation": generation, "public_key": public_key.hex()}
    )
