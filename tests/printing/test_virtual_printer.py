"""The simulated printer behaves as the manuals say printers do."""

from __future__ import annotations

import socket
from contextlib import suppress
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image

from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from tests.fakes.print_shop import ANSWERING

HEAD = b"\x1b@\x1bR\x00\x1c&\x1cS\x00\x00"
BARRIER = b"\x1dr\x01"
CUT = b"\x1dVB\x10"


def job(*lines: str, mark: str = "") -> bytes:
    marked = b"\x1dB\x01" + mark.encode("gb18030") + b"\n\x1dB\x00" if mark else b""
    return (
        HEAD + marked + b"".join(line.encode("gb18030") + b"\n" for line in lines) + BARRIER + CUT
    )


@pytest.fixture
def engine():
    return VirtualEngine(ANSWERING)


@pytest.fixture
def virtual():
    with VirtualPrinter(ANSWERING) as printer:
        yield printer


def connected(printer) -> socket.socket:
    place = urlsplit(printer.address)
    line = socket.create_connection((place.hostname, place.port), timeout=5)
    line.settimeout(5)
    return line


def feed(engine, data: bytes) -> bytes:
    engine.take(data)
    engine.run()
    return engine.answers()


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ({}, "12 12 12 12"),
        ({"is_near_end": True}, "12 12 12 1E"),
        ({"is_cover_open": True}, "1A 16 12 12"),
        ({"is_online": False}, "1A 12 12 12"),
        ({"is_hot": True}, "1A 52 52 12"),
    ],
)
def test_it_answers_questions_with_the_bytes_of_the_manuals(engine, state, answers):
    for name, value in state.items():
        setattr(engine, name, value)
    said = b"".join(feed(engine, bytes((0x10, 0x04, n))) for n in (1, 2, 3, 4))
    assert said == bytes.fromhex(answers)


def test_paper_out_and_a_jammed_cutter_have_their_bytes(engine):
    engine.mechanism.paper_left_dots = 0
    assert feed(engine, b"\x10\x04\x02\x10\x04\x04") == bytes.fromhex("32 7E")
    engine.refill()
    engine.mechanism.is_cutter_stuck = True
    assert feed(engine, b"\x10\x04\x01\x10\x04\x03") == bytes.fromhex("1A 1A")


def test_a_question_jumps_the_queue_and_a_barrier_does_not(engine):
    engine.is_cover_open = True
    assert feed(engine, job("甲") + b"\x10\x04\x02") == b"\x16"
    assert engine.mechanism.sheets == []
    engine.is_cover_open = False
    engine.run()
    assert engine.answers() == b"\x00"
    assert [sheet.lines for sheet in engine.mechanism.sheets] == [["甲"]]


def test_a_stream_in_single_bytes_prints_the_same(engine):
    said = b"".join(feed(engine, bytes((byte,))) for byte in job("收件回执", "张三"))
    assert said == b"\x00"
    (sheet,) = engine.mechanism.sheets
    assert (sheet.lines, sheet.is_complete, sheet.copy_mark) == (["收件回执", "张三"], True, "")


def test_only_white_on_black_at_the_head_is_a_reprint_mark(engine):
    feed(engine, job("补打 第1次", "甲"))
    feed(engine, job("乙", mark="补打 第2次"))
    assert [sheet.copy_mark for sheet in engine.mechanism.sheets] == ["", "补打 第2次"]


def test_what_was_not_carried_out_is_no_complete_paper(engine):
    feed(engine, job("甲")[: -len(BARRIER + CUT)])
    assert [sheet.is_complete for sheet in engine.mechanism.sheets] == [False]
    engine.power_on()
    feed(engine, job("乙"))
    assert [sheet.is_complete for sheet in engine.mechanism.sheets] == [False, True]


def test_paper_ends_where_it_was_told_to_and_the_rest_comes_after_a_new_roll(engine):
    engine.arm(VirtualFaults(paper_out_at=45))
    assert feed(engine, job("甲", "乙", "丙")) == b""
    assert engine.mechanism.sheets[-1].lines == ["甲", "乙"]
    engine.refill()
    engine.run()
    assert engine.mechanism.sheets[-1].lines == ["甲", "乙", "丙"]
    assert engine.answers() == b"\x00"


