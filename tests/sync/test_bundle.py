"""The container of a courier bundle: opens whole for one reader, or not at all."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import BundleForeign, BundleInvalid
from sync.bundle import (
    CHUNK_BYTES,
    COVER_BYTES_MAX,
    MAGIC,
    PLAIN_BYTES_MAX,
    BundleKind,
    Cover,
    SealedBundle,
    SealKeys,
    encode_cover,
    seal,
)
from sync.bundle_keys import public_bytes, recipient_id, recipient_key
from sync.codec import canonical
from sync.signing import Purpose, is_signed, key_id, sign

SENDER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
READER = X25519PrivateKey.from_private_bytes(b"r" * 32)
COVER = Cover(
    kind=BundleKind.OUTGOING,
    bundle="ab" * 16,
    number=17,
    previous="cd" * 32,
    sender="",
    recipient="",
    made="2026-03-02T09:00:00.000+08:00",
)
TEXT = "王小明的材料".encode() * 40


def sealed(plain: bytes = TEXT, *, cover: Cover = COVER, piece: int = 1000) -> bytes:
    out = io.BytesIO()
    pieces = [plain[i : i + piece] for i in range(0, len(plain), piece)]
    keys = SealKeys(sender=SENDER, recipient=READER.public_key())
    made = seal(out, cover, lambda: pieces, keys)
    assert made.size_bytes == len(out.getvalue())
    assert made.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    return out.getvalue()


def opened(data: bytes, *, sender=SENDER, reader=READER) -> bytes:
    bundle = SealedBundle(io.BytesIO(data), len(data))
    return b"".join(bundle.open(sender.public_key(), reader)())


def is_refused(data: bytes) -> bool:
    try:
        opened(data)
    except (BundleInvalid, BundleForeign):
        return True
    return False


class TestAWholeBundle:
    @pytest.mark.parametrize(
        "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
    )
    def test_comes_back_as_it_was(self, size):
        plain = bytes(i % 251 for i in range(size))
        assert opened(sealed(plain)) == plain

    def test_tells_its_cover_without_a_key_and_nothing_personal(self):
        data = sealed()
        cover = SealedBundle(io.BytesIO(data), len(data)).cover
        assert (cover.kind, cover.number, cover.previous) == (BundleKind.OUTGOING, 17, "cd" * 32)
        assert cover.sender == key_id(SENDER.public_key())
        assert cover.recipient == recipient_id(READER.public_key())
        assert cover.plain_bytes == len(TEXT)
        assert "王".encode() not in data

    def test_is_laid_out_as_the_protocol_says(self):
        data = sealed(b"x" * 10)
        length = int.from_bytes(data[8:12], "big")
        cover = data[12 : 12 + length]
        assert data[:8] == b"TCBNDL\x01\x0a" == MAGIC
        assert cover == encode_cover(SealedBundle(io.BytesIO(data), len(data)).cover)
        assert len(data) == 12 + length + 10 + 16 + 64
        digest = hashlib.sha256(data[:-64]).digest()
        assert is_signed(SENDER.public_key(), Purpose.BUNDLE, digest, data[-64:])

    @pytest.mark.asvs("11.3.4")
    def test_is_another_each_time_because_its_key_is_new(self):
        assert sealed() != sealed()

    def test_opens_for_nobody_else_and_from_nobody_else(self):
        data = sealed()
        with pytest.raises(BundleForeign):
            opened(data, reader=X25519PrivateKey.generate())
        with pytest.raises(BundleInvalid):
            opened(data, sender=Ed25519PrivateKey.generate())

    @pytest.mark.asvs("9.2.2")
    def test_signature_for_another_purpose_does_not_serve(self):
        data = sealed()
        other = sign(SENDER, Purpose.EVENT, hashlib.sha256(data[:-64]).digest())
        assert is_refused(data[:-64] + other)

    def test_chunks_do_not_change_places_even_when_signed_again(self):
        data = sealed(bytes(2 * CHUNK_BYTES))
        length = int.from_bytes(data[8:12], "big")
        head, body = data[: 12 + length], data[12 + length : -64]
        half = len(body) // 2
        mixed = head + body[half:] + body[:half]
        signature = sign(SENDER, Purpose.BUNDLE, hashlib.sha256(mixed).digest())
        assert is_refused(mixed + signature)


@pytest.mark.threat("T10")
@pytest.mark.lesson(45)
class TestASmallChange:
    @pytest.mark.asvs("11.3.3")
    def test_of_any_byte_refuses_the_whole(self):
        data = sealed()
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1 << (place % 8)
            assert is_refused(bytes(changed)), place

    def test_cut_anywhere_refuses_the_whole(self):
        data = sealed()
        assert all(is_refused(data[:length]) for length in range(len(data)))

    def test_cut_of_a_large_one_at_each_512_bytes_refuses_the_whole(self):
        data = sealed(bytes(CHUNK_BYTES + 5000))
        assert all(is_refused(data[:length]) for length in range(0, len(data), 512))

    @given(st.binary(max_size=300))
    def test_appended_or_instead_refuses_the_whole(self, junk):
        assert is_refused(junk)
        assert is_refused(MAGIC + junk)
        if junk:
            assert is_refused(sealed() + junk)


def with_cover(cover: bytes, rest: bytes = bytes(200)) -> bytes:
    return MAGIC + len(cover).to_bytes(4, "big") + cover + rest


@pytest.mark.threat("T16")
class TestLengthsThatLie:
    @pytest.mark.asvs("5.2.3")
    def test_are_refused_before_anything_is_kept(self):
        huge = replace(
            COVER,
            sender="0" * 16,
            recipient="0" * 16,
            ephemeral=bytes(32),
            chunks=PLAIN_BYTES_MAX // CHUNK_BYTES,
            plain_bytes=PLAIN_BYTES_MAX,
        )
        bombs = [
            with_cover(encode_cover(huge)),
            with_cover(encode_cover(replace(huge, chunks=1))),
            MAGIC + b"\xff\xff\xff\xff" + bytes(200),
            MAGIC + (COVER_BYTES_MAX + 1).to_bytes(4, "big") + bytes(COVER_BYTES_MAX + 300),
            with_cover(b"[" * 10_000),
            with_cover(canonical({"v": 1})),
            with_cover(encode_cover(huge).replace(b'"v":1', b'"v":2')),
            with_cover(encode_cover(huge).replace(b'"chunks"', b' "chunks"')),
            with_cover(encode_cover(huge).replace(b'"number":17', b'"number":17.0')),
        ]
        tracemalloc.start()
        assert all(is_refused(bomb) for bomb in bombs)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4 << 20

    def test_more_than_may_be_is_not_even_sealed(self):
        piece = bytes(1 << 20)
        keys = SealKeys(sender=SENDER, recipient=READER.public_key())
        out = io.BytesIO()
        with pytest.raises(BundleInvalid, match="200 MiB"):
            seal(out, COVER, lambda: (piece for _ in range(201)), keys)
        assert out.getvalue() == b""


class TestTheKeyOfTheRecipient:
    def test_belongs_to_the_signing_key_and_is_not_it(self):
        assert public_bytes(SENDER) == public_bytes(SENDER)
        assert public_bytes(SENDER) != public_bytes(Ed25519PrivateKey.generate())
        assert recipient_key(SENDER).private_bytes_raw() != SENDER.private_bytes_raw()

    def test_is_always_the_same_for_one_signing_key(self):
        """Sealed bundles are on sticks: another derivation would open none of them."""
        found = public_bytes(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))).hex()
        assert found == "82d1474ad555fafc4b14e2211c00f35066f5a0a50b1dbb0f54a856109a0ba851"
