"""Records inside a bundle: hostile bytes are refused in words, never with a traceback or a bomb."""

from __future__ import annotations

import os
import tracemalloc
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain.errors import BundleInvalid
from sync.bundle_records import (
    MANIFEST_BYTES_MAX,
    OPTIONAL_FROM,
    Manifest,
    RecordKind,
    Tally,
    decode_manifest,
    encode_manifest,
    encode_record,
    ranges_of,
    read_records,
)
from sync.protocol import SignedEvent

SOAK = int(os.environ.get("COUNTER_SOAK_FACTOR", "1"))
DEVICE = "0a" * 8
MANIFEST = Manifest(
    events={"case.received": 3, "print.sent": 1},
    chains=((DEVICE, 1, 4, 6), (DEVICE, 1, 9, 9)),
    attachments=(("ab" * 32, 100),),
    position=7,
    prefix_hash="cd" * 32,
    anchor_nonce="ef" * 16,
    part=(1, 2),
    void=(3,),
    bundle_key=b"k" * 32,
    missing_bundles=(2,),
    missing_ranges=((DEVICE, 1, 2, 3),),
    revoked=("0b" * 8,),
)


def records(*made: tuple[RecordKind, bytes]) -> bytes:
    return b"".join(encode_record(kind, payload) for kind, payload in made)


def read(data: bytes, piece: int = 7) -> list:
    return list(read_records(data[i : i + piece] for i in range(0, len(data), piece)))


class TestRecords:
    @pytest.mark.parametrize("piece", [1, 5, 6, 1000])
    def test_come_back_however_they_are_cut(self, piece):
        made = [
            (RecordKind.MANIFEST, b"{}"),
            (RecordKind.MESSAGE, b"x" * 100),
            (RecordKind.ANSWER, b""),
        ]
        assert read(records(*made), piece) == made

    def test_that_may_be_skipped_are_and_others_are_not(self):
        manifest = (RecordKind.MANIFEST, b"{}")
        later = bytes([OPTIONAL_FROM + 35]) + (3).to_bytes(4, "big") + b"new"
        assert read(records(manifest) + later) == [manifest]
        with pytest.raises(BundleInvalid):
            read(records(manifest) + b"\x09" + bytes(4))

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            records((RecordKind.MESSAGE, b"{}")),
            records((RecordKind.MANIFEST, b"{}"), (RecordKind.MANIFEST, b"{}")),
            records((RecordKind.MANIFEST, b"{}"))[:-1],
            records((RecordKind.MANIFEST, b"{}")) + b"\x02\x00",
        ],
    )
    def test_in_another_order_or_cut_off_are_refused(self, data):
        with pytest.raises(BundleInvalid):
            read(data)

    @pytest.mark.asvs("1.4.2", "5.2.3")
    @pytest.mark.threat("T16")
    def test_that_claim_a_length_are_refused_before_it_is_kept(self):
        tracemalloc.start()
        for kind, length in ((1, MANIFEST_BYTES_MAX + 1), (2, 2**32 - 1), (200, 2**31)):
            first = b"" if kind == 1 else records((RecordKind.MANIFEST, b"{}"))
            with pytest.raises(BundleInvalid):
                read(first + bytes([kind]) + length.to_bytes(4, "big") + bytes(10))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 1 << 20

    @pytest.mark.threat("T16")
    def test_of_no_length_without_end_are_refused(self):
        def endless():
            yield records((RecordKind.MANIFEST, b"{}"))
            while True:
                yield records((RecordKind.MESSAGE, b"")) * 1000

        with pytest.raises(BundleInvalid):
            for _ in read_records(endless()):
                pass

    @settings(max_examples=300 * SOAK)
    @given(st.lists(st.binary(max_size=40), max_size=6))
    def test_of_any_bytes_are_read_or_refused(self, pieces):
        with suppress(BundleInvalid):
            for _, payload in read_records(pieces):
                decode_manifest(payload)


class TestTheManifest:
    def test_comes_back_as_it_was(self):
        assert decode_manifest(encode_manifest(MANIFEST)) == MANIFEST
        assert decode_manifest(encode_manifest(Manifest())) == Manifest()

    def test_counts_its_events(self):
        assert MANIFEST.event_count == 4

    @pytest.mark.parametrize(
        ("good", "bad"),
        [
            (b'"v":1', b'"v":2'),
            (b'"position":7', b'"position":-7'),
            (b'"part":[1,2]', b'"part":[3,2]'),
            (b",4,6]", b",6,4]"),
            (DEVICE.encode(), b"../../etc/passwd"),
            (b'"void":[3]', b'"void":[0]'),
            (b'"case.received":3', b'"case.received":1e400'),
        ],
    )
    def test_that_is_none_is_refused(self, good, bad):
        data = encode_manifest(MANIFEST)
        assert good in data
        with pytest.raises(BundleInvalid):
            decode_manifest(data.replace(good, bad))

    @settings(max_examples=300 * SOAK)
    @given(st.integers(0, 600), st.binary(min_size=1, max_size=3))
    def test_with_any_bytes_in_it_is_read_or_refused(self, place, junk):
        data = encode_manifest(MANIFEST)
        with suppress(BundleInvalid):
            decode_manifest(data[:place] + junk + data[place + len(junk) :])


class TestATally:
    def test_counts_what_can_be_read_and_what_cannot(self):
        tally = Tally()
        for n in (6, 4, 5, 9):
            header = b'{"type":"a.b","device":"%s","generation":1,"n":%d}' % (DEVICE.encode(), n)
            tally.add_event(SignedEvent(data=header, signature=b""))
        for data in (b"", b"[]", b"{}", b'{"type":1}', b"[" * 100_000, b"\xff"):
            tally.add_event(SignedEvent(data=data, signature=b""))
        assert tally.events == {"a.b": 4, "unreadable": 6}
        assert tally.chains() == ((DEVICE, 1, 4, 6), (DEVICE, 1, 9, 9))

    def test_refuses_what_is_not_as_the_manifest_says(self):
        tally = Tally()
        tally.add("a.b", DEVICE, 1, 1)
        chains = ((DEVICE, 1, 1, 1),)
        tally.require(Manifest(events={"a.b": 1}, chains=chains))
        for other in (
            Manifest(events={"a.b": 2}, chains=chains),
            Manifest(events={"a.b": 1}, chains=((DEVICE, 1, 1, 2),)),
            Manifest(),
        ):
            with pytest.raises(BundleInvalid):
                tally.require(other)

    @given(st.sets(st.integers(1, 60)))
    def test_ranges_hold_the_places_and_nothing_else(self, places):
        ranges = list(ranges_of(places))
        assert {p for first, last in ranges for p in range(first, last + 1)} == places
        assert all(b[0] > a[1] + 1 for a, b in pairwise(ranges))
