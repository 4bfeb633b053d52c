"""A slot for each person that the county's code opens, made while the vault is open.

In it the data key is wrapped under Argon2id of the code, and again by the machine; the code itself
is forgotten and can be derived anew only with the county's key, or with this device's, which lies
behind the vault.  A slot is used once, and made anew when a key of either side has changed.

A challenge that was shown holds for half an hour of the monotonic clock of one boot: no wall clock
is asked, and after a restart it is over, since nobody knows how long the machine was off.  Then the
slot is forgotten and the next one's challenge is shown.  Slots are made only while the vault is
open, so each person has a few; the last one is not forgotten but shown again, for whoever is
locked out over a week-end must still find one.
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

from counter_app.domain.errors import NoUnlockSlot, UnlockChallengeOver, UnlockCodeWrong
from counter_app.domain.login_tries import Moment
from counter_app.storage.durable_file import replace_file
from counter_app.storage.file_turn import file_turn
from counter_app.storage.password_cost import COST_FLOOR, PasswordCost, cost_from
from counter_app.storage.vault import OpenVault, Person, Vault, stretched
from sync.bundle_keys import recipient_id, recipient_key
from sync.unlock_code import code_of, new_challenge, spoken, unlock_code

SLOTS_NAME: Final = "unlock.json"
SLOTS_EACH: Final = 4
"""For one person; each costs one stretching of a code (40 ms) when it is made."""
CHALLENGE_HOLDS_MS: Final = 30 * 60_000
_SALT_BYTES: Final = 16
_FORMAT: Final = 2
_FORMAT_OF_ONE: Final = 1
"""Of a program that had one slot for each person, whose challenge held for ever."""

Slot = dict[str, Any]


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
    """What is read out to the county: device and challenge.

    Attributes:
        left_ms: How long it still holds.
    """

    device: str
    signs: str
    left_ms: int = CHALLENGE_HOLDS_MS

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

    def prepare(
        self, opened: OpenVault, sides: BothSides, people: Iterable[Person], now: Moment
    ) -> int:
        """Make the slots that are missing, for those too whose time is over; returns how many.

        Raises:
            DiskFull, DiskReadOnly: The old slots still stand.
        """
        with file_turn(self._lock):
            return self._prepare(opened, sides, people, now)

    def _prepare(
        self, opened: OpenVault, sides: BothSides, people: Iterable[Person], now: Moment
    ) -> int:
        before, after, made = self._read(), {}, 0
        for person in people:
            kept = [
                slot
                for slot in before.get(person.user, [])
                if (slot.get("keys"), slot.get("role")) == (sides.name, _is(person))
                and not _is_over(slot, now)
            ]
            missing = max(0, SLOTS_EACH - len(kept))
            after[person.user] = kept + [self._slot(opened, sides, person) for _ in range(missing)]
            made += missing
        if after != before:
            self._write(after)
        return made

    def challenge(self, user: str, now: Moment) -> Challenge:
        """Return what to read out for somebody; nothing is opened for it.

        The same is returned while it holds; afterwards another one.

        Raises:
            NoUnlockSlot: There is none for that name.
            DiskFull, DiskReadOnly: It could not be noted that it was shown.
        """
        with file_turn(self._lock):
            slots = self._read()
            own = slots.get(user)
            if not own:
                raise NoUnlockSlot
            shown = _in_force(own, now)
            if shown is None:
                own = [slot for slot in own if not _is_over(slot, now)] or own[-1:]
                shown = own[0]
                shown["shown"] = {"boot": now.boot_id, "mono_ms": now.monotonic_ms}
                self._write(slots | {user: own})
        return Challenge(str(shown["device"]), str(shown["challenge"]), _left_ms(shown, now))

    def require_in_force(self, user: str, now: Moment) -> Slot:
        """Return the slot whose challenge was shown and still holds.

        Raises:
            NoUnlockSlot: There is none for that name.
            UnlockChallengeOver: None was shown, or its time is over; nothing was judged.
        """
        own = self._read().get(user)
        if not own:
            raise NoUnlockSlot
        slot = _in_force(own, now)
        if slot is None:
            raise UnlockChallengeOver
        return slot

    def open(self, person: Person, typed: str, now: Moment) -> OpenVault:
        """Open the vault with a code; the slot stays until `burn`.

        Raises:
            NoUnlockSlot: There is none for that person.
            UnlockChallengeOver: The challenge no longer holds.
            UnlockCodeWrong: The code cannot be one: a slip of the tongue, which costs no try.
            WrongPassword: It is one, and not this slot's.
            OtherMachine: The slot belongs to another machine.
        """
        slot = self.require_in_force(person.user, now)
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
        """Forget the slot that somebody was shown: its code has been spoken."""
        with file_turn(self._lock):  # Else a slot that is being made would bring it back.
            slots = self._read()
            own = slots.get(user, [])
            left = [slot for slot in own if "shown" not in slot]
            if left != own:
                self._write(slots | {user: left})

    def _slot(self, opened: OpenVault, sides: BothSides, person: Person) -> Slot:
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

    def _read(self) -> dict[str, list[Slot]]:
        """Return the slots; a file that cannot be read has none, and gets new ones."""
        try:
            content = json.loads(self._path.read_bytes())
            slots: dict[str, list[Slot]] = content["slots"]
            if content["format"] == _FORMAT_OF_ONE:
                slots = {user: [slot] for user, slot in content["slots"].items()}
            is_ours = content["format"] in {_FORMAT, _FORMAT_OF_ONE} and all(
                _is_whole(slot) for own in slots.values() for slot in own
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}
        return slots if is_ours else {}

    def _write(self, slots: dict[str, list[Slot]]) -> None:
        text = json.dumps({"format": _FORMAT, "slots": slots}, ensure_ascii=False, indent=1)
        replace_file(self._path, text.encode("utf-8"))


def _is_whole(slot: Slot) -> bool:
    shown = slot.get("shown", {"boot": "", "mono_ms": 0})
    return (
        isinstance(slot["challenge"], str)
        and isinstance(slot["device"], str)
        and isinstance(shown["boot"], str)
        and isinstance(shown["mono_ms"], int)
    )


def _left_ms(slot: Slot, now: Moment) -> int:
    """Return how long a challenge still holds; 0 where it was not shown, or in another boot."""
    shown = slot.get("shown")
    if shown is None or shown["boot"] != now.boot_id:
        return 0
    passed_ms = now.monotonic_ms - int(shown["mono_ms"])
    return max(0, CHALLENGE_HOLDS_MS - passed_ms) if passed_ms >= 0 else 0


def _is_over(slot: Slot, now: Moment) -> bool:
    return "shown" in slot and not _left_ms(slot, now)


def _in_force(own: Iterable[Slot], now: Moment) -> Slot | None:
    return next((slot for slot in own if _left_ms(slot, now)), None)


def _is(person: Person) -> str:
    """Return who a slot is for: another role or name makes another slot."""
    return f"{person.staff} {person.name} {person.role.value}"


def _bound(person: Person, challenge: str) -> bytes:
    told = {**asdict(person), "role": person.role.value, "challenge": challenge}
    return json.dumps(told, ensure_ascii=True, sort_keys=True).encode("ascii")
