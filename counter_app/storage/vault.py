"""The vault: one data key, wrapped for each clerk by password and machine.

No verifier is stored: a wrong password is an authentication failure of the inner wrap, another
machine one of the outer wrap.  Who somebody is stands beside the wrap and is bound to it.
"""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from counter_app.domain.errors import DatabaseDamaged, NoProfile, OtherMachine, WrongPassword
from counter_app.domain.privacy import Pi
from counter_app.domain.staff import Role
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.durable_file import replace_file
from counter_app.storage.engine import KEY_BYTES, SALT_BYTES
from counter_app.storage.file_turn import file_turn
from counter_app.storage.password_cost import COST_FLOOR, COST_USUAL, PasswordCost, cost_from

__all__ = [
    "COST_FLOOR",
    "COST_USUAL",
    "OpenVault",
    "PasswordCost",
    "Person",
    "Terms",
    "Vault",
    "people_in",
]

KEYS_FORMAT: Final = 1
_NONCE_BYTES: Final = 12
_PASSWORD_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may open this vault.

    Attributes:
        user: What they type to sign in, unique here.
        staff: Staff number, unique in the county.
    """

    user: Annotated[str, Pi.P1]
    staff: Annotated[str, Pi.P1]
    name: Annotated[str, Pi.P1]
    role: Annotated[Role, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a password was given; bound to its wrap, so nobody edits them.

    Attributes:
        set_at: When, by the best estimate of that time.
        is_temporary: Somebody else chose it, and another one has to be chosen before work begins.
    """

    set_at: datetime
    is_temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenVault:
    """An opened vault: the keys of everything this profile holds.  In memory only.

    Attributes:
        person: Who opened it, or was given a password last.
        terms: Of the password that opened it; None for one of an older program.
        cost: Of the wrap that was opened; None when no password was asked for.
        wrap: Names the wrap that was opened; "" when no password was asked for.
    """

    person: Person
    data_key: bytes
    salt: bytes
    terms: Terms | None = None
    cost: PasswordCost | None = None
    wrap: str = ""

    def key_for(self, purpose: KeyPurpose) -> bytes:
        """Return the 32-byte key for one purpose."""
        return derive(self.data_key, purpose)


