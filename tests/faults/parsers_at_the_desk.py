"""Parsers of what comes to the desk: cards, printers, scanners, keyboards, scans of papers."""

from __future__ import annotations

import struct
from datetime import date

from counter_app.devices.bitmap import HEIGHT_DOTS, WIDTH_DOTS, check_bitmap
from counter_app.devices.card_frames import Frame, FrameParser
from counter_app.devices.card_text import decode_appended_address, decode_read_answer
from counter_app.devices.port_url import is_port_url, split_socket_url
from counter_app.devices.stx_dialect import encode_stx, is_stx_answer
from counter_app.domain import base45
from counter_app.domain.errors import CounterError, SettingsInvalid
from counter_app.domain.identity_number import check
from counter_app.storage.attachment_intake import made_fit
from counter_app.storage.search_text import parse_query
from printing.drivers.settings import parse_address
from printing.drivers.status import (
    AutomaticStatus,
    RealTimeAnswer,
    StatusStream,
    condition_from_answers,
    condition_from_automatic,
)
from printing.forms.registry import FORMS, parse_data, sample_object
from sync.codec import canonical
from sync.enrolment_code import fingerprint_of
from sync.receipt_code import open_receipt
from sync.unlock_code import challenge_of, code_of
from tests.devices.conftest import VECTOR_DAY, streams
from tests.fakes.pictures import jpeg, pdf, png
from tests.faults.parser import Parser, as_text
from tests.sync.test_receipt_code import CODE

WORDS_MAX = 8
FORM = next(iter(FORMS.values()))


def _read_card(content: bytes) -> None:
    parser = FrameParser()
    is_stx_answer(content)
    for found in [*parser.feed(content), *parser.finish()]:
        if not isinstance(found, Frame):
            continue
        for decode in (_decoded_answer, decode_appended_address):
            try:
                decode(found.data)
            except CounterError:
                continue


def _decoded_answer(data: bytes | bytearray) -> object:
    return decode_read_answer(data, on=VECTOR_DAY)


def _read_status(content: bytes) -> None:
    stream = StatusStream()
    half = len(content) // 2
    words = [*stream.take(content[:half]), *stream.take(content[half:])]
    for word in words[:WORDS_MAX]:
        if isinstance(word, AutomaticStatus):
            condition_from_automatic(word)
        elif isinstance(word, RealTimeAnswer):
            condition_from_answers(dict.fromkeys((1, 2, 3, 4), word.value))


def _read_typed(text: str) -> None:
    """What a clerk types, or a scanner types in their place; none of it fails."""
    check(text, today=date(2026, 11, 2))
    fingerprint_of(text)
    challenge_of(text)
    code_of(text)
    parse_query(text)
    if is_port_url(text):
        split_socket_url(text)
    try:
        parse_address(text)
    except SettingsInvalid:
        return


def _cards() -> list[bytes]:
    return [*(content for _, content, _ in streams()), encode_stx(b"\x00\x01card")]


def _typed() -> list[bytes]:
    words = ("110101199003070134", "91350100M000100Y43", "张三 石桥镇 0134", "7K3M-9QXD-0000-1111")
    words += ("tcp://10.0.0.7:9100", "usb://04b8:0202/A?serial=1", "serial:///dev/ttyS0?baud=19200")
    words += ("socket://[::1]:8000", "http://example.test:99999")
    return [word.encode() for word in words]


def _pictures() -> list[bytes]:
    """Small ones: what a parser does wrong it does on eight dots as on a thousand."""
    return [jpeg(8, 8), png(8, 6), png(4, 4, mode="P"), pdf(), pdf(b"3 0 obj<</Length 0>>endobj")]


def _bitmaps() -> list[bytes]:
    head = struct.pack("<2sI4xIIiiHHI", b"BM", 0, 54, 40, WIDTH_DOTS, HEIGHT_DOTS, 1, 24, 0)
    return [head.ljust(54, b"\0") + bytes(308 * HEIGHT_DOTS)]


def _forms() -> list[bytes]:
    return [canonical(sample_object(FORM))]


AT_THE_DESK = {
    "frames and text of the card reader": Parser("T12", _cards, _read_card),
    "pictures from a photo decoder": Parser("T12", _bitmaps, check_bitmap),
    "answers of a printer": Parser(
        "F17", lambda: [bytes.fromhex("1212121216"), b"\x10\x00\x0f\x0f"], _read_status
    ),
    "codes on receipts": Parser("T18", lambda: [CODE.encode()], as_text(open_receipt)),
    "Base45": Parser("T18", lambda: [base45.encode(b"receipt").encode()], as_text(base45.decode)),
    "numbers, codes, words and addresses as they are typed": Parser(
        "T12", _typed, as_text(_read_typed), ()
    ),
    "data of a form (JSON)": Parser("T14", _forms, lambda c: parse_data(FORM, c), (CounterError,)),
    "pictures and papers that are added": Parser("T15", _pictures, made_fit, (CounterError,)),
}
