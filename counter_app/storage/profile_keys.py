"""Vault and device identity of one profile, made together and opened together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from counter_app.domain.errors import RestoreRefused
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.device_identity import (
    DeviceIdentity,
    IdentityFile,
    create_identity,
    identity_file,
    open_identity,
)
from counter_app.storage.password_history import PasswordHistory
from counter_app.storage.profile_store import StoreKeys
from counter_app.storage.secret_store import SecretStore, device_secret, first_device_secret
from counter_app.storage.try_record import TryRecord
from counter_app.storage.vault import (
    COST_USUAL,
    OpenVault,
    PasswordCost,
    Person,
    Terms,
    Vault,
    people_in,
)

KEYS_NAME: Final = "keys.json"
DEVICE_NAME: Final = "device.sealed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProfileKeys:
    """Everything that opens one profile, once somebody has signed in."""

    vault: OpenVault
    identity_file: IdentityFile
    store_keys: StoreKeys

    @property
    def identity(self) -> DeviceIdentity:
        """Who this device is now; read from the file."""
        return self.identity_file.load()


def create_profile(
    folder: Path,
    person: Person,
    password: str,
    secret_store: SecretStore,
    *,
    cost: PasswordCost = COST_USUAL,
    terms: Terms | None = None,
) -> ProfileKeys:
    """Make a new profile: data key, first person, device.  The database is made when opened.

    Args:
        folder: Made if missing; must hold no profile yet.
        person: The first who can sign in.
        password: Theirs.
        secret_store: The machine's; outside the folder.
        cost: What a guess costs; never below `COST_FLOOR` outside tests.
        terms: Of the password; None in tests that do not ask how old it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = first_device_secret(secret_store)
    vault = Vault(folder / KEYS_NAME, secret).create(person, password, cost, terms)
    create_identity(folder / DEVICE_NAME, vault, secret)
    TryRecord(folder, secret_store, secret).change(lambda kept: replace(kept, is_here=True))
    if terms is not None:
        PasswordHistory(folder, vault).note(person.user, password, cost)
    return keys_of(folder, vault, secret, None)


def open_profile_keys(
    folder: Path,
    user: str,
    password: str,
    secret_store: SecretStore,
    *,
    machine: Path | None = None,
) -> ProfileKeys:
    """Open vault and identity without counting the try; people come through `ProfileDoor`.

    Raises:
        NoProfile: There is none in that folder.
        WrongPassword: No such person, or not their password.
        WrongKey: The profile belongs to another machine.
        DatabaseDamaged: A file cannot be read.
    """
    secret = device_secret(secret_store)
    vault = Vault(folder / KEYS_NAME, secret).unlock(user, password)
    return keys_of(folder, vault, secret, machine)


def adopt_data_key(
    folder: Path,
    password: str,
    keys: ProfileKeys,
    secret_store: SecretStore,
    recovered: tuple[bytes, bytes],
    *,
    cost: PasswordCost = COST_USUAL,
) -> ProfileKeys:
    """Let a counter that was just set up open the data of a dead machine in its place.

    The one person who can sign in keeps name and password; the device stays the new one.

    Args:
        folder: A profile in which nothing was recorded yet.
        password: Of that person.
        keys: As the profile was set up.
        secret_store: This machine's.
        recovered: Data key and salt, as the county has opened them.
        cost: What a guess costs.

    Raises:
        RestoreRefused: More than one person can sign in already; nothing was changed.
    """
    if len(people_of(folder)) != 1:
        raise RestoreRefused("只能恢复到刚建立、只有一个登录人的窗口")
    secret = device_secret(secret_store)
    data_key, salt = recovered
    terms = keys.vault.terms
    vault = OpenVault(person=keys.vault.person, data_key=data_key, salt=salt, terms=terms)
    identity = keys.identity
    Vault(folder / KEYS_NAME, secret).enrol(vault, vault.person, password, cost, terms=terms)
    file = identity_file(folder / DEVICE_NAME, vault, secret)
    file.save(identity)
    if terms is not None:  # What was kept lies under the key that nobody has any more.
        PasswordHistory(folder, vault).note(vault.person.user, password, cost)
    mirror = keys.store_keys.head_mirror
    return replace(
        keys,
        vault=vault,
        identity_file=file,
        store_keys=StoreKeys(
            key=data_key, salt=salt, head_key=keys.store_keys.head_key, head_mirror=mirror
        ),
    )


def people_of(folder: Path) -> tuple[Person, ...]:
    """Return who can sign in here, for the sign-in page; nothing is opened for it.

    Raises:
        NoProfile, DatabaseDamaged: There is no vault, or its file cannot be read.
    """
    return people_in(folder / KEYS_NAME)


def keys_of(folder: Path, vault: OpenVault, secret: bytes, machine: Path | None) -> ProfileKeys:
    """Return everything that an opened vault opens.

    Raises:
        NoProfile, WrongKey: There is no identity, or it belongs to another machine.
    """
    open_identity(folder / DEVICE_NAME, vault, secret)
    file = identity_file(folder / DEVICE_NAME, vault, secret)
    store_keys = StoreKeys(
        key=vault.data_key,
        salt=vault.salt,
        head_key=derive(secret, KeyPurpose.HEAD),
        head_mirror=machine / mirror_name(folder) if machine else None,
    )
    return ProfileKeys(vault=vault, identity_file=file, store_keys=store_keys)


def mirror_name(folder: Path) -> str:
    """Return the name of a profile's mirror: a copy of a profile elsewhere has one of its own."""
    place = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return f"head-{place[:16]}.anchor"