def test_a_new_roll_may_cost_the_rest(engine):
    engine.arm(VirtualFaults(paper_out_at=30, loses_backlog=True))
    feed(engine, job("甲", "乙"))
    engine.refill()
    engine.run()
    assert engine.mechanism.sheets[-1].lines == ["甲"]
    assert engine.answers() == b""


@pytest.mark.parametrize("at", [1, 12, 18])
def test_a_dead_printer_has_taken_so_many_bytes_and_says_nothing(engine, at):
    engine.arm(VirtualFaults(dead_after=at))
    assert feed(engine, job("甲", "乙") + b"\x10\x04\x01") == b""
    assert len(engine.received) == at


def test_losing_its_mode_shows_in_text_that_does_not_set_it(engine):
    engine.arm(VirtualFaults(loses_mode=True))
    feed(engine, b"\x1b@" + "张".encode("gb18030") + b"\n" + BARRIER)
    assert engine.mechanism.sheets[-1].lines != ["张"]


def test_it_reads_no_more_than_its_buffer_holds():
    small = ANSWERING.learnt(buffer_bytes=64)
    with VirtualPrinter(small) as printer, connected(printer) as line:
        printer.set(is_cover_open=True)
        line.sendall(HEAD + b"a" * 1000)
        assert printer.wait_until(lambda: printer._engine.room_bytes == 0)
        assert len(printer.received) == 64


def test_it_serves_one_client_at_a_time(virtual):
    with connected(virtual) as first, connected(virtual) as second:
        first.sendall(b"\x10\x04\x01")
        assert first.recv(10) == b"\x12"
        second.sendall(b"\x10\x04\x01")
        second.settimeout(0.1)
        with pytest.raises(TimeoutError):
            second.recv(10)
        first.close()
        second.settimeout(5)
        assert second.recv(10) == b"\x12"


def test_a_refusing_printer_can_be_reached_again_at_the_same_place(virtual):
    virtual.arm(VirtualFaults(refuse_connect=True))
    with pytest.raises(ConnectionRefusedError):
        connected(virtual)
    virtual.arm(VirtualFaults())
    with connected(virtual) as line:
        line.sendall(b"\x10\x04\x04")
        assert line.recv(10) == b"\x12"


def test_a_dropped_connection_is_noticed_and_the_printer_stays_on(virtual):
    virtual.arm(VirtualFaults(drop_connection_at=5))
    with connected(virtual) as line:
        line.sendall(job("甲"))
        with suppress(ConnectionResetError):  # As the bytes left unread may also be told.
            assert line.recv(10) == b""
    with connected(virtual) as line:
        line.sendall(b"\x10\x04\x01")
        assert line.recv(10) == b"\x12"


def test_its_paper_is_a_picture_as_wide_as_the_paper(virtual):
    with connected(virtual) as line:
        line.sendall(job("收件回执", mark="补打 第1次"))
        assert line.recv(10) == b"\x00"
    picture = Image.open(BytesIO(virtual.sheets[0].png()))
    assert ANSWERING.dots <= picture.width <= ANSWERING.dots + 32
    assert [virtual.originals, virtual.copies] == [0, 1]


def test_a_paced_printer_moves_paper_line_by_line():
    with VirtualPrinter(ANSWERING, is_paced=True) as printer, connected(printer) as line:
        line.sendall(job("甲", "乙", "丙"))
        assert printer.wait_until(lambda: len(printer.sheets) == 1)
        assert len(printer.sheets[0].lines) < 3
        assert line.recv(10) == b"\x00"
        assert printer.sheets[0].lines == ["甲", "乙", "丙"]


def test_a_state_that_no_printer_has_is_a_mistake(virtual):
    with pytest.raises(AssertionError, match="colour"):
        virtual.set(colour=1)
