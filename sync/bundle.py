"""The container of a courier bundle (送件包): bytes in, bytes out; knows neither files nor events.

    8 bytes   "TCBNDL" 01 0A
    4 + H     length (big endian, ≤ 16 KiB) and cover: canonical JSON, readable without a key
    chunks    AES-256-GCM, 64 KiB plain each, tag appended; additional data = SHA-256(cover);
              nonce = 4 zero bytes, index (4 bytes, big endian), 3 zero bytes, 01 for the last
              chunk, else 00
    64 bytes  Ed25519, purpose `bundle`, over SHA-256 of everything before

The key is HKDF-SHA256 of X25519(ephemeral, recipient) with salt SHA-256(cover): new for each
bundle.  Nothing is believed, allocated or opened before the lengths and the signature fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any, BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, Field

from counter_app.domain.errors import BundleForeign, BundleInvalid
from sync.bundle_keys import recipient_id
from sync.codec import canonical
from sync.protocol import SUITE
from sync.signing import Purpose, Verifier, is_signed, key_id, sign

SUFFIX: Final = ".tcbundle"
MAGIC: Final = b"TCBNDL\x01\x0a"
COVER_BYTES_MAX: Final = 16 << 10
PLAIN_BYTES_MAX: Final = 200 << 20
CHUNK_BYTES: Final = 64 << 10
TAG_BYTES: Final = 16
SIGNATURE_BYTES: Final = 64
FILE_BYTES_MAX: Final = (
    len(MAGIC)
    + 4
    + COVER_BYTES_MAX
    + PLAIN_BYTES_MAX
    + (PLAIN_BYTES_MAX // CHUNK_BYTES + 1) * TAG_BYTES
    + SIGNATURE_BYTES
)
NO_FILE: Final = ""
"""`previous` of the first bundle of a pair."""

COVER_VERSION: Final = 1
_KEY_INFO: Final = b"township-counter/bundle-key/1"

Plain = Callable[[], Iterable[bytes]]
"""Yields the plain bytes in pieces; called twice, and has to yield the same both times."""


class BundleKind(Enum):
    """Which way a bundle goes, and what may stand in it."""

    OUTGOING = "outgoing"
    RETURN = "return"
    HANDOVER = "handover"
    TAIL = "tail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands on the outside; no personal data.

    Attributes:
        bundle: 32 hex digits, drawn for this bundle.
        number: Consecutive from 1 for each pair of sender and recipient.
        previous: SHA-256 of the file before it, 64 hex digits; "" when there was none.
        sender: Id of the Ed25519 key that signs; recipient: id of the X25519 key that opens.
        made: The sender's clock, with offset: a claim.
        ephemeral: 32 bytes, X25519; chunks, plain_bytes: what follows.
    """

    kind: BundleKind
    bundle: str
    number: int
    previous: str
    sender: str
    recipient: str
    made: str
    ephemeral: bytes = b""
    chunks: int = 0
    plain_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeys:
    """Who signs, and to whom it is sealed."""

    sender: Ed25519PrivateKey
    recipient: X25519PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A bundle that was written.

    Attributes:
        sha256: Of the whole file, 64 hex digits; the next one cites it.
    """

    cover: Cover
    sha256: str
    size_bytes: int


class Sink(Protocol):
    """Where a bundle is written to."""

    def write(self, data: bytes, /) -> Any:
        """Take all of it."""


_Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class _CoverWire(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    v: Annotated[int, Field(ge=1, le=1)]
    suite: Annotated[str, Field(pattern=f"^{SUITE}$")]
    kind: Annotated[str, Field(pattern="^(outgoing|return|handover|tail)$")]
    bundle: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    number: Annotated[int, Field(ge=1, le=2**53 - 1)]
    previous: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    sender: Annotated[_Hex16, Field(alias="from")]
    recipient: Annotated[_Hex16, Field(alias="to")]
    made: Annotated[str, Field(max_length=64)]
    ephemeral: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    chunks: Annotated[int, Field(ge=1, le=PLAIN_BYTES_MAX // CHUNK_BYTES + 1)]
    plain_bytes: Annotated[int, Field(ge=0, le=PLAIN_BYTES_MAX)]


def seal(out: Sink, cover: Cover, plain: Plain, keys: SealKeys) -> Sealed:
    """Write a bundle: sealed to the recipient, signed by the sender.

    Args:
        out: Takes the bytes, in order.
        cover: Everything but key ids, ephemeral key and sizes, which are filled in here.
        plain: The content.
        keys: Both sides.

    Raises:
        BundleInvalid: More than 200 MiB.
    """
    plain_bytes = sum(len(piece) for piece in plain())
    if plain_bytes > PLAIN_BYTES_MAX:
        raise BundleInvalid("more than 200 MiB")
    ephemeral = X25519PrivateKey.generate()
    cover = replace(
        cover,
        sender=key_id(keys.sender.public_key()),
        recipient=recipient_id(keys.recipient),
        ephemeral=ephemeral.public_key().public_bytes_raw(),
        chunks=_chunks_of(plain_bytes),
        plain_bytes=plain_bytes,
    )
    encoded = encode_cover(cover)
    bound = hashlib.sha256(encoded).digest()
    cipher = AESGCM(_key(ephemeral.exchange(keys.recipient), bound))
    writer = _Writer(out)
    writer.write(MAGIC + len(encoded).to_bytes(4, "big") + encoded)
    index = -1
    for index, chunk in enumerate(_in_chunks(plain())):
        assert index < cover.chunks, "the content changed while it was sealed"
        nonce = _nonce(index, is_last=index == cover.chunks - 1)
        writer.write(cipher.encrypt(nonce, chunk, bound))
    assert index == cover.chunks - 1, "the content changed while it was sealed"
    writer.write(sign(keys.sender, Purpose.BUNDLE, writer.digest()))
    return Sealed(cover=cover, sha256=writer.digest().hex(), size_bytes=writer.size)


def encode_cover(cover: Cover) -> bytes:
    """Return the canonical bytes of a cover."""
    return canonical(
        {
            "v": COVER_VERSION,
            "suite": SUITE,
            "kind": cover.kind.value,
            "bundle": cover.bundle,
            "number": cover.number,
            "previous": cover.previous,
            "from": cover.sender,
            "to": cover.recipient,
            "made": cover.made,
            "ephemeral": cover.ephemeral.hex(),
            "chunks": cover.chunks,
            "plain_bytes": cover.plain_bytes,
        }
    )


class SealedBundle:
    """A bundle that came in; the file is read piece by piece and never trusted.

    Opening it in three steps is the caller's: look at the cover, find both keys, open.
    """

    def __init__(self, source: BinaryIO, size_bytes: int) -> None:
        """Read the cover; nothing is checked yet but lengths and form.

        Args:
            source: Seekable; belongs to the caller and must not change any more.
            size_bytes: How long it is.

        Raises:
            BundleInvalid: It is none, or its lengths contradict each other.
        """
        if not len(MAGIC) + 4 + SIGNATURE_BYTES < size_bytes <= FILE_BYTES_MAX:
            raise BundleInvalid("not as long as a bundle")
        self._source = source
        self._size_bytes = size_bytes
        source.seek(0)
        if source.read(len(MAGIC)) != MAGIC:
            raise BundleInvalid("not a bundle")
        length = int.from_bytes(source.read(4), "big")
        if length > COVER_BYTES_MAX:
            raise BundleInvalid("a cover of more than 16 KiB")
        encoded = source.read(length)
        self.cover = _decode_cover(encoded)
        self._bound = hashlib.sha256(encoded).digest()
        self._start = len(MAGIC) + 4 + length
        cover = self.cover
        sealed_bytes = cover.plain_bytes + cover.chunks * TAG_BYTES
        if (
            cover.chunks != _chunks_of(cover.plain_bytes)
            or self._start + sealed_bytes + SIGNATURE_BYTES != size_bytes
        ):
            raise BundleInvalid("lengths that do not fit")
        self.sha256 = NO_FILE

    def open(self, sender: Verifier, recipient: X25519PrivateKey) -> Plain:
        """Check the signature and return what yields the content, chunk by chunk.

        The content is checked while it is read: run through all of it before any of it is used.

        Raises:
            BundleForeign: It is sealed to somebody else.
            BundleInvalid: It is not signed by this sender, or a byte of it was changed.
        """
        cover = self.cover
        if cover.recipient != recipient_id(recipient.public_key()):
            raise BundleForeign(cover.recipient)
        self.require_signature(sender)
        try:
            shared = recipient.exchange(X25519PublicKey.from_public_bytes(cover.ephemeral))
        except ValueError as error:  # A point of low order: nobody of ours made it.
            raise BundleInvalid("a key that is none") from error
        cipher = AESGCM(_key(shared, self._bound))
        return lambda: self._decrypted(cipher)

    def file_sha256(self) -> str:
        """Hash the whole file, for comparing with what is remembered; 64 hex digits."""
        hashed = hashlib.sha256()
        self._source.seek(0)
        while piece := self._source.read(CHUNK_BYTES):
            hashed.update(piece)
        return hashed.hexdigest()

    def require_signature(self, sender: Verifier) -> None:
        """See that this sender signed every byte; `sha256` is known from then on.

        Raises:
            BundleInvalid: It did not, or a byte was changed.
        """
        hashed = hashlib.sha256()
        self._source.seek(0)
        left = self._size_bytes - SIGNATURE_BYTES
        while left:
            piece = self._source.read(min(left, CHUNK_BYTES))
            if not piece:
                raise BundleInvalid("it ends too early")
            hashed.update(piece)
            left -= len(piece)
        signature = self._source.read(SIGNATURE_BYTES)
        if not is_signed(sender, Purpose.BUNDLE, hashed.digest(), signature):
            raise BundleInvalid("not signed by its sender, or changed on the way")
        hashed.update(signature)
        self.sha256 = hashed.hexdigest()

    def _decrypted(self, cipher: AESGCM) -> Iterator[bytes]:
        last, left = self.cover.chunks - 1, self.cover.plain_bytes
        place = self._start
        for index in range(self.cover.chunks):
            size = min(left, CHUNK_BYTES)
            self._source.seek(place)
            sealed = self._source.read(size + TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(index, is_last=index == last), sealed, self._bound)
            except InvalidTag as error:
                raise BundleInvalid("a chunk that was changed") from error
            left -= size
            place += len(sealed)


class _Writer:
    """Hashes and counts what it passes on."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self._hashed = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._hashed.update(data)
        self.size += len(data)

    def digest(self) -> bytes:
        return self._hashed.copy().digest()


