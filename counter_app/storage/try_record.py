"""Where wrong tries are kept: a sealed file in the profile, and a copy in the machine's store.

The file has two slots of fixed size that are written in turn and in place, so that a full disk
does not stop anybody from signing in and a torn write leaves the other slot.  Of two copies the
one counts that says more was tried: taking one away, or putting an old one back, gives no tries.
Names are kept as keyed hashes, since people type passwords where a name belongs.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.domain.errors import OtherMachine, StorageError
from counter_app.domain.login_tries import Tries, worse
from counter_app.storage.derived_keys import KeyPurpose, derive
from counter_app.storage.durable_file import fail_of, sync_folder
from counter_app.storage.file_turn import file_turn
from counter_app.storage.secret_store import SecretStore

TRIES_NAME: Final = "tries.sealed"
SLOT_BYTES: Final = 16_384
NAMES_MAX: Final = 96
"""More than ever signed in at one counter; what fits into a slot."""

_NONCE_BYTES: Final = 12
_LENGTH_BYTES: Final = 4
_BOUND: Final = b"township-counter/tries/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the record says.

    Attributes:
        writes: Goes up with every write.
        tries: Keyed hash of a name → its tries.
        policy: The county's own policy as it was last known, in its published form; None while
            it published none.
        is_here: False when there is no copy that can be read.
    """

    writes: int = 0
    tries: dict[str, Tries] = field(default_factory=dict)
    policy: dict[str, Any] | None = None
    is_here: bool = True


class TryRecord:
    """Reads and changes the record of one profile; one program at a time."""

    def __init__(self, folder: Path, store: SecretStore, device_secret: bytes) -> None:
        self._path = folder / TRIES_NAME
        self._lock = folder / f"{TRIES_NAME}.lock"
        self._store = store
        place = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
        self._copy_name = f"tries-{place[:16]}"
        self._key = derive(device_secret, KeyPurpose.TRIES)

    def name_of(self, user: str) -> str:
        """Return under what a login name is kept: 16 hex digits that tell nothing of it."""
        told = hmac.digest(self._key, user.encode("utf-8", "surrogatepass"), "sha256")
        return told[:8].hex()

    def read(self) -> Kept:
        """Return what both copies say together."""
        found = [*self._in_file(), *self._in_store()]
        if not found:
            return Kept(is_here=False)
        newest = max(found, key=lambda kept: kept.writes)
        slots = self._in_file()
        mine = max(slots, key=lambda kept: kept.writes) if slots else None
        tries = dict(newest.tries)
        for copy in (mine, *self._in_store()):
            for name, each in copy.tries.items() if copy else ():
                tries[name] = worse(each, tries[name]) if name in tries else each
        return Kept(newest.writes, tries, newest.policy)

    def change(self, act: Callable[[Kept], Kept], lasting: Collection[str] = ()) -> Kept:
        """Change the record durably, in both places, before this returns.

        Args:
            act: Returns the record as it shall be.
            lasting: Names as `name_of` has them that no other name pushes out: whoever types
                names that nobody has must not make the record forget those of people.

        Raises:
            DiskFull, DiskReadOnly: Neither place could be written.
        """
        with file_turn(self._lock):
            before = self.read()
            after = act(before)
            if after == before and before.is_here:
                return before
            after = Kept(before.writes + 1, _fitting(after.tries, lasting), after.policy)
            self._write(after)
            return after

    def _write(self, kept: Kept) -> None:
        sealed = self._sealed(kept)
        failed: StorageError | None = None
        written = 0
        for put in (self._put_in_file, self._put_in_store):
            try:
                put(kept.writes, sealed)
                written += 1
            except StorageError as error:
                failed = error
        if not written:
            assert failed is not None
            raise failed

    def _put_in_file(self, writes: int, sealed: bytes) -> None:
        try:
            is_new = not self._path.exists()
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            handle = os.open(self._path, flags, 0o600)
            try:
                if is_new:  # Both slots have their room from the beginning.
                    os.write(handle, bytes(2 * SLOT_BYTES))
                os.lseek(handle, (writes % 2) * SLOT_BYTES, os.SEEK_SET)
                os.write(handle, sealed.ljust(SLOT_BYTES, b"\0"))
                os.fsync(handle)
            finally:
                os.close(handle)
            if is_new:
                sync_folder(self._path.parent)
        except OSError as error:
            raise fail_of(error) from error

    def _put_in_store(self, _writes: int, sealed: bytes) -> None:
        self._store.save(self._copy_name, sealed)

    def _in_file(self) -> list[Kept]:
        try:
            content = self._path.read_bytes()
        except OSError:
            return []
        slots = (content[:SLOT_BYTES], content[SLOT_BYTES : 2 * SLOT_BYTES])
        return [kept for slot in slots if (kept := self._opened(slot)) is not None]

    def _in_store(self) -> list[Kept]:
        with contextlib.suppress(OtherMachine, OSError):
            content = self._store.load(self._copy_name)
            if content and (kept := self._opened(content)) is not None:
                return [kept]
        return []

    def _sealed(self, kept: Kept) -> bytes:
        value = {
            "writes": kept.writes,
            "tries": {name: asdict(each) for name, each in kept.tries.items()},
            "policy": kept.policy,
        }
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = json.dumps(value, separators=(",", ":")).encode("ascii")
        sealed = nonce + AESGCM(self._key).encrypt(nonce, text, _BOUND)
        assert len(sealed) + _LENGTH_BYTES <= SLOT_BYTES
        return len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed

    def _opened(self, slot: bytes) -> Kept | None:
        length = int.from_bytes(slot[:_LENGTH_BYTES], "big")
        sealed = slot[_LENGTH_BYTES : _LENGTH_BYTES + length]
        if len(sealed) < _NONCE_BYTES:
            return None
        try:
            text = AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND)
        except (InvalidTag, ValueError):
            return None
        value = json.loads(text)
        tries = {name: Tries(**each) for name, each in value["tries"].items()}
        return Kept(int(value["writes"]), tries, value["policy"])


def _fitting(tries: dict[str, Tries], lasting: Collection[str]) -> dict[str, Tries]:
    """Return the tries that count, at most so many names: people's, then who tried most."""
    told = {name: each for name, each in tries.items() if each != Tries()}
    if len(told) <= NAMES_MAX:
        return told
    ranked = sorted(
        told, key=lambda name: (name in lasting, told[name].is_disabled, told[name].failed)
    )
    return {name: told[name] for name in ranked[-NAMES_MAX:]}
