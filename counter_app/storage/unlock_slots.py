"""A slot for each person that the county's code opens, made while the vault is open.

In it the data key is wrapped under Argon2id of the code, and again by the machine; the code itself
is forgotten and can be derived anew only with the county's key, or with this device's, which lies
behind the vault.  A slot is used once, and made anew when a key of either side has changed.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.domain.errors import NoUnlockSlot, UnlockCodeWrong
from counter_app.storage.durable_file import replace_file
from counter_app.storage.file_turn import file_turn
from counter_app.storage.password_cost import COST_FLOOR, PasswordCost, cost_from
from counter_app.storage.vault import OpenVault, Person, Vault, stretched
from sync.bundle_keys import recipient_id, recipient_key
from sync.unlock_code import code_of, new_challenge, spoken, unlock_code

SLOTS_NAME: Final = "unlock.json"
_SALT_BYTES: Final = 16
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, repr=False)
class BothSides:
    """The keys from which codes are derived.

    Attributes:
        device: 16 hex digits.
        signing_key: Of this device.
        county: The county's public bundle key, 32 bytes.
    """

    device: str
    signing_key: Ed25519PrivateKey
    county: bytes

    @property
    def name(self) -> str:
        """Says which two keys these are."""
        own = recipient_key(self.signing_key).public_key()
        return f"{recipient_id(own)} {recipient_id(self.county_key)}"

    @property
    def county_key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.county)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is read out to the county: device and challenge."""

    device: str
    signs: str

    @property
    def words(self) -> str:
        """The challenge in groups of four."""
        return spoken(self.signs)


class UnlockSlots:
    """The file with the slots of one profile."""

    def __init__(self, folder: Path, vault: Vault, *, cost: PasswordCost = COST_FLOOR) -> None:
        """Work on a profile's slots.

        Args:
            folder: Of the profile.
            vault: Wraps and unwraps.
            cost: Of stretching a code; it has 95 bits of its own, so the floor will do.
        """
        self._path = folder / SLOTS_NAME
        self._lock = folder / f"{SLOTS_NAME}.lock"
        self._vault = vault
        self._cost = cost

    def prepare(self, opened: OpenVault, sides: BothSides, people: Iterable[Person]) -> int:
        """Make the slots that are missing; returns how many.

        Raises:
            DiskFull, DiskReadOnly: The old slots still stand.
        """
        with file_turn(self._lock):
            return self._prepare(opened, sides, people)

    def _prepare(self, opened: OpenVault, sides: BothSides, people: Iterable[Person]) -> int:
        slots, present = self._read(), {person.user: person for person in people}
        made = 0
        for user, person in present.items():
            slot = slots.get(user)
            if slot is None or slot.get("keys") != sides.name or slot.get("role") != _is(person):
                slots[user] = self._slot(opened, sides, person)
                made += 1
        gone = set(slots) - set(present)
        for user in gone:
            del slots[user]
        if made or gone:
            self._write(slots)
        return made

    def challenge(self, user: str) -> Challenge:
        """Return what to read out for somebody; nothing is opened for it.

        Raises:
            NoUnlockSlot: There is none for that name.
        """
        slot = self._slot_of(user)
        return Challenge(str(slot["device"]), str(slot["challenge"]))

    def open(self, person: Person, typed: str) -> OpenVault:
        """Open the vault with a code; the slot stays until `burn`.

        Raises:
            NoUnlockSlot: There is none for that person.
            UnlockCodeWrong: The code cannot be one: a slip of the tongue, which costs no try.
            WrongPassword: It is one, and not this slot's.
            OtherMachine: The slot belongs to another machine.
        """
        slot = self._slot_of(person.user)
        code = code_of(typed)
        if not code:
            raise UnlockCodeWrong
        try:
            salt = bytes.fromhex(slot["salt"])
            key = stretched(code, salt, cost_from(slot["cost"]))
            wrapped = base64.b64decode(slot["wrapped"], validate=True)
        except (KeyError, TypeError, ValueError) as error:
            raise NoUnlockSlot from error
        bound = _bound(person, str(slot["challenge"]))
        return self._vault.unwrapped(person, wrapped, key, bound)

    def burn(self, user: str) -> None:
        """Forget somebody's slot: its code has been spoken."""
        with file_turn(self._lock):  # Else a slot that is being made would bring it back.
            slots = self._read()
            if slots.pop(user, None) is not None:
                self._write(slots)

    def _slot(self, opened: OpenVault, sides: BothSides, person: Person) -> dict[str, Any]:
        own = recipient_key(sides.signing_key)
        challenge = new_challenge(sides.device, own.public_key().public_bytes_raw(), sides.county)
        code = unlock_code(own, sides.county_key, sides.device, challenge)
        salt = secrets.token_bytes(_SALT_BYTES)
        key = stretched(code, salt, self._cost)
        wrapped = self._vault.wrapped_for(opened, key, _bound(person, challenge))
        return {
            "device": sides.device,
            "challenge": challenge,
            "keys": sides.name,
            "role": _is(person),
            "cost": asdict(self._cost),
            "salt": salt.hex(),
            "wrapped": base64.b64encode(wrapped).decode("ascii"),
        }

    def _slot_of(self, user: str) -> dict[str, Any]:
        slot = self._read().get(user)
        if slot is None:
            raise NoUnlockSlot
        return slot

    def _read(self) -> dict[str, dict[str, Any]]:
        """Return the slots; a file that cannot be read has none, and gets new ones."""
        try:
            content = json.loads(self._path.read_bytes())
            slots: dict[str, dict[str, Any]] = content["slots"]
            is_ours = content["format"] == _FORMAT and all(
                isinstance(slot["challenge"], str) and isinstance(slot["device"], str)
                for slot in slots.values()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
        return slots if is_ours else {}

    def _write(self, slots: dict[str, dict[str, Any]]) -> None:
        text = json.dumps({"format": _FORMAT, "slots": slots}, ensure_ascii=False, indent=1)
        replace_file(self._path, text.encode("utf-8"))


def _is(person: Person) -> str:
    """Return who a slot is for: another role or name makes another slot."""
    return f"{person.staff} {person.name} {person.role.value}"


def _bound(person: Person, challenge: str) -> bytes:
    told = {**asdict(person), "role": person.role.value, "challenge": challenge}
    return json.dumps(told, ensure_ascii=True, sort_keys=True).encode("ascii")
