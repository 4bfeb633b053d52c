"""Manifests, sets of keys and trust lists as bytes: one form, and nothing else is read."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.device_trust import DeviceStatus
from sync.publication import (
    CATALOGUE,
    KINDS,
    Manifest,
    NotTaken,
    encode_manifest,
    open_manifest,
    pack,
    require_twice_signed,
    sign_publication,
    unpack,
)
from sync.signing import Purpose, key_id, sign
from sync.trust_list import (
    KeySet,
    KeysNotFollowed,
    ListedDevice,
    SignedKeySet,
    TrustList,
    encode_key_set,
    encode_trust_list,
    followed_keys,
    open_key_set,
    parse_trust_list,
)
from tests.fakes.publishers import APPROVER, PUBLISHER, STRANGER, hex_of

KEYS = KeySet(1, (hex_of(PUBLISHER),), (hex_of(APPROVER),))
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("")
MANIFESTS = st.builds(
    Manifest,
    kind=st.sampled_from(KINDS),
    version=st.integers(1, 2**53 - 1),
    valid_from=DAYS,
    valid_until=DAYS,
    previous_sha256=HASHES | st.just(""),
    content_sha256=HASHES,
)
A_MANIFEST = Manifest(
    kind=CATALOGUE,
    version=3,
    valid_from="2026-01-01",
    valid_until="2026-12-31",
    previous_sha256="",
    content_sha256="ab" * 32,
)


class TestTheManifest:
    @given(MANIFESTS)
    def test_comes_back_as_it_was(self, manifest):
        assert open_manifest(encode_manifest(manifest)) == manifest

    @pytest.mark.asvs("9.1.1")
    @given(MANIFESTS, st.data())
    def test_signed_twice_is_taken_and_with_any_byte_changed_is_not(self, manifest, data):
        signed = encode_manifest(manifest)
        signatures = tuple(sign_publication(key, signed) for key in (PUBLISHER, APPROVER))
        require_twice_signed(signed, signatures, KEYS)
        at = data.draw(st.integers(0, len(signed) - 1))
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        with pytest.raises(NotTaken) as refusal:
            require_twice_signed(changed, signatures, KEYS)
        assert refusal.value.reason == "unsigned"

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "fees"},
            {"version": 0},
            {"version": True},
            {"version": 2**53},
            {"valid_from": "tomorrow"},
            {"content_sha256": ""},
            {"content_sha256": 7},
            {"kind": ["catalogue"]},
            {"valid_until": None},
            {"previous_sha256": "xy"},
            {"more": 1},
            {"v": 2},
        ],
        ids=str,
    )
    def test_of_another_form_is_not_read(self, change):
        raw = json.loads(encode_manifest(A_MANIFEST)) | change
        with pytest.raises(ValueError, match=r"."):
            open_manifest(json.dumps(raw, sort_keys=True, separators=(",", ":")).encode())

    @pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 900, b" " * 2_000])
    def test_that_is_none_is_not_read(self, data):
        with pytest.raises(ValueError, match=r"."):
            open_manifest(data)

    def test_written_otherwise_is_not_read(self):
        with pytest.raises(ValueError, match="canonical"):
            open_manifest(json.dumps(json.loads(encode_manifest(A_MANIFEST))).encode())

    def test_a_signature_for_another_purpose_is_none(self):
        data = encode_manifest(A_MANIFEST)
        forged = [
            (key_id(key.public_key()), sign(key, Purpose.RECEIPT, data))
            for key in (PUBLISHER, APPROVER)
        ]
        with pytest.raises(NotTaken):
            require_twice_signed(data, tuple(forged), KEYS)

    def test_before_publishers_are_known_nothing_is_signed(self):
        data = encode_manifest(A_MANIFEST)
        signatures = tuple(sign_publication(key, data) for key in (PUBLISHER, APPROVER))
        with pytest.raises(NotTaken, match="unsigned"):
            require_twice_signed(data, signatures, None)


class TestPacking:
    @given(st.binary(max_size=2_000))
    def test_comes_back_as_it_was(self, content):
        assert unpack("staff", pack(content)) == content

    @given(st.binary(max_size=300))
    def test_of_anything_else_is_refused_and_never_breaks(self, packed):
        with suppress(NotTaken):
            assert len(unpack("calendar", packed)) <= 64 << 10

    def test_every_cut_is_noticed(self):
        packed = pack(json.dumps(list(range(500))).encode())
        for length in range(len(packed)):
            with pytest.raises(NotTaken):
                unpack("calendar", packed[:length])

    def test_that_does_not_say_how_much_it_is_is_endless(self):
        packed = zstandard.ZstdCompressor(write_content_size=False).compress(b"a" * 99)
        with pytest.raises(NotTaken, match="too-large"):
            unpack("calendar", packed)

    def test_of_a_large_honest_catalogue_stays_within_the_limits(self):
        items = [
            {"item_id": f"T{n:04d}", "name": f"事项{n}", "materials": []} for n in range(40_000)
        ]
        content = json.dumps(items, ensure_ascii=False).encode()
        assert len(content) > 2 << 20
        assert unpack("catalogue", pack(content)) == content


def key_sets(*sets: KeySet, endorsed_by) -> tuple[SignedKeySet, ...]:
    found = []
    for keys, endorsing in zip(sets, endorsed_by, strict=True):
        data = encode_key_set(keys)
        signatures = tuple(sign_publication(key, data) for key in endorsing)
        found.append(SignedKeySet(data, signatures))
    return tuple(found)


def another(version: int, publication=STRANGER) -> KeySet:
    return KeySet(version, (hex_of(publication),), (hex_of(APPROVER),))


class TestPublishingKeys:
    def test_that_their_predecessors_endorsed_are_followed_from_any_that_is_held(self):
        third = another(3, Ed25519PrivateKey.from_private_bytes(b"t" * 32))
        offered = key_sets(
            KEYS,
            another(2),
            third,
            endorsed_by=((), (PUBLISHER, APPROVER), (STRANGER, APPROVER)),
        )
        for held in (None, KEYS, another(2), third):
            assert followed_keys(held, offered) == third

    @pytest.mark.asvs("9.1.3")
    @pytest.mark.threat("T9")
    @pytest.mark.parametrize("endorsing", [(), (PUBLISHER,), (APPROVER,), (STRANGER, APPROVER)])
    def test_that_nobody_may_endorse_are_not(self, endorsing):
        with pytest.raises(KeysNotFollowed):
            followed_keys(KEYS, key_sets(KEYS, another(2), endorsed_by=((), endorsing)))

    @pytest.mark.threat("T9")
    def test_that_forget_what_is_held_are_not(self):
        for offered in ((), key_sets(another(1), endorsed_by=((),))):
            with pytest.raises(KeysNotFollowed):
                followed_keys(KEYS, offered)

    def test_with_one_key_for_both_signatures_are_none(self):
        data = encode_key_set(KeySet(1, (hex_of(PUBLISHER),), (hex_of(PUBLISHER),)))
        with pytest.raises(ValueError, match="one key"):
            open_key_set(data)


class TestTheTrustList:
    LIST = TrustList(
        version=1_772_413_200,
        county_keys=("ab" * 32,),
        devices={
            "ee" * 8: ListedDevice("ee" * 8, "51089910102", {1: hex_of(STRANGER)}),
            "ff" * 8: ListedDevice("ff" * 8, "51089910102", {2: hex_of(STRANGER)}, True),
        },
        key_sets=key_sets(KEYS, endorsed_by=((),)),
    )

    def test_comes_back_as_it_was(self):
        content = encode_trust_list(self.LIST)
        assert parse_trust_list(content) == self.LIST
        assert encode_trust_list(parse_trust_list(content)) == content

    def test_answers_for_every_key(self):
        trust = parse_trust_list(encode_trust_list(self.LIST))
        asked = [("ee" * 8, 1), ("ee" * 8, 2), ("ff" * 8, 2), ("00" * 8, 1)]
        unknown = DeviceStatus.UNKNOWN
        assert [trust.status(*each) for each in asked] == [
            DeviceStatus.TRUSTED,
            unknown,
            DeviceStatus.REVOKED,
            unknown,
        ]
        assert [trust.key(*each) is not None for each in asked] == [True, False, True, False]

    @pytest.mark.parametrize(
        "change",
        [
            {"format": 2},
            {"version": "1"},
            {"devices": {}},
            {"devices": [{}]},
            {"devices": [{"device": "x", "counter": "1", "status": "trusted", "keys": []}]},
            {"county_keys": ["zz"]},
            {"county_keys": []},
            {"key_sets": [{"data": "??", "signatures": []}]},
        ],
        ids=str,
    )
    def test_of_another_form_is_not_read(self, change):
        raw = json.loads(encode_trust_list(self.LIST)) | change
        with pytest.raises(ValueError, match=r"."):
            parse_trust_list(json.dumps(raw).encode())
