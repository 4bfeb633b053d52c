"""The last passwords of each person, to be read only by somebody who is in.

A proof kept in the open, salted or not, would be a verifier: whoever copied the file could try
passwords on it.  So proofs are sealed under the data key, which no file holds in clear; who can
read them has opened the vault already, and a guess costs them what it costs at the wrap itself.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.storage.derived_keys import KeyPurpose
from counter_app.storage.durable_file import replace_file
from counter_app.storage.password_cost import PasswordCost
from counter_app.storage.vault import OpenVault, stretched

HISTORY_NAME: Final = "passwords.sealed"
PROOFS_MAX: Final = 24
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 16
_BOUND: Final = b"township-counter/passwords/1"


class PasswordHistory:
    """The file with the proofs of one profile."""

    def __init__(self, folder: Path, opened: OpenVault) -> None:
        self._path = folder / HISTORY_NAME
        self._key = opened.key_for(KeyPurpose.PASSWORDS)

    def has(self, user: str, password: str, last: int) -> bool:
        """Answer whether this was one of somebody's last passwords."""
        proofs = self._read().get(user, [])[-last:] if last else []
        known: dict[tuple[str, str], bytes] = {}
        for proof in proofs:
            made_with = (proof["salt"], json.dumps(proof["cost"], sort_keys=True))
            if made_with not in known:  # One salt serves as long as the cost is the same.
                salt = bytes.fromhex(proof["salt"])
                known[made_with] = stretched(password, salt, PasswordCost(**proof["cost"]))
            if known[made_with].hex() == proof["proof"]:
                return True
        return False

    def note(self, user: str, password: str, cost: PasswordCost) -> None:
        """Remember a password that was just chosen.

        Raises:
            DiskFull, DiskReadOnly: What was there before still is.
        """
        people = self._read()
        mine = people.get(user, [])
        told = {
            "memory_kib": cost.memory_kib,
            "iterations": cost.iterations,
            "lanes": cost.lanes,
        }
        is_same = bool(mine) and mine[-1]["cost"] == told
        salt = bytes.fromhex(mine[-1]["salt"]) if is_same else secrets.token_bytes(_SALT_BYTES)
        proof = {"salt": salt.hex(), "cost": told, "proof": stretched(password, salt, cost).hex()}
        people[user] = [*mine, proof][-PROOFS_MAX:]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = json.dumps(people).encode("ascii")
        replace_file(self._path, nonce + AESGCM(self._key).encrypt(nonce, text, _BOUND))

    def _read(self) -> dict[str, list[dict[str, Any]]]:
        """Return what is kept; a file that is missing or not ours remembers nothing."""
        try:
            content = self._path.read_bytes()
            text = AESGCM(self._key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], _BOUND)
        except (OSError, InvalidTag, ValueError):
            return {}
        people: dict[str, list[dict[str, Any]]] = json.loads(text)
        return people
