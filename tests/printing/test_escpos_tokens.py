"""Taking a printer's byte stream apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos_tokens import TRUNCATED, UNKNOWN, tokenize


@given(st.binary(max_size=300))
def test_any_bytes_are_tokens_without_a_gap(data):
    tokens = tokenize(data)
    assert b"".join(token.data for token in tokens) == data
    offsets = [token.offset for token in tokens]
    assert offsets == sorted(set(offsets))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x1b@", "ESC @"),
        (b"\x1dv0\x00\x01\x00\x02\x00\x1b\x1b", "GS v 0"),
        (b"\x1d(k\x04\x001A2\x00", "GS ( k"),
        (b"\x1b*!\x01\x00\x1b\x1b\x1b", "ESC *"),
        (b"\x1b*\x00\x02\x00\x1b\x1b", "ESC *"),
        (b"\x1c2\xfe\xa1" + b"\x1b" * 72, "FS 2"),
        (b"\x1dVB\x00", "GS V"),
        (b"\x1dV\x00", "GS V"),
        (b"\x10\x04\x01", "DLE EOT"),
        (b"\x10\x14\x01\x00\x05", "DLE DC4"),
        (b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", "DLE DC4"),
        (b"\x1bp\x00\x19\xfa", "ESC p"),
        (b"\x1d(A\x02\x00\x00\x02", "GS ("),
        (b"\x1dk\x04ABC\x00", "GS k"),
        (b"\x1dk\x49\x03{Ax", "GS k"),
        (b"\x1bD\x08\x10\x00", "ESC D"),
        (b"\x1d*\x01\x01" + b"\x1b" * 8, "GS *"),
        (b"\x1b&\x03AA\x02" + b"\x1b" * 6, "ESC &"),
    ],
)
def test_a_command_is_as_long_as_its_manual_says(data, name):
    first, second = tokenize(data + b"A")
    assert (first.name, first.data) == (name, data)
    assert second.name == "text"


@pytest.mark.parametrize(
    "data", [b"\x1dv0\x00\x05\x00\x05\x00abc", b"\x1b3", b"\x1b", b"\x1d(k\x09"]
)
def test_a_stream_that_ends_inside_a_command_says_so(data):
    (token,) = tokenize(data)
    assert token.name == TRUNCATED
    assert not token.is_ours


@pytest.mark.parametrize("data", [b"\x07", b"\x1b\x01", b"\x1d\x7f", b"\x7f"])
def test_what_no_manual_has_is_unknown(data):
    assert tokenize(data)[0].name == UNKNOWN