def _decode_cover(encoded: bytes) -> Cover:
    try:
        wire = _CoverWire.model_validate_json(encoded)
        cover = Cover(
            kind=BundleKind(wire.kind),
            bundle=wire.bundle,
            number=wire.number,
            previous=wire.previous,
            sender=wire.sender,
            recipient=wire.recipient,
            made=wire.made,
            ephemeral=bytes.fromhex(wire.ephemeral),
            chunks=wire.chunks,
            plain_bytes=wire.plain_bytes,
        )
        is_canonical = encode_cover(cover) == encoded
    except (ValueError, RecursionError) as error:
        raise BundleInvalid("a cover that cannot be read") from error
    if not is_canonical:
        raise BundleInvalid("a cover in another form")
    return cover


def _key(shared: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_KEY_INFO).derive(shared)


def _nonce(index: int, *, is_last: bool) -> bytes:
    return bytes(4) + index.to_bytes(4, "big") + bytes(3) + bytes([is_last])


def _chunks_of(plain_bytes: int) -> int:
    """An empty content is one empty chunk, so that there is always a last one."""
    return max(1, -(-plain_bytes // CHUNK_BYTES))


def _in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream into chunks of 64 KiB; the last is what is left, perhaps nothing."""
    waiting = bytearray()
    is_empty = True
    for piece in pieces:
        waiting += piece
        while len(waiting) >= CHUNK_BYTES:
            is_empty = False
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    if waiting or is_empty:
        yield bytes(waiting)
