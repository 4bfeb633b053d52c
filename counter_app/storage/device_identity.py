"""Who this device is: id, generation and signing keys, kept outside the database.

A restored or copied database does not bring an identity with it, and an identity without both
the machine's secret and somebody's password is only noise.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.domain.device_facts import GenerationReason, GenerationStarted
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
class FormerKey:
    """The key of an earlier generation.

    Attributes:
        signing_key: Vouches for the present key: at the first contact after a restore, and again
            when the county was put back to before it knew that key.  None in files of older
            programs, which gave it up.
        is_registered: Whether the county knew it; not if we were restored twice while alone.
    """

    generation: int
    public_key: Ed25519PublicKey
    signing_key: Ed25519PrivateKey | None = None
    is_registered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeviceIdentity:
    """This device, in one generation of its key.

    Attributes:
        device: 16 hex digits.
        generation: From 1; raised with a new key after a restore, a cloning or a rotation.
        made_at_ms: When the key was made, by this machine's clock; 0 until it was read back.
        is_registered: Whether the county knows the key under this number, or never had to be
            told: the first key goes with the enrolment.
        former: Oldest first.
        started: Why this generation began; None for the first.
        next_key: Made to go on under, and not in use yet.
    """

    device: DeviceId
    generation: int
    signing_key: Ed25519PrivateKey
    made_at_ms: int = 0
    is_registered: bool = True
    former: tuple[FormerKey, ...] = ()
    started: GenerationStarted | None = None
    next_key: Ed25519PrivateKey | None = None

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
            former={key.generation: key.public_key for key in self.former},
        )

    def under(
        self,
        generation: int,
        key: Ed25519PrivateKey,
        started: GenerationStarted,
        *,
        is_registered: bool,
        at_ms: int,
    ) -> DeviceIdentity:
        """Return this device in a later generation; the present key becomes a former one."""
        assert generation > self.generation, "generations only go up"
        mine = FormerKey(
            generation=self.generation,
            public_key=self.public_key,
            signing_key=self.signing_key,
            is_registered=self.is_registered,
        )
        return replace(
            self,
            generation=generation,
            signing_key=key,
            made_at_ms=at_ms,
            is_registered=is_registered,
            former=(*self.former, mine),
            started=started,
            next_key=None,
        )

    def registered(self) -> DeviceIdentity:
        """Return this device as the county knows it: no former key has to vouch now."""
        known = tuple(replace(key, is_registered=True) for key in self.former)
        return replace(self, is_registered=True, former=known)

    def forgotten(self) -> DeviceIdentity:
        """Return this device as a county knows it that was put back: a former key has to vouch."""
        return replace(self, is_registered=False)


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """The file `device.sealed`: opened by machine secret and data key together."""

    path: Path
    key: bytes

    def load(self) -> DeviceIdentity:
        """Read this device's identity.

        Raises:
            NoProfile: There is none.
            WrongKey: It was sealed on another machine or for another vault, or was altered.
        """
        try:
            sealed = self.path.read_bytes()
            made_at_ms = int(self.path.stat().st_mtime * 1_000)
        except FileNotFoundError as error:
            raise NoProfile from error
        try:
            plain = AESGCM(self.key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND)
        except (InvalidTag, ValueError) as error:
            raise WrongKey("device.sealed") from error
        return _read(json.loads(plain), made_at_ms)

    def save(self, identity: DeviceIdentity) -> None:
        """Write it durably, whole or not at all.

        Raises:
            DiskFull, DiskReadOnly: The old identity still stands.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = json.dumps(_written(identity)).encode("ascii")
        replace_file(self.path, nonce + AESGCM(self.key).encrypt(nonce, plain, _BOUND))


def identity_file(path: Path, vault: OpenVault, device_secret: bytes) -> IdentityFile:
    """Return the file with the key that opens it."""
    key = derive(vault.key_for(KeyPurpose.DEVICE), KeyPurpose.DEVICE, salt=device_secret)
    return IdentityFile(path, key)


def create_identity(path: Path, vault: OpenVault, device_secret: bytes) -> DeviceIdentity:
    """Make a new device in its first generation and seal it into a file."""
    assert not path.exists(), "an identity is never written over"
    identity = DeviceIdentity(
        device=DeviceId(secrets.token_hex(_DEVICE_ID_BYTES)),
        generation=1,
        signing_key=Ed25519PrivateKey.generate(),
    )
    identity_file(path, vault, device_secret).save(identity)
    return identity


def open_identity(path: Path, vault: OpenVault, device_secret: bytes) -> DeviceIdentity:
    """Read this device's identity; raises as `IdentityFile.load` does."""
    return identity_file(path, vault, device_secret).load()


def _written(identity: DeviceIdentity) -> dict[str, Any]:
    started = identity.started
    return {
        "device": identity.device,
        "generation": identity.generation,
        "signing_key": _hex(identity.signing_key),
        "made_at_ms": identity.made_at_ms,
        "is_registered": identity.is_registered,
        "former": [
            {
                "generation": key.generation,
                "public_key": key.public_key.public_bytes_raw().hex(),
                "signing_key": _hex(key.signing_key),
                "is_registered": key.is_registered,
            }
            for key in identity.former
        ],
        "started": started
        and {
            "generation_before": started.generation_before,
            "known_n": started.known_n,
            "known_id": started.known_id,
            "reason": started.reason.value,
            "missing_from": started.missing_from,
            "missing_to": started.missing_to,
        },
        "next_key": _hex(identity.next_key),
    }


def _read(value: dict[str, Any], written_at_ms: int) -> DeviceIdentity:
    """Read what was sealed; a file of the first program knows only the first three keys.

    The first key is as old as the file that it was first written into.
    """
    signing_key = _key(value["signing_key"])
    assert signing_key is not None
    started = value.get("started")
    return DeviceIdentity(
        device=DeviceId(value["device"]),
        generation=int(value["generation"]),
        signing_key=signing_key,
        made_at_ms=int(value.get("made_at_ms", 0)) or written_at_ms,
        is_registered=bool(value.get("is_registered", True)),
        former=tuple(
            FormerKey(
                generation=int(key["generation"]),
                public_key=Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["public_key"])),
                signing_key=_key(key["signing_key"]),
                is_registered=bool(key["is_registered"]),
            )
            for key in value.get("former", ())
        ),
        started=started
        and GenerationStarted(**{**started, "reason": GenerationReason(started["reason"])}),
        next_key=_key(value.get("next_key", "")),
    )


def _hex(key: Ed25519PrivateKey | None) -> str:
    return key.private_bytes_raw().hex() if key is not None else ""


def _key(text: str) -> Ed25519PrivateKey | None:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text)) if text else None
