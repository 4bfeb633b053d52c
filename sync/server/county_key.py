"""The key with which the county signs answers, acknowledgements and its time.

The first key is one file.  Those after it lie beside it (`county.key.1.pem`, …), with the
successions that lead from one to the next (`county.key.successions.json`, all of it public).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from counter_app.domain.errors import UnreadableFile
from sync.codec import encode_anchor
from sync.county_succession import KeyPaper, SignedSuccession, open_succession, parse_paper
from sync.protocol import Signed, TimeAnchor
from sync.server.system_clock import NowMs, system_now_ms
from sync.signing import Purpose, is_signed, key_id, response_bytes, sign

KEY_FILE: Final = "county-signing-key.pem"
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class Ring:
    """The county's keys at one moment.

    Attributes:
        private: Signs now.
        former: Signed before, as far as their files are still here; newest first.
        coming: Announced, and not in use yet.
        successions: All since the first key; they name every public key there ever was.
    """

    private: Ed25519PrivateKey
    former: tuple[Ed25519PrivateKey, ...] = ()
    coming: Ed25519PrivateKey | None = None
    successions: tuple[SignedSuccession, ...] = ()


class CountyKey:
    """Signs in the county's name, each method for one purpose, with the key that is in use then."""

    def __init__(self, private: Ed25519PrivateKey, ring: Callable[[], Ring] | None = None) -> None:
        """Hold one key, or (`ring`) whichever the ring has in use when it is asked."""
        alone = Ring(private)
        self._ring = ring or (lambda: alone)

    @property
    def ring(self) -> Ring:
        """Return the keys as they are now."""
        return self._ring()

    @property
    def private(self) -> Ed25519PrivateKey:
        """Return the key that signs now."""
        return self.ring.private

    @property
    def listed(self) -> tuple[Ed25519PrivateKey, ...]:
        """Return the keys that counters shall believe now: the one in use, and one announced."""
        ring = self.ring
        return (ring.private,) if ring.coming is None else (ring.private, ring.coming)

    @property
    def publics(self) -> tuple[Ed25519PublicKey, ...]:
        """Return every key the county ever had, the present one first: what they signed holds."""
        named = {self.public.public_bytes_raw().hex(): None}
        for signed in self.ring.successions:
            each = open_succession(signed.data)
            named |= {each.old: None, each.new: None}
        return tuple(Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in named)

    def has_signed(self, purpose: Purpose, signed: Signed) -> bool:
        """Answer whether this is our own word, whichever of our keys it was given with."""
        return any(is_signed(key, purpose, signed.data, signed.signature) for key in self.publics)

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    @property
    def id(self) -> str:
        """16 hex digits."""
        return key_id(self.public)

    def sign_response(self, nonce: str, status: int, body: bytes) -> bytes:
        """Sign an answer to the request that had this nonce."""
        return sign(self.private, Purpose.RESPONSE, response_bytes(nonce, status, body))

    def sign_idle(self, data: bytes) -> bytes:
        """Sign an answer to the short question, by `sync.idle.idle_bytes`."""
        return sign(self.private, Purpose.IDLE, data)

    def sign_acks(self, data: bytes) -> Signed:
        """Sign the canonical bytes of acks."""
        return Signed(data=data, signature=sign(self.private, Purpose.ACKS, data))

    def sign_event(self, data: bytes) -> bytes:
        """Sign an event of the county's own chain."""
        return sign(self.private, Purpose.EVENT, data)

    def sign_ruling(self, data: bytes) -> bytes:
        """Sign the county's word on a take-over, by `sync.ruling.ruling_bytes`."""
        return sign(self.private, Purpose.RULING, data)

    def sign_anchor(self, anchor: TimeAnchor) -> Signed:
        """Sign what time it is."""
        data = encode_anchor(anchor)
        return Signed(data=data, signature=sign(self.private, Purpose.ANCHOR, data))


class KeyFiles:
    """The county's keys as they lie on the disk, read anew when they change.

    Asked at each signature by several threads: what was announced by a command counts in every
    process of the county at once, and the next key comes into use by itself, at its time.
    """

    def __init__(self, first: Path, now_ms: NowMs = system_now_ms) -> None:
        self.first: Final = first
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._keys: dict[int, Ed25519PrivateKey] = {}
        self._paper = KeyPaper()
        self._starts: tuple[int, ...] = ()

    @property
    def paper(self) -> Path:
        """Return where the successions lie."""
        return self.first.with_suffix(".successions.json")

    def file_of(self, number: int) -> Path:
        """Return where a key lies: 0 is the first one."""
        return self.first.with_suffix(f".{number}.pem") if number else self.first

    def __call__(self) -> Ring:
        """Return the keys as they are now.

        Raises:
            UnreadableFile: The key that should be in use is not here, or cannot be read.
        """
        with self._lock:
            self._follow()
            now_ms = self._now_ms()
            used = sum(1 for start in self._starts if start <= now_ms)
            if used not in self._keys:
                raise UnreadableFile(f"{self.file_of(used)}")
            return Ring(
                private=self._keys[used],
                former=tuple(self._keys[n] for n in range(used - 1, -1, -1) if n in self._keys),
                coming=self._keys.get(used + 1),
                successions=self._paper.successions,
            )

    def _follow(self) -> None:
        try:
            found = self.paper.stat()
        except FileNotFoundError:
            self._keys = self._keys or {0: load_key(self.first)}
            return
        except OSError as error:
            raise UnreadableFile(f"{self.paper}: {error.strerror}") from error
        seen = (found.st_mtime_ns, found.st_size)
        if seen == self._seen:
            return
        try:
            paper = parse_paper(self.paper.read_bytes())
            starts = tuple(open_succession(each.data).from_ms for each in paper.successions)
        except (OSError, ValueError) as error:
            raise UnreadableFile(f"{self.paper}: {type(error).__name__}") from error
        numbers = range(len(starts) + 1)
        self._keys = {n: load_key(self.file_of(n)) for n in numbers if self.file_of(n).exists()}
        self._paper, self._starts, self._seen = paper, starts, seen


def load_or_create(path: Path, now_ms: NowMs = system_now_ms) -> CountyKey:
    """Read the county's key, or make it at the first start; only its owner may read the file.

    On Windows the file has the rights of its folder: keep it where only the service can read.

    Raises:
        UnreadableFile: It cannot be read or written, is no Ed25519 key, or is open to others.
    """
    files = KeyFiles(path, now_ms)
    try:
        if not path.exists() and not files.paper.exists():
            make_key(path)
    except OSError as error:
        raise UnreadableFile(f"{path}: {type(error).__name__}") from error
    return CountyKey(files().private, files)


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read one key; raises `UnreadableFile` as `load_or_create` does."""
    try:
        if sys.platform != "win32" and path.stat().st_mode & _OTHERS:
            raise UnreadableFile(f"{path} may be read by others: chmod 600")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableFile(f"{path}: {type(error).__name__}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableFile(f"{path} holds no Ed25519 key")
    return key


def make_key(path: Path) -> None:
    """Write a new key into a file that only its owner may read; one that exists stands."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # Another process of the county was first; its key stands.
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
