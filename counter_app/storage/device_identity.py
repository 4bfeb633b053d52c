"""Who this device is: id, generation and signing key, kept outside the database.

A restored or copied database does not bring an identity with it, and an identity without both
the machine's secret and somebody's password is only noise.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.domain.errors import NoProfile, WrongKey
from counter_app.domain.ids import DeviceId
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.durable_file import replace_file
from counter_app.storage.event_log import Signatory
from counter_app.storage.vault import OpenVault
from sync.signing import Purpose, sign

_NONCE_BYTES: Final = 12
_DEVICE_ID_BYTES: Final = 8
_BOUND: Final = b"township-counter/device/1"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeviceIdentity:
    """This device, in one generation of its key.

    Attributes:
        device: 16 hex digits.
        generation: From 1; raised with a new key after a restore, a cloning or a rotation.
    """

    device: DeviceId
    generation: int
    signing_key: Ed25519PrivateKey

    @property
    def public_key(self) -> Ed25519PublicKey:
        return self.signing_key.public_key()

    def signatory(self) -> Signatory:
        """Return what the event log signs with."""
        return Signatory(
            device=self.device,
            generation=self.generation,
            sign=partial(sign, self.signing_key, Purpose.EVENT),
            public_key=self.public_key,
        )


def create_identity(path: Path, vault: OpenVault, device_secret: bytes) -> DeviceIdentity:
    """Make a new device in its first generation and seal it into a file."""
    assert not path.exists(), "an identity is never written over"
    identity = DeviceIdentity(
        device=DeviceId(secrets.token_hex(_DEVICE_ID_BYTES)),
        generation=1,
        signing_key=Ed25519PrivateKey.generate(),
    )
    value = {
        "device": identity.device,
        "generation": identity.generation,
        "signing_key": identity.signing_key.private_bytes_raw().hex(),
    }
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = json.dumps(value).encode("ascii")
    sealed = AESGCM(_sealing_key(vault, device_secret)).encrypt(nonce, plain, _BOUND)
    replace_file(path, nonce + sealed)
    return identity


def open_identity(path: Path, vault: OpenVault, device_secret: bytes) -> DeviceIdentity:
    """Read this device's identity.

    Raises:
        NoProfile: There is none.
        WrongKey: It was sealed on another machine or for another vault, or was altered.
    """
    try:
        sealed = path.read_bytes()
    except FileNotFoundError as error:
        raise NoProfile from error
    try:
        plain = AESGCM(_sealing_key(vault, device_secret)).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND
        )
    except (InvalidTag, ValueError) as error:
        raise WrongKey("device.sealed") from error
    value = json.loads(plain)
    return DeviceIdentity(
        device=DeviceId(value["device"]),
        generation=int(value["generation"]),
        signing_key=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(value["signing_key"])),
    )


def _sealing_key(vault: OpenVault, device_secret: bytes) -> bytes:
    return derive(vault.key_for(KeyPurpose.DEVICE), KeyPurpose.DEVICE, salt=device_secret)
