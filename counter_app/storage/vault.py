"""The vault: one data key, wrapped for each clerk by password and machine.

No verifier is stored: a wrong password is an authentication failure of the inner wrap, another
machine one of the outer wrap.  Who somebody is stands beside the wrap and is bound to it.
"""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
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

KEYS_FORMAT: Final = 1
_NONCE_BYTES: Final = 12
_PASSWORD_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one guess at a password costs (Argon2id, RFC 9106)."""

    memory_kib: int
    iterations: int
    lanes: int


COST_FLOOR: Final = PasswordCost(memory_kib=19_456, iterations=2, lanes=1)
"""OWASP's least for Argon2id; 38 ms on a slow desk PC."""
COST_USUAL: Final = PasswordCost(memory_kib=65_536, iterations=3, lanes=4)


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenVault:
    """An opened vault: the keys of everything this profile holds.  In memory only."""

    person: Person
    data_key: bytes
    salt: bytes

    def key_for(self, purpose: KeyPurpose) -> bytes:
        """Return the 32-byte key for one purpose."""
        return derive(self.data_key, purpose)


class Vault:
    """The file `keys.json` of one profile, on one machine."""

    def __init__(self, path: Path, device_secret: bytes) -> None:
        self._path = path
        self._machine_key = derive(device_secret, KeyPurpose.VAULT)

    def create(self, person: Person, password: str, cost: PasswordCost = COST_USUAL) -> OpenVault:
        """Make a new data key and the first person who can open it."""
        assert not self._path.exists(), "a vault is never written over"
        opened = OpenVault(
            person=person,
            data_key=secrets.token_bytes(KEY_BYTES),
            salt=secrets.token_bytes(SALT_BYTES),
        )
        self._write([self._entry(opened, person, password, cost)])
        return opened

    def enrol(
        self,
        opened: OpenVault,
        person: Person,
        password: str,
        cost: PasswordCost = COST_USUAL,
    ) -> None:
        """Let one more person open the vault, or give one another password."""
        others = [entry for entry in _entries(self._path) if entry["person"]["user"] != person.user]
        self._write([*others, self._entry(opened, person, password, cost)])

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
            raise WrongPassword
        try:
            cost = PasswordCost(**entry["cost"])
            salt = bytes.fromhex(entry["salt"])
            wrapped = base64.b64decode(entry["wrapped"], validate=True)
            bound = _bound(entry["person"])
        except (KeyError, TypeError, ValueError) as error:
            raise DatabaseDamaged("keys.json") from error
        try:
            inner = _opened(self._machine_key, wrapped, bound)
        except InvalidTag as error:
            raise OtherMachine("keys.json was made on another machine") from error
        try:
            keys = _opened(_stretched(password, salt, cost), inner, bound)
        except InvalidTag as error:
            raise WrongPassword from error
        assert len(keys) == KEY_BYTES + SALT_BYTES
        return OpenVault(person=_person(entry), data_key=keys[:KEY_BYTES], salt=keys[KEY_BYTES:])

    def _entry(
        self, opened: OpenVault, person: Person, password: str, cost: PasswordCost
    ) -> dict[str, Any]:
        described = {**asdict(person), "role": person.role.value}
        bound = _bound(described)
        salt = secrets.token_bytes(_PASSWORD_SALT_BYTES)
        keys = opened.data_key + opened.salt
        inner = _sealed(_stretched(password, salt, cost), keys, bound)
        wrapped = _sealed(self._machine_key, inner, bound)
        return {
            "person": described,
            "cost": asdict(cost),
            "salt": salt.hex(),
            "wrapped": base64.b64encode(wrapped).decode("ascii"),
        }

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
    except (OSError, ValueError, KeyError, TypeError) as error:
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


def _bound(described: Mapping[str, Any]) -> bytes:
    """Return what a wrap is bound to: an edited role makes it worthless."""
    return json.dumps(described, ensure_ascii=True, sort_keys=True).encode("ascii")


def _stretched(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    """Return the key that a password gives; two ways to type one word are one password."""
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
