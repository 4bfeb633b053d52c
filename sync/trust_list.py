"""Whom a counter trusts: the county's keys, those who publish, and every device.

Pure: bytes in, plain values out.  The list is made by the county server whenever devices change
and signed with the county's key.  Who may publish is not the server's to decide: each set of
publishing keys is endorsed by the set before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.domain.device_trust import DeviceStatus
from sync.codec import canonical
from sync.json_values import bytes_of, bytes_to_text, rows_of
from sync.signing import Purpose, is_signed, key_id

TRUST_FORMAT: Final = 1
KEYS_OF_A_SET_MAX: Final = 8
KEY_SETS_MAX: Final = 64
DEVICES_MAX: Final = 20_000
GENERATIONS_MAX: Final = 1_000

_DEVICE: Final = re.compile(r"[0-9a-f]{16}")
_COUNTER: Final = re.compile(r"[0-9]{11}")
_KEY: Final = re.compile(r"[0-9a-f]{64}")

Signatures = tuple[tuple[str, bytes], ...]
"""(key id, 64 bytes) each."""


class KeysNotFollowed(ValueError):
    """A set of publishing keys was not endorsed by the set before it."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """Who may publish: one signature of each kind is needed.

    Attributes:
        version: From 1.
        publication: The county's offline publication keys, 64 hex digits each.
        approval: Keys of the approvers, 64 hex digits each; none of them publishes too.
    """

    version: int
    publication: tuple[str, ...]
    approval: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedKeySet:
    """The exact bytes of a set, and the signatures of the set before it; none for the first."""

    data: bytes
    signatures: Signatures = ()


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A device.

    Attributes:
        keys: Generation → public key, 64 hex digits.  A generation that two copies of a device
            began is not listed: for its events the county vouches.
        is_revoked: It may not send any more; what it signed before can still be checked.
        revoked: Generations whose key alone was withdrawn.
    """

    device: str
    counter_code: str
    keys: Mapping[int, str] = field(hash=False)
    is_revoked: bool = False
    revoked: frozenset[int] = frozenset()

    def status(self, generation: int) -> DeviceStatus:
        """Return what is known of one of its keys."""
        if generation not in self.keys:
            return DeviceStatus.UNKNOWN
        is_revoked = self.is_revoked or generation in self.revoked
        return DeviceStatus.REVOKED if is_revoked else DeviceStatus.TRUSTED


@dataclass(frozen=True)
class TrustList:
    """One published version, immutable.

    Attributes:
        county_keys: Keys of the county server, 64 hex digits each.
        devices: Device id → what is known of it.
        key_sets: Every set of publishing keys since the first, in order.
    """

    version: int
    county_keys: tuple[str, ...]
    devices: Mapping[str, ListedDevice]
    key_sets: tuple[SignedKeySet, ...] = ()

    def status(self, device: str, generation: int) -> DeviceStatus:
        """Return what is known of one key of a device."""
        listed = self.devices.get(device)
        return listed.status(generation) if listed else DeviceStatus.UNKNOWN

    def key(self, device: str, generation: int) -> Ed25519PublicKey | None:
        """Return a device's public key, of a revoked one too; None when it is not known."""
        listed = self.devices.get(device)
        key = listed.keys.get(generation) if listed else None
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) if key else None

    @cached_property
    def publishers(self) -> KeySet | None:
        """The set of publishing keys that counts; None before the first was named."""
        return open_key_set(self.key_sets[-1].data) if self.key_sets else None


def encode_key_set(keys: KeySet) -> bytes:
    """Return the canonical bytes of a set, to be signed with purpose `publication`."""
    return canonical(
        {
            "v": 1,
            "kind": "keys",
            "version": keys.version,
            "publication": list(keys.publication),
            "approval": list(keys.approval),
        }
    )


def open_key_set(data: bytes) -> KeySet:
    """Read a set, strictly.

    Raises:
        ValueError: The bytes are none, or one key would do for both signatures.
    """
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("no set of publishing keys") from error
    if not isinstance(value, dict) or (value.get("v"), value.get("kind")) != (1, "keys"):
        raise ValueError("no set of publishing keys")
    keys = KeySet(
        _number(value.get("version")), _keys(value.get("publication")), _keys(value.get("approval"))
    )
    if set(keys.publication) & set(keys.approval):
        raise ValueError("one key for both signatures")
    if encode_key_set(keys) != data:
        raise ValueError("not the canonical form")
    return keys


def followed_keys(known: KeySet | None, offered: Sequence[SignedKeySet]) -> KeySet | None:
    """Return the set that counts now: each must be endorsed by the one before it.

    Args:
        known: The set this counter holds; None before it ever learnt one, then the county's key
            vouches for the first.
        offered: Every set since the first, as the list gives them.

    Raises:
        KeysNotFollowed: One is not endorsed, or the one that is held is not among them.
        ValueError: One is no set.
    """
    sets = [open_key_set(each.data) for each in offered]
    if [keys.version for keys in sets] != list(range(1, len(sets) + 1)):
        raise KeysNotFollowed("sets of publishing keys are missing")
    for before, signed in zip(sets, offered[1:], strict=False):
        if not is_twice_signed(signed.data, signed.signatures, before):
            raise KeysNotFollowed("new publishing keys without the signatures of the old ones")
    if known is not None and known not in sets:
        raise KeysNotFollowed("the publishing keys held here are not among them")
    return sets[-1] if sets else None


