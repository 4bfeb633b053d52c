from __future__ import annotations

import pytest

from sync.codec import canonical, encode_anchor, open_anchor
from sync.protocol import TimeAnchor

ANCHOR = TimeAnchor(
    device="0123456789abcdef",
    nonce="ab" * 16,
    county_ms=1_772_413_200_000,
    epoch="cd" * 16,
    position_max=7,
    head_n=3,
    head="ef" * 32,
)


def test_an_anchor_comes_back_as_it_was_signed():
    assert open_anchor(encode_anchor(ANCHOR)) == ANCHOR


def test_an_anchor_of_before_chain_ends_were_repeated_bounds_nothing():
    old = {
        "v": 1,
        "device": ANCHOR.device,
        "nonce": ANCHOR.nonce,
        "county_ms": 1,
        "epoch": ANCHOR.epoch,
        "position_max": 0,
    }
    anchor = open_anchor(canonical(old))
    assert (anchor.county_ms, anchor.head_n, anchor.head) == (1, 0, "")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"v":1}', b'{"v":2}', b"null"])
def test_what_is_no_anchor_is_a_value_error(data):
    with pytest.raises(ValueError):  # noqa: PT011 - the bytes may be wrong in any way
        open_anchor(data)
