"""The packed form gives back exactly what was signed, and nothing hostile gets further than it."""

from __future__ import annotations

import random
import string
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.codec import canonical, event_id
from sync.packing import Batch, Shared, pack, unpack
from sync.packing_streams import write_varint
from sync.packing_tables import step_between, stepped
from sync.protocol import SignedEvent

CHINA = timezone(timedelta(hours=8))
NAMES = ("王一诺", "赵〇二", "阿卜杜拉·买买提", "O'Neil", "", "𠮷田")


def an_event(n: int = 1, prev: str = "", *, body=None, **differently) -> SignedEvent:
    ms = 1_772_413_200_000 + n * 61_003
    wall = datetime.fromtimestamp(ms / 1000, CHINA)
    header = {
        "v": 1,
        "suite": "ed25519-sha256",
        "device": "d" * 16,
        "generation": 1,
        "n": n,
        "prev": prev,
        "hlc": [ms, 0],
        "wall": wall.isoformat(timespec="milliseconds"),
        "boot": "00c0ffee",
        "mono": n * 61_003,
        "anchor": "",
        "counter": "11019901201",
        "staff": "staff-1",
        "login": "0123456789abcdef",
        "role": "clerk",
        "case": f"{n // 3:032x}",
        "type": "case.noted",
        "type_version": 1,
        "base": {},
        "body": body if body is not None else {"text": "现场核验"},
        "attachments": [],
    }
    return SignedEvent(data=canonical(header | differently), signature=bytes([n % 256]) * 64)


def a_chain(bodies) -> list[SignedEvent]:
    events: list[SignedEvent] = []
    prev = ""
    for n, body in enumerate(bodies, 1):
        events.append(an_event(n, prev, body=body))
        prev = event_id(events[-1].data)
    return events


def there_and_back(events, message=None, shared=None) -> Batch:
    batch = Batch(events=tuple(events), message=message)
    came = unpack(pack(batch, shared), shared)
    assert came == batch
    return came


HEX = st.text("0123456789abcdef", min_size=1, max_size=70)
TEXTS = st.one_of(
    st.sampled_from(NAMES),
    st.text(max_size=40),
    HEX,
    st.text(string.digits, max_size=30),
    st.sampled_from(
        (
            "2026-11-02T09:00:00.001000+08:00",
            "2026-11-02T09:00:00+08:00",
            "2026-02-30",
            "2026-11-02",
            "0001-01-01T00:00:00.000-23:59",
            "9999-12-31T23:59:59.999+00:00",
            "收〔2026〕10101-00001号",
            "收〔2026〕10101-00002号",
            "510899101012026110201000017",
            "510899101012026110201000025",
            "540199196410065780",
            "eyJhIjoxfQ==",
            "eyJhIjogMX0=",
            "AAAAAAAAAAAA",
            "\x00",
            "\\u0000",
            "７８",
        )
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(string.ascii_letters, max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, min_size=1, max_size=6), VALUES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_body_says_comes_back_byte_for_byte(bodies, message):
    events = a_chain([{"a": body, "document_number": body} for body in bodies])
    try:
        there_and_back(events, message)
    except ValueError:
        # A message may have no packed form; events always have one.
        there_and_back(events)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no json",
        b"{}",
        b'{"v": 1}',
        b"[" * 40_000,
        bytes(range(256)),
        an_event(hlc=[5, 0]).data,
        an_event(hlc=[2**52, 0]).data,
        an_event(wall="yesterday").data,
        an_event(wall="2026-03-02T09:00:00.123456-03:30").data,
        an_event(mono=-(2**52)).data,
        an_event(prev="x").data,
        an_event(prev="ab" * 32, anchor="cd" * 32, base={"status": "ef" * 32}).data,
        an_event(device="DDDDDDDDDDDDDDDD").data,
        an_event(attachments=["ab" * 32]).data,
        an_event(v=2, suite="sm2-sm3", type_version=7).data,
        an_event(body={"k": 10**12, "t": "2026-11-02T09:00:00.001Z"}).data,
        an_event().data.replace(b'"v":1', b'"v": 1'),
        an_event(body={"x": "y" * 40_000}).data,
    ],
)
def test_strange_events_among_good_ones_come_back_too(data):
    good = a_chain([{"text": "一"}, {"text": "二"}])
    strange = SignedEvent(data=data, signature=b"short")
    there_and_back([good[0], strange, good[1], strange])