def is_twice_signed(data: bytes, signatures: Signatures, keys: KeySet) -> bool:
    """Whether a publication key and an approver's key both signed."""
    return all(signed_by(data, signatures, each) for each in (keys.publication, keys.approval))


def signed_by(data: bytes, signatures: Signatures, keys: Sequence[str]) -> bool:
    """Whether one of these keys signed, with purpose `publication`."""
    named = {key_id(key): key for key in map(_public, keys)}
    return any(
        name in named and is_signed(named[name], Purpose.PUBLICATION, data, signature)
        for name, signature in signatures
    )


def encode_trust_list(trust: TrustList) -> bytes:
    """Return the canonical bytes of a list."""
    devices = [
        {
            "device": each.device,
            "counter": each.counter_code,
            "status": "revoked" if each.is_revoked else "trusted",
            "keys": [
                [generation, key, "revoked" if generation in each.revoked else "trusted"]
                for generation, key in sorted(each.keys.items())
            ],
        }
        for _, each in sorted(trust.devices.items())
    ]
    key_sets = [
        {"data": bytes_to_text(each.data), "signatures": signatures_to_json(each.signatures)}
        for each in trust.key_sets
    ]
    return canonical(
        {
            "format": TRUST_FORMAT,
            "version": trust.version,
            "county_keys": list(trust.county_keys),
            "devices": devices,
            "key_sets": key_sets,
        }
    )


def parse_trust_list(content: bytes) -> TrustList:
    """Read a list, strictly.

    Raises:
        ValueError: It is none.
    """
    try:
        raw = json.loads(content)
        if raw["format"] != TRUST_FORMAT:
            raise ValueError("a trust list of another format")
        devices = [_device(row) for row in rows_of(raw["devices"], DEVICES_MAX)]
        trust = TrustList(
            version=_number(raw["version"]),
            county_keys=_keys(raw["county_keys"]),
            devices={each.device: each for each in devices},
            key_sets=tuple(_key_set(row) for row in rows_of(raw["key_sets"], KEY_SETS_MAX)),
        )
        followed_keys(None, trust.key_sets)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no trust list: {type(error).__name__}") from error
    if len(trust.devices) != len(devices):
        raise ValueError("a device stands twice")
    return trust


def device_changes(old: TrustList | None, new: TrustList) -> tuple[tuple[str, str, str], ...]:
    """Return (device, counter code, "new" or "revoked") for what is different now."""
    before = old.devices if old else {}
    found = []
    for device, each in new.devices.items():
        was = before.get(device)
        if each.is_revoked and (was is None or not was.is_revoked):
            found.append((device, each.counter_code, "revoked"))
        elif was is None:
            found.append((device, each.counter_code, "new"))
    return tuple(found)


def signatures_to_json(signatures: Signatures) -> list[list[str]]:
    """Return signatures as JSON: [key id, base64] each."""
    return [[name, bytes_to_text(signature)] for name, signature in signatures]


def signatures_from_json(value: object) -> Signatures:
    """Read signatures, strictly.

    Raises:
        ValueError: They are none.
    """
    return tuple(_signature(row) for row in rows_of(value, KEYS_OF_A_SET_MAX))


def _signature(row: object) -> tuple[str, bytes]:
    match row:
        case [str(name), str(text)] if _DEVICE.fullmatch(name):
            return name, bytes_of(text)
        case _:
            raise ValueError("no signature")


def _key_set(row: Mapping[str, Any]) -> SignedKeySet:
    return SignedKeySet(bytes_of(row["data"]), signatures_from_json(row["signatures"]))


def _device(row: Mapping[str, Any]) -> ListedDevice:
    device, counter = row["device"], row["counter"]
    if not _DEVICE.fullmatch(device) or not _COUNTER.fullmatch(counter):
        raise ValueError("no device")
    keys = rows_of(row["keys"], GENERATIONS_MAX)
    return ListedDevice(
        device,
        counter,
        {_number(generation): _one_key(key) for generation, key, _ in keys},
        is_revoked=_is_revoked(row["status"]),
        revoked=frozenset(_number(n) for n, _, status in keys if _is_revoked(status)),
    )


def _is_revoked(status: object) -> bool:
    if status not in {"trusted", "revoked"}:
        raise ValueError("another status")
    return status == "revoked"


def _keys(value: object) -> tuple[str, ...]:
    keys = tuple(_one_key(key) for key in rows_of(value, KEYS_OF_A_SET_MAX))
    if not keys or len(set(keys)) != len(keys):
        raise ValueError("no keys, or one twice")
    return keys


def _one_key(value: object) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise ValueError("no key")
    return value


def _public(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))


def _number(value: object) -> int:
    if type(value) is not int or not 1 <= value < 2**53:
        raise ValueError("no number")
    return value


KeyOf = Callable[[str, int], Ed25519PublicKey | None]
"""(device, generation) → its key, as `TrustList.key` answers."""