class Vault:
    """The file `keys.json` of one profile, on one machine."""

    def __init__(self, path: Path, device_secret: bytes) -> None:
        self._path = path
        self._machine_key = derive(device_secret, KeyPurpose.VAULT)

    def create(
        self,
        person: Person,
        password: str,
        cost: PasswordCost = COST_USUAL,
        terms: Terms | None = None,
    ) -> OpenVault:
        """Make a new data key and the first person who can open it."""
        assert not self._path.exists(), "a vault is never written over"
        opened = OpenVault(
            person=person,
            data_key=secrets.token_bytes(KEY_BYTES),
            salt=secrets.token_bytes(SALT_BYTES),
            terms=terms,
        )
        self._write([self._entry(opened, person, password, cost)])
        return opened

    def enrol(
        self,
        opened: OpenVault,
        person: Person,
        password: str,
        cost: PasswordCost = COST_USUAL,
        *,
        terms: Terms | None = None,
    ) -> None:
        """Let one more person open the vault, or give one another password.

        People keep their place in the file: it is the order in which they are offered.
        """
        mine = self._entry(replace(opened, terms=terms), person, password, cost)
        with file_turn(self._path.with_name(f"{self._path.name}.lock")):
            entries = _entries(self._path)
            users = [each["person"]["user"] for each in entries]
            if person.user in users:
                entries[users.index(person.user)] = mine
            else:
                entries.append(mine)
            self._write(entries)

    def made_dearer(self, opened: OpenVault, password: str, cost: PasswordCost) -> OpenVault:
        """Make the wrap that was just opened anew, at another cost; returns what is open then.

        Where somebody has been given another password meanwhile, that one stays.

        Raises:
            DiskFull, DiskReadOnly: The old wrap still stands.
        """
        with file_turn(self._path.with_name(f"{self._path.name}.lock")):
            entries = _entries(self._path)
            for place, entry in enumerate(entries):
                is_it = entry["person"]["user"] == opened.person.user
                if is_it and opened.wrap and entry["salt"] == opened.wrap:
                    entries[place] = mine = self._entry(opened, opened.person, password, cost)
                    self._write(entries)
                    return replace(opened, cost=cost, wrap=mine["salt"])
        return opened

    def wrapped_for(self, opened: OpenVault, key: bytes, bound: bytes) -> bytes:
        """Return the data key wrapped by another key than a password's, and by the machine."""
        inner = _sealed(key, opened.data_key + opened.salt, bound)
        return _sealed(self._machine_key, inner, bound)

    def unwrapped(self, person: Person, wrapped: bytes, key: bytes, bound: bytes) -> OpenVault:
        """Open what `wrapped_for` made.

        Raises:
            OtherMachine: It was made on another machine, or altered.
            WrongPassword: It is another key.
        """
        keys = self._keys_in(wrapped, lambda: key, bound)
        return OpenVault(person=person, data_key=keys[:KEY_BYTES], salt=keys[KEY_BYTES:])

    def cost_of_a_guess(self) -> PasswordCost:
        """Return what a guess at a name costs that is not here: as much as the others."""
        costs = [entry["cost"] for entry in _entries(self._path)]
        try:
            return max((cost_from(cost) for cost in costs), key=lambda cost: cost.work)
        except (TypeError, ValueError):
            return COST_FLOOR

    def users(self) -> tuple[str, ...]:
        """Return the login names of everybody who can open it."""
        return tuple(person.user for person in people_in(self._path))

    def people(self) -> tuple[tuple[Person, Terms | None], ...]:
        """Return everybody who can open it, and on what terms; nothing is unlocked for that.

        Raises:
            NoProfile, DatabaseDamaged: There is no vault, or its file cannot be read.
        """
        entries = _entries(self._path)
        try:
            return tuple((_person(entry), _terms(entry.get("terms"))) for entry in entries)
        except (KeyError, TypeError, ValueError) as error:
            raise DatabaseDamaged("keys.json") from error

    def has_terms(self) -> bool:
        """Whether any password was given by a program that counts tries."""
        return any("terms" in entry for entry in _entries(self._path))

    def unlock(self, user: str, password: str) -> OpenVault:
        """Open the vault.

        Raises:
            WrongPassword: No such person, or not their password.
            WrongKey: The file belongs to another machine.
            NoProfile, DatabaseDamaged: There is no vault, or its file cannot be read.
        """
        entries = {entry["person"]["user"]: entry for entry in _entries(self._path)}
        entry = entries.get(user)
        if entry is None:
            stretched(password, secrets.token_bytes(_PASSWORD_SALT_BYTES), self.cost_of_a_guess())
            raise WrongPassword
        try:
            cost = cost_from(entry["cost"])
            salt = bytes.fromhex(entry["salt"])
            wrapped = base64.b64decode(entry["wrapped"], validate=True)
            bound = _bound(entry["person"], entry.get("terms"))
            terms = _terms(entry.get("terms"))
        except (KeyError, TypeError, ValueError) as error:
            raise DatabaseDamaged("keys.json") from error
        keys = self._keys_in(wrapped, lambda: stretched(password, salt, cost), bound)
        return OpenVault(
            person=_person(entry),
            data_key=keys[:KEY_BYTES],
            salt=keys[KEY_BYTES:],
            terms=terms,
            cost=cost,
            wrap=salt.hex(),
        )

    def _keys_in(self, wrapped: bytes, key: Callable[[], bytes], bound: bytes) -> bytes:
        try:
            inner = _opened(self._machine_key, wrapped, bound)
        except (InvalidTag, ValueError) as error:
            raise OtherMachine("keys.json was made on another machine") from error
        try:
            keys = _opened(key(), inner, bound)
        except InvalidTag as error:
            raise WrongPassword from error
        assert len(keys) == KEY_BYTES + SALT_BYTES
        return keys

    def _entry(
        self, opened: OpenVault, person: Person, password: str, cost: PasswordCost
    ) -> dict[str, Any]:
        described = {**asdict(person), "role": person.role.value}
        terms = _told(opened.terms)
        bound = _bound(described, terms)
        salt = secrets.token_bytes(_PASSWORD_SALT_BYTES)
        keys = opened.data_key + opened.salt
        inner = _sealed(stretched(password, salt, cost), keys, bound)
        wrapped = _sealed(self._machine_key, inner, bound)
        entry = {
            "person": described,
            "cost": asdict(cost),
            "salt": salt.hex(),
            "wrapped": base64.b64encode(wrapped).decode("ascii"),
        }
        return entry if terms is None else {**entry, "terms": terms}

    def _write(self, entries: list[dict[str, Any]]) -> None:
        content = {"format": KEYS_FORMAT, "people": entries}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        replace_file(self._path, text.encode("utf-8"))


def people_in(path: Path) -> tuple[Person, ...]:
    """Return who can open a vault; nothing is unlocked for that.

    Raises:
        NoProfile: There is no vault.
        DatabaseDamaged: Its file cannot be read.
    """
    return tuple(_person(entry) for entry in _entries(path))


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != KEYS_FORMAT:
            raise DatabaseDamaged("keys.json has another format")
        entries: list[dict[str, Any]] = content["people"]
        for entry in entries:
            _person(entry)
    except FileNotFoundError as error:
        raise NoProfile from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DatabaseDamaged("keys.json") from error
    return entries


def _person(entry: Mapping[str, Any]) -> Person:
    described = entry["person"]
    return Person(
        user=str(described["user"]),
        staff=str(described["staff"]),
        name=str(described["name"]),
        role=Role(described["role"]),
    )


def _terms(told: Mapping[str, Any] | None) -> Terms | None:
    if told is None:
        return None
    set_at = datetime.fromisoformat(told["set_at"])
    return Terms(set_at=set_at, is_temporary=bool(told["is_temporary"]))


def _told(terms: Terms | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {"set_at": terms.set_at.isoformat(), "is_temporary": terms.is_temporary}


def _bound(described: Mapping[str, Any], terms: Mapping[str, Any] | None) -> bytes:
    """Return what a wrap is bound to: an edited role, or edited terms, make it worthless."""
    whole = described if terms is None else {"person": described, "terms": terms}
    return json.dumps(whole, ensure_ascii=True, sort_keys=True).encode("ascii")


def stretched(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    """Return the 32 bytes that a password gives; two ways to type one word are one password."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(unicodedata.normalize("NFKC", password).encode("utf-8"))


def _sealed(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _opened(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
