"""The simulated reader itself: cards, protocol, pace, faults; it must be an honest twin."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.devices.card_frames import (
    Frame,
    FrameParser,
    Request,
    encode_frame,
    encode_request,
)
from counter_app.devices.card_layout import FOR_EVER, RESIDENT
from counter_app.devices.card_report import card_object, report_stream
from counter_app.devices.card_text import decode_read_answer
from counter_app.devices.link import Link
from counter_app.devices.read_once import read_once
from counter_app.devices.virtual.card import (
    LAYOUT_OF_KIND,
    PHOTO_MARK,
    VirtualCard,
    card_from_object,
    encode_text,
    simulated_fingerprints,
)
from counter_app.devices.virtual.module import RequestParser, SecurityModule
from counter_app.devices.virtual.people import REGIONS, invent_card
from counter_app.devices.virtual.reader import INSTANT, Timing, VirtualReader
from counter_app.domain.errors import Unplugged
from counter_app.domain.identity_card import CardKind
from tests.devices.conftest import ENDPOINTS, VECTOR_DAY, VECTORS

KINDS = st.sampled_from(list(CardKind))


def until_it_fails(act):
    for _ in range(100):
        act()


def parsed(stream):
    results = FrameParser().feed(stream)
    assert all(isinstance(result, Frame) for result in results), results
    return results


def text_of(units):
    """Return text that a field of so many code units can hold, without padding on its right."""
    letters = st.characters(exclude_categories=["Cs"])
    return st.text(letters, max_size=units).filter(
        lambda text: len(text.encode("utf-16-le")) <= 2 * units and text == text.rstrip(" \0")
    )


@given(data=st.data(), kind=KINDS)
def test_whatever_is_encoded_is_decoded_unchanged(data, kind):
    layout = LAYOUT_OF_KIND[kind]
    fields = {
        name: data.draw(text_of(sum(end - start for start, end in spans)), name)
        for name, spans in layout.fields.items()
    }
    fields["number"] = fields["number"] or "1"
    card = VirtualCard(kind=kind, fields=fields)
    # A pair that falls on the joint of a name in two places is whole again after joining.
    read = decode_read_answer(card.read_answer(), on=VECTOR_DAY)
    for name in ("name", "english_name", "address", "number", "issuer", "pass_number",
                 "issue_count", "country", "nation_code"):  # fmt: skip
        assert getattr(read.card, name) == fields.get(name), name
    assert read.card.kind is kind


@given(kind=KINDS, seed=st.integers(0, 10_000))
def test_invented_people_read_back_as_themselves_and_without_a_warning(kind, seed):
    card = invent_card(kind, seed=seed)
    read = decode_read_answer(card.read_answer(), on=VECTOR_DAY).card
    assert read.number == card.fields["number"]
    assert read.birth_date.strftime("%Y%m%d") == card.fields["birth"]
    assert (read.valid_to == FOR_EVER) == (card.fields["valid_to"] == FOR_EVER)
    assert set(read.warnings) <= {"expired", "not-yet-valid"}
    assert (
        card_from_object(card_object(read)).text_block()[:240]
        == (VirtualCard(kind=kind, fields=_printed(card)).text_block()[:240])
    )


def _printed(card):
    """Return the fields that the command line prints."""
    hidden = {"card_version", "authority_code", "renewal_count", "related_number"}
    return {name: value for name, value in card.fields.items() if name not in hidden}


@given(kind=KINDS, seed=st.integers(0, 10_000))
def test_nobody_alive_can_have_an_invented_number(kind, seed):
    number = invent_card(kind, seed=seed).fields["number"]
    if kind is CardKind.RESIDENT:
        assert number[:6] in REGIONS
    else:
        assert "18" in number[:10] or kind is CardKind.FOREIGN_OLD
        assert not re.fullmatch(r"[1-7][0-9]{17}", number)


def test_the_same_seed_invents_the_same_person():
    first, again, other = invent_card(seed=1), invent_card(seed=1), invent_card(seed=2)
    assert first.text_block() == again.text_block() != other.text_block()


def test_photo_and_fingerprints_are_marked_as_simulated():
    card = VirtualCard(
        kind=CardKind.RESIDENT,
        fields=invent_card().fields,
        fingerprints=simulated_fingerprints(),
    )
    answer = card.read_answer(with_fingerprints=True)
    assert len(answer) == 6 + 256 + 1024 + 1024
    assert PHOTO_MARK in card.photo
    frame = encode_frame(b"\0\0\x90" + answer)
    report = report_stream(frame, on=VECTOR_DAY)
    assert report["cards"][0]["photo_bytes"] == 1024
    assert PHOTO_MARK.decode() not in repr(report)


@pytest.mark.parametrize("row", VECTORS["cards"], ids=lambda row: row["id"])
def test_the_vectors_text_blocks_are_what_the_encoder_makes(row):
    (shown,) = row["cli"]["cards"]
    card = card_from_object(shown)
    block = bytearray(bytes.fromhex(row["text_hex"]))
    hidden = {
        "foreigner_old": [(236, 248)], "foreigner_new": [(32, 36), (250, 256)],
    }.get(row["kind"], [])  # fmt: skip
    for start, end in hidden:
        block[start:end] = b" \0" * ((end - start) // 2)
    assert card.text_block() == bytes(block)


def test_what_does_not_fit_or_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        encode_text(RESIDENT, {"name": "甲" * 16}, " ")
    with pytest.raises(ValueError, match="has no"):
        encode_text(RESIDENT, {"country": "USA"}, " ")
    with VirtualReader("tcp", timing=INSTANT) as reader, pytest.raises(ValueError, match="no such"):
        reader.fault("moon_phase")


def sw3(module, request):
    return parsed(module.answer(request))[0].sw3


def test_commands_out_of_order_are_answered_as_a_module_does():
    module = SecurityModule()
    assert sw3(module, Request.FIND) == 0x80
    assert sw3(module, Request.SELECT) == 0x81
    assert sw3(module, Request.READ) == 0x41
    module.put(invent_card())
    assert sw3(module, Request.SELECT) == 0x81
    assert sw3(module, Request.FIND) == 0x9F
    assert sw3(module, Request.READ) == 0x41
    assert sw3(module, Request.SELECT) == 0x90
    assert sw3(module, Request.READ) == 0x90
    assert sw3(module, Request.FIND) == 0x80, "a card that was read is not found again"
    module.lift()
    module.put(invent_card())
    assert sw3(module, Request.FIND) == 0x9F


def test_a_reset_makes_the_card_findable_again():
    module = SecurityModule()
    module.put(invent_card())
    for request in (Request.FIND, Request.SELECT, Request.READ):
        module.answer(request)
    assert sw3(module, Request.RESET_SAM) == 0x90
    assert sw3(module, Request.FIND) == 0x9F


def test_answers_have_the_published_sizes_and_bytes():
    module = SecurityModule()
    card = VirtualCard(kind=CardKind.RESIDENT, fields=invent_card().fields, appended_address="甲村")
    module.put(card)
    published = {row["name"]: bytes.fromhex(row["hex"]) for row in VECTORS["responses"]}
    assert module.answer(Request.SAM_STATUS) == published["sam_status_ok"]
    assert module.answer(Request.SAM_NUMBER) == published["sam_id"]
    assert module.answer(Request.FIND) == published["find_ok"]
    assert module.answer(Request.SELECT) == published["select_ok"]
    sizes = VECTORS["meta"]["frame_sizes"]
    assert len(module.answer(Request.READ)) == sizes["read_base"]
    assert (
        len(module.answer(Request.READ_WITH_FINGERPRINTS))
        == (sizes["read_base_finger_without_prints"])
    )
    assert len(module.answer(Request.APPENDED_ADDRESS)) == sizes["new_address"]


def test_a_module_without_rights_or_health_says_so_to_everything():
    module = SecurityModule()
    module.passes_self_test = False
    assert {sw3(module, request) for request in Request} == {0x60}
    module.is_authorised = False
    assert {sw3(module, request) for request in Request} == {0x66}


def test_malformed_requests_are_judged_like_a_module_judges_them():
    parser = RequestParser()
    good = encode_request(Request.FIND)
    assert parser.feed(good[:4]) == []
    assert parser.feed(good[4:]) == [Request.FIND]
    assert parser.feed(good[:-1] + b"\0") == [0x10]
    assert parser.feed(encode_frame(b"\x20\x01\x00")) == [0x11]
    assert parser.feed(encode_frame(b"\x00\x81")) == [0x21]
    assert parser.feed(b"noise\xaa\xaa" + good + good) == [Request.FIND, Request.FIND]


@pytest.mark.parametrize("row", VECTORS["requests"], ids=lambda row: row["name"])
def test_all_published_requests_are_understood(row):
    (request,) = RequestParser().feed(bytes.fromhex(row["hex"]))
    assert isinstance(request, Request)


def test_a_client_at_the_wrong_speed_gets_no_sense_and_at_the_right_one_does():
    with VirtualReader("pty", timing=INSTANT) as reader, Link(reader.url) as link:
        link.write(encode_request(Request.BAUD_9600))
        answer = link.read_some()
        assert answer != encode_frame(b"\0\0\x90"), "the answer comes at the new speed"
        link.set_baud(9_600)
        link.write(encode_request(Request.SAM_STATUS))
        assert parsed(link.read_some())[0].sw3 == 0x90


@pytest.mark.slow
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_bytes_leave_at_the_lines_speed(endpoint):
    timing = Timing(find_ms=0, select_ms=0, read_ms=0)
    with VirtualReader(endpoint, timing=timing) as reader:
        reader.put(invent_card())
        started = time.monotonic()
        assert read_once(reader.url, timeout_ms=3_000, today=lambda: VECTOR_DAY).answer is not None
        took_ms = (time.monotonic() - started) * 1000
    assert took_ms >= (1_295 + 19 + 15) * 10_000 / 115_200 - 1


def test_a_second_tcp_client_is_turned_away_and_a_later_one_is_served():
    with VirtualReader("tcp", timing=INSTANT) as reader:
        with Link(reader.url) as first, Link(reader.url) as second:
            first.write(encode_request(Request.SAM_STATUS))
            assert parsed(first.read_some())[0].sw3 == 0x90
            with pytest.raises(Unplugged):
                until_it_fails(second.read_some)
        with Link(reader.url) as later:
            later.write(encode_request(Request.SAM_STATUS))
            assert parsed(later.read_some())[0].sw3 == 0x90


def test_a_fault_strikes_at_the_nth_request_and_is_written_down():
    with VirtualReader("tcp", timing=INSTANT) as reader:
        reader.fault("silent", on=Request.FIND, at=2)
        with Link(reader.url) as link:
            for request in (Request.FIND, Request.SAM_STATUS, Request.FIND, Request.FIND):
                link.write(encode_request(request))
            answers = b""
            while len(answers) < 3 * 11:
                answers += link.read_some()
        assert [(done.name, done.request, done.request_number) for done in reader.fault_log] == [
            ("silent", "FIND", 3)
        ]


def test_closing_twice_is_harmless_and_leaves_no_port():
    reader = VirtualReader("tcp", timing=INSTANT)
    url = reader.url
    reader.close()
    reader.close()
    assert read_once(url, timeout_ms=100, today=lambda: VECTOR_DAY).error.code == "port-missing"


@pytest.mark.slow
def test_the_reader_can_be_started_as_a_program_of_its_own(tmp_path):
    port_file = tmp_path / "port"
    shown = {
        "cards": [
            card_object(
                decode_read_answer(
                    invent_card(CardKind.HMT, seed=4).read_answer(), on=VECTOR_DAY
                ).card
            )
        ]
    }
    (tmp_path / "cards.json").write_text(json.dumps(shown), "utf-8")
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "counter_app.devices.virtual",
            "--port-file",
            str(port_file),
            "--cards",
            str(tmp_path / "cards.json"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    with program:
        url = program.stdout.readline().decode().strip()
        assert port_file.read_text() == url
        read = read_once(url, timeout_ms=8_000, today=lambda: VECTOR_DAY)
        program.stdin.close()
    assert [card_object(read.answer.card)] == shown["cards"]
    assert program.returncode == 0
