"""The stream parser: resynchronisation, sums, bounds, and which answer fits which request."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.devices.card_frames import (
    FRAME_BYTES_MAX,
    HEADER_BYTES,
    LENGTH_MIN,
    PREAMBLE,
    SENT_BY_COUNTER,
    Frame,
    FrameError,
    FrameParser,
    Request,
    encode_frame,
    encode_request,
    is_answer_to,
)
from tests.devices.conftest import VECTORS, streams

REQUEST_OF_VECTOR = {
    "reset_sam": Request.RESET_SAM,
    "sam_status": Request.SAM_STATUS,
    "sam_id": Request.SAM_NUMBER,
    "find_card": Request.FIND,
    "select_card": Request.SELECT,
    "read_base": Request.READ,
    "read_base_finger": Request.READ_WITH_FINGERPRINTS,
    "read_new_address": Request.APPENDED_ADDRESS,
    "baud_115200": Request.BAUD_115200,
    "baud_57600": Request.BAUD_57600,
    "baud_38400": Request.BAUD_38400,
    "baud_19200": Request.BAUD_19200,
    "baud_9600": Request.BAUD_9600,
}


def parse(pieces):
    parser = FrameParser()
    results = [result for piece in pieces for result in parser.feed(piece)]
    results += parser.finish()
    return results, parser


def size_of(results):
    frames = [each for each in results if isinstance(each, Frame)]
    return sum(HEADER_BYTES + LENGTH_MIN + len(frame.data) for frame in frames)


def answer(sw3, data=b""):
    return Frame(0, 0, 0, sw3, bytearray(data))


@pytest.mark.parametrize("row", VECTORS["requests"], ids=lambda row: row["name"])
def test_every_request_is_encoded_as_published(row):
    assert encode_request(REQUEST_OF_VECTOR[row["name"]]).hex().upper() == row["hex"]


def test_all_thirteen_requests_are_known():
    assert set(REQUEST_OF_VECTOR.values()) == set(Request)
    assert {row["name"] for row in VECTORS["requests"]} == set(REQUEST_OF_VECTOR)


def test_fingerprints_and_speed_changes_are_never_among_what_is_sent():
    assert Request.READ_WITH_FINGERPRINTS not in SENT_BY_COUNTER
    assert not any(request.name.startswith("BAUD") for request in SENT_BY_COUNTER)
    assert Request.RESET_SAM not in SENT_BY_COUNTER


@pytest.mark.parametrize(("name", "stream", "cli"), streams(), ids=lambda value: str(value)[:40])
def test_every_cut_in_two_gives_what_the_whole_gives(name, stream, cli):
    whole, whole_parser = parse([stream])
    step = max(1, len(stream) // 120)
    for cut in range(0, len(stream) + 1, step):
        results, parser = parse([stream[:cut], stream[cut:]])
        assert results == whole, cut
        assert parser.discarded_bytes == whole_parser.discarded_bytes == cli["discarded_bytes"]


@pytest.mark.parametrize(("name", "stream", "cli"), streams(), ids=lambda value: str(value)[:40])
def test_one_byte_at_a_time_gives_what_the_whole_gives(name, stream, cli):
    whole, _ = parse([stream])
    results, parser = parse([stream[at : at + 1] for at in range(len(stream))])
    assert results == whole
    assert parser.discarded_bytes + size_of(results) == len(stream)


@pytest.mark.parametrize(
    "sizes", [[62] * 21, [3, 2, 2, 1288], [15, 1280]], ids=["usb", "preamble", "character"]
)
def test_the_cuts_that_adapters_make_lose_nothing(read_answer, sizes):
    pieces, at = [], 0
    for size in sizes:
        pieces.append(read_answer[at : at + size])
        at += size
    results, parser = parse(pieces)
    assert [len(frame.data) for frame in results] == [1284]
    assert parser.discarded_bytes == 0


NOISE = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.just(PREAMBLE),
        st.just(PREAMBLE[:3]),
        st.just(b"\xaa"),
        st.builds(encode_frame, st.binary(min_size=3, max_size=40)),
        st.builds(
            lambda frame, cut: frame[:cut],
            st.just(encode_frame(b"\0\0\x9f\0\0\0\0")),
            st.integers(0, 15),
        ),
    ),
    max_size=12,
).map(b"".join)


@pytest.mark.threat("T12")
@given(stream=NOISE, seed=st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_any_bytes_cut_anywhere_give_the_same_frames_and_every_byte_is_accounted_for(stream, seed):
    cuts = random.Random(seed)
    pieces, at = [], 0
    while at < len(stream):
        size = cuts.choice([1, 2, 5, 30])
        pieces.append(stream[at : at + size])
        at += size
    whole, whole_parser = parse([stream])
    results, parser = parse(pieces)

    assert results == whole
    assert parser.discarded_bytes == whole_parser.discarded_bytes
    assert size_of(results) + parser.discarded_bytes == len(stream)
    assert parser.held_bytes == 0
    offsets = [each.offset for each in results]
    assert offsets == sorted(offsets)


@pytest.mark.threat("T12")
def test_a_hundred_thousand_fuzzed_frames_are_survived_in_bounded_memory():
    dice = random.Random(20260115)
    good = encode_frame(b"\0\0\x90" + bytes(range(24)))
    parser = FrameParser()
    fed = delivered = 0
    for _ in range(2_000):
        storm = bytearray(good * 50)
        for _ in range(25):
            storm[dice.randrange(len(storm))] = dice.randrange(256)
        delivered += size_of(parser.feed(storm))
        fed += len(storm)
        assert parser.held_bytes <= FRAME_BYTES_MAX
    delivered += size_of(parser.finish())
    assert delivered + parser.discarded_bytes == fed
    assert delivered > fed // 4


@pytest.mark.threat("T12")
def test_nine_hundred_fake_headers_cost_one_look_each():
    fake = PREAMBLE + (2314).to_bytes(2, "big")
    parser = FrameParser()
    results = parser.feed(fake * 900) + parser.finish()
    # Each is looked at once, and those still waiting at the end once more.
    waiting = FRAME_BYTES_MAX // len(fake) + 1
    assert parser.headers_examined <= 900 + waiting
    assert parser.discarded_bytes + size_of(results) == 900 * len(fake)


@pytest.mark.asvs("1.4.2")
def test_an_absurd_length_does_not_make_anyone_wait():
    parser = FrameParser()
    assert parser.feed(PREAMBLE + b"\xff\xff") == [FrameError("bad-length", 0)]
    assert parser.held_bytes == 0


def test_the_preamble_is_found_behind_two_bytes_of_the_same_kind():
    frame = encode_frame(b"\0\0\x80")
    results, parser = parse([b"\xaa\xaa" + frame])
    assert [each.offset for each in results] == [2]
    assert parser.discarded_bytes == 2


def test_a_preamble_inside_a_good_frame_is_data():
    inner = encode_frame(b"\0\0\x80")
    results, _ = parse([encode_frame(b"\0\0\x90" + inner)])
    assert [bytes(frame.data) for frame in results] == [inner]


def test_a_time_out_ends_a_half_frame_and_the_parser_goes_on():
    parser = FrameParser()
    good = encode_frame(b"\0\0\x80")
    assert parser.feed(encode_frame(b"\0\0\x90" + bytes(100))[:50]) == []
    assert parser.finish() == [FrameError("truncated", 0)]
    assert [frame.offset for frame in parser.feed(good)] == [50]


def test_an_answer_of_five_that_some_modules_send_at_a_time_out_is_noise():
    results, parser = parse([bytes.fromhex("AAAAAA96690005050505")])
    assert results == [FrameError("truncated", 0)]
    assert parser.discarded_bytes == 10


def test_what_the_parser_lets_go_is_overwritten(read_answer):
    parser = FrameParser()
    held = parser._held
    parser.feed(read_answer[:1000])
    assert read_answer[20:60] in held
    parser.finish()
    assert len(held) == 0
    assert read_answer[20:60] not in bytes(held)


def test_a_frame_tells_nothing_of_its_data_and_can_be_wiped(read_answer):
    (frame,), _ = parse([read_answer])
    assert repr(frame) == "Frame(0, 000090, 1284)"
    frame.wipe()
    assert not any(frame.data)


@pytest.mark.parametrize(
    ("request_", "sw3", "size", "fits"),
    [
        (Request.FIND, 0x9F, 4, True),
        (Request.FIND, 0x90, 4, False),
        (Request.FIND, 0x90, 0, False),
        (Request.FIND, 0x80, 0, True),
        (Request.FIND, 0x80, 4, False),
        (Request.SELECT, 0x90, 8, True),
        (Request.SELECT, 0x9F, 4, False),
        (Request.SELECT, 0x90, 0, False),
        (Request.SAM_NUMBER, 0x90, 16, True),
        (Request.SAM_NUMBER, 0x90, 8, False),
        (Request.APPENDED_ADDRESS, 0x90, 70, True),
        (Request.APPENDED_ADDRESS, 0x91, 0, True),
        (Request.SAM_STATUS, 0x90, 0, True),
        (Request.SAM_STATUS, 0x90, 8, False),
        (Request.SAM_STATUS, 0x66, 0, True),
        (Request.READ, 0x90, 1284, True),
        (Request.READ, 0x90, 0, True),
        (Request.READ, 0x90, 8, False),
        (Request.READ, 0x90, 16, False),
        (Request.READ, 0x90, 70, False),
        (Request.READ, 0x90, 4, False),
        (Request.READ, 0x41, 0, True),
        (Request.READ, 0x41, 1284, False),
        (Request.READ, 0x9F, 4, False),
    ],
)
def test_an_answer_is_accepted_only_if_it_fits_what_was_asked(request_, sw3, size, fits):
    assert is_answer_to(request_, answer(sw3, bytes(size))) is fits
