"""The answers of readers that speak the other dialect."""

from __future__ import annotations

import pytest

from counter_app.devices.card_frames import Request, encode_request
from counter_app.devices.stx_dialect import encode_stx, is_stx_answer


@pytest.mark.parametrize(
    ("first", "is_stx"),
    [
        (encode_stx(b"\x90\x00"), True),
        (encode_stx(b"\x32\x29\xff"), True),
        (bytes.fromhex("0200033229FFE403") + b"more", True),
        (encode_stx(b"\x90\x00")[:-1], False),
        (encode_stx(b"\x90\x00")[:-1] + b"\x04", False),
        (bytes.fromhex("0200033229FFE503"), False),
        (bytes.fromhex("02000000") + b"\x03", False),
        (bytes.fromhex("0200010101") + b"\x03\x00", False),
        (b"\x02\xff\xff" + bytes(20), False),
        (b"", False),
        (encode_request(Request.FIND), False),
    ],
)
def test_another_dialect_is_recognised_by_form_and_check_byte(first, is_stx):
    assert is_stx_answer(first) is is_stx