def test_signatures_are_kept_as_they_are_and_so_is_their_absence():
    events = a_chain([{}] * 4)
    lengths = (b"", bytes(64), b"x" * 63, b"y" * 128)
    there_and_back(
        [SignedEvent(data=e.data, signature=s) for e, s in zip(events, lengths, strict=True)]
    )


def test_a_cited_event_of_an_earlier_batch_travels_as_its_place():
    earlier, later = a_chain([{"text": str(i)} for i in range(40)]), []
    places = {event_id(e.data): ("d" * 16, 1, n) for n, e in enumerate(earlier, 1)}
    names = {place: name for name, place in places.items()}
    for n, cited in enumerate(list(places)[:20]):
        later.append(an_event(100 + n, cited, base={"status": cited}))
    batch = Batch(events=tuple(later))
    whole = pack(batch)
    packed = pack(batch, Shared(places=places))
    assert len(packed) < len(whole) - 20 * 25
    found = Shared(resolve=lambda asked: [names[place] for place in asked])
    assert unpack(packed, found) == batch
    with pytest.raises(ValueError, match="not known"):
        unpack(packed)
    with pytest.raises(ValueError, match="not the events"):
        unpack(packed, Shared(resolve=lambda asked: ["00" * 32 for _ in asked]))


def test_a_batch_costs_a_few_bytes_an_event():
    events = a_chain([{"text": "现场核验", "n": i} for i in range(200)])
    bare = [SignedEvent(data=e.data, signature=b"") for e in events]
    assert len(pack(Batch(events=tuple(bare)))) < 200 * 12


def test_garbage_is_a_value_error_and_nothing_else():
    dice = random.Random(7)
    packed = pack(
        Batch(events=tuple(a_chain([{"text": name} for name in NAMES])), message={"a": 1})
    )
    told = [event.data for event in unpack(packed).events]
    for _ in range(800):
        spoiled = bytearray(packed)
        match dice.randrange(4):
            case 0:
                del spoiled[dice.randrange(len(spoiled)) :]
            case 1:
                for _ in range(dice.randrange(1, 6)):
                    spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
            case 2:
                spoiled[dice.randrange(1, 40) :] = dice.randbytes(dice.randrange(200))
            case _:
                spoiled += dice.randbytes(3)
        try:
            came = unpack(bytes(spoiled))
        except ValueError:
            continue
        # A signature or the message may have changed, which others check; no event has.
        assert [event.data for event in came.events] == told


@pytest.mark.asvs("5.2.3")
@pytest.mark.threat("T16")
def test_a_small_batch_cannot_become_a_large_one():
    repeated = Batch(events=(), message=[{"a": "z-" * 15_000}] * 200)
    with pytest.raises(ValueError, match="would not end"):
        pack(repeated)  # The packer unpacks its own output.
    claimed = bytearray([1, 0, *bytes(8), 0])
    for length in (3 << 20, 3, 0, 0, 0, 0, 0, 0, 0):
        write_varint(claimed, length)
    with pytest.raises(ValueError, match="would not end"):
        unpack(bytes(claimed) + b"\0\0\0")


@given(st.text("0123456789ab-号", max_size=12), st.integers(-50, 50))
@settings(max_examples=200, deadline=None)
def test_the_number_after_a_number_is_found_again(text, step):
    try:
        after = stepped(text, step)
    except ValueError:
        return
    assert step_between(text, after) == step


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux to weigh memory")
def test_unpacking_keeps_hardly_any_memory():
    packed = pack(Batch(events=tuple(a_chain([{"text": f"现场核验 {n}"} for n in range(6)]))))
    for _ in range(50):
        unpack(packed)
    before = resident_kib()
    for _ in range(200):
        unpack(packed)
    assert resident_kib() - before < 200 * 60, "kilobytes a batch that nobody gets back"


def resident_kib() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4
